"""What is typed and not sent yet, kept on the server for its writer alone."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.tenancy import secrets
from mentorship.tenancy.models import Member, Organization
from tests import factories
from tests.pairs import Pair
from tracking.actions.errors import TrackingError
from tracking.drafts import actions
from tracking.drafts.models import Draft
from tracking.models import Note, Session

MARKER = "zq-only-for-my-own-eyes"


@pytest.fixture
def at() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def pair(northwind: Organization, at: datetime) -> Pair:
    return Pair(northwind, at)


@pytest.fixture
def session(pair: Pair, at: datetime) -> Session:
    return pair.met(at - timedelta(days=2))


def url_of(session: Session, form: str = "log") -> str:
    return reverse("drafts:draft", args=["northwind", form, session.pk])


def put(client: Client, url: str, member: Member, text: str, **more: Any) -> Any:
    sent = {
        "user": str(member.user_id),
        "device": "laptop",
        "values": {"private": {"was": "", "now": text}},
        "rows": {},
        **more,
    }
    return client.put(url, json.dumps(sent), content_type="application/json")


def typed(client: Client, url: str) -> str | None:
    draft = client.get(url).json()["draft"]
    return draft and draft["values"]["private"]["now"]


def test_the_newest_draft_of_all_devices_is_offered(pair: Pair, session: Session) -> None:
    client, url = factories.client_of(pair.mentee), url_of(session)
    assert typed(client, url) is None
    for device, text in (("laptop", "one"), ("phone", "two"), ("laptop", "three")):
        response = put(client, url, pair.mentee, text, device=device)
        assert (response.status_code, "saved_at" in response.json()) == (200, True)
    assert typed(client, url) == "three"
    assert response.headers["Cache-Control"] == "private, no-store"
    assert Draft.objects.count() == 2
    # Nobody else has it: not the other of the pair, and no stranger.
    assert typed(factories.client_of(pair.mentor), url) is None
    stranger = factories.member(pair.organization, roles=["admin"], sign_in=True)
    theirs = factories.client_of(stranger)
    assert theirs.get(url).status_code == 404
    assert put(theirs, url, stranger, "x").status_code == 404
    assert client.get(url_of(session, "nothing")).status_code == 404


def test_what_is_too_long_or_malformed_or_anothers_is_refused(pair: Pair, session: Session) -> None:
    client, url = factories.client_of(pair.mentee), url_of(session)
    assert put(client, url, pair.mentee, "x" * 70_000).status_code == 413
    assert put(client, url, pair.mentee, "x", device="d" * 41).status_code == 413
    assert put(client, url, pair.mentor, "x").status_code == 409
    for body in ("[]", "{", '{"device": 3}', "[" * 100_000):
        assert client.put(url, body, content_type="application/json").status_code == 400
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(pair.mentee.user)
    assert put(strict, url, pair.mentee, "x").status_code == 403
    assert not Draft.objects.exists()


def test_a_draft_goes_with_the_form_and_one_typed_elsewhere_since_stays(
    pair: Pair, session: Session
) -> None:
    client, url, page = factories.client_of(pair.mentee), url_of(session), "session-log"
    seen = put(client, url, pair.mentee, "old", device="phone").json()["saved_at"]
    put(client, url, pair.mentee, "mine")
    put(client, url, pair.mentee, "since then", device="tablet")
    data = {
        "items-TOTAL_FORMS": "0",
        "items-INITIAL_FORMS": "0",
        "private": "mine",
        "draft_device": "laptop",
        "draft_seen": seen,
    }
    refused = {**data, "rating": "99"}
    assert client.post(pair.url(page, session.pk), refused).status_code == 422
    assert Draft.objects.count() == 3
    assert client.post(pair.url(page, session.pk), data).status_code == 302
    assert list(Draft.objects.values_list("device", flat=True)) == ["tablet"]
    assert client.delete(f"{url}?device=tablet&seen=nonsense").status_code == 204
    assert not Draft.objects.exists()


def test_drafts_go_after_thirty_days_and_the_oldest_make_room(
    pair: Pair, session: Session, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "DRAFTS_AT_MOST", 2)
    for days, device in ((40, "a"), (29, "b"), (31, "c")):
        actions.save_draft(
            form="log",
            subject=session.pk,
            device=device,
            values={},
            by=pair.mentee,
            at=at - timedelta(days=days),
        )
    assert set(Draft.objects.values_list("device", flat=True)) == {"b", "c"}
    assert actions.drop_old_drafts(organization=pair.organization, at=at) == 1
    assert Draft.objects.get().device == "b"
    with pytest.raises(TrackingError, match="too long"):
        actions.save_draft(
            form="log", subject=session.pk, device="", values={}, by=pair.mentee, at=at
        )


def test_a_draft_is_sealed_anew_with_another_key(
    pair: Pair, session: Session, settings: Any
) -> None:
    client, url = factories.client_of(pair.mentee), url_of(session)
    put(client, url, pair.mentee, "kept")
    settings.NOTE_KEYS = {"one": "o" * 48}
    call_command("rotate_keys")
    assert secrets.is_current(bytes(Draft.objects.get().sealed))
    settings.SECRET_KEY = "z" * 48
    assert typed(factories.client_of(pair.mentee), url) == "kept"
    settings.NOTE_KEYS = {"two": "t" * 48}
    assert typed(factories.client_of(pair.mentee), url) is None


def columns() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " JOIN information_schema.tables USING (table_schema, table_name)"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
            " AND data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')"
        )
        return [(table, column) for table, column in cursor.fetchall()]


def found_in(words: str) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for table, column in columns():
            cursor.execute(
                f'SELECT count(*) FROM "{table}" WHERE position(%s in "{column}"::text) > 0'
                f" OR position(encode(%s::bytea, 'hex') in \"{column}\"::text) > 0",
                [words, words.encode()],
            )
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def test_a_private_note_lies_nowhere_in_clear(
    pair: Pair, session: Session, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    """Every column of every table: notes, drafts, history, audit, outbox; the log; and searches."""
    client, url = factories.client_of(pair.mentee), url_of(session)
    page = pair.url("session-log", session.pk)
    data = {"items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0", "shared": "seen-by-both"}
    put(client, url, pair.mentee, MARKER)
    for number in range(2):
        text = f"{MARKER} {number}"
        assert client.post(page, {**data, "private": text}).status_code == 302
    put(client, url, pair.mentee, MARKER)
    assert client.post(page, {**data, "private": MARKER, "rating": "99"}).status_code == 422
    assert found_in("seen-by-both") == ["tracking_note.text"]
    assert found_in(MARKER) == []
    assert MARKER not in caplog.text
    assert MARKER not in "".join(capsys.readouterr())
    for name in ("home", "people:list"):
        html = client.get(reverse(name, args=["northwind"]), {"q": MARKER}).content.decode()
        assert html.count(MARKER) <= html.count(f'value="{MARKER}"')
    assert (
        MARKER not in factories.client_of(pair.mentor).get(pair.url("mentorship")).content.decode()
    )
    assert Note.objects.filter(is_private=True).count() == 1
    assert Draft.objects.count() == 1


def test_who_signs_out_is_told_to_clear_the_device(pair: Pair) -> None:
    client = factories.client_of(pair.mentee)
    response = client.post(reverse("account_logout"))
    assert response.headers["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in client.post(reverse("account_logout")).headers
