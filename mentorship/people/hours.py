"""When a person works: the spans of each weekday and the days on which nobody works there.
Imports no Django.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

import holidays
from holidays.registry import COUNTRIES

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00", re.ASCII)
WEEKDAYS, SPANS_A_DAY, MIDNIGHT = 7, 2, 24 * 60


@dataclass(frozen=True, order=True)
class Span:
    """A part of a day in minutes since midnight, `start` < `end` ≤ 1440."""

    start: int
    end: int


# Monday first.
Week = tuple[tuple[Span, ...], ...]
DEFAULT: Week = ((Span(9 * 60, 17 * 60),),) * 5 + ((),) * 2


@dataclass(frozen=True)
class Schedule:
    """A person's week in their time zone, and the days on which they do not work at all."""

    zone: str
    week: Week
    days_off: frozenset[date]
    call_link: str = ""


class WeekError(ValueError):
    """`day` (0 is Monday) cannot be: `code` is shape, many, order or overlap."""

    def __init__(self, day: int, code: str) -> None:
        super().__init__(f"{code} on day {day}")
        self.day, self.code = day, code


def read_week(days: Sequence[Sequence[Sequence[str]]]) -> Week:
    """The week that seven lists of `["09:00", "17:00"]` describe, each day in order. Raises
    WeekError.
    """
    if len(days) != WEEKDAYS:
        raise WeekError(0, "shape")
    return tuple(_read_day(number, spans) for number, spans in enumerate(days))


def _read_day(number: int, spans: Sequence[Sequence[str]]) -> tuple[Span, ...]:
    if any(len(span) != 2 or not all(map(CLOCK.fullmatch, span)) for span in spans):
        raise WeekError(number, "shape")
    if len(spans) > SPANS_A_DAY:
        raise WeekError(number, "many")
    read = sorted(Span(_minutes(start), _minutes(end)) for start, end in spans)
    if any(span.end <= span.start for span in read):
        raise WeekError(number, "order")
    if any(later.start < earlier.end for earlier, later in pairwise(read)):
        raise WeekError(number, "overlap")
    return tuple(read)


def write_week(week: Week) -> list[list[list[str]]]:
    return [[[clock(span.start), clock(span.end)] for span in day] for day in week]


def clock(minutes: int) -> str:
    """Minutes since midnight as `HH:MM`; the end of a day is 24:00."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _minutes(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """The countries whose holidays are known: names by ISO 3166-1 code, in order of names."""
    found = {codes[1]: slug.replace("_", " ").title() for slug, codes in COUNTRIES.items()}
    return dict(sorted(found.items(), key=lambda item: item[1]))


@lru_cache(maxsize=512)
def regions(country: str) -> dict[str, str]:
    """The parts of a country that have holidays of their own: names by code."""
    if country not in countries():
        return {}
    known = holidays.country_holidays(country)
    names = known.get_subdivision_aliases()
    found = {code: (names.get(code) or [code])[0] for code in known.subdivisions}
    return dict(sorted(found.items(), key=lambda item: item[1]))


@lru_cache(maxsize=2048)
def holidays_in(country: str, region: str, year: int) -> dict[date, str]:
    """Days and names of the public holidays of a year; none for what is not known."""
    if country not in countries():
        return {}
    part = region if region in regions(country) else None
    found = holidays.country_holidays(country, subdiv=part, years=year, language="en_US")
    return dict(sorted(found.items()))


def holidays_between(country: str, region: str, first: date, last: date) -> dict[date, str]:
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in holidays_in(country, region, year).items()
        if first <= day <= last
    }
