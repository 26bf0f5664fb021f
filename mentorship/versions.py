"""Two people, one form: what a form carries of what it read, and what becomes of what both changed.

A form carries a mark of each field as it stood when the page was made. What somebody else changed
meanwhile stays, where this person left it alone; what both changed is said, and nothing is
overwritten without a word.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

FIELD = "read"


@dataclass
class OvertakenError(Exception):
    """Somebody else changed these fields meanwhile, and so did this person: `stored` holds what
    stands there now.
    """

    stored: dict[str, Any]


def marks_of(values: Mapping[str, Any]) -> str:
    """What a form carries of the values that it shows."""
    return json.dumps({name: _mark(value) for name, value in values.items()}, separators=(",", ":"))


def without_read(values: Mapping[str, Any]) -> dict[str, Any]:
    """A form's clean values for an action that makes something new, which nobody can
    have changed.
    """
    return {name: value for name, value in values.items() if name != FIELD}


def merge(*, read: str, given: Mapping[str, Any], stored: Mapping[str, Any]) -> dict[str, Any]:
    """The values to write, by what was read, what is given, and what is stored by now (after the
    lock).

    `read` is empty where nothing was read first, as over the API: then what is given counts. Raises
    OvertakenError.
    """
    before = marks_in(read)
    merged, lost = dict(given), {}
    for name, now in stored.items():
        if name not in given or name not in before or before[name] == _mark(now):
            continue
        if _mark(given[name]) == before[name]:
            merged[name] = now
        elif _mark(given[name]) != _mark(now):
            lost[name] = now
    if lost:
        raise OvertakenError(lost)
    return merged


def marks_in(read: str) -> dict[str, str]:
    """The marks by the names of their fields; none where the text holds none."""
    try:
        marks = json.loads(read) if read else {}
    except ValueError:
        return {}
    return marks if isinstance(marks, dict) else {}


def _mark(value: Any) -> str:
    text = json.dumps(value, default=_written, sort_keys=True).replace("\\r\\n", "\\n")
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _written(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="minutes")
    return str(value)
