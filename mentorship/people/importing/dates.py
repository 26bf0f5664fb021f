"""Dates as HR systems write them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from enum import StrEnum

YEARS = range(1900, 2101)
# What systems write for "no end": SAP's and Workday's 9999, Oracle's 4712, and the round ones of
# others.
ENDLESS = {2199, 2299, 2999, 3000, 3999, 4000, 4712, 5000, 8888, 9999}
ENDLESS_SERIAL = 2_958_465
# A year of two digits from 69 on is of the last century, as POSIX reads it.
FIRST_OF_LAST_CENTURY = 69
SERIAL_ZERO = date(1899, 12, 30)
TIME = r"(?:(?:T|,? +)\d{1,2}:\d\d.*)?"
YEAR_FIRST = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){TIME}")
YEAR_LAST = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d\d){TIME}")
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
# "15-Jan-2024", "15. Januar 2024", "15 de enero de 2024"; "Jan 15, 2024", "January 15th 2024".
DAY_MONTH = re.compile(
    r"(?:\w+,? )?(\d{1,2})(?:st|nd|rd|th)?[-/. ]+(?:de |of )?([^\W\d]+)[-/., ]+(?:de"
    rf" )?(\d{{4}}|\d\d){TIME}"
)
MONTH_DAY = re.compile(
    rf"(?:\w+, )?([^\W\d]{{3,}})[-/. ]+(\d{{1,2}})(?:st|nd|rd|th)?[-/, ]+(\d{{4}}|\d\d){TIME}"
)
YEAR_MONTH_DAY = re.compile(rf"(\d{{4}})[-/. ]+([^\W\d]+)[-/. ]+(\d{{1,2}}){TIME}")
# Five digits are the days that Excel counts, from 1927 on; four would be a year.
SERIAL = re.compile(r"([1-7]\d{4})(?:\.\d+)?")
ZEROS = re.compile(rf"0{{1,4}}([-/.]?)0{{1,2}}\1(?:00|0000|0)?{TIME}")
# The names of months begin so in English, German, Spanish and French, without accents.
MONTHS = {
    1: "jan jän ene",
    2: "feb fev fevr",
    3: "mar mär mrz maer mars",
    4: "apr abr avr",
    5: "may mai mayo",
    6: "jun juin",
    7: "jul juil",
    8: "aug ago aout",
    9: "sep set",
    10: "oct okt",
    11: "nov",
    12: "dec dez dic",
}
MONTH_OF = {begin: month for month, words in MONTHS.items() for begin in words.split()}


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


def is_no_date(text: str) -> bool:
    """Whether the text is a date of zeros, such as 00.00.0000: nothing was entered."""
    return ZEROS.fullmatch(text) is not None


def is_endless(text: str) -> bool:
    """Whether the text is a date that says "no end", such as 31.12.9999."""
    if text.removesuffix(".0") == str(ENDLESS_SERIAL):
        return True
    for form, group in (
        (YEAR_FIRST, 1),
        (YEAR_LAST, 4),
        (COMPACT, 1),
        (DAY_MONTH, 3),
        (MONTH_DAY, 3),
    ):
        if match := form.fullmatch(text):
            return int(match[group]) in ENDLESS
    return False


def read_date(text: str, order: Order | None) -> date:
    """Raises DateError; without an order, for a date that could be two as well."""
    if match := YEAR_FIRST.fullmatch(text):
        return _date(text, match[1], match[3], match[4])
    if match := YEAR_LAST.fullmatch(text):
        return _year_last(text, match, order)
    if match := SERIAL.fullmatch(text):
        return SERIAL_ZERO + timedelta(days=int(match[1]))
    if match := COMPACT.fullmatch(text):
        return _date(text, match[1], match[2], match[3])
    return _written(text)


def _written(text: str) -> date:
    """A date whose month is a word."""
    for form, year, month, day in (
        (DAY_MONTH, 3, 2, 1),
        (MONTH_DAY, 3, 1, 2),
        (YEAR_MONTH_DAY, 1, 2, 3),
    ):
        match = form.fullmatch(text)
        number = _month(match[month]) if match else None
        if match and number:
            return _date(text, _year(match[year]), str(number), match[day])
    raise DateError(f"“{text}” is not a date we can read. Write it as 2026-04-30.")


def _month(word: str) -> int | None:
    spread = unicodedata.normalize("NFKD", word.casefold())
    plain = "".join(character for character in spread if not unicodedata.combining(character))
    return next((MONTH_OF[plain[:length]] for length in (4, 3) if plain[:length] in MONTH_OF), None)


def _year(digits: str) -> str:
    if len(digits) > 2:
        return digits
    return f"19{digits}" if int(digits) >= FIRST_OF_LAST_CENTURY else f"20{digits}"


def _year_last(text: str, match: re.Match[str], order: Order | None) -> date:
    first, second, year = match[1], match[3], _year(match[4])
    if match[2] == ".":
        order = Order.DAY_FIRST
    if order is None and int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
        raise DateError(
            f"“{text}” could be two dates. Say whether the day or the month comes first."
        )
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
