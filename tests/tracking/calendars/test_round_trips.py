"""What a calendar server makes of our invitations, and what a program reads from our feed."""

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from caldav import DAVClient
from caldav.collection import Calendar as Collection
from django.utils import timezone
from icalendar import Calendar, Event

from mentorship.delivery.models import Delivery
from mentorship.local.servers import free_port
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tests import factories, processes
from tests.pairs import Pair
from tracking.actions import answers, sessions
from tracking.calendars.actions.feeds import open_feed
from tracking.calendars.addresses import address_of_feed
from tracking.calendars.feed import written_feed
from tracking.calendars.queries import sessions_of
from tracking.models import Session

SOON = (datetime.now(UTC) + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
AGENDA = "1. Plans; first, \\ then\r\n2. Zoë’s 👩🏽‍💻 " + "long " * 60
# What a calendar shows, and what it needs to match a change to what it has.
TOLD = (
    *("UID", "SEQUENCE", "STATUS", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "TRANSP"),
    *("ORGANIZER", "DTSTART", "DTEND"),
)


@pytest.fixture
def pair(northwind: Organization, settings: Any) -> Pair:
    settings.INBOUND_EMAIL = "calendar@reply.mentoring.example"
    return Pair(northwind, timezone.now())


@pytest.fixture
def collection(tmp_path: Path) -> Iterator[Collection]:
    """A calendar on a running Radicale."""
    port = free_port()
    command = [sys.executable, "-m", "radicale", "--config", ""]
    command += ["--server-hosts", f"127.0.0.1:{port}", "--auth-type", "none"]
    command += ["--storage-filesystem-folder", str(tmp_path), "--logging-level", "error"]
    process = subprocess.Popen(command)
    url = f"http://127.0.0.1:{port}/"
    try:
        processes.wait_for(lambda: answers_at(url), seconds=60, what="Radicale answers")
        with DAVClient(url, username="maya", password="") as client:
            yield client.principal().make_calendar(name="Work")
    finally:
        process.kill()
        process.wait()


def answers_at(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status == 200
    except OSError:
        return False


def book(pair: Pair) -> Session:
    return sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=SOON,
        minutes=45,
        by=pair.mentee,
        at=timezone.now(),
        place="Room 1; “Ada”, 2nd floor",
        agenda=AGENDA,
    )


def invitation(kind: str, pair: Pair) -> Calendar:
    letter = Delivery.objects.get(kind=kind, channel="email", recipient=pair.mentor)
    return Calendar.from_ical(letter.context["calendar"])


def stored(collection: Collection, sent: Calendar) -> Event:
    """What the server has after a calendar program has filed this message."""
    filed = Calendar.from_ical(sent.to_ical())
    # Of the message, not of the entry: RFC 4791, section 4.1, forbids it in a collection.
    del filed["METHOD"]
    # As it is: the library's own way would count SEQUENCE up.
    collection.client.put(
        str(collection.url.join("session.ics")),
        filed.to_ical().decode(),
        {"Content-Type": "text/calendar; charset=utf-8"},
    )
    [found] = collection.events()
    kept = Calendar.from_ical(found.data)
    assert [zone.tz_name for zone in kept.timezones] == [zone.tz_name for zone in sent.timezones]
    [event] = kept.walk("VEVENT")
    return event


def told(event: Event) -> dict[str, Any]:
    return {name: event.get(name) for name in TOLD}


def guests(event: Event) -> dict[str, dict[str, str]]:
    return {str(each): dict(each.params) for each in event["ATTENDEE"]}


@pytest.mark.servers
def test_a_calendar_server_keeps_invitation_change_and_cancellation(
    pair: Pair, collection: Collection
) -> None:
    session, at = book(pair), timezone.now()
    answers.accept_session(session=session, by=pair.mentor, at=at)
    sessions.move_session(
        session=session,
        starts_at=SOON + timedelta(days=1),
        minutes=60,
        place="",
        agenda="Shorter",
        by=pair.mentee,
        at=at,
    )
    sessions.close_session(session=session, state="cancelled", by=pair.mentee, at=at)
    kinds = ("session_booked", "session_moved", "session_cancelled")
    for number, kind in enumerate(kinds):
        sent = invitation(kind, pair)
        [event] = sent.walk("VEVENT")
        kept = stored(collection, sent)
        assert kept["SEQUENCE"] == number
        assert (kind, told(kept)) == (kind, told(event))
        assert guests(kept) == guests(event)
        alarms = [each.decoded("TRIGGER") for each in kept.walk("VALARM")]
        assert alarms == ([] if number == 2 else [timedelta(minutes=-15)])
    assert (kept.start, str(kept["STATUS"])) == (SOON + timedelta(days=1), "CANCELLED")


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_a_feed_is_read_over_http_as_it_was_written(live_server: Any, settings: Any) -> None:
    settings.PUBLIC_URL = live_server.url
    northwind = factories.organization("northwind")
    with tenant(northwind.pk):
        pair = Pair(northwind, timezone.now())
        book(pair)
        _, secret = open_feed(member=pair.mentor, by=pair.mentor, at=timezone.now())
        [invited] = invitation("session_booked", pair).walk("VEVENT")
        expected = written_feed(
            sessions_of(pair.mentor, at=timezone.now()), name="Mentoring at Northwind"
        )
    with urllib.request.urlopen(address_of_feed("northwind", secret).url, timeout=20) as response:
        assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
        content, mark = response.read(), response.headers["ETag"]
    assert content.decode() == expected
    [event] = Calendar.from_ical(content).walk("VEVENT")
    same = [name for name in TOLD if name != "ORGANIZER"]
    assert {name: event[name] for name in same} == {name: invited[name] for name in same}
    again = urllib.request.Request(
        address_of_feed("northwind", secret).url, headers={"If-None-Match": mark}
    )
    with pytest.raises(urllib.error.HTTPError) as unchanged:
        urllib.request.urlopen(again, timeout=20)
    assert unchanged.value.code == 304
