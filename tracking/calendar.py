"""A session as a calendar entry, and as the message that invites to it (RFC 5545, RFC 5546).

Times stand in the zone of who booked, with the zone's rules beside them (RFC 5545, section 3.2.19):
calendars of other zones show them right, and whoever copies an entry keeps its hour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from email.utils import parseaddr
from urllib.parse import quote
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from icalendar import Alarm, Calendar, Event, vCalAddress, vText, vUri

from matching.models import Mentorship
from mentorship.delivery.email import absolute
from mentorship.tenancy.models import Member
from mentorship.text import one_line, prose
from tracking.enums import Answer
from tracking.models import Session

PRODID = "-//Throughline//Mentoring//EN"
AT = "@throughline"
ALARM_BEFORE = timedelta(minutes=15)
ASKED = "NEEDS-ACTION"
PARTSTAT: dict[str, str] = {
    Answer.ACCEPTED: "ACCEPTED",
    Answer.TENTATIVE: "TENTATIVE",
    # Who proposes another time might come at this one: calendars know no word for it.
    Answer.OTHER_TIME: "TENTATIVE",
    Answer.DECLINED: "DECLINED",
}


@dataclass(frozen=True)
class Guest:
    """Somebody who is invited, and what they have said; empty where they were not asked yet."""

    person: Member
    answer: str


def uid_of(session_id: UUID) -> str:
    return f"{session_id}{AT}"


def title_of(session: Session) -> str:
    return one_line(f"Session: {session.mentorship.title}")


def zone_of(session: Session) -> tzinfo:
    """Where who booked it is; UTC is written as such, and needs no rules."""
    settled = session.booked_by.time_zone or session.mentorship.organization.settings.time_zone
    return UTC if settled in {"UTC", "Etc/UTC"} else ZoneInfo(settled)


def invitation(
    *,
    session: Session,
    guests: Iterable[Guest],
    at: datetime,
    organizer: str = "",
    method: str = "REQUEST",
) -> str:
    """The invitation's text: REQUEST books or moves, CANCEL takes back. The UID stays with the
    session.

    The organizer is the installation and never somebody who is invited: calendar programs put
    nothing into the calendar of an organizer who gets their own invitation (RFC 5546, section
    3.2.2). `organizer` is the address that answers go to, another one for each recipient; empty,
    nobody reads them.
    """
    event = entry(session, at=at)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event["organizer"] = _organizer(organizer)
    for guest in guests:
        event.add("attendee", _attendee(guest))
    if method != "CANCEL":
        event.add_component(_alarm(title_of(session)))
    calendar = new_calendar()
    calendar.add("method", method)
    calendar.add_component(event)
    return written(calendar)


def new_calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    return calendar


def entry(session: Session, *, at: datetime) -> Event:
    """The session without its people; `at` is when it was last changed."""
    zone, url = zone_of(session), absolute(_path(session.mentorship))
    event = Event()
    event.add("uid", uid_of(session.pk))
    event.add("dtstamp", at)
    event.add("dtstart", session.starts_at.astimezone(zone))
    event.add("dtend", session.ends_at.astimezone(zone))
    event.add("summary", title_of(session))
    event.add("sequence", session.sequence)
    event.add("transp", "OPAQUE")
    if session.place:
        event.add("location", one_line(session.place))
    event.add("description", "\n\n".join(filter(None, [prose(session.agenda), url])))
    event.add("url", vUri(url))
    return event


def written(calendar: Calendar) -> str:
    """The calendar's text, the rules of its time zones included."""
    years = [event.start.year for event in calendar.events]
    if years:
        calendar.add_missing_timezones(
            first_date=date(min(years) - 1, 1, 1), last_date=date(max(years) + 2, 1, 1)
        )
    text: bytes = calendar.to_ical()
    return text.decode()


def _path(mentorship: Mentorship) -> str:
    return reverse("tracking:mentorship", args=[mentorship.organization.slug, mentorship.pk])


def _alarm(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -ALARM_BEFORE)
    return alarm


def _organizer(address: str) -> vCalAddress:
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return _mailto(address or email, name or settings.PRODUCT_NAME)


def _attendee(guest: Guest) -> vCalAddress:
    address = _mailto(guest.person.email, guest.person.name)
    status = PARTSTAT.get(guest.answer, ASKED)
    address.params["CUTYPE"] = vText("INDIVIDUAL")
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText(status)
    address.params["RSVP"] = vText("TRUE" if status == ASKED else "FALSE")
    return address


def _mailto(email: str, name: str) -> vCalAddress:
    # Calendars compare addresses as they are written: what a mail address may hold stays.
    address = vCalAddress(f"mailto:{quote(email, safe='@+!$*=_~')}")
    # No quotation marks: their escape (RFC 6868) is not known to all.
    address.params["CN"] = vText(one_line(name).replace('"', "'"))
    return address
