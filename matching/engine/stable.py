"""Stable pairs: no mentee and mentor who would both rather have each other."""

import heapq

import numpy as np

from matching.engine.edges import Edges, Pool, candidates
from matching.engine.flows import NOBODY, Assignment
from matching.engine.parts import Ints


def settle(pool: Pool) -> Assignment:
    """Mentees ask in the order of their scores, a mentor keeps the best of those who asked.

    Gale and Shapley, "College admissions and the stability of marriage", 1962. At equal scores
    the earlier in the engine's order stays.
    """  # fmt: skip
    lists = _Lists(pool, candidates(pool, of_mentors=False))
    held: list[list[tuple[int, int]]] = [[] for _ in pool.seats]
    waiting = list(range(len(pool.rows)))[::-1]
    while waiting:
        place = waiting.pop()
        asked = lists.next(place)
        if asked is None:
            continue
        column, score = asked
        group = held[column]
        # The heap's first is the one to go: the lowest score, and among equals the latest.
        heapq.heappush(group, (score, -place))
        if len(group) > pool.seats[column]:
            _, gone = heapq.heappop(group)
            waiting.append(-gone)
    columns = np.full(len(pool.rows), NOBODY, dtype=np.int64)
    scores = np.zeros(len(pool.rows), dtype=np.int64)
    for column, group in enumerate(held):
        for score, place in group:
            columns[-place], scores[-place] = column, score
    return Assignment(columns, scores)


class _Lists:
    """Whom each mentee asks next: first along the edges, then along the whole row."""

    def __init__(self, pool: Pool, edges: Edges) -> None:
        self.pool = pool
        order = np.lexsort((edges.columns, -edges.scores, edges.rows))
        self._columns, self._scores = edges.columns[order], edges.scores[order]
        bounds = np.searchsorted(edges.rows[order], np.stack([pool.rows, pool.rows + 1]))
        self._at, self._end = bounds[0].tolist(), bounds[1].tolist()
        self._whole: dict[int, tuple[Ints, Ints]] = {}

    def next(self, place: int) -> tuple[int, int] | None:
        """(column, score), or None where everybody said no."""
        if place not in self._whole and self._at[place] < self._end[place]:
            columns, scores = self._columns, self._scores
        elif self.pool.has_all_pairs:
            return None
        else:
            if place not in self._whole:
                self._whole[place] = self._read(place)
                self._at[place] = 0
            columns, scores = self._whole[place]
            if self._at[place] >= len(columns):
                return None
        at = self._at[place]
        self._at[place] += 1
        return int(columns[at]), int(scores[at])

    def _read(self, place: int) -> tuple[Ints, Ints]:
        """The whole row, best first; who said no before says it again."""
        ((_, block),) = self.pool.blocks(self.pool.rows[place : place + 1])
        row = block[0].astype(np.int64)
        columns = np.lexsort((np.arange(len(row)), -row))
        columns = columns[row[columns] >= 0]
        return columns, row[columns]


def blocking_pairs(pool: Pool, found: Assignment) -> int:
    """How many pairs would both rather have each other than what they have; over all pairs."""
    placed = found.columns != NOBODY
    worst = np.full(len(pool.seats), np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(worst, found.columns[placed], found.scores[placed])
    lowest = np.where(found.load(len(pool.seats)) >= pool.seats, worst, -1)
    own = np.full(pool.scoring.shape[0], -1, dtype=np.int64)
    own[pool.rows] = np.where(placed, found.scores, -1)
    return sum(int(((block > own[rows][:, None]) & (block > lowest[None, :])).sum()) for rows, block in pool.blocks())
