"""Stable pairs: no mentee and mentor who would both rather have each other."""

import heapq

import numpy as np
import numpy.typing as npt

from matching.engine.edges import Edges, Pool, candidates
from matching.engine.flows import NOBODY, Assignment
from matching.engine.parts import Ints

Flags = npt.NDArray[np.bool_]


def settle(pool: Pool) -> Assignment:
    """Mentees ask in the order of their scores, a mentor keeps the best of those who asked.

    Gale and Shapley, "College admissions and the stability of marriage", 1962. At equal scores
    the earlier in the engine's order stays.
    """
    lists, bar = _Lists(pool, candidates(pool, of_mentors=False)), _Bar(pool)
    held: list[list[tuple[int, int]]] = [[] for _ in pool.seats]
    # In whatever order they ask, the same comes of it; who is liked best goes first, and is sent
    # away least often.
    waiting = lists.best_last()
    while waiting:
        place = waiting.pop()
        asked = lists.next(place, bar)
        if asked is None:
            continue
        column, score = asked
        group = held[column]
        # The heap's first is the one to go: the lowest score, and among equals the latest.
        heapq.heappush(group, (score, -place))
        if len(group) > pool.seats[column]:
            _, gone = heapq.heappop(group)
            waiting.append(-gone)
        if len(group) == pool.seats[column]:
            bar.scores[column], bar.places[column] = group[0][0], -group[0][1]
    columns = np.full(len(pool.rows), NOBODY, dtype=np.int64)
    scores = np.zeros(len(pool.rows), dtype=np.int64)
    for column, group in enumerate(held):
        for score, place in group:
            columns[-place], scores[-place] = column, score
    return Assignment(columns, scores)


class _Bar:
    """Whom each mentor would have to part with: that one's score and place, below every score while
    a seat is free.

    It only rises, so that whoever does not come up to it need not ask, now or later.
    """

    def __init__(self, pool: Pool) -> None:
        self.scores = np.full(len(pool.seats), -1, dtype=np.int64)
        self.places = np.zeros(len(pool.seats), dtype=np.int64)

    def is_passed(self, columns: Ints, scores: Ints, place: int) -> Flags:
        bars = self.scores[columns]
        passed: Flags = (scores > bars) | ((scores == bars) & (place < self.places[columns]))
        return passed


class _Lists:
    """Whom each mentee asks next: first along the edges, then along the whole row."""

    def __init__(self, pool: Pool, edges: Edges) -> None:
        self.pool = pool
        order = np.lexsort((edges.columns, -edges.scores, edges.rows))
        self._columns, self._scores = edges.columns[order], edges.scores[order]
        bounds = np.searchsorted(edges.rows[order], np.stack([pool.rows, pool.rows + 1]))
        self._at, self._end = bounds[0].tolist(), bounds[1].tolist()
        self._whole: dict[int, tuple[Ints, Ints]] = {}

    def best_last(self) -> list[int]:
        """All mentees by the score of their first choice, the highest last, and among equals the
        earliest.
        """
        at, end = np.array(self._at, dtype=np.int64), np.array(self._end, dtype=np.int64)
        first = np.full(len(at), -1, dtype=np.int64)
        first[at < end] = self._scores[at[at < end]]
        found: list[int] = np.lexsort((-np.arange(len(at)), first)).tolist()
        return found

    def next(self, place: int, bar: _Bar) -> tuple[int, int] | None:
        """(column, score) of the first who would say yes now, or None where everybody says no."""
        if place not in self._whole:
            found = self._first(place, self._columns, self._scores, self._end[place], bar)
            if found is not None or self.pool.has_all_pairs:
                return found
            # Who said no before says it again.
            self._whole[place], self._at[place] = self._read(place), 0
        columns, scores = self._whole[place]
        return self._first(place, columns, scores, len(columns), bar)

    def _first(
        self, place: int, columns: Ints, scores: Ints, end: int, bar: _Bar
    ) -> tuple[int, int] | None:
        at = self._at[place]
        passed = np.flatnonzero(bar.is_passed(columns[at:end], scores[at:end], place))
        if not len(passed):
            self._at[place] = end
            return None
        at += int(passed[0])
        self._at[place] = at + 1
        return int(columns[at]), int(scores[at])

    def _read(self, place: int) -> tuple[Ints, Ints]:
        """The whole row, best first."""
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
    return sum(
        int(((block > own[rows][:, None]) & (block > lowest[None, :])).sum())
        for rows, block in pool.blocks()
    )
