"""What a column of an HR export can hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

Value = str | int | date | tuple[str, ...] | UUID | None


class Kind(StrEnum):
    TEXT = "text"
    EMAIL = "email"
    ZONE = "zone"
    LEVEL = "level"
    DATE = "date"
    WORDS = "words"
    MANAGER = "manager"
    FULL_NAME = "full_name"
    STATUS = "status"


@dataclass(frozen=True)
class Field:
    """`longest` is in characters, of one word where the cell holds several; `stays` says no empty
    cell clears it.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    longest: int = 120
    stays: bool = False

    @property
    def is_stored(self) -> bool:
        """Whether a person has it; the others only say something about what a person has."""
        return self.kind not in {Kind.FULL_NAME, Kind.STATUS}

    @property
    def nothing(self) -> Value:
        """What the field holds when it is empty."""
        if self.kind in (Kind.LEVEL, Kind.DATE, Kind.MANAGER):
            return None
        return () if self.kind is Kind.WORDS else ""


FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("number", "Employee number", longest=40, stays=True),
        Field("given_name", "First name", longest=80, stays=True),
        Field("family_name", "Last name", longest=80),
        Field("full_name", "Full name", Kind.FULL_NAME, longest=161),
        Field("email", "Work e-mail", Kind.EMAIL, longest=254, stays=True),
        Field("title", "Job title"),
        Field("department", "Department"),
        Field("manager", "Manager", Kind.MANAGER, longest=254),
        Field("location", "Location"),
        Field("time_zone", "Time zone", Kind.ZONE, longest=64),
        Field("level", "Job level", Kind.LEVEL),
        Field("hired_on", "Hire date", Kind.DATE),
        Field("promoted_on", "Last promotion date", Kind.DATE),
        Field("terminated_on", "Termination date", Kind.DATE),
        Field("status", "Employment status", Kind.STATUS),
        Field("languages", "Languages", Kind.WORDS, longest=60),
        Field("skills", "Skills", Kind.WORDS, longest=160),
        Field("gender", "Gender", longest=40),
    )
}
