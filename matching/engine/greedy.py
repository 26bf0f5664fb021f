"""A first assignment for many, over all pairs that are good enough, in about the time of reading
them.
"""

import heapq

import numpy as np
import numpy.typing as npt

from matching.engine.classes import dealt
from matching.engine.edges import Edges, Pool
from matching.engine.parts import Ints

Flags = npt.NDArray[np.bool_]
# Up to so many pairs of classes these are placed instead of people, which finds the most there can
# be; more where each still stands for a hundred pairs.
CLASS_CELLS, MOST_CLASS_CELLS, PER_CLASS_CELL = 10_000, 100_000, 100
# So many who may not have one mentor are asked again at the next.
MOST_ASIDE = 8


def placed_greedily(pool: Pool, *, least: int) -> Edges:
    """Pairs of at least `least` within the seats, as many as this finds; none of a pool whose
    scores are not held.

    It places the most at once where the mentors lie on a line and each mentee may have a stretch of
    it: scores that fall with a distance, or that add up from both sides. A search for paths takes
    many rounds there. Who is left takes the mentor whom the fewest may have, those with the fewest
    to choose from first.
    """
    cells = len(pool.rows) * len(pool.seats)
    most_cells = max(CLASS_CELLS, min(MOST_CLASS_CELLS, cells // PER_CLASS_CELL))
    by_class = dealt(pool, least=least, everyone=True, most_cells=most_cells)
    if by_class is not None:
        return by_class
    if not pool.is_held or not len(pool.rows) or not (pool.seats > 0).any():
        return Edges(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
    order, scores = pool.along_a_line
    opens, seats = scores >= max(least, 0), pool.seats[order]
    rows, columns = _taken_in_stretches(opens, seats)
    rest = np.setdiff1d(np.arange(len(opens)), rows)
    more, others = _taken_by_choice(opens, seats, rest)
    places, chosen = np.concatenate([rows, more]), order[np.concatenate([columns, others])]
    return Edges(pool.rows[places], chosen, pool.scores_at(places, chosen))


def _taken_in_stretches(opens: Flags, seats: Ints) -> tuple[Ints, Ints]:
    """Row and column of each pair taken; `seats` is used up.

    Where most have a stretch, each column takes, of those whose first open column is behind,
    whoever's last one comes first (Glover, "Maximum matching in a convex bipartite graph", 1967).
    """
    number, width = np.count_nonzero(opens, axis=1), opens.shape[1]
    # A stretch opens once.
    is_stretch = np.count_nonzero(opens[:, 1:] > opens[:, :-1], axis=1) + opens[:, 0] == 1
    able = np.flatnonzero(number)
    if 2 * is_stretch.sum() < len(able):
        return able[:0], able[:0]
    first = opens.argmax(axis=1)
    last = first + number - 1
    broken = np.flatnonzero(~is_stretch)
    last[broken] = width - 1 - opens[broken, ::-1].argmax(axis=1)
    coming = able[np.argsort(first[able], kind="stable")][::-1].tolist()
    waiting: list[tuple[int, int]] = []
    rows: list[int] = []
    columns: list[int] = []
    for column in range(width):
        while coming and first[coming[-1]] <= column:
            row = coming.pop()
            heapq.heappush(waiting, (int(last[row]), row))
        aside: list[tuple[int, int]] = []
        while waiting and seats[column] > 0:
            end, row = heapq.heappop(waiting)
            if opens[row, column]:
                rows.append(row)
                columns.append(column)
                seats[column] -= 1
            elif end > column and len(aside) < MOST_ASIDE:
                aside.append((end, row))
        for each in aside:
            heapq.heappush(waiting, each)
    return np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64)


def _taken_by_choice(opens: Flags, seats: Ints, rest: Ints) -> tuple[Ints, Ints]:
    """The same among the `rest` of the rows and the seats that are left."""
    left = np.flatnonzero(seats > 0)
    opens = opens if len(rest) == len(opens) else opens[rest]
    opens = opens if len(left) == len(seats) else opens[:, left]
    by_demand = np.argsort(opens.sum(axis=0), kind="stable")
    left, opens = left[by_demand], np.ascontiguousarray(opens[:, by_demand])
    free = np.ones(len(left), dtype=bool)
    rows: list[int] = []
    columns: list[int] = []
    for place in np.argsort(opens.sum(axis=1), kind="stable").tolist() if len(left) else ():
        can = opens[place] & free
        here = int(can.argmax())
        if can[here]:
            column = int(left[here])
            rows.append(int(rest[place]))
            columns.append(column)
            seats[column] -= 1
            free[here] = seats[column] > 0
    return np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64)
