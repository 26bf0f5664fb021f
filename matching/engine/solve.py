"""From a problem to pairs, with a proof of how good they are."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

import numpy as np

from matching.engine.edges import Edges, Pool, candidates
from matching.engine.first import only_first, with_pins
from matching.engine.flows import NOBODY, Assignment, best_total, most_placed, prices, way_in
from matching.engine.parts import Ints
from matching.engine.problem import Problem
from matching.engine.proofs import bound_total, place_most
from matching.engine.scores import Scoring
from matching.engine.stable import settle

# A run ends when the proven distance to the best possible total is at most this share of it.
GAP = 0.0001
MOST_ROUNDS = 40
Watch = Callable[[str, int], None]
# What placing somebody is worth besides the score, so that no chain of moves outweighs it; doubled if it does not do.
LIFT = 1 << 20


@dataclass(frozen=True)
class Solution:
    """`columns` by mentee (row number), NOBODY without one; `prices` by mentor (column number).

    `bound` is above the total of every assignment that the objective allows; None for *stable*,
    which does not seek a total. `least` is the score that no pair had to fall below, `best_worst` the highest
    worst pair among the assignments that place the most (None where not sought).
    """

    scoring: Scoring
    columns: Ints
    scores: Ints
    prices: Ints
    lift: int
    least: int
    best_worst: int | None
    bound: int | None
    rounds: int

    def is_placed(self, row: int) -> bool:
        return bool(self.columns[row] != NOBODY)

    @property
    def total(self) -> int:
        return int(self.scores.sum())

    @property
    def matched(self) -> int:
        return int((self.columns != NOBODY).sum())

    @property
    def gap(self) -> float | None:
        """The proven distance to the best total, as a share of it."""
        if self.bound is None:
            return None
        return max(0, self.bound - self.total) / max(1, self.bound)


def solve(
    problem: Problem, scoring: Scoring | None = None, *, gap: float = GAP, watch: Watch = lambda *_: None
) -> Solution:
    """The same pairs for the same problem in any order of its people.

    `watch` is told what is sought (`pairs`, `worst`, `groups` or `total`) and in which round; what it raises ends the work.
    """
    if problem.first:
        return solve(with_pins(problem, _pairs(solve(only_first(problem), gap=gap))), gap=gap, watch=watch)
    scoring = scoring or Scoring(problem)
    pool = pool_of(scoring)
    if problem.objective == "stable":
        return _solution(pool, settle(pool))
    watch("pairs", 1)
    edges = candidates(pool)
    share = {"dial": problem.dial, "total": 0}.get(problem.objective, 100)
    if (scoring.least_sizes > 1).any():
        # Its solver takes 27 MB, which other problems need not have.
        from matching.engine.groups import solve_groups  # noqa: PLC0415

        most, highest = (place_most(pool, edges)[0].matched, _best_worst(pool, edges, watch)[0]) if share else (0, 0)
        watch("groups", 1)
        grouped = solve_groups(pool, edges, share=share, most=most, highest=highest)
        return _solution(
            pool, grouped.assignment, least=grouped.least, best_worst=grouped.best_worst, bound=grouped.bound
        )
    if not share:
        return _raise_total(pool, edges, everyone=False, gap=gap, watch=watch)
    best_worst, edges = _best_worst(pool, edges, watch)
    least = best_worst * share // 100
    return _raise_total(pool, edges, everyone=True, least=least, best_worst=best_worst, gap=gap, watch=watch)


def _pairs(solution: Solution) -> list[tuple[str, str]]:
    mentees, mentors = solution.scoring.mentees, solution.scoring.mentors
    return [(mentees[row].id, mentors[column].id) for row, column in enumerate(solution.columns) if column != NOBODY]


def pool_of(scoring: Scoring) -> Pool:
    """Pinned pairs leave first and take their seat along."""
    seats = scoring.seats.copy()
    free = np.ones(scoring.shape[0], dtype=bool)
    for mentee, mentor in scoring.problem.pins:
        seats[scoring.column_of[mentor]] -= 1
        free[scoring.row_of[mentee]] = False
    return Pool(scoring, np.flatnonzero(free), seats)


def _best_worst(pool: Pool, edges: Edges, watch: Watch) -> tuple[int, Edges]:
    """The highest score that every pair can reach while the most mentees are placed; proven over all pairs."""
    most, edges = place_most(pool, edges)
    if not most.matched:
        return 0, edges
    least = int(most.scores[most.columns != NOBODY].min())
    for number in count(1):
        watch("worst", number)
        least, edges = _raise_least(pool, edges, least=least, matched=most.matched)
        found, edges = place_most(pool, edges, least=least + 1)
        if found.matched < most.matched:
            break
        least += 1
    return least, edges


def _raise_least(pool: Pool, edges: Edges, *, least: int, matched: int) -> tuple[int, Edges]:
    """Over the edges known so far: first as high as each mentee alone would allow, then by halving the edges between.

    Where too few are placed, nothing is gained above the score that lets one more of them in, which is tried at once:
    often only one mentee is left over, and then it is the answer.
    """
    best = np.full(pool.scoring.shape[0], -1, dtype=np.int64)
    np.maximum.at(best, edges.rows, edges.scores)
    reachable = np.sort(best[pool.rows])[::-1]
    low, high = least, max(least, int(reachable[matched - 1])) + 1
    ordered, tried = edges.best_first(), high - 1
    while high - low > 1:
        found = most_placed(pool, ordered.first(ordered.count_above(tried)))
        is_top = tried == high - 1
        if found.matched == matched:
            low = int(found.scores[found.columns != NOBODY].min())
        else:
            high = max(low, way_in(pool, ordered, found, least=tried)) + 1
        between = (ordered.count_above(low) + ordered.count_above(high)) // 2
        tried = int(max(low + 1, ordered.scores[between])) if is_top else high - 1
    return low, edges


def _raise_total(
    pool: Pool, edges: Edges, *, everyone: bool, gap: float, watch: Watch, least: int = 0, best_worst: int | None = None
) -> Solution:
    """The best total over pairs of at least `least`: solve, price, add what would gain, until the gap is proven."""
    lift, number = LIFT if everyone else 0, 0
    while True:
        number += 1
        watch("total", number)
        usable = edges.above(least)
        found = best_total(pool, usable, everyone=everyone)
        price = prices(pool, usable, found, lift=lift)
        if everyone and _is_outweighed(found, price, lift):
            lift *= 2
            continue
        bound = bound_total(pool, usable, price, least=least, lift=lift, placed=found.matched)
        is_close = bound.total - found.total <= gap * max(1, bound.total)
        if is_close or len(bound.edges) == len(usable) or number >= MOST_ROUNDS:
            return _solution(
                pool, found, price=price, lift=lift, least=least, best_worst=best_worst, bound=bound.total,
                rounds=number,
            )  # fmt: skip
        edges = bound.edges


def _is_outweighed(found: Assignment, price: Ints, lift: int) -> bool:
    placed = found.columns != NOBODY
    return bool((price[found.columns[placed]] > found.scores[placed] + lift).any())


def _solution(
    pool: Pool,
    found: Assignment,
    *,
    price: Ints | None = None,
    lift: int = 0,
    least: int = 0,
    best_worst: int | None = None,
    bound: int | None = None,
    rounds: int = 1,
) -> Solution:
    """With the pinned pairs back in their places; they count in the total and in its bound."""
    scoring = pool.scoring
    columns = np.full(scoring.shape[0], NOBODY, dtype=np.int64)
    scores = np.zeros(scoring.shape[0], dtype=np.int64)
    columns[pool.rows], scores[pool.rows] = found.columns, found.scores
    pinned = 0
    for mentee, mentor in scoring.problem.pins:
        row, column = scoring.row_of[mentee], scoring.column_of[mentor]
        columns[row] = column
        scores[row] = scoring.explained_score(row, column)
        pinned += int(scores[row])
    return Solution(
        scoring, columns, scores, np.zeros(scoring.shape[1], dtype=np.int64) if price is None else price, lift, least,
        best_worst, None if bound is None else bound + pinned, rounds,
    )  # fmt: skip
