"""From a problem to pairs, with a proof of how good they are."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from matching.engine.edges import Edges, Pool, candidates
from matching.engine.flows import (
    NOBODY,
    Assignment,
    best_total,
    edges_of,
    most_placed,
    prices,
    way_in,
)
from matching.engine.guide import guided
from matching.engine.parts import Ints
from matching.engine.problem import Problem
from matching.engine.proofs import (
    ADDED_PER_MENTEE,
    bound_total,
    highest_way_out,
    is_short,
    place_most,
)
from matching.engine.scores import Scoring
from matching.engine.stable import settle

# A run ends when the proven distance to the best possible total is at most this share of it.
GAP = 0.0001
# After so many rounds pairs are drawn too, and each further round adds more of them than the last.
PATIENCE = 4
Watch = Callable[[str, int], None]
# What placing somebody is worth besides the score, so that no chain of moves outweighs it; doubled
# if it does not do.
LIFT = 1 << 20


@dataclass(frozen=True)
class Solution:
    """`columns` by mentee (row number), NOBODY without one; `prices` by mentor (column number).

    `bound` is above the total of every assignment that the objective allows; None for *stable*,
    which does not seek a total. `least` is the score that no pair had to fall below, `best_worst`
    the highest worst pair among the assignments that place the most (None where not sought).
    `fixed` are the pairs that were not sought, by row and column: pins, and those who chose before
    the others. `is_priced` where the prices prove the bound.
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
    fixed: Mapping[int, int]
    is_priced: bool

    def is_placed(self, row: int) -> bool:
        return bool(self.columns[row] != NOBODY)

    @property
    def total(self) -> int:
        return int(self.scores.sum())

    @property
    def matched(self) -> int:
        return int((self.columns != NOBODY).sum())

    @property
    def worst(self) -> int | None:
        """The lowest score among the pairs that were sought."""
        sought = self.columns != NOBODY
        sought[list(self.fixed)] = False
        return int(self.scores[sought].min()) if sought.any() else None

    @property
    def gap(self) -> float | None:
        """The proven distance to the best total, as a share of it."""
        if self.bound is None:
            return None
        return max(0, self.bound - self.total) / max(1, self.bound)


def solve(
    problem: Problem,
    scoring: Scoring | None = None,
    *,
    gap: float = GAP,
    watch: Watch = lambda *_: None,
) -> Solution:
    """The same pairs for the same problem in any order of its people.

    `watch` is told what is sought (`pairs`, `worst`, `groups` or `total`) and in which round; what
    it raises ends the work.
    """
    scoring = scoring or Scoring(problem)
    fixed = {scoring.row_of[mentee]: scoring.column_of[mentor] for mentee, mentor in problem.pins}
    rows = [scoring.row_of[mentee] for mentee in problem.first]
    if rows:
        # Those who choose first choose by the scores of the whole problem; who finds nobody waits
        # with the others.
        chosen = _solve(pool_of(scoring, fixed, rows=rows), gap=gap, watch=lambda *_: None)
        fixed |= {row: int(chosen.columns[row]) for row in rows if chosen.is_placed(row)}
    return _solve(pool_of(scoring, fixed), gap=gap, watch=watch)


def _solve(pool: Pool, *, gap: float, watch: Watch) -> Solution:
    problem = pool.scoring.problem
    if problem.objective == "stable":
        return _solution(pool, settle(pool))
    watch("pairs", 1)
    edges = candidates(pool)
    share = {"dial": problem.dial, "total": 0}.get(problem.objective, 100)
    if (pool.scoring.least_sizes > 1).any():
        return _solve_groups(pool, edges, share=share, watch=watch)
    if not share:
        return _raise_total(pool, edges, everyone=False, gap=gap, watch=watch)
    fair = _best_worst(pool, edges, watch)
    least = fair.best_worst * share // 100
    return _raise_total(
        pool, fair.edges, everyone=True, least=least, fair=fair, gap=gap, watch=watch
    )


@dataclass(frozen=True)
class _Fair:
    """The highest score that every pair can reach while the most mentees are placed, proven over
    all pairs.
    """

    best_worst: int
    edges: Edges
    known: Edges
    matched: int
    is_crowded: bool


def _solve_groups(pool: Pool, edges: Edges, *, share: int, watch: Watch) -> Solution:
    # Its solver takes 27 MB, which other problems need not have.
    from matching.engine.groups import solve_groups  # noqa: PLC0415

    fair = _best_worst(pool, edges, watch) if share else _Fair(0, edges, edges, 0, is_crowded=False)
    watch("groups", 1)
    grouped = solve_groups(pool, edges, share=share, most=fair.matched, highest=fair.best_worst)
    return _solution(
        pool,
        grouped.assignment,
        least=grouped.least,
        best_worst=grouped.best_worst,
        bound=grouped.bound,
    )


def pool_of(
    scoring: Scoring, fixed: Mapping[int, int], *, rows: Sequence[int] | None = None
) -> Pool:
    """Everybody, or those in `rows`, but for the `fixed` pairs, which take their seats along."""
    seats = scoring.seats.copy()
    free = np.zeros(scoring.shape[0], dtype=bool)
    free[slice(None) if rows is None else list(rows)] = True
    for row, column in fixed.items():
        seats[column] -= 1
        free[row] = False
    return Pool(scoring, np.flatnonzero(free), seats, fixed)


def _best_worst(pool: Pool, edges: Edges, watch: Watch) -> _Fair:
    """First over the edges known so far; where there is more in all pairs, by halving
    over these.
    """
    most = place_most(pool, edges)
    if not most.matched:
        return _Fair(0, most.edges, most.edges, 0, is_crowded=False)
    watch("worst", 1)
    low = _weakest(most.assignment)
    if not most.is_crowded:
        low = _raise_least(pool, most.edges, least=low, matched=most.matched)
    best = place_most(pool, most.edges, least=low + 1)
    if best.matched < most.matched:
        return _Fair(
            low, best.edges, best.edges, most.matched, is_crowded=most.is_crowded or best.is_crowded
        )
    pool.hold()
    low, high = _weakest(best.assignment), _ceiling(pool, most.edges, most.matched) + 1
    known = edges_of(pool, best.assignment)
    for number in count(2):
        if high - low <= 1:
            break
        watch("worst", number)
        # Only what the answers before had: with few pairs a flow is found fast, and the search
        # brings what it needs.
        placed = place_most(pool, known, least=_between(most.edges, low, high), is_crowded=True)
        known = placed.edges
        if placed.matched == most.matched:
            low, best = _weakest(placed.assignment), placed
        elif placed.search is not None:
            high = max(low, highest_way_out(pool, placed.search)) + 1
    edges = most.edges.joined(known, len(pool.seats))
    return _Fair(low, edges, known, most.matched, is_crowded=True)


def _weakest(assignment: Assignment) -> int:
    return int(assignment.scores[assignment.columns != NOBODY].min())


def _between(edges: Edges, low: int, high: int) -> int:
    """The score in the middle of those that the edges have between two."""
    scores = edges.scores[(edges.scores > low) & (edges.scores < high)]
    return (
        int(np.partition(scores, len(scores) // 2)[len(scores) // 2])
        if len(scores)
        else (low + high) // 2
    )


def _ceiling(pool: Pool, edges: Edges, matched: int) -> int:
    """No worst pair is above what so many mentees have at best; the edges hold the best of each."""
    best = np.full(pool.scoring.shape[0], -1, dtype=np.int64)
    np.maximum.at(best, edges.rows, edges.scores)
    return int(np.sort(best[pool.rows])[::-1][matched - 1])


def _raise_least(pool: Pool, edges: Edges, *, least: int, matched: int) -> int:
    """Over the edges known so far: first as high as each mentee alone would allow, then by halving
    the edges between.

    Where too few are placed, nothing is gained above the score that lets one more of them in, which
    is tried at once: often only one mentee is left over, and then it is the answer.
    """
    low, high = least, max(least, _ceiling(pool, edges, matched)) + 1
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
    return low


def _raise_total(
    pool: Pool,
    edges: Edges,
    *,
    everyone: bool,
    gap: float,
    watch: Watch,
    fair: _Fair | None = None,
    least: int = 0,
) -> Solution:
    """The best total over pairs of at least `least`: solve, price, add what would gain, until the
    gap is proven.

    Each round adds more than the last, so that it ends, at the latest with all pairs.
    """
    lift, number, added = LIFT if everyone else 0, 0, ADDED_PER_MENTEE
    is_crowded = fair.is_crowded if fair else is_short(pool, edges)
    while True:
        number += 1
        watch("total", number)
        if number == (1 if is_crowded else PATIENCE):
            known = edges if number > 1 else fair.known if fair else edges.first(0)
            edges = guided(pool, known, least=least, everyone=everyone)
        usable = edges.above(least)
        found = best_total(pool, usable, everyone=everyone)
        price = prices(pool, usable, found, lift=lift)
        while everyone and _is_outweighed(found, price, lift):
            lift *= 2
            price = prices(pool, usable, found, lift=lift)
        bound = bound_total(
            pool, usable, price, least=least, lift=lift, placed=found.matched, added=added
        )
        is_close = bound.total - found.total <= gap * max(1, bound.total)
        if is_close or len(bound.edges) == len(usable):
            best_worst = fair.best_worst if fair else None
            return _solution(
                pool,
                found,
                price=price,
                lift=lift,
                least=least,
                best_worst=best_worst,
                bound=bound.total,
                rounds=number,
            )
        edges, added = bound.edges, added + ADDED_PER_MENTEE * (number >= PATIENCE)


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
    """With the fixed pairs back in their places; they count in the total and in its bound."""
    scoring = pool.scoring
    columns = np.full(scoring.shape[0], NOBODY, dtype=np.int64)
    scores = np.zeros(scoring.shape[0], dtype=np.int64)
    columns[pool.rows], scores[pool.rows] = found.columns, found.scores
    for row, column in pool.fixed.items():
        columns[row] = column
        scores[row] = scoring.explained_score(row, column)
    total = sum(int(scores[row]) for row in pool.fixed)
    no_prices = np.zeros(scoring.shape[1], dtype=np.int64)
    return Solution(
        scoring,
        columns,
        scores,
        no_prices if price is None else price,
        lift,
        least,
        best_worst,
        None if bound is None else bound + total,
        rounds,
        pool.fixed,
        price is not None,
    )
