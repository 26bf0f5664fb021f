"""Pages of a long list by key: no count of all rows, no OFFSET."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

PAGE_SIZE = 50
COUNT_AT_MOST = 1000
DIGITS_AT_MOST = 6


def number_in(text: str, default: int) -> int:
    """The whole number that an address says, or the default where it says none or one beyond any list."""
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
    position = _decode(after, len(keys))
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


def _decode(text: str, length: int) -> list[Any]:
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return []
    return values if isinstance(values, list) and len(values) == length else []
