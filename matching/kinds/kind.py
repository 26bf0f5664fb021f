"""What every kind of run is asked; `pairs`, `groups` and `pods` answer it, one module each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext as _

from matching.engine.problem import Problem
from matching.enums import RunKind
from matching.figures import Figures
from matching.models import Mentorship, Run
from mentorship.tenancy.models import Member
from mentorship.wording import Said, Words
from programs.enums import ProgramKind

Tell = Callable[[int, int, Said], None]


class Begun(NamedTuple):
    """The mentorships that a publication makes or lets grow, and what the log says of it."""

    mentorships: list[Mentorship]
    details: dict[str, int]


class Proposal(NamedTuple):
    """What a publication would begin: its people, how many are `told` in all, and what the page
    shows of it.
    """

    people: list[Member]
    told: int
    shown: dict[str, Any]


class Solve(Protocol):
    def __call__(self, run: Run, problem: Problem, *, tell: Tell, on: date) -> Figures:
        """Match the people, and keep what is proposed with its evidence. Raises ProblemError."""


class Begin(Protocol):
    def __call__(self, run: Run, *, only_approved: bool, by: Member, at: datetime) -> Begun:
        """Begin what was kept; the caller holds the run and its program. Raises MatchingError where
        there is nothing, or something in it does not hold any more.
        """


class Propose(Protocol):
    def __call__(self, run: Run, *, only_approved: bool, on: date | None) -> Proposal:
        """With `on` also what does not hold any more on that day."""


@dataclass(frozen=True)
class Kind:
    """`page` is the URL name of its first page, `solved` the sentence that a finished job ends
    with, `figures` what they are called, `begun` and `undone` the confirmations over a number.
    """

    run: RunKind
    program: ProgramKind
    page: str
    solve: Solve
    begin: Begin
    proposal: Propose
    compare: Callable[[Run, Run], list[dict[str, Any]]]
    solved: str
    figures: Mapping[str, Words]
    begun: Words
    undone: Words

    def compared_figures(self, run: Run, other: Run) -> list[tuple[Words, Any, Any]]:
        """Rows of (what, in this run, in the other); scores in points of 10,000, None where there
        are none.
        """
        return [
            (words, run.figures.get(name), other.figures.get(name))
            for name, words in self.figures.items()
        ]


def refusal(why: str, more: str) -> str:
    """Sentences one after the other: what is in the way, how many others, what to do."""
    return " ".join(filter(None, [f"{why}.", more, _("Take them out, or run again.")]))
