"""Two lists of answers compared, each of one side with each of the other, by columns of numbers and
not one by one.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matching.engine.criteria import WORKING_HOURS, many
from matching.engine.problem import Criterion, Rule

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Points = npt.NDArray[np.int16]
# So many cells are floats at one time.
CELLS_AT_ONCE = 1_000_000
# A hair of rounding error does not cost a point, as in `points.floor_points`.
HAIR = 1e-9


def is_answer(answers: Sequence[Any]) -> Flags:
    return np.array([answer is not None for answer in answers], dtype=bool)


def points_table(
    criterion: Criterion, most: int, given: Sequence[Any], offered: Sequence[Any]
) -> Points:
    """Whole points from 0 to `most`, shape (given, offered): the mentees' answers against the
    mentors'.

    0 where one of them is None. The floats are those that the formulas of docs/matching.md give one
    by one.
    """
    table = np.zeros((len(given), len(offered)), dtype=np.int16)
    rows, columns = np.flatnonzero(is_answer(given)), np.flatnonzero(is_answer(offered))
    there = [offered[column] for column in columns.tolist()]
    for part in _parts(rows, len(columns)):
        shares = _shares(criterion, [given[row] for row in part.tolist()], there)
        table[np.ix_(part, columns)] = np.floor(most * shares + HAIR).astype(np.int16)
    return table


def broken_table(rule: Rule, given: Sequence[Any], offered: Sequence[Any]) -> Flags:
    """Which two answers break the rule, shape (given, offered). None breaks none."""
    table = np.zeros((len(given), len(offered)), dtype=bool)
    rows, columns = np.flatnonzero(is_answer(given)), np.flatnonzero(is_answer(offered))
    there = [offered[column] for column in columns.tolist()]
    for part in _parts(rows, len(columns)):
        table[np.ix_(part, columns)] = ~_keeps(rule, [given[row] for row in part.tolist()], there)
    return table


def _parts(rows: npt.NDArray[np.int64], width: int) -> Iterator[npt.NDArray[np.int64]]:
    size = max(1, CELLS_AT_ONCE // max(1, width))
    return (rows[low : low + size] for low in range(0, len(rows), size)) if width else iter(())


def _shares(criterion: Criterion, given: Sequence[Any], offered: Sequence[Any]) -> Floats:
    """From 0 to 1, for the kinds that compare by a table."""
    match criterion.kind:
        case "any":
            return (_in_common(given, offered) > 0).astype(np.float64)
        case "share":
            sizes = np.array([len(set(many(answer))) for answer in given], dtype=np.float64)
            shares: Floats = _in_common(given, offered) / sizes[:, None]
            return shares
        case "same":
            return _equal(given, offered).astype(np.float64)
        case "different":
            return (~_equal(given, offered)).astype(np.float64)
        case "gap":
            off = np.abs(_above(given, offered) - criterion.ideal) / criterion.reach
            return np.maximum(0.0, 1 - off)
    return _shared_hours(given, offered) / WORKING_HOURS


def _keeps(rule: Rule, given: Sequence[Any], offered: Sequence[Any]) -> Flags:
    match rule.kind:
        case "any":
            return _in_common(given, offered) > 0
        case "same":
            return _equal(given, offered)
        case "different":
            return ~_equal(given, offered)
        case "gap":
            above = _above(given, offered)
            return (rule.at_least <= above) & (above <= rule.at_most)
    return _shared_hours(given, offered) >= rule.at_least


def _above(given: Sequence[Any], offered: Sequence[Any]) -> Floats:
    """By how much the mentor's number is the larger."""
    above: Floats = np.subtract.outer(
        np.array(given, dtype=np.float64), np.array(offered, dtype=np.float64)
    )
    return -above


def _shared_hours(given: Sequence[Any], offered: Sequence[Any]) -> Floats:
    """As `criteria.shared_hours`."""
    apart = np.abs(_above(given, offered)) % 24
    shared: Floats = np.maximum(0.0, WORKING_HOURS - np.minimum(apart, 24 - apart))
    return shared


def _equal(given: Sequence[Any], offered: Sequence[Any]) -> Flags:
    number: dict[Any, int] = {}
    left = np.array([number.setdefault(answer, len(number)) for answer in given], dtype=np.int64)
    right = np.array([number.setdefault(answer, len(number)) for answer in offered], dtype=np.int64)
    found: Flags = left[:, None] == right[None, :]
    return found


def _in_common(given: Sequence[Any], offered: Sequence[Any]) -> npt.NDArray[np.int64]:
    """How many of the texts of each answer stand in the other, each text counted once."""
    index: dict[str, int] = {}
    for answer in (*given, *offered):
        for text in many(answer):
            index.setdefault(text, len(index))
    found: npt.NDArray[np.int64] = (
        _incidence(given, index) @ _incidence(offered, index).T
    ).toarray()
    return found


def _incidence(answers: Sequence[Any], index: dict[str, int]) -> sp.csr_matrix:
    """1 where an answer has a text, by its number in the `index`."""
    rows, columns = [], []
    for row, answer in enumerate(answers):
        for text in set(many(answer)):
            rows.append(row)
            columns.append(index[text])
    ones = np.ones(len(rows), dtype=np.int64)
    return sp.csr_matrix((ones, (rows, columns)), shape=(len(answers), len(index)))
