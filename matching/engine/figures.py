"""What an admin wants to know of a solution before standing behind it."""

from dataclasses import dataclass

import numpy as np

from matching.engine.flows import NOBODY, Assignment
from matching.engine.solve import Solution, pool_of
from matching.engine.stable import blocking_pairs


@dataclass(frozen=True)
class Figures:
    """Scores in points of 10,000, None where nobody is matched; `gap` as a share, None where none
    was sought.

    `first_wish` and `top_three` count mentees who got the mentor they wished for first, or among
    the first three, of `wishing`. `kept` are earlier pairs that go on. `load` counts mentors by how
    many they got.
    """

    mentees: int
    mentors: int
    seats: int
    matched: int
    total: int
    bound: int | None
    gap: float | None
    worst: int | None
    fifth_percentile: int | None
    median: int | None
    best_worst: int | None
    blocking_pairs: int
    wishing: int
    first_wish: int
    top_three: int
    kept: int
    load: dict[int, int]


def figures_of(solution: Solution) -> Figures:
    """Reads all pairs once, for the blocking pairs."""
    scoring, problem = solution.scoring, solution.scoring.problem
    placed = solution.columns != NOBODY
    scores = np.sort(solution.scores[placed])
    pool = pool_of(scoring, solution.fixed)
    ranks = [_rank(solution, int(row)) for row in np.flatnonzero(placed)]
    pairs = {
        (scoring.mentees[row].id, scoring.mentors[solution.columns[row]].id)
        for row in np.flatnonzero(placed)
    }
    load = np.bincount(solution.columns[placed], minlength=scoring.shape[1])
    return Figures(
        mentees=scoring.shape[0],
        mentors=scoring.shape[1],
        seats=int(scoring.seats.sum()),
        matched=int(placed.sum()),
        total=solution.total,
        bound=solution.bound,
        gap=solution.gap,
        worst=int(scores[0]) if len(scores) else None,
        fifth_percentile=int(scores[len(scores) // 20]) if len(scores) else None,
        median=int(scores[len(scores) // 2]) if len(scores) else None,
        best_worst=solution.best_worst,
        blocking_pairs=blocking_pairs(
            pool, Assignment(solution.columns[pool.rows], solution.scores[pool.rows])
        ),
        wishing=sum(bool(mentee.wishes) for mentee in problem.mentees),
        first_wish=sum(rank == 0 for rank in ranks),
        top_three=sum(rank is not None and rank < 3 for rank in ranks),
        kept=len(pairs & set(problem.kept)),
        load={
            int(number): int(count)
            for number, count in zip(*np.unique(load, return_counts=True), strict=True)
        },
    )


def _rank(solution: Solution, row: int) -> int | None:
    wishes, mentor = (
        solution.scoring.mentees[row].wishes,
        solution.scoring.mentors[solution.columns[row]].id,
    )
    return wishes.index(mentor) if mentor in wishes else None
