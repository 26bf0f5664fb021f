"""A first assignment for many: whoever has the fewest mentors to choose from takes the one whom the fewest want."""

import numpy as np

from matching.engine.classes import dealt
from matching.engine.edges import Edges, Pool
from matching.engine.parts import Ints

# Up to so many pairs of classes these are placed instead of people, which finds the most there can be.
CLASS_CELLS = 10_000


def placed_greedily(pool: Pool, *, least: int) -> Edges:
    """Pairs of at least `least` within the seats, as many as this finds; none of a pool whose scores are not held.

    Where those who may have little may have part of what others may (scores that add up from both sides, or lie
    on a line) it places the most at once, which a search for paths takes many rounds to find.
    """
    by_class = dealt(pool, least=least, everyone=True, most_cells=CLASS_CELLS)
    if by_class is not None:
        return by_class
    if not pool.is_held:
        return Edges(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
    opens = np.concatenate([scores >= max(least, 0) for _, scores in pool.blocks()])
    by_demand = np.argsort(opens.sum(axis=0), kind="stable")
    by_demand = by_demand[pool.seats[by_demand] > 0]
    opens = np.ascontiguousarray(opens[:, by_demand])
    places, chosen = _taken(opens, pool.seats[by_demand].copy())
    columns = by_demand[chosen]
    return Edges(pool.rows[places], columns, pool.scores_at(places, columns))


def _taken(opens: "np.ndarray[tuple[int, int], np.dtype[np.bool_]]", seats: Ints) -> tuple[Ints, Ints]:
    """Row and column of each pair taken: rows with few choices first, columns as they stand; `seats` is used up."""
    rows: list[int] = []
    columns: list[int] = []
    free = seats > 0
    for row in np.argsort(opens.sum(axis=1), kind="stable").tolist():
        can = opens[row] & free
        column = int(can.argmax()) if len(can) else 0
        if len(can) and can[column]:
            rows.append(row)
            columns.append(column)
            seats[column] -= 1
            free[column] = seats[column] > 0
    return np.array(rows, dtype=np.int64), np.array(columns, dtype=np.int64)
