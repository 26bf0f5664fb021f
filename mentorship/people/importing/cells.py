"""From the text of one cell to a value, or to a reason why not."""

import re
import zoneinfo
from functools import cache

from mentorship.people.importing.dates import DateError, Order, read_date
from mentorship.people.importing.fields import Field, Kind, Value

LEVELS = range(31)
EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])"
)


class CellError(ValueError):
    """The cell cannot be used; the words are for the person who uploads it."""


def read_cell(field: Field, text: str, order: Order | None) -> Value:
    """The value of a cell that is not empty. Raises CellError."""
    match field.kind:
        case Kind.DATE:
            return _date(text, order)
        case Kind.LEVEL:
            return _level(text)
        case Kind.WORDS:
            return tuple(_short(field, word) for word in split_words(text))
    if field.kind is Kind.EMAIL and not EMAIL.fullmatch(text):
        raise CellError(f"“{text}” is not an e-mail address.")
    if field.kind is Kind.ZONE and text not in zones():
        raise CellError(f"“{text}” is not a time zone. Write it as Europe/Madrid.")
    return _short(field, text)


def split_words(text: str) -> list[str]:
    """The words between `;` or `|`, or between commas where there is neither; none twice, none empty."""
    words = re.split(r"[;|]", text) if re.search(r"[;|]", text) else text.split(",")
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))


@cache
def zones() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def _date(text: str, order: Order | None) -> Value:
    try:
        return read_date(text, order)
    except DateError as error:
        raise CellError(str(error)) from error


def _level(text: str) -> int:
    match = re.fullmatch(r"([0-9]{1,2})(?:\.0+)?", text)
    if match is None or int(match[1]) not in LEVELS:
        raise CellError(f"“{text}” is not a level. Write a whole number from {LEVELS[0]} to {LEVELS[-1]}.")
    return int(match[1])


def _short(field: Field, text: str) -> str:
    if len(text) > field.longest:
        raise CellError(f"“{text[:30]}…” has {len(text)} characters, and at most {field.longest} fit.")
    return text
