"""From the text of one cell to a value, or to a reason why not."""

import re
from datetime import date

from mentorship.people.fields import Field, Kind, Value
from mentorship.people.importing.dates import DateError, Order, is_endless, is_no_date, read_date
from mentorship.people.importing.places import zone_named
from mentorship.people.importing.workbook import NO_VALUE

LEVELS = range(31)
# "5", and "L5" or "Grade 5" of systems that name their scale.
LEVEL = re.compile(
    r"(?:(?:l|lv|lvl|level|g|gr|grade|band|tier|stufe|nivel|niveau)[ .:-]*)?([0-9]{1,2})(?:\.0+)?",
    re.IGNORECASE,
)
# What a spreadsheet shows where a formula fails, in English, German, French and Spanish.
ERRORS = frozenset(
    [
        NO_VALUE,
        "#REF!",
        "#N/A",
        "#NAME?",
        "#VALUE!",
        "#DIV/0!",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#BLOCKED!",
        "#CONNECT!",
        "#UNKNOWN!",
        "#BUSY!",
        "#GETTING_DATA",
        "#ERROR!",
        "#BEZUG!",
        "#NV",
        "#WERT!",
        "#ZAHL!",
        "#ÜBERLAUF!",
        "#NOM?",
        "#VALEUR!",
        "#NOMBRE!",
        "#N/D",
        "#¿NOMBRE?",
        "#¡REF!",
        "#¡VALOR!",
        "#¡NUM!",
        "#¡DIV/0!",
        "#¡NULO!",
    ]
)
# How systems say that somebody does not work there any more.
INACTIVE = frozenset(
    [
        "inactive",
        "terminated",
        "left",
        "former",
        "ended",
        "suspended",
        "disabled",
        "deactivated",
        "resigned",
        "retired",
        "withdrawn",
        "deceased",
        "false",
        "no",
        "0",
        "inaktiv",
        "ausgeschieden",
        "ausgetreten",
        "inactif",
        "inactive employee",
        "inactivo",
        "baja",
    ]
)
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
            return _date(field, text, order)
        case Kind.LEVEL:
            return _level(text)
        case Kind.WORDS:
            return tuple(short(field, word) for word in split_words(text))
    if field.kind is Kind.EMAIL and not EMAIL.fullmatch(text):
        raise CellError(f"“{text}” is not an e-mail address.")
    if field.kind is Kind.ZONE:
        return _zone(text)
    return short(field, text)


def split_words(text: str) -> list[str]:
    """The words between `;` or `|`, or between commas where there is neither; none twice, none
    empty.
    """
    words = re.split(r"[;|]", text) if re.search(r"[;|]", text) else text.split(",")
    return list(dict.fromkeys(word.strip() for word in words if word.strip()))


def is_error(text: str) -> bool:
    """Whether the cell holds what a spreadsheet shows where a formula fails."""
    return text.upper() in ERRORS


def error_in_words(text: str) -> str:
    """What is wrong with a cell for which `is_error` holds."""
    if text.upper() == NO_VALUE:
        return (
            "a formula without its value; it is left out. Open the file in Excel, save it, and"
            " upload it again."
        )
    return f"{text} is an error of the spreadsheet; it is left out."


def is_inactive(text: str) -> bool:
    """Whether a cell of the employment status says that somebody has left."""
    return text.casefold() in INACTIVE


def _zone(text: str) -> str:
    zone = zone_named(text)
    if zone is None:
        raise CellError(f"“{text}” is not a time zone. Write it as Europe/Madrid.")
    return zone


def _date(field: Field, text: str, order: Order | None) -> date | None:
    if is_no_date(text) or (field.name == "terminated_on" and is_endless(text)):
        return None
    try:
        return read_date(text, order)
    except DateError as error:
        raise CellError(str(error)) from error


def _level(text: str) -> int:
    match = LEVEL.fullmatch(text)
    if match is None or int(match[1]) not in LEVELS:
        raise CellError(
            f"“{text}” is not a level. Write a whole number from {LEVELS[0]} to {LEVELS[-1]}."
        )
    return int(match[1])


def short(field: Field, text: str) -> str:
    if len(text) > field.longest:
        raise CellError(
            f"“{text[:30]}…” has {len(text)} characters, and at most {field.longest} fit."
        )
    return text
