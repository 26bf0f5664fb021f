"""What the engine is asked, in stable ids and plain values."""

import hashlib
import json
from dataclasses import asdict, dataclass, field

CRITERIA = ("skills", "level", "department", "hours", "language")
DEFAULT_WEIGHTS = {"skills": 50, "level": 20, "department": 10, "hours": 10, "language": 10}


@dataclass(frozen=True)
class Person:
    """One side of a pair.

    `topics`: for a mentor what they can teach, for a mentee what they want to learn.
    `line`: ids of the people above, nearest first. `utc_offset`: hours, at the program's start.
    """

    id: str
    member_id: str
    topics: frozenset[str] = frozenset()
    level: int | None = None
    department: str = ""
    utc_offset: float | None = None
    languages: frozenset[str] = frozenset()
    line: tuple[str, ...] = ()
    capacity: int = 1


@dataclass(frozen=True)
class Problem:
    mentors: list[Person]
    mentees: list[Person]
    weights: dict[str, int] = field(default_factory=lambda: dict(DEFAULT_WEIGHTS))

    def digest(self) -> str:
        """SHA-256 of everything that decides the result; the order of people does not."""

        def plain(person: Person) -> dict[str, object]:
            values = asdict(person)
            return {key: sorted(v) if isinstance(v, frozenset) else v for key, v in values.items()}

        content = {
            "mentors": sorted((plain(p) for p in self.mentors), key=lambda p: str(p["id"])),
            "mentees": sorted((plain(p) for p in self.mentees), key=lambda p: str(p["id"])),
            "weights": self.weights,
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Match:
    """`score` is in points of 10,000; `points` has one entry a criterion and adds up to it."""

    mentor_id: str
    mentee_id: str
    score: int
    points: dict[str, int]


@dataclass(frozen=True)
class Unplaced:
    person_id: str
    reason: str


@dataclass(frozen=True)
class Solution:
    matches: list[Match]
    unplaced: list[Unplaced]
    total: int
