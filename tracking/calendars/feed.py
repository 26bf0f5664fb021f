"""Somebody's sessions as a calendar that other programs subscribe to (RFC 5545, RFC 7986)."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from icalendar import Event

from tracking.calendar import entry, new_calendar, title_of, written, zone_of
from tracking.models import Session

# How often programs are asked to look; some look when they like.
REFRESH = timedelta(hours=1)
UUIDV7 = 7
# Changes where the same sessions are written in another way.
VERSION = "1"


def fingerprint(sessions: Iterable[Session], *, name: str) -> str:
    """The same for calendars that read the same: of all that `written_feed` writes, without writing
    it.
    """
    told = [VERSION, name]
    for session in sessions:
        values = (
            session.pk,
            session.sequence,
            session.state,
            session.starts_at.timestamp(),
            session.minutes,
            session.place,
            session.agenda,
            title_of(session),
            zone_of(session),
            changed_at(session),
        )
        told.append(repr(values))
    return sha256("\n".join(told).encode()).hexdigest()[:32]


def written_feed(sessions: Iterable[Session], *, name: str) -> str:
    calendar = new_calendar()
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for session in sessions:
        calendar.add_component(_shown(session))
    return written(calendar)


def changed_at(session: Session) -> datetime:
    """When it was booked, or logged since. Each reading is whole, so that a move needs no mark
    beside its SEQUENCE.
    """
    return max(filter(None, [_made_at(session.pk, session.starts_at), session.logged_at]))


def _shown(session: Session) -> Event:
    at = changed_at(session).astimezone(UTC)
    event = entry(session, at=at)
    event.add("last-modified", at)
    event.add("status", "CONFIRMED")
    return event


def _made_at(key: UUID, otherwise: datetime) -> datetime:
    """The moment that a version 7 key begins with (RFC 9562, section 5.7)."""
    if key.version != UUIDV7:
        return otherwise
    return datetime.fromtimestamp((key.int >> 80) / 1000, tz=UTC)
