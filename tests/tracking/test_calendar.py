from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from matching.models import Mentorship
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member, Organization, OrganizationSettings
from tests.pairs import Pair
from tracking.actions import answers, sessions
from tracking.calendar import Guest, invitation
from tracking.models import Attendance, Session
from tracking.reply_address import read_token, reply_address, token_in, token_of

INBOUND = "calendar@reply.mentoring.example"


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


@pytest.fixture
def inbound(settings: object) -> None:
    settings.INBOUND_EMAIL = INBOUND


def book(pair: Pair, **values: object) -> Session:
    at = timezone.now()
    given = {"starts_at": (at + timedelta(days=3)).replace(microsecond=0), "minutes": 45}
    return sessions.book_session(
        mentorship=pair.mentorship, by=pair.mentee, at=at, **{**given, **values}
    )


def event_for(person: Member, kind: str = "session_booked") -> Event:
    mail = Delivery.objects.get(kind=kind, channel="email", recipient=person)
    [event] = Calendar.from_ical(mail.context["calendar"]).walk("VEVENT")
    return event


def drawn(
    *,
    title: str = "Maya & Tom",
    agenda: str = "",
    name: str = "Maya",
    zone: str = "Europe/Berlin",
    starts_at: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC),
    minutes: int = 45,
) -> Calendar:
    """The invitation to a session that stands in no database, read back."""
    organization = Organization(slug="northwind")
    organization.settings = OrganizationSettings(organization=organization, time_zone=zone)
    mentorship = Mentorship(organization=organization, title=title)
    session = Session(
        organization=organization,
        mentorship=mentorship,
        starts_at=starts_at,
        minutes=minutes,
        agenda=agenda,
        place=agenda[:200],
        booked_by=Member(organization=organization),
    )
    guest = Guest(Member(given_name=name, email="maya+x@northwind.example"), "tentative")
    return Calendar.from_ical(invitation(session=session, guests=[guest], at=starts_at))


def test_the_hour_is_that_of_who_booked_with_the_rules_of_its_zone(pair: Pair) -> None:
    session = book(pair)
    mail = Delivery.objects.get(kind="session_booked", channel="email", recipient=pair.mentor)
    calendar = Calendar.from_ical(mail.context["calendar"])
    [event] = calendar.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == "America/Chicago"
    assert [zone.tz_name for zone in calendar.timezones] == ["America/Chicago"]
    assert event.start == session.starts_at
    assert event.end - event.start == timedelta(minutes=45)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Chicago", "Asia/Kolkata"])
def test_a_change_of_the_clocks_keeps_moment_and_length(zone: str) -> None:
    # In Berlin the clocks go from two to three at 01:00 UTC.
    starts_at = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    calendar = drawn(zone=zone, starts_at=starts_at, minutes=60)
    [event] = calendar.walk("VEVENT")
    assert event["DTSTART"].params["TZID"] == zone
    assert event.start.astimezone(UTC) == starts_at
    assert event.end.astimezone(UTC) == starts_at + timedelta(hours=1)
    [rules] = calendar.timezones
    for moment in (starts_at, starts_at + timedelta(days=200)):
        local = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        assert local.replace(tzinfo=rules.to_tz()).astimezone(UTC) == moment


def test_utc_needs_no_rules() -> None:
    calendar = drawn(zone="UTC")
    assert calendar.timezones == []
    assert b"DTSTART:20260302T090000Z" in calendar.to_ical()


def test_the_entry_says_what_a_calendar_shows(pair: Pair, inbound: None) -> None:
    session = book(pair, place="Room 1", agenda="Plans")
    event = event_for(pair.mentor)
    page = f"http://testserver{pair.url('mentorship')}"
    shown = {name: str(event[name]) for name in ("LOCATION", "STATUS", "TRANSP", "URL")}
    assert shown == {"LOCATION": "Room 1", "STATUS": "CONFIRMED", "TRANSP": "OPAQUE", "URL": page}
    assert str(event["DESCRIPTION"]) == f"Plans\n\n{page}"
    [alarm] = event.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta(minutes=-15)
    by_address = {str(each): dict(each.params) for each in event["ATTENDEE"]}
    assert by_address[f"mailto:{pair.mentor.email}"] == {
        "CN": "Maya",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "REQ-PARTICIPANT",
        "PARTSTAT": "NEEDS-ACTION",
        "RSVP": "TRUE",
    }
    assert session.booked_by == pair.mentee


def test_what_is_taken_back_wakes_nobody(pair: Pair) -> None:
    session = book(pair)
    sessions.close_session(session=session, state="cancelled", by=pair.mentee, at=timezone.now())
    event = event_for(pair.mentor, "session_cancelled")
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)
    assert event.walk("VALARM") == []


def test_answers_that_were_given_stand_in_the_next_invitation(pair: Pair) -> None:
    session = book(pair)
    answers.tentative_session(session=session, by=pair.mentor, at=timezone.now())
    sessions.move_session(
        session=session,
        starts_at=session.starts_at,
        minutes=45,
        place="Room 2",
        agenda="",
        by=pair.mentee,
        at=timezone.now(),
    )
    event = event_for(pair.mentor, "session_moved")
    said = {str(each): each.params["PARTSTAT"] for each in event["ATTENDEE"]}
    assert said == {
        f"mailto:{pair.mentor.email}": "TENTATIVE",
        f"mailto:{pair.mentee.email}": "ACCEPTED",
    }


def test_without_mail_that_arrives_the_sender_invites(pair: Pair) -> None:
    book(pair)
    event = event_for(pair.mentor)
    assert str(event["ORGANIZER"]) == "mailto:mentoring@localhost"
    mail = Delivery.objects.get(kind="session_booked", channel="email", recipient=pair.mentor)
    assert compose(mail).reply_to == []


def test_each_is_invited_by_an_address_of_their_own(pair: Pair, inbound: None) -> None:
    session = book(pair)
    for person in (pair.mentor, pair.mentee):
        part = Attendance.objects.get(session=session, member=person)
        expected = reply_address(part.pk)
        assert str(event_for(person)["ORGANIZER"]) == f"mailto:{expected}"
        mail = Delivery.objects.get(kind="session_booked", channel="email", recipient=person)
        assert compose(mail).reply_to == [expected]
        local = expected.partition("@")[0]
        assert (len(local) <= 64, expected) == (True, expected.lower())
        assert read_token(token_in(expected.upper())) == part.pk
    # It stays: calendars take a change from nobody but the organizer.
    sessions.close_session(session=session, state="cancelled", by=pair.mentee, at=timezone.now())
    before, after = event_for(pair.mentor), event_for(pair.mentor, "session_cancelled")
    assert before["ORGANIZER"] == after["ORGANIZER"]


@given(st.text(max_size=60))
def test_no_other_token_is_taken(text: str) -> None:
    assert read_token(text) is None


def test_a_token_is_of_this_installation_until_its_key_is_gone(settings: object) -> None:
    settings.INBOUND_EMAIL = INBOUND
    key = uuid4()
    token = token_of(key)
    assert read_token(token) == read_token(token.upper()) == key
    other = UUID(int=key.int ^ 1)
    assert read_token(token_of(other)[:26] + token[26:]) is None
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "y" * 50
    assert read_token(token) == key
    settings.SECRET_KEY_FALLBACKS = []
    assert read_token(token) is None


@pytest.mark.parametrize(
    ("address", "token"),
    [
        ("calendar+abc@reply.mentoring.example", "abc"),
        ("<CALENDAR+ABC@Reply.Mentoring.example>", "abc"),
        ("calendar@reply.mentoring.example", ""),
        ("other+abc@reply.mentoring.example", ""),
        ("calendar+abc@elsewhere.example", ""),
        ("", ""),
    ],
)
def test_only_the_installations_own_address_holds_a_token(
    address: str, token: str, inbound: None
) -> None:
    assert token_in(address) == token


def test_nothing_is_a_token_where_no_mail_arrives(settings: object) -> None:
    settings.INBOUND_EMAIL = ""
    assert (token_in("calendar+abc@x"), token_in("+abc@"), reply_address(uuid4())) == ("", "", "")


ODD = st.text(
    alphabet=st.characters(codec="utf-8") | st.sampled_from('\r\n\t\x00\x0b\u2028;,:"\\^é😀'),
    max_size=400,
)


@given(title=ODD, agenda=ODD, name=ODD)
def test_no_words_break_an_invitation(title: str, agenda: str, name: str) -> None:
    calendar = drawn(title=title, agenda=agenda, name=name)
    again = Calendar.from_ical(calendar.to_ical())
    assert all(len(line) <= 75 for line in calendar.to_ical().split(b"\r\n"))
    for read in (calendar, again):
        [event] = read.walk("VEVENT")
        assert (event["SEQUENCE"], len(read.walk("VALARM"))) == (0, 1)
        assert str(event["ATTENDEE"]) == "mailto:maya+x@northwind.example"
        assert str(event["ATTENDEE"].params["PARTSTAT"]) == "TENTATIVE"
    assert calendar.to_ical() == again.to_ical()


def test_words_come_through_as_they_are() -> None:
    agenda = "1. Plans; first, \\ then\r\n2. Zoë’s 👩🏽‍💻 " + "x" * 300
    title, name = "Zoë 👩🏽‍💻 & Ma;ya, " + "n" * 90, 'Anna "Änne" O’Hara; MD, ' + "n" * 90
    [event] = drawn(title=title, agenda=agenda, name=name).walk("VEVENT")
    assert str(event["SUMMARY"]) == f"Session: {title}"
    assert str(event["DESCRIPTION"]).startswith(agenda.replace("\r\n", "\n"))
    assert str(event["ATTENDEE"].params["CN"]) == name.replace('"', "'")
