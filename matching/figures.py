"""What a run's figures are."""

from typing import TypedDict


class Marks(TypedDict):
    """How many pairs or pods are in each state, and how many people are `alone`."""

    kept: int
    approved: int
    pinned: int
    removed: int
    alone: int


class Figures(TypedDict, total=False):
    """Scores in points of 10,000; `gap` is a share, 0 where the total is proven the best, None
    where nothing is known. `load` counts mentors by their mentees. `best_worst` is the best that
    the weakest can have, None where it is not proven. `is_edited` where somebody changed the
    proposal.
    """

    mentees: int
    mentors: int
    seats: int
    matched: int
    total: int
    worst: int | None
    median: int | None
    best_worst: int | None
    gap: float | None
    gap_percent: float | None
    fixed: int
    load: dict[str, int]
    marks: Marks
    is_edited: bool


class Undo(TypedDict, total=False):
    """What taking a publication back needs: who had waited since losing a mentor (enrolment,
    since), and the parts that joined groups which ran before.
    """

    queued: list[list[str]]
    joined: list[str]
