"""When several people can meet: free times that all of them share, the best first. Imports no
Django.

Everything is counted in whole minutes since 1970 in UTC. A moment counts as worked where the clocks
of the person's zone show a time within their hours; what a clock change skips or repeats follows
from that.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from itertools import combinations
from zoneinfo import ZoneInfo

from mentorship.people.hours import Span, Week

EPOCH, EPOCH_DAY = datetime(1970, 1, 1, tzinfo=UTC), date(1970, 1, 1)
A_DAY, A_WEEK, GRID = 24 * 60, 7, 15
# What a slot pays for, in minutes away from the wished hour.
OTHER_WEEKDAY, DAY_OFF_CADENCE, ODD_QUARTER, HALF_HOUR = 90, 60, 30, 5
EDGE_DIVISOR = 4

# From, until, in minutes; sorted and apart.
Spans = list[tuple[int, int]]


@dataclass(frozen=True)
class Person:
    """Whom to meet: `busy` are pairs of aware moments, in any order, overlapping or not."""

    zone: str
    week: Week
    days_off: frozenset[date] = frozenset()
    busy: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class Wish:
    """Near what to look: a weekday (0 is Monday) and an hour in `zone`, a day on which the cadence
    wants the next session. What is None does not count.
    """

    zone: str = "UTC"
    weekday: int | None = None
    hour: time | None = None
    around: date | None = None


@dataclass(frozen=True, order=True)
class Slot:
    """`distance` says how far it is from what was wished: less is better."""

    distance: int
    starts_at: datetime
    minutes: int


@dataclass(frozen=True)
class Obstacle:
    """Why nobody can meet. `code` is none (`people` have no hours), apart (the two of them never
    work at once), together (every two do, all of them never), short (never for so long) or taken.
    """

    code: str
    people: tuple[int, ...] = ()


def best_slots(
    people: Sequence[Person],
    *,
    minutes: int,
    since: datetime,
    until: datetime,
    wish: Wish,
    limit: int = 5,
) -> list[Slot]:
    """At most `limit` slots of so many minutes between two moments, the best first, rather on
    different days than on one, never overlapping; none only where there is none.
    """
    span = _minute(since, up=True), _minute(until)
    clocks = [_Clock(person.zone, span) for person in people]
    free = [_free(person, clock, span) for person, clock in zip(people, clocks, strict=True)]
    shared = reduce(_intersect, free, [span])
    starts = list(_starts(shared, minutes))
    if not starts:
        return []
    judge = _Judge(people, clocks, _Clock(wish.zone, span), wish, minutes)
    ranked = sorted((judge.distance(start), start) for start in starts)
    chosen = _spread(ranked, judge.day, minutes, limit)
    return [Slot(away, EPOCH + timedelta(minutes=start), minutes) for away, start in chosen]


def obstacle(
    people: Sequence[Person], *, minutes: int, since: datetime, until: datetime
) -> Obstacle:
    """Why `best_slots` finds nothing, by hours alone where they suffice: no absence shows."""
    span = _minute(since, up=True), _minute(until)
    hours = [_worked(each, _Clock(each.zone, span), span, ()) for each in people]
    if without := tuple(n for n, spans in enumerate(hours) if not spans):
        return Obstacle("none", without)
    for one, other in combinations(range(len(people)), 2):
        if not _intersect(hours[one], hours[other]):
            return Obstacle("apart", (one, other))
    shared = reduce(_intersect, hours, [span])
    if not shared:
        return Obstacle("together")
    return Obstacle("taken" if any(_starts(shared, minutes)) else "short")


class _Clock:
    """The offsets of a zone over a span, found once and then looked up."""

    def __init__(self, zone: str, span: tuple[int, int]) -> None:
        self._zone = ZoneInfo(zone)
        first, last = span[0] - 2 * A_DAY, span[1] + 2 * A_DAY
        self.changes, self.offsets = [first], [self._offset(first)]
        for minute in range(first, last + A_DAY, A_DAY):
            after = self._offset(minute + A_DAY)
            if after != self.offsets[-1]:
                steps = range(minute, minute + A_DAY + 1)
                old = self.offsets[-1]
                moved = bisect_left(steps, x=True, key=lambda at: self._offset(at) != old)
                self.changes.append(steps[moved])
                self.offsets.append(after)
        self.ends = [*self.changes[1:], last + A_DAY]

    def _offset(self, minute: int) -> int:
        moment = (EPOCH + timedelta(minutes=minute)).astimezone(self._zone)
        return (moment.utcoffset() or timedelta()) // timedelta(minutes=1)

    def local(self, minute: int) -> int:
        """What the clocks show, in minutes since their own 1 January 1970."""
        return minute + self.offsets[bisect_right(self.changes, minute) - 1]


def _minute(moment: datetime, *, up: bool = False) -> int:
    whole, rest = divmod(moment - EPOCH, timedelta(minutes=1))
    return whole + (1 if up and rest else 0)


def _free(person: Person, clock: _Clock, span: tuple[int, int]) -> Spans:
    worked = _worked(person, clock, span, person.days_off)
    busy = sorted((_minute(start), _minute(end, up=True)) for start, end in person.busy)
    return _subtract(worked, [each for each in busy if each[0] < each[1]])


def _worked(
    person: Person, clock: _Clock, span: tuple[int, int], off: frozenset[date] | tuple[()]
) -> Spans:
    """The person's hours within a span, joined where one ends as the next begins."""
    closed = {(day - EPOCH_DAY).days for day in off}
    found: Spans = []
    for start, end, offset in zip(clock.changes, clock.ends, clock.offsets, strict=True):
        first, last = max(start, span[0]), min(end, span[1])
        for day in range((first + offset) // A_DAY, (last + offset) // A_DAY + 1):
            if day in closed:
                continue
            for part in person.week[_weekday(day)]:
                begin = max(day * A_DAY + part.start - offset, first)
                stop = min(day * A_DAY + part.end - offset, last)
                if begin < stop:
                    found.append((begin, stop))
    return _joined(sorted(found))


def _weekday(day: int) -> int:
    return (day + EPOCH_DAY.weekday()) % A_WEEK


def _joined(spans: Spans) -> Spans:
    joined: Spans = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _subtract(spans: Spans, taken: Spans) -> Spans:
    left: Spans = []
    for start, end in spans:
        at = start
        for begin, stop in taken:
            if begin < end and stop > at:
                left += [(at, begin)] if begin > at else []
                at = stop
        left += [(at, end)] if at < end else []
    return left


def _intersect(one: Spans, other: Spans) -> Spans:
    found: Spans = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            found.append((start, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return found


def _starts(spans: Spans, minutes: int) -> Iterator[int]:
    """The quarters of an hour at which something so long can begin."""
    for start, end in spans:
        yield from range(-(-start // GRID) * GRID, end - minutes + 1, GRID)


class _Judge:
    """How far a start is from what was wished, and which day it is for whoever wished."""

    def __init__(
        self,
        people: Sequence[Person],
        clocks: Sequence[_Clock],
        clock: _Clock,
        wish: Wish,
        minutes: int,
    ) -> None:
        self.clock, self.wish, self.half = clock, wish, minutes // 2
        self.middles = [
            (clock, [_middle(day) for day in person.week])
            for person, clock in zip(people, clocks, strict=True)
        ]
        self.around = (wish.around - EPOCH_DAY).days if wish.around else None
        self.hour = wish.hour.hour * 60 + wish.hour.minute if wish.hour else None

    def day(self, start: int) -> int:
        return self.clock.local(start) // A_DAY

    def distance(self, start: int) -> int:
        day, minute = divmod(self.clock.local(start), A_DAY)
        away = {0: 0, 30: HALF_HOUR}.get(minute % 60, ODD_QUARTER)
        if self.hour is not None:
            away += _around(minute, self.hour, A_DAY)
        if self.wish.weekday is not None:
            away += OTHER_WEEKDAY * _around(_weekday(day), self.wish.weekday, A_WEEK)
        if self.around is not None:
            away += DAY_OFF_CADENCE * abs(day - self.around)
        return away + self._from_the_middle(start)

    def _from_the_middle(self, start: int) -> int:
        away = 0
        for clock, middles in self.middles:
            day, minute = divmod(clock.local(start + self.half), A_DAY)
            away += abs(minute - middles[_weekday(day)])
        return away // EDGE_DIVISOR


def _middle(day: Sequence[Span]) -> int:
    if not day:
        return A_DAY // 2
    return (day[0].start + day[-1].end) // 2


def _around(one: int, other: int, turn: int) -> int:
    """How far two places on a clock are from each other."""
    away = abs(one - other)
    return min(away, turn - away)


def _spread(
    ranked: Sequence[tuple[int, int]], day_of: Callable[[int], int], minutes: int, limit: int
) -> list[tuple[int, int]]:
    """The best of each day first, then more of them, none overlapping."""
    chosen: list[tuple[int, int]] = []
    days: set[int] = set()
    for is_new_day in (True, False):
        for away, start in ranked:
            if len(chosen) == limit:
                break
            day = day_of(start)
            if (is_new_day and day in days) or _overlaps(start, chosen, minutes):
                continue
            chosen.append((away, start))
            days.add(day)
    return sorted(chosen)


def _overlaps(start: int, chosen: Sequence[tuple[int, int]], minutes: int) -> bool:
    return any(abs(start - other) < minutes for _, other in chosen)
