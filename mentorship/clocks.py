"""Times of day in a zone as moments. Imports no Django."""

from bisect import bisect_left
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

A_DAY = timedelta(days=1)


def moment(naive: datetime, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks there show this time, in UTC: the first where they show it
    twice, the end of the gap where they leave it out.
    """
    before, later = (naive.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if before <= later:
        return before
    minutes = range((before - later) // timedelta(minutes=1) + 1)
    old = later.astimezone(zone).utcoffset()
    moved = bisect_left(
        minutes,
        x=True,
        key=lambda n: (later + timedelta(minutes=n)).astimezone(zone).utcoffset() != old,
    )
    return later + timedelta(minutes=moved)


def next_time(at: datetime, *, wall: time, zone: ZoneInfo) -> datetime:
    """The first moment after `at` at which the clocks there show `wall`, in UTC."""
    day = datetime.combine(at.astimezone(zone).date() - A_DAY, wall)
    while (found := moment(day, zone)) <= at:
        day += A_DAY
    return found


def is_between(at: datetime, *, start: time, end: time, zone: ZoneInfo) -> bool:
    """Whether the clocks there show a time from `start` up to `end`, which may be the next day's.

    Equal times are a span of nothing.
    """
    now = at.astimezone(zone).time().replace(tzinfo=None)
    if start <= end:
        return start <= now < end
    return now >= start or now < end
