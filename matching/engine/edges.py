"""The pairs worth looking at: an optimum uses few of all that are possible."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matching.engine.parts import Ints, Scores
from matching.engine.scores import Scoring

# Up to this many pairs all are looked at.
ALL_PAIRS = 100_000
PER_MENTEE, PER_MENTOR = 50, 10
BLOCK_CELLS = 1_000_000
SAMPLE_STEP = 8


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
        return Edges(self.rows[chosen], self.columns[chosen], self.scores[chosen])

    def plus(self, rows: Ints, columns: Ints, scores: Ints, width: int) -> "Edges":
        """With more pairs; `width` is the number of columns."""
        keys = np.concatenate([self.rows, rows]) * width + np.concatenate([self.columns, columns])
        _, first = np.unique(keys, return_index=True)
        return Edges(
            np.concatenate([self.rows, rows])[first], np.concatenate([self.columns, columns])[first],
            np.concatenate([self.scores, scores])[first],
        )  # fmt: skip


@dataclass(frozen=True)
class Pool:
    """The mentees to place (row numbers) and the seats that are free, by column."""

    scoring: Scoring
    rows: Ints
    seats: Ints

    @property
    def has_all_pairs(self) -> bool:
        return len(self.rows) * len(self.seats) <= ALL_PAIRS

    def blocks(self, rows: Ints | None = None) -> Iterator[tuple[Ints, Scores]]:
        """(row numbers, their scores with every mentor that has a seat), in turn."""
        wanted = self.rows if rows is None else rows
        size = max(1, BLOCK_CELLS // max(1, len(self.seats)))
        closed = np.flatnonzero(self.seats <= 0)
        for low in range(0, len(wanted), size):
            part = wanted[low : low + size]
            found = self.scoring.block(part)
            if len(closed):
                found[:, closed] = -1
            yield part, found


def candidates(pool: Pool, *, of_mentors: bool = True) -> Edges:
    """All allowed pairs of a small pool, else the best of each mentee, and `of_mentors` of each mentor too."""
    rows: list[Ints] = []
    columns: list[Ints] = []
    scores: list[npt.NDArray[np.int16]] = []
    tops: list[tuple[Ints, Scores]] = []
    for part, block in pool.blocks():
        chosen = block >= 0 if pool.has_all_pairs else _best_of_each_row(block)
        # The same as `nonzero` in a sixth of its time.
        here, there = np.divmod(np.flatnonzero(chosen), chosen.shape[1])
        rows.append(part[here])
        columns.append(there)
        scores.append(block[here, there])
        if of_mentors and not pool.has_all_pairs:
            best = block.argmax(axis=0)
            tops.append((part[best], block[best, np.arange(block.shape[1])]))
    empty = np.zeros(0, dtype=np.int64)
    edges = Edges(
        np.concatenate([empty, *rows]), np.concatenate([empty, *columns]),
        np.concatenate([empty, *scores]).astype(np.int64),
    )  # fmt: skip
    return edges.plus(*_best_of_each_column(tops), width=len(pool.seats)) if tops else edges


def _best_of_each_row(block: Scores) -> npt.NDArray[np.bool_]:
    """About the best PER_MENTEE of each row: a sample says from where on."""
    width = block.shape[1]
    if width <= SAMPLE_STEP * PER_MENTEE // 2:
        return block >= 0
    sample = block[:, ::SAMPLE_STEP]
    place = min(sample.shape[1], 1 + PER_MENTEE * 5 // 4 // SAMPLE_STEP)
    least = np.partition(sample, sample.shape[1] - place, axis=1)[:, sample.shape[1] - place]
    chosen: npt.NDArray[np.bool_] = block >= np.maximum(least, 0)[:, None]
    for row in np.flatnonzero(chosen.sum(axis=1) > 3 * PER_MENTEE):
        _thin(chosen, block, int(row))
    return chosen


def _thin(chosen: npt.NDArray[np.bool_], block: Scores, row: int) -> None:
    """Among many equals each row keeps others, so that they do not all want the same few."""
    there = np.flatnonzero(chosen[row])
    spread = (there * 2_654_435_761 + row * 40_503) & 0xFFFF
    order = np.argpartition(-(block[row, there].astype(np.int64) << 16) - spread, PER_MENTEE)
    chosen[row, there[order[PER_MENTEE:]]] = False


def _best_of_each_column(tops: list[tuple[Ints, Scores]]) -> tuple[Ints, Ints, Ints]:
    rows = np.stack([each[0] for each in tops])
    scores = np.stack([each[1] for each in tops]).astype(np.int64)
    number = min(PER_MENTOR, len(tops))
    best = np.argpartition(-scores, number - 1, axis=0)[:number]
    columns = np.broadcast_to(np.arange(scores.shape[1]), best.shape)
    found = np.take_along_axis(scores, best, axis=0)
    allowed = found >= 0
    return np.take_along_axis(rows, best, axis=0)[allowed], columns[allowed], found[allowed]
