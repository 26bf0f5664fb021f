"""What the engine is asked, in stable ids and plain values; `docs/matching.md` describes it as
JSON.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

OBJECTIVES = ("fair", "total", "stable", "dial")
KINDS = ("terms", "text", "share", "any", "same", "different", "gap", "hours", "preferences")
RULES = ("reporting_line", "pairs", "hours", "any", "same", "different", "gap")
# Scores are 16-bit: 10,000 points and a bonus, with room for what rules take away.
MOST_BONUS = 2_000
# People in one pod.
MOST_PEERS = 12
LISTS = (list, tuple, frozenset)


class ProblemError(ValueError):
    """The problem cannot be read as one; the text says where and why, for the person
    who wrote it.
    """


@dataclass(frozen=True)
class Person:
    """One side of a pair.

    `person` names the human behind it: nobody is matched with themselves. `line`: the persons
    above, nearest first. `answers`: by field; a missing one, None and an empty list all mean "not
    answered". `wishes`: ids of the other side, best first. `seats` counts for mentors only, and so
    does `least`: the mentor takes nobody, or at least so many.
    """

    id: str
    person: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    line: tuple[str, ...] = ()
    wishes: tuple[str, ...] = ()
    seats: int = 1
    least: int = 0

    def answer(self, name: str) -> Any:
        """None where there is none; lists as sorted tuples."""
        value = self.answers.get(name)
        if isinstance(value, LISTS):
            return tuple(sorted(set(map(str, value)))) or None
        return None if value == "" else value


@dataclass(frozen=True)
class Criterion:
    """`kind` says how two answers compare (see KINDS), `mentor` and `mentee` which answers.

    `ideal` and `reach` serve `gap`: how many levels above is best, and how far from it nothing is
    left.
    """

    name: str
    kind: str
    weight: int
    mentor: str = ""
    mentee: str = ""
    ideal: float = 2
    reach: float = 4


@dataclass(frozen=True)
class Rule:
    """A pair that breaks it is never made. An answer that is missing breaks no rule.

    `pairs` are (mentee id, mentor id). `levels` limits the reporting line; 0 means all of it.
    """

    name: str
    kind: str
    mentor: str = ""
    mentee: str = ""
    at_least: float = 0
    at_most: float = 1_000
    levels: int = 0
    pairs: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Problem:
    """`pins` and `kept` are (mentee id, mentor id): fixed pairs, and pairs that get `keep_bonus`
    points.

    `dial` (0 to 100) serves the objective of that name: 0 is `total`, 100 is `fair`. The mentees in
    `first` are matched among themselves before anybody else is. With `peers` there are no mentors
    and mentees: everybody meets everybody, in pods of `pod_least` to `pod_most` people; 2 and 2 are
    pairs.
    """

    mentors: tuple[Person, ...]
    mentees: tuple[Person, ...]
    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...] = ()
    pins: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    keep_bonus: int = 300
    objective: str = "fair"
    dial: int = 100
    seed: int = 0
    first: tuple[str, ...] = ()
    peers: tuple[Person, ...] = ()
    pod_least: int = 2
    pod_most: int = 2
