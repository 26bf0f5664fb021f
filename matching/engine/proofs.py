"""What holds over all pairs, though only some were looked at."""

from dataclasses import dataclass

import numpy as np

from matching.engine.edges import Edges, Pool
from matching.engine.flows import NOBODY, Assignment, most_placed
from matching.engine.parts import Ints

ADDED_PER_MENTEE = 8


@dataclass(frozen=True)
class Bound:
    """No assignment has a higher total than `total`; `edges` has the pairs that would still gain."""

    total: int
    edges: Edges


def bound_total(pool: Pool, edges: Edges, price: Ints, *, least: int, lift: int, placed: int) -> Bound:
    """Weak duality: sum_i max(0, max_j (s_ij + lift - p_j)) + sum_j seats_j p_j - lift * placed, over all pairs
    of at least `least`, bounds every assignment that places `placed` mentees (any number where lift is 0).
    """  # fmt: skip
    total = int((np.maximum(pool.seats, 0) * price).sum()) - lift * placed
    net = np.clip(price - lift, -(2**30), 2**30).astype(np.int32)
    known = _known_best(pool, edges, net)
    more: list[tuple[Ints, Ints, Ints]] = []
    for rows, block in pool.blocks():
        gain = block.astype(np.int32) - net
        gain[block < max(least, 0)] = -(2**31) + 1
        best = gain.max(axis=1, initial=0)
        total += int(np.maximum(best, 0).sum(dtype=np.int64))
        for place in np.flatnonzero(best > known[rows]):
            there = np.flatnonzero(gain[place] > known[rows[place]])
            if len(there) > ADDED_PER_MENTEE:
                there = there[np.argpartition(-gain[place, there], ADDED_PER_MENTEE)[:ADDED_PER_MENTEE]]
            more.append((np.full(len(there), rows[place]), there, block[place, there].astype(np.int64)))
    if not more:
        return Bound(total, edges)
    rows, columns, scores = (np.concatenate(each) for each in zip(*more, strict=True))
    return Bound(total, edges.plus(rows, columns, scores, width=len(pool.seats)))


def _known_best(pool: Pool, edges: Edges, net: "np.ndarray[tuple[int], np.dtype[np.int32]]") -> Ints:
    """The best gain that each mentee has among the edges, at least 0."""
    best = np.zeros(pool.scoring.shape[0], dtype=np.int64)
    np.maximum.at(best, edges.rows, edges.scores - net[edges.columns])
    return best


def place_most(pool: Pool, edges: Edges, *, least: int = 0) -> tuple[Assignment, Edges]:
    """As many mentees placed with scores of at least `least` as is possible over all pairs, and the edges for it.

    Where no alternating path leads from a mentee without place to a free seat, no assignment
    places more (Berge 1957); the search reads the rows of only those mentees that it meets.
    """  # fmt: skip
    while True:
        found = most_placed(pool, edges.above(least))
        if found.matched == min(len(pool.rows), int(np.maximum(pool.seats, 0).sum())):
            return found, edges
        more = _ways_to_free_seats(pool, found, least=max(least, 0))
        if more is None:
            return found, edges
        edges = edges.plus(*more, width=len(pool.seats))


def _ways_to_free_seats(pool: Pool, found: Assignment, *, least: int) -> tuple[Ints, Ints, Ints] | None:
    """Edges over which a mentee without place reaches a free seat; None where there is no way."""
    free = found.load(len(pool.seats)) < pool.seats
    seen = np.zeros(len(pool.seats), dtype=bool)
    met = found.columns == NOBODY
    frontier = np.flatnonzero(met)
    ways: list[tuple[Ints, Ints, Ints]] = []
    while len(frontier):
        reached: list[Ints] = []
        for rows, block in pool.blocks(pool.rows[frontier]):
            opens = (block >= least) & ~seen
            columns = np.flatnonzero(opens.any(axis=0))
            first = opens[:, columns].argmax(axis=0)
            ways.append((rows[first], columns, block[first, columns].astype(np.int64)))
            seen[columns] = True
            reached.append(columns)
        columns = np.concatenate(reached)
        if free[columns].any():
            rows, columns, scores = (np.concatenate(each) for each in zip(*ways, strict=True))
            return rows, columns, scores
        next_ones = np.isin(found.columns, columns) & ~met
        met |= next_ones
        frontier = np.flatnonzero(next_ones)
    return None
