from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from matching.actions.endings import end_quietly
from mentorship.accounts.actions import create_token
from mentorship.audit.models import Entry
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from mentorship.ui.logs import HideSecrets
from tests import factories, races
from tests.pairs import Pair
from tracking.actions import sessions
from tracking.calendars import feed as writing
from tracking.calendars import views
from tracking.calendars.actions.feeds import open_feed
from tracking.calendars.models import Feed
from tracking.models import Session

SOON = (datetime.now(UTC) + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
PAGE = "/o/northwind/calendar/"


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def book(pair: Pair, starts_at: datetime = SOON, **values: Any) -> Session:
    return sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=starts_at,
        minutes=45,
        by=pair.mentee,
        at=min(starts_at, timezone.now()) - timedelta(hours=1),
        **values,
    )


def address_of(pair: Pair) -> str:
    _, secret = open_feed(member=pair.mentor, by=pair.mentor, at=timezone.now())
    return reverse("calendars:feed-read", args=["northwind", secret])


def read(address: str, **headers: str) -> HttpResponse:
    return Client().get(address, headers=headers)


def shown(address: str) -> list[Any]:
    response = read(address)
    assert response.status_code == 200
    return Calendar.from_ical(response.content).walk("VEVENT")


def test_an_address_is_made_shown_once_and_read_without_signing_in(pair: Pair) -> None:
    session = book(pair, place="Room 1", agenda="Plans")
    client = factories.client_of(pair.mentor)
    assert "You have none yet" in client.get(PAGE).content.decode()
    response = client.post(PAGE)
    address = response.context["address"]
    assert response["Cache-Control"].startswith("max-age=0")
    assert address.url in response.content.decode()
    assert address.webcal == address.url.replace("http://", "webcal://")
    assert address.url not in client.get(PAGE).content.decode()
    [event] = shown(urlsplit(address.url).path)
    assert (event.start, event.end - event.start) == (SOON, timedelta(minutes=45))
    assert str(event["UID"]) == f"{session.pk}@throughline"
    assert {name: str(event[name]) for name in ("SUMMARY", "LOCATION", "STATUS")} == {
        "SUMMARY": "Session: Maya & Tom",
        "LOCATION": "Room 1",
        "STATUS": "CONFIRMED",
    }
    assert "A calendar last read it on" in client.get(PAGE).content.decode()
    stored = Feed.objects.get()
    secret = address.url.rpartition("/")[2].removesuffix(".ics")
    assert len(secret) == 43
    assert secret.encode() not in bytes(stored.secret_hash)
    assert len(bytes(stored.secret_hash)) == 32


def test_replacing_ends_the_old_address_and_removing_ends_both(pair: Pair) -> None:
    first, second = address_of(pair), address_of(pair)
    assert (read(first).status_code, read(second).status_code) == (404, 200)
    client = factories.client_of(pair.mentor)
    assert client.post(f"{PAGE}remove/").status_code == 302
    assert read(second).status_code == 404
    assert client.post(f"{PAGE}remove/").status_code == 302
    names = list(
        Entry.objects.filter(action__startswith="calendar.").values_list("action", flat=True)
    )
    assert sorted(names) == ["calendar.closed", "calendar.opened", "calendar.opened"]


def test_the_headers_say_how_often_to_look_and_that_it_is_private(pair: Pair) -> None:
    book(pair)
    response = read(address_of(pair))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, max-age=300"
    calendar = Calendar.from_ical(response.content)
    assert calendar.decoded("REFRESH-INTERVAL") == timedelta(hours=1)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert str(calendar["X-WR-CALNAME"]) == "Mentoring at Northwind"


def test_what_has_not_changed_is_not_written_again(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = book(pair)
    address = address_of(pair)
    first = read(address)
    assert read(address)["ETag"] == first["ETag"]
    assert read(address).content == first.content

    def never(*_: Any, **__: Any) -> str:
        raise AssertionError("written")

    with monkeypatch.context() as patched:
        patched.setattr(views, "written_feed", never)
        same = read(address, if_none_match=first["ETag"])
        weak = read(address, if_none_match=f"W/{first['ETag']}")
        assert (same.status_code, weak.status_code, same.content) == (304, 304, b"")
        assert same["Cache-Control"] == "private, max-age=300"
        assert same["ETag"] == first["ETag"]
    sessions.move_session(
        session=session,
        starts_at=SOON + timedelta(days=1),
        minutes=30,
        place="",
        agenda="",
        by=pair.mentee,
        at=timezone.now(),
    )
    after = read(address, if_none_match=first["ETag"])
    assert after.status_code == 200
    [event] = Calendar.from_ical(after.content).walk("VEVENT")
    assert (event.start, event["SEQUENCE"]) == (SOON + timedelta(days=1), 1)


@pytest.mark.parametrize(
    "change",
    [
        {"place": "Elsewhere"},
        {"agenda": "Other"},
        {"minutes": 50},
        {"sequence": 7},
        {"starts_at": SOON + timedelta(minutes=5)},
    ],
)
def test_whatever_is_shown_changes_the_mark(pair: Pair, change: dict[str, Any]) -> None:
    session = book(pair)
    address = address_of(pair)
    before = read(address)
    Session.objects.filter(pk=session.pk).update(**change)
    after = read(address)
    assert before["ETag"] != after["ETag"]
    assert before.content != after.content


def test_the_name_of_the_pair_changes_the_mark(pair: Pair) -> None:
    book(pair)
    address = address_of(pair)
    before = read(address)["ETag"]
    pair.mentorship.title = "Maya with Tom"
    pair.mentorship.save(update_fields=["title"])
    assert read(address)["ETag"] != before


def test_it_shows_held_and_booked_sessions_of_ninety_days_and_of_all_time_to_come(
    pair: Pair,
) -> None:
    at = timezone.now().replace(minute=0, second=0, microsecond=0)
    pair.mentorship.started_at = at - timedelta(days=200)
    pair.mentorship.save(update_fields=["started_at"])
    held = [pair.met(at - timedelta(days=days)) for days in (120, 80)]
    far, gone, missed = (book(pair, at + timedelta(days=days)) for days in (900, 5, 6))
    sessions.close_session(session=gone, state="cancelled", by=pair.mentee, at=at)
    sessions.close_session(session=missed, state="missed", by=pair.mentee, at=at)
    found = [str(event["UID"]).partition("@")[0] for event in shown(address_of(pair))]
    assert found == [str(held[1].pk), str(far.pk)]


def test_it_is_of_ones_own_active_mentorships(pair: Pair) -> None:
    book(pair)
    address = address_of(pair)
    _, secret = open_feed(
        member=(other := factories.member(pair.organization)), by=other, at=timezone.now()
    )
    assert shown(reverse("calendars:feed-read", args=["northwind", secret])) == []
    assert len(shown(address)) == 1
    end_quietly(mentorship=pair.mentorship, words="", at=timezone.now())
    assert shown(address) == []


def test_who_left_has_no_feed(pair: Pair) -> None:
    address = address_of(pair)
    pair.mentor.terminated_on = timezone.localdate() - timedelta(days=1)
    pair.mentor.save(update_fields=["terminated_on"])
    assert read(address).status_code == 404


def test_a_secret_works_in_its_organisation_alone(pair: Pair, fabrikam: Organization) -> None:
    address = address_of(pair)
    assert read(address.replace("northwind", "fabrikam")).status_code == 404
    assert read(f"{PAGE}{'x' * 43}.ics").status_code == 404
    assert Client().post(address).status_code == 405
    assert Client().head(address).status_code == 200


def test_reading_is_noted_once_an_hour(pair: Pair) -> None:
    address = address_of(pair)
    read(address)
    noted = Feed.objects.get().last_read_at
    assert noted is not None
    read(address)
    assert Feed.objects.get().last_read_at == noted
    Feed.objects.update(last_read_at=noted - timedelta(hours=2))
    read(address)
    assert Feed.objects.get().last_read_at > noted - timedelta(hours=1)


def test_reading_costs_the_same_for_one_session_and_for_many(
    pair: Pair, django_assert_num_queries: Any
) -> None:
    address = address_of(pair)
    book(pair)
    read(address)
    with django_assert_num_queries(8):
        read(address)
    for days in (1, 2, 3):
        book(pair, SOON + timedelta(days=days))
    with django_assert_num_queries(8):
        read(address)


def test_the_secret_stands_in_no_log() -> None:
    import logging

    line = 'GET /o/northwind/calendar/s3cret-_X.ics HTTP/1.1" 404'
    record = logging.LogRecord("x", 20, "", 0, "%s", (line,), None)
    assert HideSecrets().filter(record)
    assert "s3cret" not in record.getMessage()


def test_a_key_without_a_moment_in_it_is_dated_by_its_session() -> None:
    session = Session(starts_at=SOON)
    assert abs(writing.changed_at(session) - timezone.now()) < timedelta(minutes=1)
    session.id = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"
    session.id = type(Session().pk)(session.id)
    assert writing.changed_at(session) == SOON
    session.logged_at = SOON + timedelta(hours=1)
    assert writing.changed_at(session) == session.logged_at


@pytest.fixture
def token(pair: Pair) -> dict[str, str]:
    at = timezone.now()
    _, text = create_token(
        member=pair.mentor,
        name="t",
        scopes=["read", "write"],
        by=pair.mentor,
        at=at,
        expires_at=at + timedelta(days=1),
    )
    return {"Authorization": f"Bearer {text}"}


def test_the_api_makes_says_and_removes(pair: Pair, token: dict[str, str]) -> None:
    book(pair)
    client, url = Client(headers=token), "/api/v1/me/calendar-feed/"
    assert client.get(url).status_code == 404
    made = client.post(url)
    assert made.status_code == 201
    assert made.json()["webcal_url"].startswith("webcal://")
    assert len(shown(urlsplit(made.json()["url"]).path)) == 1
    assert set(client.get(url).json()) == {"created_at", "last_read_at"}
    assert client.get(url).json()["last_read_at"] is not None
    assert [client.delete(url).status_code for _ in range(2)] == [204, 204]
    assert client.get(url).status_code == 404
    assert read(urlsplit(made.json()["url"]).path).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_of_two_addresses_made_at_once_one_works() -> None:
    northwind = factories.organization("northwind")
    with tenant(northwind.pk):
        pair = Pair(northwind, timezone.now())

    def make() -> str:
        return open_feed(member=pair.mentor, by=pair.mentor, at=timezone.now())[1]

    made = races.at_once(northwind.pk, make)
    statuses = [read(reverse("calendars:feed-read", args=["northwind", each])) for each in made]
    assert sorted(each.status_code for each in statuses) == [200, 404]
