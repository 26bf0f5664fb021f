from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from mentorship.delivery.tasks import send_owed
from mentorship.tenancy.models import Member, Organization
from tests import factories
from tests.pairs import Pair
from tests.tokens import api


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def call(by: Member, pair: Pair, method: str, what: str, **sent: Any) -> Any:
    client = api(by, scopes=["read", "write"])
    path = f"/api/v1/mentorships/{pair.mentorship.pk}/{what}"
    return getattr(client, method)(path, sent, content_type="application/json")


def test_an_end_is_planned_put_off_and_written_about(pair: Pair) -> None:
    day = timezone.localdate() + timedelta(days=20)
    planned = call(pair.mentee, pair, "put", "ending/", day=day.isoformat())
    assert planned.json()["ends_on"] == day.isoformat()
    later = (day + timedelta(days=40)).isoformat()
    assert call(pair.mentee, pair, "put", "ending/", day=later).status_code == 409
    asked = call(pair.mentee, pair, "post", "ending/longer/", day=later)
    assert asked.json()["asked_by"] == str(pair.mentee.pk)
    agreed = call(pair.mentor, pair, "put", "ending/longer/", agree=True)
    assert (agreed.json()["ends_on"], agreed.json()["asked_on"]) == (later, None)
    assert call(pair.mentee, pair, "post", "ending/complete/").status_code == 409
    call(pair.mentee, pair, "put", "ending/reflection/", takes_along="I ask earlier")
    theirs = api(pair.mentor, scopes=["read"]).get(
        f"/api/v1/mentorships/{pair.mentorship.pk}/ending/"
    )
    assert theirs.json()["reflections"] == []
    both = call(pair.mentor, pair, "put", "ending/reflection/", takes_along="I listen")
    assert [row["takes_along"] for row in both.json()["reflections"]] == [
        "I listen",
        "I ask earlier",
    ]
    assert call(pair.mentor, pair, "post", "ending/complete/").status_code == 204
    pair.mentorship.refresh_from_db()
    assert pair.mentorship.state == "completed"


def test_who_leaves_sees_it_alone_and_may_stay(pair: Pair) -> None:
    left = call(pair.mentor, pair, "post", "ending/leave/")
    assert left.json()["leaves_on"]
    path = f"/api/v1/mentorships/{pair.mentorship.pk}/ending/"
    assert api(pair.mentee, scopes=["read"]).get(path).json()["leaves_on"] is None
    admin = factories.member(pair.organization, roles=["admin", "owner"])
    assert api(admin, scopes=["read"]).get(path).status_code == 404
    assert call(pair.mentee, pair, "delete", "ending/leave/").status_code == 409
    assert call(pair.mentor, pair, "delete", "ending/leave/").status_code == 204


def test_letters_nudges_and_weights(pair: Pair) -> None:
    admin = factories.member(pair.organization, roles=["admin"])
    stranger = factories.member(pair.organization)
    sent = {"to": [str(pair.mentor.pk)], "text": "Shall we move it?"}
    assert call(pair.mentee, pair, "post", "letters/", **sent).status_code == 204
    wrong = {**sent, "to": [str(stranger.pk)]}
    assert call(pair.mentee, pair, "post", "letters/", **wrong).status_code == 409
    assert call(stranger, pair, "post", "letters/", **sent).status_code == 404
    assert call(admin, pair, "post", "nudge/").status_code == 204
    assert call(admin, pair, "post", "nudge/").status_code == 409
    assert call(pair.mentee, pair, "post", "nudge/").status_code == 403
    send_owed(str(pair.organization.pk))
    assert any("Shall we move it?" in str(each.body) for each in mail.outbox)
    path = f"/api/v1/programs/{pair.program.pk}/health/"
    weights = api(admin, scopes=["read", "write"]).get(path).json()
    assert set(weights.values()) == {1}
    changed = api(admin, scopes=["read", "write"]).put(
        path, {**weights, "items": 0}, content_type="application/json"
    )
    assert changed.json()["items"] == 0
    refused = api(pair.mentee, scopes=["read", "write"]).put(
        path, weights, content_type="application/json"
    )
    assert refused.status_code == 403
