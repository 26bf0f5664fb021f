"""A session as a calendar invitation (RFC 5545, RFC 5546)."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from icalendar import Calendar, Event, vCalAddress, vText

from mentorship.tenancy.models import Member
from tracking.models import Session

PRODID = "-//Throughline//Mentoring//EN"


def invitation(*, session: Session, people: list[Member], title: str, at: datetime, method: str = "REQUEST") -> str:
    """The invitation's text: REQUEST books or moves, CANCEL takes back. The UID stays with the session."""
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
    event["organizer"] = _address(session.booked_by)
    for person in people:
        event.add("attendee", _address(person))
    calendar.add_component(event)
    text: bytes = calendar.to_ical()
    return text.decode()


def _address(person: Member) -> vCalAddress:
    address = vCalAddress(f"mailto:{quote(person.email, safe='@')}")
    address.params["CN"] = vText(person.name)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["RSVP"] = vText("TRUE")
    return address
