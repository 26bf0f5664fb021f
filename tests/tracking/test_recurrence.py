"""Occurrences against walking the wall clock, over zones, clock changes, month ends, two years."""

import itertools
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracking.recurrence import RULES, WEEKS, Recurrence, next_occurrence, occurrences, stage_of

ZONES = [
    "Africa/Cairo",
    "America/Chicago",
    "America/Halifax",
    "America/Los_Angeles",
    "America/New_York",
    "America/Phoenix",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Beirut",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/London",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "UTC",
]
TWO_YEARS = timedelta(days=730)


def walked(series: Recurrence, stage: str, until: datetime) -> list[datetime]:
    """The same hour on the wall again and again; an hour left out by the clocks counts as before
    the change (RFC 5545, section 3.3.5), the first start as it is.
    """
    zone = ZoneInfo(series.zone)
    local, starts = series.starts_at.astimezone(zone).replace(tzinfo=None), [series.starts_at]
    while starts[-1] < until:
        local += timedelta(weeks=WEEKS[stage])
        starts.append(local.replace(tzinfo=zone).astimezone(UTC))
    return [start for start in starts if start < until]


@settings(max_examples=150)
@given(
    zone=st.sampled_from(ZONES),
    stage=st.sampled_from(list(RULES)),
    days=st.integers(0, 400),
    minutes=st.integers(0, 24 * 12 - 1).map(lambda n: 5 * n),
)
def test_each_period_has_one_at_the_hour_of_the_wall(
    zone: str, stage: str, days: int, minutes: int
) -> None:
    starts_at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=days, minutes=minutes)
    series = Recurrence(RULES[stage], zone, starts_at)
    until = starts_at + TWO_YEARS
    found = occurrences(series, since=starts_at, until=until)
    assert found == walked(series, stage, until)
    assert len(found) in range(104 // WEEKS[stage], 106 // WEEKS[stage] + 2)
    # The next after each is the one that follows.
    for one, other in list(itertools.pairwise(found))[:: max(1, len(found) // 5)]:
        assert next_occurrence(series, after=one) == other
        assert next_occurrence(series, after=other - timedelta(seconds=1)) == other


@pytest.mark.parametrize("zone", ZONES)
def test_month_ends_and_both_changes_keep_the_hour(zone: str) -> None:
    starts_at = datetime(2026, 1, 31, 15, 0, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    found = occurrences(
        Recurrence(RULES["monthly"], zone, starts_at), since=starts_at, until=starts_at + TWO_YEARS
    )
    local = [start.astimezone(ZoneInfo(zone)) for start in found]
    assert {(each.hour, each.minute, each.weekday()) for each in local} == {(15, 0, 5)}
    days = [each.date() for each in local]
    assert {b - a for a, b in itertools.pairwise(days)} == {timedelta(days=28)}


def test_exceptions_are_left_out_and_a_series_of_them_has_no_next() -> None:
    starts_at = datetime(2026, 3, 24, 14, tzinfo=UTC)
    series = Recurrence(RULES["weekly"], "Europe/Berlin", starts_at)
    first, second, third = occurrences(
        series, since=starts_at, until=starts_at + timedelta(days=15)
    )
    assert (second, third) == (
        datetime(2026, 3, 31, 13, tzinfo=UTC),
        datetime(2026, 4, 7, 13, tzinfo=UTC),
    )
    without = Recurrence(series.rule, series.zone, starts_at, [first, second])
    assert next_occurrence(without, after=starts_at - timedelta(days=9)) == third
    year = occurrences(series, since=starts_at, until=starts_at + timedelta(days=420))
    assert next_occurrence(Recurrence(series.rule, series.zone, starts_at, year), after=first) is (
        None
    )


def test_a_rule_is_known_by_its_stage() -> None:
    assert [stage_of(rule) for rule in RULES.values()] == list(WEEKS)
    assert stage_of("FREQ=DAILY") == ""
