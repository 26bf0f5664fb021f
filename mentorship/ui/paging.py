"""Pages of a long list by key: no count of all rows, no OFFSET."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldError, ValidationError
from django.db import connection
from django.db.models import Q, QuerySet

from mentorship.text import is_storable

PAGE_SIZE = 50
COUNT_AT_MOST = 1000
DIGITS_AT_MOST = 6
# PostgreSQL's largest integer, and farther than any number that a list is ordered by.
BIGGEST = 2**31 - 1


def number_in(text: str, default: int) -> int:
    """The whole number that an address says, or the default where it says none or one beyond any
    list.
    """
    return int(text) if text.isdecimal() and len(text) <= DIGITS_AT_MOST else default


@dataclass(frozen=True)
class Page:
    """Some rows, and the `after` value of the next page (empty on the last)."""

    rows: list[Any]
    after: str
    is_first: bool

    def __len__(self) -> int:
        return len(self.rows)


def page_by_key(rows: Any, *, keys: Sequence[str], after: str = "", size: int = PAGE_SIZE) -> Page:
    """`keys` are the fields that order the rows, `-` before a descending one; the last is unique.

    A damaged `after` gives the first page.
    """
    position = _position(rows, keys, after)
    if position:
        rows = rows.filter(_beyond(keys, position))
    found = list(rows.order_by(*keys)[: size + 1])
    has_next = len(found) > size
    found = found[:size]
    return Page(found, _encode(found[-1], keys) if has_next else "", is_first=not position)


def capped_count(rows: "QuerySet[Any]") -> tuple[int, bool]:
    """(how many, whether there are more than are counted)."""
    # Keys alone: what the rows are annotated with need not be computed to count them.
    keys = rows.order_by().values("pk")[: COUNT_AT_MOST + 1]
    try:
        query, values = keys.query.sql_with_params()
    except EmptyResultSet:
        return 0, False
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({query}) AS found", values)
        number: int = cursor.fetchone()[0]
    return min(number, COUNT_AT_MOST), number > COUNT_AT_MOST


def _beyond(keys: Sequence[str], position: list[Any]) -> Q:
    condition, equal = Q(), Q()
    for key, value in zip(keys, position, strict=True):
        name, direction = key.lstrip("-"), "lt" if key.startswith("-") else "gt"
        condition |= equal & Q(**{f"{name}__{direction}": value})
        equal &= Q(**{name: value})
    return condition


def _value(row: Any, key: str) -> Any:
    for part in key.lstrip("-").split("__"):
        row = row[part] if isinstance(row, dict) else getattr(row, part)
    return row


def _encode(row: Any, keys: Sequence[str]) -> str:
    values = json.dumps([_value(row, key) for key in keys], default=str)
    return base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")


def _position(rows: "QuerySet[Any]", keys: Sequence[str], after: str) -> list[Any]:
    """The values that `after` names, each as its column reads it; nothing where one of them cannot
    be one.
    """
    values = _decode(after)
    if len(values) != len(keys):
        return []
    try:
        return [
            _read(rows, key.lstrip("-"), value) for key, value in zip(keys, values, strict=True)
        ]
    except (ValidationError, FieldError, ValueError, TypeError, OverflowError):
        return []


def _read(rows: "QuerySet[Any]", key: str, value: Any) -> Any:
    """Raises where the value is not one that the column could hold."""
    field = _field(rows, key)
    if isinstance(value, (list, dict, bool)) or value is None:
        raise TypeError(value)
    if isinstance(value, str) and not is_storable(value):
        raise ValueError(value)
    read = field.to_python(value)
    if isinstance(read, datetime) and read.tzinfo is None:
        raise ValueError(value)
    if isinstance(read, int) and abs(read) > BIGGEST:
        raise OverflowError(value)
    return read


def _field(rows: "QuerySet[Any]", key: str) -> Any:
    annotation = rows.query.annotations.get(key)
    if annotation is not None:
        return annotation.output_field
    model: Any = rows.model
    *path, name = key.split("__")
    for part in path:
        model = model._meta.get_field(part).related_model
    return model._meta.get_field(name)


def _decode(text: str) -> list[Any]:
    try:
        padded = text + "=" * (-len(text) % 4)
        values = json.loads(base64.urlsafe_b64decode(padded), parse_constant=_no_number)
    except (binascii.Error, UnicodeError, ValueError, RecursionError):
        return []
    return values if isinstance(values, list) else []


def _no_number(name: str) -> float:
    raise ValueError(name)
