"""The pairs worth looking at: an optimum uses few of all that are possible."""

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matching.engine.parts import Ints, Scores
from matching.engine.scores import FORBIDDEN, Scoring

# Up to this many pairs all are looked at.
ALL_PAIRS = 100_000
PER_MENTEE, PER_MENTOR = 40, 10
# The more mentors there are, the more of them are nearly equal: one more for so many, up to a
# limit.
MENTORS_PER_MORE, MOST_PER_MENTEE = 1_000, 60
MOST_TOPS = 50
BLOCK_CELLS = 1_000_000
HELD_CELLS = 32_000_000
SAMPLE_STEP = 8
# For each column the best row of a block and its score, FORBIDDEN where there is none; one entry a
# block.
Tops = list[tuple[Ints, Scores]]


@dataclass(frozen=True)
class Edges:
    """Pairs by row and column numbers with their scores; each pair stands there once."""

    rows: Ints
    columns: Ints
    scores: Ints

    def __len__(self) -> int:
        return len(self.rows)

    def above(self, least: int) -> "Edges":
        chosen = self.scores >= least
        return (
            self
            if chosen.all()
            else Edges(self.rows[chosen], self.columns[chosen], self.scores[chosen])
        )

    def count_above(self, least: int) -> int:
        """How many there are of at least `least`, where they come best first."""
        return len(self) - int(np.searchsorted(self.scores[::-1], least))

    def first(self, number: int) -> "Edges":
        return Edges(self.rows[:number], self.columns[:number], self.scores[:number])

    def best_first(self) -> "Edges":
        order = np.argsort(-self.scores.astype(np.int16), kind="stable")
        return Edges(self.rows[order], self.columns[order], self.scores[order])

    def joined(self, others: "Edges", width: int) -> "Edges":
        """With those of others; `width` is the number of columns."""
        return self.plus(others.rows, others.columns, others.scores, width)

    def plus(self, rows: Ints, columns: Ints, scores: Ints, width: int) -> "Edges":
        """With more pairs; `width` is the number of columns."""
        keys = np.concatenate([self.rows, rows]) * width + np.concatenate([self.columns, columns])
        _, first = np.unique(keys, return_index=True)
        return Edges(
            np.concatenate([self.rows, rows])[first],
            np.concatenate([self.columns, columns])[first],
            np.concatenate([self.scores, scores])[first],
        )


@dataclass(frozen=True)
class Pool:
    """The mentees to place (row numbers) and the seats that are free, by column; the `fixed` pairs,
    by row and column, are placed already.
    """

    scoring: Scoring
    rows: Ints
    seats: Ints
    fixed: Mapping[int, int] = field(default_factory=dict)

    @property
    def has_all_pairs(self) -> bool:
        return len(self.rows) * len(self.seats) <= ALL_PAIRS

    def blocks(self, rows: Ints | None = None) -> Iterator[tuple[Ints, Scores]]:
        """(row numbers, their scores with every mentor that has a seat), in turn.

        While one block is looked at another core makes the next: the products leave Python's lock
        alone.
        """
        wanted = self.rows if rows is None else rows
        if self.is_held:
            yield from self._held_blocks(wanted)
            return
        size = max(1, BLOCK_CELLS // max(1, len(self.seats)))
        parts = [wanted[low : low + size] for low in range(0, len(wanted), size)]
        with ThreadPoolExecutor(1) as ahead:
            made = deque(ahead.submit(self._block, part) for part in parts[:1])
            for number, part in enumerate(parts):
                made.extend(
                    ahead.submit(self._block, each) for each in parts[number + 1 : number + 2]
                )
                yield part, made.popleft().result()

    def hold(self) -> None:
        """Keep all scores from now on, where that takes at most 2 * HELD_CELLS bytes: they will be
        read again and again.
        """
        if len(self.rows) * len(self.seats) <= HELD_CELLS:
            _ = self._whole

    @property
    def is_held(self) -> bool:
        return "_whole" in vars(self) or len(self.rows) * len(self.seats) <= BLOCK_CELLS

    def scores_at(self, places: Ints, columns: Ints) -> Ints:
        """Of pairs by place in the pool and column."""
        if self.is_held:
            return self._whole[places, columns].astype(np.int64)
        found = np.full(len(places), FORBIDDEN, dtype=np.int64)
        order, low = np.argsort(places, kind="stable"), 0
        for rows, block in self.blocks(self.rows[places[order]]):
            here = order[low : low + len(rows)]
            found[here] = block[np.arange(len(rows)), columns[here]]
            low += len(rows)
        return found

    @cached_property
    def along_a_line(self) -> tuple[Ints, Scores]:
        """The mentors with a free seat, from one end of a line on, if there is one, and all scores
        with them in that order.

        Whoever is the farthest from somebody is an end of it, and by the distance from there the
        others follow. For pools with mentees and seats, whose scores are held.
        """
        open_ones, everybody = np.flatnonzero(self.seats > 0), np.arange(len(self.rows))
        far = open_ones[self._whole[0, open_ones].argmin()]
        end = int(self._whole[everybody, far].argmin())
        order = open_ones[np.argsort(self._whole[end, open_ones], kind="stable")]
        return order, self._whole[:, order]

    def _held_blocks(self, wanted: Ints) -> Iterator[tuple[Ints, Scores]]:
        size = max(1, BLOCK_CELLS // max(1, len(self.seats)))
        places = np.searchsorted(self.rows, wanted)
        is_all = len(wanted) == len(self.rows)
        for low in range(0, max(1, len(wanted)), size):
            here = slice(low, low + size) if is_all else places[low : low + size]
            yield wanted[low : low + size], self._whole[here]

    @cached_property
    def _closed(self) -> Ints:
        return np.flatnonzero(self.seats <= 0)

    @cached_property
    def _whole(self) -> Scores:
        """Of a pool that is one block, or held; others are made anew each time."""
        size = max(1, BLOCK_CELLS // max(1, len(self.seats)))
        found = np.empty((len(self.rows), len(self.seats)), dtype=np.int16)
        for low in range(0, len(found), size):
            found[low : low + size] = self._block(self.rows[low : low + size])
        return found

    def _block(self, rows: Ints) -> Scores:
        found = self.scoring.block(rows)
        if len(self._closed):
            found[:, self._closed] = -1
        return found


def candidates(pool: Pool, *, of_mentors: bool = True) -> Edges:
    """All allowed pairs of a small pool, else the best of each mentee, and `of_mentors` of each
    mentor too.
    """
    rows: list[Ints] = []
    columns: list[Ints] = []
    scores: list[Ints] = []
    tops: Tops = []
    for part, block in pool.blocks():
        chosen = block >= 0 if pool.has_all_pairs else _best_of_each_row(block)
        # The same as `nonzero` in a sixth of its time.
        here, there = np.divmod(np.flatnonzero(chosen), chosen.shape[1])
        rows.append(part[here])
        columns.append(there)
        scores.append(block[here, there].astype(np.int64))
        if of_mentors and not pool.has_all_pairs:
            best, every = block.argmax(axis=0), np.arange(block.shape[1])
            tops.append((part[best], np.where(chosen[best, every], FORBIDDEN, block[best, every])))
            tops = _fold(tops) if len(tops) > MOST_TOPS else tops
    if tops:
        for found, more in zip((rows, columns, scores), _best_of_each_column(tops), strict=True):
            found.append(more)
    return Edges(
        *(np.concatenate([np.zeros(0, dtype=np.int64), *each]) for each in (rows, columns, scores))
    )


def _best_of_each_row(block: Scores) -> npt.NDArray[np.bool_]:
    """About the best of each row, PER_MENTEE or somewhat more: a sample says from where on."""
    width = block.shape[1]
    number = min(MOST_PER_MENTEE, PER_MENTEE + width // MENTORS_PER_MORE)
    if width <= SAMPLE_STEP * number // 2:
        return block >= 0
    sample = block[:, ::SAMPLE_STEP]
    place = min(sample.shape[1], 1 + number * 5 // 4 // SAMPLE_STEP)
    least = np.partition(sample, sample.shape[1] - place, axis=1)[:, sample.shape[1] - place]
    chosen: npt.NDArray[np.bool_] = block >= np.maximum(least, 0)[:, None]
    for row in np.flatnonzero(chosen.sum(axis=1) > 3 * number):
        _thin(chosen, block, int(row), number)
    return chosen


def _thin(chosen: npt.NDArray[np.bool_], block: Scores, row: int, number: int) -> None:
    """Among many equals each row keeps others, so that they do not all want the same few."""
    there = np.flatnonzero(chosen[row])
    spread = (there * 2_654_435_761 + row * 40_503) & 0xFFFF
    order = np.argpartition(-(block[row, there].astype(np.int64) << 16) - spread, number)
    chosen[row, there[order[number:]]] = False


def _best_of_each_column(tops: Tops) -> tuple[Ints, Ints, Ints]:
    rows, scores = (np.stack(each) for each in zip(*_fold(tops), strict=True))
    columns = np.broadcast_to(np.arange(scores.shape[1]), scores.shape)
    allowed = scores >= 0
    return rows[allowed], columns[allowed], scores[allowed].astype(np.int64)


def _fold(tops: Tops) -> Tops:
    """The best PER_MENTOR of each column."""
    rows, scores = (np.stack(each) for each in zip(*tops, strict=True))
    number = min(PER_MENTOR, len(tops))
    best = np.argpartition(-scores, number - 1, axis=0)[:number]
    return list(
        zip(
            np.take_along_axis(rows, best, axis=0),
            np.take_along_axis(scores, best, axis=0),
            strict=True,
        )
    )
