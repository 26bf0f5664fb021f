"""What holds over all pairs, though only some were looked at."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.edges import Edges, Pool
from matching.engine.flows import NOBODY, Assignment, most_placed
from matching.engine.greedy import placed_greedily
from matching.engine.parts import Ints
from matching.engine.spread import spread

ADDED_PER_MENTEE = 8
# So many pairs each mentee and each mentor tries at random where paths are sought.
TRIES, BITS = 8, 30
# Into so many groups, of at least so many each, they are put to look from different places on.
MOST_GROUPS, PER_GROUP = 16, 16
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Bound:
    """No assignment has a higher total than `total`; `edges` has the pairs that would
    still gain.
    """

    total: int
    edges: Edges


def bound_total(
    pool: Pool,
    edges: Edges,
    price: Ints,
    *,
    least: int,
    lift: int,
    placed: int,
    added: int = ADDED_PER_MENTEE,
) -> Bound:
    """Weak duality: sum_i max(0, max_j (s_ij + lift - p_j)) + sum_j seats_j p_j - lift * placed,
    over all pairs of at least `least`, bounds every assignment that places `placed` mentees (any
    number where lift is 0). Of the pairs that would gain at these prices each mentee gets up to
    `added`.
    """
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
            if len(there) > added:
                there = there[np.argpartition(-gain[place, there], added)[:added]]
            more.append(
                (np.full(len(there), rows[place]), there, block[place, there].astype(np.int64))
            )
    if not more:
        return Bound(total, edges)
    rows, columns, scores = (np.concatenate(each) for each in zip(*more, strict=True))
    return Bound(total, edges.plus(rows, columns, scores, width=len(pool.seats)))


def _known_best(
    pool: Pool, edges: Edges, net: "np.ndarray[tuple[int], np.dtype[np.int32]]"
) -> Ints:
    """The best gain that each mentee has among the edges, at least 0."""
    best = np.zeros(pool.scoring.shape[0], dtype=np.int64)
    np.maximum.at(best, edges.rows, edges.scores - net[edges.columns])
    return best


@dataclass(frozen=True)
class Search:
    """What alternating paths reach from the mentees without a place: those they `met` (by place in
    the pool) and the columns `seen`. `ways` are edges over which some of them reach a free seat,
    None where nobody does.
    """

    met: Flags
    seen: Flags
    ways: tuple[Ints, Ints, Ints] | None


@dataclass(frozen=True)
class Placed:
    """As many mentees as can be, the edges for it, and the search that shows that nobody more can
    (None where all mentees or all seats are taken). `is_crowded` where more edges were needed than
    there were.
    """

    assignment: Assignment
    edges: Edges
    search: Search | None
    is_crowded: bool

    @property
    def matched(self) -> int:
        return self.assignment.matched


def place_most(pool: Pool, edges: Edges, *, least: int = 0, is_crowded: bool = False) -> Placed:
    """As many mentees placed with scores of at least `least` as is possible over all pairs.

    Where no alternating path leads from a mentee without place to a free seat, no assignment places
    more (Berge 1957); the search reads the rows of only those mentees that it meets. Where it is
    known that the edges do not do (`is_crowded`), the work begins with what is quickly placed.
    """
    width = len(pool.seats)
    if is_crowded:
        edges = edges.joined(placed_greedily(pool, least=least), width)
    while True:
        found = most_placed(pool, edges.above(least))
        if found.matched == min(len(pool.rows), int(np.maximum(pool.seats, 0).sum())):
            return Placed(found, edges, None, is_crowded)
        search = _searched(pool, found, least=max(least, 0))
        if search.ways is None:
            return Placed(found, edges, search, is_crowded)
        edges = edges.plus(*search.ways, width=width)
        if not is_crowded:
            is_crowded = True
            pool.hold()
            edges = edges.joined(placed_greedily(pool, least=least), width)


def is_short(pool: Pool, edges: Edges) -> bool:
    """Whether more mentees could be placed than the edges allow."""
    found = most_placed(pool, edges)
    if found.matched == min(len(pool.rows), int(np.maximum(pool.seats, 0).sum())):
        return False
    return _searched(pool, found, least=0).ways is not None


def highest_way_out(pool: Pool, search: Search) -> int:
    """The best score that leads from where the search came to a mentor whom it did not reach; -1
    where none does.

    Above it nobody more is placed: every way to a free seat has to lead out of there.
    """
    unseen = ~search.seen & (pool.seats > 0)
    highest = -1
    for _, block in pool.blocks(pool.rows[search.met]):
        highest = max(highest, int(block[:, unseen].max(initial=-1)))
    return highest


def _searched(pool: Pool, found: Assignment, *, least: int) -> Search:
    free = found.load(len(pool.seats)) < pool.seats
    seen = np.zeros(len(pool.seats), dtype=bool)
    met = found.columns == NOBODY
    frontier = np.flatnonzero(met)
    ways: list[tuple[Ints, Ints, Ints]] = []
    is_free_met = False
    while len(frontier):
        reached: list[Ints] = []
        for rows, block in pool.blocks(pool.rows[frontier]):
            opens = (block >= least) & ~seen
            columns = np.flatnonzero(opens.any(axis=0))
            here, there = _spread_ways(opens, columns)
            ways.append((rows[here], there, block[here, there].astype(np.int64)))
            seen[columns] = True
            reached.append(columns)
        columns = np.concatenate(reached)
        is_free_met = is_free_met or bool(free[columns].any())
        next_ones = np.isin(found.columns, columns) & ~met
        met = met | next_ones
        frontier = np.flatnonzero(next_ones)
    if not is_free_met:
        return Search(met, seen, None)
    rows, columns, scores = (np.concatenate(each) for each in zip(*ways, strict=True))
    return Search(met, seen, (rows, columns, scores))


def _spread_ways(opens: Flags, columns: Ints) -> tuple[Ints, Ints]:
    """Some of the pairs that `opens` has, by row and column: each of `columns` at least once, and
    in other rows than the others where that can be, so that many find their way at the same time.
    """
    if not len(columns):
        return columns, columns
    lines, tries = np.arange(len(opens)), np.arange(TRIES)
    # Each row tries some columns, each column some rows; whatever is found is a way.
    of_rows = columns[spread(lines[:, None], tries[None, :], bits=BITS) % len(columns)]
    of_columns = (spread(tries[None, :] + TRIES, columns[:, None], bits=BITS) % len(opens)).astype(
        np.int64
    )
    firsts = _first_from_many(opens, columns)
    rows = np.concatenate(
        [np.repeat(lines, TRIES), of_columns.ravel(), *(rows for rows, _ in firsts)]
    )
    there = np.concatenate(
        [of_rows.ravel(), np.repeat(columns, TRIES), *(columns for _, columns in firsts)]
    )
    is_way = opens[rows, there]
    return rows[is_way], there[is_way]


def _first_from_many(opens: Flags, columns: Ints) -> list[tuple[Ints, Ints]]:
    """For each of the columns the first row that is open, each group of columns looking from
    another place on; and the same for each row. Where few are open, no try at random meets them.
    """
    height, width = len(opens), len(columns)
    here = opens if width == opens.shape[1] else opens[:, columns]
    found, groups = [], max(1, min(MOST_GROUPS, min(height, width) // PER_GROUP))
    for group in range(groups):
        rows = np.roll(np.arange(height), -(group * height // groups))
        mine = np.arange(group, width, groups)
        found.append((rows[here[:, mine][rows].argmax(axis=0)], columns[mine]))
        order = np.roll(np.arange(width), -(group * width // groups))
        lines = np.arange(group, height, groups)
        found.append((lines, columns[order[here[lines][:, order].argmax(axis=1)]]))
    return found
