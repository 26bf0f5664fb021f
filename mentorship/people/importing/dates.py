"""Dates as HR systems write them."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

YEARS = range(1900, 2101)
SERIAL_ZERO = date(1899, 12, 30)
TIME = r"(?:[T ]+\d{1,2}:\d\d.*)?"
YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){TIME}")
YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){TIME}")
# Five digits are the days that Excel counts, from 1927 on; four would be a year.
SERIAL = re.compile(r"([1-7]\d{4})(?:\.\d+)?")


class Order(StrEnum):
    """Of the day and the month in dates such as 03/04/2026."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"


class DateError(ValueError):
    """The text is no date that we can read; the words are for the person who uploads it."""


def order_of(cells: Iterable[str]) -> Order | None:
    """What a column's dates say about their order; None where they say nothing, or both."""
    found = set()
    for cell in cells:
        if match := YEAR_LAST.fullmatch(cell):
            first, second = int(match[1]), int(match[3])
            found |= {Order.DAY_FIRST} if first > 12 >= second else set()
            found |= {Order.MONTH_FIRST} if second > 12 >= first else set()
    return found.pop() if len(found) == 1 else None


def read_date(text: str, order: Order | None) -> date:
    """Raises DateError; without an order, for a date that could be two as well."""
    if match := YEAR_FIRST.fullmatch(text):
        return _date(text, match[1], match[3], match[4])
    if match := YEAR_LAST.fullmatch(text):
        return _year_last(text, match, order)
    if match := SERIAL.fullmatch(text):
        return SERIAL_ZERO + timedelta(days=int(match[1]))
    raise DateError(f"“{text}” is not a date we can read. Write it as 2026-04-30.")


def _year_last(text: str, match: re.Match[str], order: Order | None) -> date:
    first, second, year = match[1], match[3], match[4]
    if match[2] == ".":
        order = Order.DAY_FIRST
    if order is None and int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
        raise DateError(f"“{text}” could be two dates. Say whether the day or the month comes first.")
    if order is None:
        order = Order.DAY_FIRST if int(first) > 12 else Order.MONTH_FIRST
    month, day = (second, first) if order is Order.DAY_FIRST else (first, second)
    return _date(text, year, month, day)


def _date(text: str, year: str, month: str, day: str) -> date:
    if int(year) not in YEARS:
        raise DateError(f"The year of “{text}” is not between {YEARS[0]} and {YEARS[-1]}.")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise DateError(f"“{text}” is not a day of the calendar.") from None
