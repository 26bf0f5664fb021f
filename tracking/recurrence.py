"""When a session that repeats takes place: RFC 5545 over clock changes. Imports no Django."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar, Event, vRecur

# How many weeks lie between two sessions of a stage of the cadence.
WEEKS = {"weekly": 1, "fortnightly": 2, "monthly": 4}
RULES = {stage: f"FREQ=WEEKLY;INTERVAL={weeks}" for stage, weeks in WEEKS.items()}
# More than a year of exceptions in a row: such a series has no next session.
AHEAD = timedelta(days=400)


@dataclass(frozen=True)
class Recurrence:
    """A rule from its first start on, at that hour of the zone's clocks, without `exceptions`."""

    rule: str
    zone: str
    starts_at: datetime
    exceptions: Collection[datetime] = ()


def occurrences(series: Recurrence, *, since: datetime, until: datetime) -> list[datetime]:
    """The starts at or after `since` and before `until`, in UTC and in order."""
    local = series.starts_at.astimezone(ZoneInfo(series.zone))
    calendar, event = Calendar(), Event()
    event.add("dtstart", local)
    event.add("rrule", vRecur.from_ical(series.rule))
    calendar.add_component(event)
    found = recurring_ical_events.of(calendar).between(since - timedelta(days=1), until)
    # The first start is one of them, also in an hour that the clocks show twice.
    first = series.starts_at.astimezone(UTC)
    starts = {first} | {start for each in found if (start := each.start.astimezone(UTC)) > first}
    left_out = {each.astimezone(UTC) for each in series.exceptions}
    return sorted(start for start in starts - left_out if since <= start < until)


def next_occurrence(series: Recurrence, *, after: datetime) -> datetime | None:
    """The first start later than `after`; None where a year holds none."""
    since = max(after, series.starts_at - timedelta(seconds=1)) + timedelta(microseconds=1)
    return next(iter(occurrences(series, since=since, until=since + AHEAD)), None)


def stage_of(rule: str) -> str:
    """The stage of the cadence that a rule repeats, or nothing."""
    return next((stage for stage, known in RULES.items() if known == rule), "")
