"""A session as a calendar invitation (RFC 5545, RFC 5546)."""

from datetime import UTC, datetime, timedelta
from email.utils import parseaddr
from urllib.parse import quote
from uuid import UUID

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from mentorship.tenancy.models import Member
from tracking.models import Session

PRODID = "-//Throughline//Mentoring//EN"


def invitation(
    *,
    session: Session,
    people: list[Member],
    title: str,
    at: datetime,
    by: UUID | None,
    method: str = "REQUEST",
) -> str:
    """The invitation's text: REQUEST books or moves, CANCEL takes back. The UID stays with the
    session.

    The organizer is the installation and never somebody who is invited: calendar programs put
    nothing into the calendar of an organizer who gets their own invitation (RFC 5546, section
    3.2.2). `by`, who booked or moved it, has accepted.
    """
    calendar, event = Calendar(), Event()
    calendar.add("prodid", PRODID)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    event.add("uid", f"{session.pk}@throughline")
    event.add("dtstamp", at)
    # In UTC: a local time would need its zone's rules beside it (RFC 5545, section 3.2.19).
    starts_at = session.starts_at.astimezone(UTC)
    event.add("dtstart", starts_at)
    event.add("dtend", starts_at + timedelta(minutes=session.minutes))
    event.add("summary", title)
    event.add("sequence", session.sequence)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    if session.place:
        event.add("location", session.place)
    if session.agenda:
        event.add("description", session.agenda)
    event["organizer"] = _organizer()
    for person in people:
        event.add("attendee", _address(person, has_accepted=person.pk == by))
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode()


def _organizer() -> vCalAddress:
    name, email = parseaddr(settings.DEFAULT_FROM_EMAIL)
    address = vCalAddress(f"mailto:{quote(email, safe='@')}")
    address.params["CN"] = vText(name or settings.PRODUCT_NAME)
    return address


def _address(person: Member, *, has_accepted: bool) -> vCalAddress:
    address = vCalAddress(f"mailto:{quote(person.email, safe='@')}")
    address.params["CN"] = vText(person.name)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("ACCEPTED" if has_accepted else "NEEDS-ACTION")
    address.params["RSVP"] = vText("FALSE" if has_accepted else "TRUE")
    return address
