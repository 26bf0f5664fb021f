"""Slots against a search that looks at every minute, over zones and clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from statistics import median
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorship.people.hours import DEFAULT, Span, Week
from tracking.slots import Person, Slot, Wish, best_slots, obstacle

ZONES = [
    "Africa/Cairo",
    "Africa/Lagos",
    "America/Chicago",
    "America/Halifax",
    "America/Los_Angeles",
    "America/New_York",
    "America/Phoenix",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Dubai",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/London",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "UTC",
]
# Weeks with a clock change somewhere in both hemispheres, and one without.
DAYS = [date(2026, 3, 7), date(2026, 3, 28), date(2026, 4, 4), date(2026, 10, 3)]
DAYS += [date(2026, 10, 24), date(2026, 10, 31), date(2026, 7, 6)]
MINUTE = timedelta(minutes=1)
Case = tuple[list[Person], int, datetime, datetime, Wish]


def quarters(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least // 5, most // 5).map(lambda fives: 5 * fives)


def spans() -> st.SearchStrategy[tuple[Span, ...]]:
    cuts = st.lists(quarters(0, 1440), min_size=4, max_size=4, unique=True).map(sorted)
    two = cuts.map(lambda c: (Span(c[0], c[1]), Span(c[2], c[3])))
    one = cuts.map(lambda c: (Span(c[0], c[-1]),))
    return st.one_of(st.just(()), one, two)


weeks = st.one_of(st.just(DEFAULT), st.tuples(*[spans()] * 7))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    day = draw(st.sampled_from(DAYS))
    since = datetime.combine(day, time(), UTC) - timedelta(minutes=draw(st.integers(0, 2000)))
    until = since + timedelta(hours=draw(st.integers(0, 96)))
    people = []
    for _ in range(draw(st.integers(1, 3))):
        busy = draw(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 500)), max_size=3))
        people.append(
            Person(
                draw(st.sampled_from(ZONES)),
                draw(weeks),
                frozenset(
                    draw(
                        st.lists(st.integers(-1, 4), max_size=2).map(
                            lambda ns: [day + timedelta(days=n) for n in ns]
                        )
                    )
                ),
                tuple((since + start * MINUTE, since + (start + n) * MINUTE) for start, n in busy),
            )
        )
    wish = Wish(
        draw(st.sampled_from(ZONES)),
        draw(st.none() | st.integers(0, 6)),
        draw(st.none() | st.times()),
        draw(st.none() | st.just(day)),
    )
    return people, draw(st.sampled_from([5, 30, 45, 60])), since, until, wish


def is_free(person: Person, moment: datetime) -> bool:
    local = moment.astimezone(ZoneInfo(person.zone))
    minute = local.hour * 60 + local.minute
    works = any(span.start <= minute < span.end for span in person.week[local.weekday()])
    is_busy = any(
        start <= moment < end or moment < start < moment + MINUTE for start, end in person.busy
    )
    return works and local.date() not in person.days_off and not is_busy


def searched(case: Case) -> set[datetime]:
    """Every start that suits, by asking each minute of each person."""
    people, minutes, since, until, _ = case
    first = since.replace(second=0, microsecond=0)
    number = int((until - first) / MINUTE)
    free = [all(is_free(each, first + n * MINUTE) for each in people) for n in range(number)]
    found = set()
    for n in range(number - minutes + 1):
        start = first + n * MINUTE
        if start >= since and start.minute % 15 == 0 and all(free[n : n + minutes]):
            found.add(start)
    return found


@settings(max_examples=250)
@given(cases())
def test_slots_are_those_that_a_search_finds(case: Case) -> None:
    people, minutes, since, until, wish = case
    asked = {"minutes": minutes, "since": since, "until": until, "wish": wish}
    slots, possible = best_slots(people, **asked), searched(case)
    starts = [slot.starts_at for slot in slots]
    assert set(starts) <= possible
    assert bool(slots) == bool(possible)
    assert slots == sorted(slots)
    assert slots == best_slots(people, **asked)
    assert all(abs(a - b) >= minutes * MINUTE for a, b in pairwise(sorted(starts)))
    # No day has two while another that has one goes without.
    day_of = {start: start.astimezone(ZoneInfo(wish.zone)).date() for start in possible}
    chosen = {day_of[start] for start in starts}
    assert len(slots) <= 5
    if len(chosen) < len(slots):
        left = [start for start in possible if day_of[start] not in chosen]
        assert all(any(abs(a - b) < minutes * MINUTE for b in starts) for a in left)
    assert len(best_slots(people, **asked, limit=1)) == min(1, len(possible))
    if not possible:
        assert obstacle(people, minutes=minutes, since=since, until=until).code


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("day", [date(2026, 3, 29), date(2026, 10, 25), date(2026, 11, 1)])
def test_the_wished_hour_holds_over_clock_changes(zone: str, day: date) -> None:
    """The same hour on the wall before and after, wherever it is worked."""
    week: Week = ((Span(0, 1440),),) * 7
    people = [Person(zone, week), Person("Europe/Berlin", week)]
    for shift in (-1, 1):
        around = day + timedelta(days=shift)
        since = datetime.combine(around - timedelta(days=3), time(), UTC)
        wish = Wish(zone, around.weekday(), time(15), around)
        [best] = best_slots(
            people, minutes=45, since=since, until=since + timedelta(days=7), wish=wish, limit=1
        )
        local = best.starts_at.astimezone(ZoneInfo(zone))
        assert (local.date(), local.time()) == (around, time(15))


BERLIN, CHICAGO = Person("Europe/Berlin", DEFAULT), Person("America/Chicago", DEFAULT)
SINCE = datetime(2026, 7, 6, 0, 0, tzinfo=UTC)
WINDOW = {"since": SINCE, "until": SINCE + timedelta(days=42)}


def test_five_different_days_near_what_was_wished() -> None:
    wish = Wish("Europe/Berlin", 1, time(15), date(2026, 7, 14))
    slots = best_slots([BERLIN, CHICAGO], minutes=45, wish=wish, **WINDOW)
    local = [slot.starts_at.astimezone(ZoneInfo("Europe/Berlin")) for slot in slots]
    # Three in Berlin is eight in Chicago, where work begins at nine.
    assert local[0] == datetime(2026, 7, 14, 16, tzinfo=ZoneInfo("Europe/Berlin"))
    assert len({each.date() for each in local}) == 5
    assert all(each.minute in (0, 30) for each in local)
    chicago = [slot.starts_at.astimezone(ZoneInfo("America/Chicago")) for slot in slots]
    assert all(time(9) <= each.time() for each in chicago)


def test_without_a_wish_the_middle_of_the_day_comes_before_its_edges() -> None:
    slots = best_slots([BERLIN], minutes=60, wish=Wish("Europe/Berlin"), **WINDOW)
    local = {slot.starts_at.astimezone(ZoneInfo("Europe/Berlin")).time() for slot in slots}
    assert local == {time(12, 30)}


TOKYO = Person("Asia/Tokyo", DEFAULT)
EARLY = Person("UTC", ((Span(540, 600),),) * 5 + ((),) * 2)
LATE = Person("UTC", ((Span(570, 660),),) * 5 + ((),) * 2)
NEVER = Person("UTC", ((),) * 7)


@pytest.mark.parametrize(
    ("people", "code", "who"),
    [
        ([BERLIN, CHICAGO, TOKYO], "apart", (1, 2)),
        ([BERLIN, NEVER], "none", (1,)),
        ([EARLY, LATE], "short", ()),
        (
            [
                Person("UTC", ((Span(0, 60), Span(120, 180)),) * 7),
                Person("UTC", ((Span(0, 60), Span(240, 300)),) * 7),
                Person("UTC", ((Span(120, 180), Span(240, 300)),) * 7),
            ],
            "together",
            (),
        ),
        (
            [BERLIN, Person("Europe/Berlin", DEFAULT, busy=((SINCE, SINCE + timedelta(days=99)),))],
            "taken",
            (),
        ),
    ],
)
def test_where_nobody_can_meet_it_says_why(
    people: list[Person], code: str, who: tuple[int, ...]
) -> None:
    assert best_slots(people, minutes=60, wish=Wish(), **WINDOW) == []
    found = obstacle(people, minutes=60, **WINDOW)
    assert (found.code, found.people) == (code, who)


def test_an_absence_shows_as_nothing_but_a_time_that_is_taken() -> None:
    days = frozenset(date(2026, 7, 6) + timedelta(days=n) for n in range(60))
    away = Person("Europe/Berlin", DEFAULT, days)
    assert best_slots([BERLIN, away], minutes=30, wish=Wish(), **WINDOW) == []
    assert obstacle([BERLIN, away], minutes=30, **WINDOW).code == "taken"


def test_two_people_over_six_weeks_take_less_than_thirty_milliseconds() -> None:
    wish = Wish("Europe/Berlin", 1, time(15), date(2026, 7, 14))
    busy = tuple((SINCE + timedelta(days=n), SINCE + timedelta(days=n, hours=9)) for n in range(20))
    people = [Person("Europe/Berlin", DEFAULT, busy=busy), Person("Europe/London", DEFAULT)]
    times = []
    for _ in range(7):
        start = perf_counter()
        slots = best_slots(people, minutes=45, wish=wish, **WINDOW)
        times.append(perf_counter() - start)
    assert [type(slot) for slot in slots] == [Slot] * 5
    assert median(times) < 0.03
