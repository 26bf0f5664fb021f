"""Mentors whose groups have a least size: a mentor takes nobody, or at least so many (mixed-integer
program, HiGHS by scipy).

One of x_ij = 1 for each pair (i, j), y_j = 1 for each mentor who has a group: sum_j x_ij <= 1,
least_j * y_j <= sum_i x_ij <= seats_j * y_j The objectives are sought one after the other, each as
a bound of the next: how many are placed, the worst pair by bisection over the scores that there
are, the total. No least size can let more be placed, or the worst pair be better, than without any:
where that can be reached, it is the answer, and the total alone is left to seek.
"""

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from matching.engine.edges import ALL_PAIRS, Edges, Pool
from matching.engine.flows import NOBODY, Assignment, places
from matching.engine.parts import Ints
from matching.engine.problem import ProblemError

INFEASIBLE = 2


@dataclass(frozen=True)
class Grouped:
    """As `solve.Solution`; `bound` is the solver's own bound of the total."""

    assignment: Assignment
    bound: int
    least: int
    best_worst: int | None


class Groups:
    """The program of a pool; `edges` are all its allowed pairs."""

    def __init__(self, pool: Pool, edges: Edges) -> None:
        if not pool.has_all_pairs:
            raise ProblemError(
                f"Groups with a least size are solved for up to {ALL_PAIRS:,} pairs of a mentee and"
                f" a mentor; this has {len(pool.rows) * len(pool.seats):,}."
            )
        self.pool, self.edges = pool, edges
        pinned = pool.scoring.seats - pool.seats
        self.sizes = np.maximum(0, pool.scoring.least_sizes - pinned)
        self.is_open = pinned > 0
        self.program = self._program()

    def _program(self) -> LinearConstraint:
        mentees, mentors, pairs = len(self.pool.rows), len(self.pool.seats), len(self.edges)
        here, ones = np.arange(pairs), np.ones(pairs)
        each_mentee = sp.csr_array(
            (ones, (places(self.pool, self.edges), here)), shape=(mentees, pairs)
        )
        each_mentor = sp.csr_array((ones, (self.edges.columns, here)), shape=(mentors, pairs))
        nothing = sp.csr_array((mentees, mentors))
        seats, sizes = (
            sp.diags_array(values.astype(float))
            for values in (np.maximum(self.pool.seats, 0), self.sizes)
        )
        matrix = sp.vstack(
            [
                sp.hstack([each_mentee, nothing]),
                sp.hstack([each_mentor, -seats]),
                sp.hstack([each_mentor, -sizes]),
            ]
        )
        low = np.concatenate([np.full(mentees + mentors, -np.inf), np.zeros(mentors)])
        high = np.concatenate([np.ones(mentees), np.zeros(mentors), np.full(mentors, np.inf)])
        return LinearConstraint(matrix, low, high)

    def best(self, values: Ints, *, least: int = 0, placed: int = 0) -> tuple[Ints, int] | None:
        """The pairs with the highest sum of `values` (of each edge) and its bound.

        Only pairs of at least `least`, and at least `placed` of them; None where there is no such
        assignment.
        """
        pairs, mentors = len(self.edges), len(self.pool.seats)
        if not pairs:
            return (
                None
                if placed or (self.is_open & (self.sizes > 0)).any()
                else (np.zeros(0, dtype=np.int64), 0)
            )
        count = LinearConstraint(
            np.concatenate([np.ones(pairs), np.zeros(mentors)]), placed, np.inf
        )
        usable = (self.edges.scores >= least).astype(float)
        found = milp(
            np.concatenate([-values, np.zeros(mentors)]),
            constraints=[self.program, count],
            integrality=np.ones(pairs + mentors, dtype=np.int64),
            bounds=Bounds(
                np.concatenate([np.zeros(pairs), self.is_open]),
                np.concatenate([usable, np.ones(mentors)]),
            ),
            options={"mip_rel_gap": 0.0},
        )
        if found.status == INFEASIBLE:
            return None
        if found.x is None:
            raise RuntimeError(f"The groups could not be solved: {found.message}")
        chosen = np.flatnonzero(found.x[:pairs] > 0.5)
        # The bound is a whole number, as every sum is.
        return chosen, max(int(values[chosen].sum()), int(np.floor(-found.mip_dual_bound + 1e-6)))

    def most(self) -> int:
        """How many can be placed. Raises ProblemError where a pinned group cannot be completed."""
        found = self.best(np.ones(len(self.edges), dtype=np.int64))
        if found is None:
            raise ProblemError("A group with pinned mentees cannot reach its least size.")
        return len(found[0])

    def settle(self, *, least: int, placed: int, best_worst: int | None) -> Grouped | None:
        """The best total, None where so many cannot be placed over pairs of at least `least`."""
        found = self.best(self.edges.scores, least=least, placed=placed)
        if found is None:
            return None
        chosen, bound = found
        columns = np.full(len(self.pool.rows), NOBODY, dtype=np.int64)
        scores = np.zeros(len(self.pool.rows), dtype=np.int64)
        place = places(self.pool, self.edges)[chosen]
        columns[place], scores[place] = self.edges.columns[chosen], self.edges.scores[chosen]
        return Grouped(Assignment(columns, scores), bound, least, best_worst)

    def settled(self, *, least: int, placed: int, best_worst: int | None) -> Grouped:
        """As `settle`, of what is known to be possible but for pinned groups, for which it raises
        ProblemError.
        """
        found = self.settle(least=least, placed=placed, best_worst=best_worst)
        if found is None:
            raise ProblemError("A group with pinned mentees cannot reach its least size.")
        return found


def solve_groups(pool: Pool, edges: Edges, *, share: int, most: int, highest: int) -> Grouped:
    """With a `share` above 0 the most are placed, no pair below `share` % of the highest worst
    pair; else the total alone.

    Without least sizes `most` could be placed, and no pair need be below `highest`. Raises
    ProblemError for a pinned group that cannot reach its least size.
    """
    groups = Groups(pool, edges)
    if not share:
        return groups.settled(least=0, placed=0, best_worst=None)
    found = groups.settle(least=highest, placed=most, best_worst=highest)
    if found is None:
        most = groups.most()
        highest = _best_worst(groups, most)
        found = groups.settled(least=highest, placed=most, best_worst=highest)
    return (
        found
        if share == 100
        else groups.settled(least=highest * share // 100, placed=most, best_worst=highest)
    )


def _best_worst(groups: Groups, placed: int) -> int:
    """The highest score that every pair can reach while so many are placed."""
    scores = np.unique(groups.edges.scores)
    if not placed:
        return 0
    low, high = 0, len(scores)
    while high - low > 1:
        tried = (low + high) // 2
        found = groups.best(groups.edges.scores, least=int(scores[tried]), placed=placed)
        if found is None:
            high = tried
        else:
            low = int(np.searchsorted(scores, groups.edges.scores[found[0]].min()))
    return int(scores[low])
