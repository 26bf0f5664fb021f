from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mentorship.tenancy.models import Member, Organization
from tests import factories
from tests.pairs import Pair
from tests.tokens import api
from tracking.actions import concerns, sessions
from tracking.models import Concern, Feedback, Session

SESSIONS = "/api/v1/sessions/"
CONCERNS = "/api/v1/concerns/"


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


@pytest.fixture
def session(pair: Pair) -> Session:
    at = timezone.now()
    return sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(days=3),
        minutes=45,
        by=pair.mentee,
        at=at,
    )


def act(by: Member, session: Session, what: str, **sent: Any) -> Any:
    return api(by, scopes=["read", "write"]).post(
        f"{SESSIONS}{session.pk}/{what}/", sent, content_type="application/json"
    )


def answers(response: Any) -> dict[str, str]:
    return {row["member"]: row["answer"] for row in response.json()["attendance"]}


def test_it_is_accepted_moved_by_agreement_cancelled_and_put_back(
    pair: Pair, session: Session
) -> None:
    mentor, mentee = str(pair.mentor.pk), str(pair.mentee.pk)
    assert answers(act(pair.mentor, session, "accept")) == {mentor: "accepted", mentee: "accepted"}
    other = (session.starts_at + timedelta(hours=2)).isoformat()
    assert answers(act(pair.mentor, session, "propose", starts_at=other))[mentor] == "other_time"
    assert act(pair.mentee, session, "take", starts_at=session.starts_at).status_code == 409
    moved = act(pair.mentee, session, "take", starts_at=other)
    assert answers(moved) == {mentor: "accepted", mentee: "accepted"}
    declined = act(pair.mentor, session, "decline", reason="Ill")
    assert declined.json()["state"] == "cancelled"
    assert act(pair.mentee, session, "reopen").json()["state"] == "booked"


def test_it_is_confirmed_and_rated_by_who_was_there(pair: Pair, session: Session) -> None:
    assert act(pair.mentor, session, "confirm").status_code == 409
    Session.objects.update(starts_at=timezone.now() - timedelta(hours=2))
    confirmed = act(pair.mentor, session, "confirm")
    assert (confirmed.json()["state"], confirmed.json()["logged_by"]) == (
        "held",
        str(pair.mentor.pk),
    )
    assert act(pair.mentee, session, "rate", rating=6).status_code == 400
    assert act(pair.mentee, session, "rate", rating=4, independence=3).status_code == 204
    assert Feedback.objects.get().rating == 4


def test_only_those_who_take_part_answer(pair: Pair, session: Session) -> None:
    admin = factories.member(pair.organization, roles=["admin"])
    for what in ("accept", "decline", "confirm", "agenda"):
        assert act(admin, session, what, texts=["x"]).status_code in {400, 404}
    read_only = api(pair.mentor, scopes=["read"]).post(f"{SESSIONS}{session.pk}/accept/")
    assert read_only.status_code == 403


def test_the_agenda_is_read_and_added_to(pair: Pair, session: Session) -> None:
    added = act(pair.mentor, session, "agenda", texts=["Budget", "Budget", "Travel"])
    assert [row["text"] for row in added.json()] == ["Budget", "Travel"]
    read = api(pair.mentee).get(f"{SESSIONS}{session.pk}/agenda/")
    assert [row["added_by"] for row in read.json()] == [str(pair.mentor.pk)] * 2


def test_concerns_are_for_program_admins(pair: Pair) -> None:
    admin = factories.member(pair.organization, roles=["admin"])
    concerns.raise_concern(
        mentorship=pair.mentorship, by=pair.mentee, at=timezone.now(), words="He never answers"
    )
    assert api(pair.mentor).get(CONCERNS).status_code == 403
    assert api(pair.mentee).get(CONCERNS).status_code == 403
    client = api(admin, scopes=["read", "write"])
    [row] = client.get(CONCERNS).json()["results"]
    assert row["words"] == "He never answers"
    resolved = client.post(f"{CONCERNS}{row['id']}/resolve/", {"note": "Talked"})
    assert resolved.status_code in {204, 415}
    client.post(
        f"{CONCERNS}{row['id']}/resolve/", {"note": "Talked"}, content_type="application/json"
    )
    assert Concern.objects.get().note == "Talked"
