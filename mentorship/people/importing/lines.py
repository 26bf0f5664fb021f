"""One row of a file beside the person whom it is about, and what would come of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from mentorship.people.fields import FIELDS, Kind, Value


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the organisation knows already; `values` by field name, the manager as an id or
    None.

    `is_left_to_others` says that whoever imports may not change them.
    """

    id: UUID
    values: dict[str, Value]
    is_owner: bool = False
    is_left_to_others: bool = False

    @property
    def name(self) -> str:
        return full_name(self.values)


@dataclass(frozen=True, slots=True)
class Problem:
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(slots=True)
class Line:
    """One row of the file: `number` as a spreadsheet counts it, `values` what the row sets, by
    field name."""

    number: int
    cells: Sequence[str]
    values: dict[str, Value] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    person: Person | None = None
    id: UUID | None = None
    # The manager as the cell names them, "" to clear it, None to leave it; and why nobody is meant.
    manager: str | None = None
    manager_warning: str = ""
    # Whether the number's holder is the same person, where nothing else of the row speaks for it.
    question: str = ""
    is_inactive: bool = False

    @property
    def name(self) -> str:
        known = self.person.values if self.person else {}
        return full_name({**known, **self.values})

    @property
    def changed(self) -> dict[str, Value]:
        """The values that differ from what is stored."""
        if self.person is None:
            return {
                name: value for name, value in self.values.items() if value != FIELDS[name].nothing
            }
        stored = self.person.values
        return {
            name: value
            for name, value in self.values.items()
            if _differs(name, stored[name], value)
        }

    @property
    def outcome(self) -> Outcome:
        """What comes of the row, once the plan is made."""
        if self.problems:
            return Outcome.REFUSED
        if self.person is None:
            return Outcome.CREATED
        return Outcome.CHANGED if self.changed else Outcome.UNCHANGED

    @property
    def all_warnings(self) -> list[str]:
        return [*self.warnings, self.manager_warning] if self.manager_warning else self.warnings


def full_name(values: dict[str, Value]) -> str:
    return f"{values.get('given_name', '')} {values.get('family_name', '')}".strip() or str(
        values.get("email", "")
    )


def _differs(name: str, before: Value, after: Value) -> bool:
    """E-mails differ by more than case."""
    if FIELDS[name].kind is Kind.EMAIL:
        return str(before).lower() != str(after).lower()
    return before != after
