"""Sessions at times that suit everybody: what is offered, why nothing is, and one click to book."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from matching.models import Mentorship, Participant
from mentorship.people.actions.hours import add_absence, set_hours
from mentorship.tenancy.models import Member, Organization
from tests import factories
from tests.pairs import Pair
from tracking.actions import booking, sessions
from tracking.models import MeetingPreferences, Session

NOWHERE = {"time_zone": "", "country": "", "region": "", "call_link": ""}
# A Monday.
NOW = datetime(2026, 7, 6, 7, 0, tzinfo=UTC)


@pytest.fixture
def pair(northwind: Organization, time_machine: Any) -> Pair:
    time_machine.move_to(NOW, tick=False)
    return Pair(northwind, timezone.now())


def works(person: Member, *spans: list[str], **places: str) -> None:
    where = {**NOWHERE, "time_zone": person.time_zone, **places}
    set_hours(member=person, days=[list(spans)] * 7, by=person, at=timezone.now(), **where)


def hidden(client: Client, url: str, number: int = 0) -> dict[str, str]:
    """What the button of an offered time sends."""
    offer = client.get(url).context["offer"]
    slot = offer.slots[number]
    return {
        "starts_at": slot.starts_at.isoformat(),
        "minutes": str(offer.minutes),
        "place": offer.place,
    }


def test_a_first_session_is_two_clicks_from_home(pair: Pair) -> None:
    works(pair.mentor, ["09:00", "17:00"], call_link="https://meet.example.com/maya")
    client = factories.client_of(pair.mentee)
    url = pair.url("session-book")
    assert url in client.get(f"/o/{pair.organization.slug}/").content.decode()
    page = client.get(url)
    slots = page.context["offer"].slots
    # Nine in Chicago is four in the afternoon in Berlin; the mentee reads their own clock first.
    assert slots[0].words == "Mon 6 Jul, 09:00 Chicago · 16:00 Berlin"
    assert len({slot.starts_at.date() for slot in slots}) == 5
    assert "You meet at https://meet.example.com/maya." in " ".join(page.content.decode().split())
    assert client.post(url, hidden(client, url)).status_code == 302
    session = Session.objects.get()
    assert (session.starts_at, session.minutes) == (datetime(2026, 7, 6, 14, tzinfo=UTC), 45)
    assert session.place == "https://meet.example.com/maya"


def test_what_somebody_has_booked_elsewhere_is_not_offered(pair: Pair) -> None:
    works(pair.mentor, ["16:00", "17:00"])
    client, url = factories.client_of(pair.mentee), pair.url("session-book")
    assert client.get(url).context["offer"].slots[0].words.startswith("Mon 6 Jul")
    other = Mentorship.objects.create(
        organization=pair.organization, program=pair.program, title="Other", started_at=NOW
    )
    third = factories.member(pair.organization)
    for member, role in ((pair.mentor, "mentor"), (third, "mentee")):
        Participant.objects.create(
            organization=pair.organization, mentorship=other, member=member, role=role
        )
    sessions.book_session(
        mentorship=other,
        starts_at=datetime(2026, 7, 6, 14, 30, tzinfo=UTC),
        minutes=30,
        by=third,
        at=NOW,
    )
    assert client.get(url).context["offer"].slots[0].words.startswith("Tue 7 Jul")
    half = client.get(url, {"minutes": "30"}).context["offer"]
    assert (half.minutes, half.slots[0].words[:16]) == (30, "Mon 6 Jul, 09:00")


def test_a_length_that_is_none_is_not_asked_for(pair: Pair) -> None:
    client, url = factories.client_of(pair.mentee), pair.url("session-book")
    for asked in ("7", "x", "99999999999999999999", ""):
        assert client.get(url, {"minutes": asked}).context["offer"].minutes == 45


def test_where_hours_do_not_meet_it_says_whose(pair: Pair) -> None:
    works(pair.mentor, ["09:00", "15:00"])
    works(pair.mentee, ["09:00", "17:00"])
    url = pair.url("session-book")
    said = {
        person: factories.client_of(person).get(url).context["offer"].reason
        for person in (pair.mentor, pair.mentee)
    }
    assert said[pair.mentor] == "Tom’s working hours and yours do not overlap."
    assert said[pair.mentee] == "Maya’s working hours and yours do not overlap."
    page = factories.client_of(pair.mentee).get(url).content.decode()
    assert "Maya’s working hours and yours do not overlap." in page
    works(pair.mentor)
    assert "Maya has set no working hours." in (
        factories.client_of(pair.mentee).get(url).content.decode()
    )


def test_an_absence_is_not_told(pair: Pair) -> None:
    add_absence(
        member=pair.mentor,
        first_day=NOW.date(),
        last_day=NOW.date() + timedelta(days=90),
        by=pair.mentor,
        at=NOW,
    )
    offer = factories.client_of(pair.mentee).get(pair.url("session-book")).context["offer"]
    assert (offer.slots, offer.reason) == ([], "Nobody has time at once in the next six weeks.")


def test_what_the_pair_prefers_comes_first(pair: Pair) -> None:
    client, url = factories.client_of(pair.mentor), pair.url("meeting-preferences")
    page = pair.url("mentorship")
    assert "Usually 45 minutes" in client.get(page).content.decode()
    data = {"weekday": "3", "hour": "16:30", "minutes": "30", "time_zone": "Europe/Berlin"}
    assert client.post(url, {**data, "place": "Room 4"}).status_code == 302
    assert "Usually Thursday 16:30, 30 minutes" in client.get(page).content.decode()
    theirs = factories.client_of(pair.mentee).get(page).content.decode()
    assert "Usually Thursday 16:30 Berlin, 30 minutes" in theirs
    pair.met(datetime(2026, 7, 2, 15, 0, tzinfo=UTC))
    offer = client.get(pair.url("session-book")).context["offer"]
    assert offer.slots[0].words == "Thu 9 Jul, 16:30 Berlin · 09:30 Chicago"
    assert (offer.minutes, offer.place) == (30, "Room 4")
    refused = client.post(url, {**data, "minutes": "1000"})
    assert (refused.status_code, MeetingPreferences.objects.get().minutes) == (422, 30)


def test_without_a_preference_the_hour_they_met_last_comes_first(pair: Pair) -> None:
    pair.met(datetime(2026, 7, 1, 15, 0, tzinfo=UTC))
    offer = factories.client_of(pair.mentor).get(pair.url("session-book")).context["offer"]
    # They met at five; at five the mentor's day ends, so an hour that is whole within it.
    assert offer.slots[0].words == "Wed 8 Jul, 16:00 Berlin · 09:00 Chicago"


def test_moving_offers_other_times_too(pair: Pair) -> None:
    works(pair.mentor, ["16:00", "17:30"])
    session = sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=datetime(2026, 7, 6, 14, 0, tzinfo=UTC),
        minutes=60,
        place="Room 1",
        agenda="Plans",
        by=pair.mentee,
        at=NOW,
    )
    client, url = factories.client_of(pair.mentee), pair.url("session-move", session.pk)
    page = client.get(url)
    offered = [slot.starts_at for slot in page.context["offer"].slots]
    # What it has already is not offered once more.
    assert offered[0] == session.starts_at + timedelta(days=1)
    data = {
        "starts_at": offered[-1].isoformat(),
        "minutes": "60",
        "place": "Room 1",
        "agenda": "Plans",
        "read": page.context["form"]["read"].value(),
    }
    assert client.post(url, data).status_code == 302
    session.refresh_from_db()
    assert (session.starts_at, session.place, session.sequence) == (offered[-1], "Room 1", 1)


def test_a_time_that_was_taken_meanwhile_is_refused(pair: Pair) -> None:
    client, url = factories.client_of(pair.mentee), pair.url("session-book")
    data = hidden(client, url)
    assert client.post(url, data).status_code == 302
    again = client.post(url, data)
    assert (again.status_code, Session.objects.count()) == (422, 1)
    assert "You have a session booked at that time" in again.content.decode()


def test_preferences_are_written_once_and_told_in_the_log(pair: Pair) -> None:
    values: dict[str, Any] = {
        "weekday": None,
        "hour": time(9),
        "time_zone": "UTC",
        "minutes": 45,
        "place": "",
    }
    for _ in range(2):
        booking.set_meeting_preferences(
            mentorship=pair.mentorship, by=pair.mentee, at=NOW, **values
        )
    assert MeetingPreferences.objects.count() == 1
    from mentorship.audit.models import Entry

    entry = Entry.objects.get(action="cadence.preferences")
    assert entry.details["fields"] == ["hour", "time_zone"]
