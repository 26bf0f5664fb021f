"""What is known of a person, once: the import, the form, the profile, the export and the API read
this list. Imports no Django.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from mentorship.text import N_

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


class Seen(StrEnum):
    """By whom a person's field is read: every colleague; program admins and the person; in no list
    and on no profile.
    """

    BY_ALL = "by_all"
    BY_ADMINS = "by_admins"
    NOWHERE = "nowhere"


class Group(StrEnum):
    """The parts of the form."""

    WHO = N_("Who")
    WORK = N_("Work")
    DATES = N_("Dates")
    SKILLS = N_("Languages and skills")


@dataclass(frozen=True)
class Field:
    """`longest` is in characters, of one word where the cell holds several; `stays` says no empty
    cell clears it.
    """

    name: str
    label: str
    group: Group
    seen: Seen
    kind: Kind = Kind.TEXT
    longest: int = 120
    stays: bool = False
    help: str = ""

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


WHO, WORK, DATES, SKILLS = Group
ALL, ADMINS, NOWHERE = Seen
FIELDS: Mapping[str, Field] = {
    field.name: field
    for field in (
        Field("given_name", N_("First name"), WHO, ALL, longest=80, stays=True),
        Field("family_name", N_("Last name"), WHO, ALL, longest=80),
        Field("pronouns", N_("Pronouns"), WHO, ALL, longest=40, help=N_("Such as “she/her”.")),
        Field("full_name", N_("Full name"), WHO, NOWHERE, Kind.FULL_NAME, longest=161),
        Field("email", N_("Work e-mail"), WHO, ADMINS, Kind.EMAIL, longest=254, stays=True),
        Field("number", N_("Employee number"), WHO, ADMINS, longest=40, stays=True),
        Field("title", N_("Job title"), WORK, ALL),
        Field("department", N_("Department"), WORK, ALL),
        Field("manager", N_("Manager"), WORK, ADMINS, Kind.MANAGER, longest=254),
        Field("location", N_("Location"), WORK, ALL),
        Field("time_zone", N_("Time zone"), WORK, ALL, Kind.ZONE, longest=64),
        Field("level", N_("Job level"), WORK, ADMINS, Kind.LEVEL),
        Field("hired_on", N_("Hire date"), DATES, ADMINS, Kind.DATE),
        Field("promoted_on", N_("Last promotion date"), DATES, ADMINS, Kind.DATE),
        Field(
            "terminated_on",
            N_("Termination date"),
            DATES,
            ADMINS,
            Kind.DATE,
            help=N_(
                "From this day on they cannot sign in; their mentorships end, and the others in"
                " them are told."
            ),
        ),
        Field("status", N_("Employment status"), DATES, NOWHERE, Kind.STATUS),
        Field("languages", N_("Languages"), SKILLS, ALL, Kind.WORDS, longest=60),
        Field("skills", N_("Skills"), SKILLS, ALL, Kind.WORDS, longest=160),
        Field(
            "gender",
            N_("Gender"),
            WHO,
            NOWHERE,
            longest=40,
            help=N_(
                "As they say it. Only program admins see it here, and matching never looks at it."
            ),
        ),
    )
}
STORED = tuple(field for field in FIELDS.values() if field.is_stored)
