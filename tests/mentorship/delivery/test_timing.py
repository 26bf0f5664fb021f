"""When an e-mail is wanted, over zones and clock changes."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.clocks import is_between, moment, next_time
from mentorship.delivery.timing import DROP, SEND, Answer, Wishes, answer

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/St_Johns",
    "UTC",
]
zones = st.sampled_from(ZONES).map(ZoneInfo)
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
times = st.times().map(lambda at: at.replace(second=0, microsecond=0))


def wishes(zone: str = "Europe/Berlin", **values: object) -> Wishes:
    usual: dict[str, object] = {
        "email": {},
        "quiet_from": None,
        "quiet_until": None,
        "summary_at": time(8),
    }
    return Wishes(zone=ZoneInfo(zone), **{**usual, **values})  # type: ignore[arg-type]


def asked(given: Wishes, at: datetime, **values: object) -> Answer:
    usual: dict[str, object] = {
        "category": "progress",
        "must_come": False,
        "may_wait": True,
        "in_summary": False,
    }
    return answer(given, at=at, **{**usual, **values})  # type: ignore[arg-type]


@given(moments, times, zones)
def test_the_next_time_is_the_first_at_which_the_clocks_show_it(
    at: datetime, wall: time, zone: ZoneInfo
) -> None:
    found = next_time(at, wall=wall, zone=zone)
    assert at < found <= at + timedelta(hours=27)
    there = found.astimezone(zone)
    # An hour that a clock change leaves out ends where the clocks go on.
    assert there.time() == wall or moment(datetime.combine(there.date(), wall), zone) == found


@given(moments, times, times, zones)
def test_what_waits_for_quiet_hours_leaves_when_they_are_over(
    at: datetime, start: time, end: time, zone: ZoneInfo
) -> None:
    found = asked(wishes(str(zone), quiet_from=start, quiet_until=end), at)
    if found == SEND:
        assert not is_between(at, start=start, end=end, zone=zone)
        return
    assert found.until is not None
    assert at < found.until <= at + timedelta(hours=27)
    assert not found.in_summary


@pytest.mark.parametrize(
    ("at", "until"),
    [
        # Summer time begins on 29 March 2026 at 02:00, and ends on 25 October at 03:00.
        (datetime(2026, 3, 28, 22, 30, tzinfo=UTC), datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
        (datetime(2026, 10, 24, 21, 30, tzinfo=UTC), datetime(2026, 10, 25, 6, 0, tzinfo=UTC)),
    ],
)
def test_quiet_hours_end_by_the_clock_on_the_wall_also_when_it_changes(
    at: datetime, until: datetime
) -> None:
    quiet = wishes(quiet_from=time(22), quiet_until=time(7))
    assert asked(quiet, at) == Answer("wait", until)
    assert asked(quiet, until) == SEND


def test_what_must_come_comes_whatever_was_wished() -> None:
    given = wishes(email={"account": "off"}, quiet_from=time(0), quiet_until=time(23, 59))
    at = datetime(2026, 5, 4, 9, tzinfo=UTC)
    assert asked(given, at, category="account", must_come=True) == SEND


def test_a_summary_waits_for_its_hour_and_then_for_the_end_of_the_quiet() -> None:
    given = wishes(
        email={"progress": "daily", "recognition": "off"},
        quiet_from=time(22),
        quiet_until=time(7),
        summary_at=time(6),
    )
    evening = datetime(2026, 5, 4, 18, tzinfo=UTC)
    six, seven = (datetime(2026, 5, 5, hour, tzinfo=UTC) for hour in (4, 5))
    assert asked(given, evening) == Answer("wait", six, in_summary=True)
    assert asked(given, six, in_summary=True) == Answer("wait", seven, in_summary=True)
    assert asked(given, seven, in_summary=True) == SEND
    assert asked(given, evening, category="recognition") == DROP
    # What is of the moment is no part of a summary.
    assert asked(given, evening, may_wait=False) == SEND
