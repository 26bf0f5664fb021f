"""What a change of a program's cadence would bring about in the parts that stand above, registered
by them: tried on what is there, and nothing of it done.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from programs.cadence import Rules
from programs.models import Program


@dataclass(frozen=True)
class Moved:
    """A mentorship that one of the two would ask to meet otherwise: its stage now, and the stage
    that the saved rules and the new ones would propose, or nothing.
    """

    title: str
    url: str
    stage: str
    by_saved: str
    by_new: str


@dataclass(frozen=True)
class Preview:
    """Of `looked_at` mentorships, how many would be asked by the saved rules, by the new ones, and
    by one of the two at least (`asked`); for how many the two differ. `rows` are the first of those
    asked, where the two differ before others.
    """

    looked_at: int
    by_saved: int
    by_new: int
    asked: int
    differ: int
    rows: Sequence[Moved]


PreviewOf = Callable[[Program, Rules, datetime], Preview]
_previews: list[PreviewOf] = []


def register(preview_of: PreviewOf) -> None:
    """By the part that has the mentorships."""
    _previews.append(preview_of)


def preview_of(program: Program, rules: Rules, *, at: datetime) -> Preview | None:
    """By the part that registered; None where there is none."""
    return next((preview(program, rules, at) for preview in _previews), None)
