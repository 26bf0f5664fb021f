"""People who answer alike as one: a transportation problem between classes with so many people and
so many seats.

What comes of it is dealt out to the people. It takes no note of what concerns single people (pairs
of a list, wishes, lines): such pairs are left out or filled by whoever goes on with it.
"""

from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from ortools.graph.python import min_cost_flow

from matching.engine.edges import Edges, Pool
from matching.engine.parts import Ints, Scores


@dataclass(frozen=True)
class Classes:
    """By place in the pool the class of each mentee, by column the class of each mentor; how many
    people and seats each class has, and the scores of two classes, shape (classes of mentees,
    classes of mentors).
    """

    rows: Ints
    columns: Ints
    people: Ints
    seats: Ints
    scores: Scores

    @classmethod
    def of(cls, pool: Pool, *, most_cells: int) -> Self | None:
        """None where there are more pairs of classes than `most_cells`, or nobody."""
        _, first, rows = np.unique(
            pool.scoring.alike[pool.rows], return_index=True, return_inverse=True
        )
        _, there, columns = np.unique(
            pool.scoring.alike_mentors, return_index=True, return_inverse=True
        )
        if not 0 < len(first) * len(there) <= most_cells:
            return None
        seats = np.bincount(columns, weights=np.maximum(pool.seats, 0)).astype(np.int64)
        scores = pool.scoring.block(pool.rows[first])[:, there]
        return cls(rows, columns, np.bincount(rows), seats, scores)


def dealt(pool: Pool, *, least: int, everyone: bool, most_cells: int) -> Edges | None:
    """The pairs of at least `least` of a best assignment of classes, None where there are too many
    of them.

    Best is the highest total; with `everyone` among those that place the most.
    """
    classes = Classes.of(pool, most_cells=most_cells)
    if classes is None:
        return None
    ones, others = np.nonzero(classes.scores >= max(least, 0))
    flows = _transport(classes, ones, others, everyone=everyone)
    used = np.flatnonzero(flows)
    people, seats = (
        _takers(classes.rows),
        _takers(np.repeat(classes.columns, np.maximum(pool.seats, 0))),
    )
    owners = np.repeat(np.arange(len(pool.seats)), np.maximum(pool.seats, 0))
    places, columns = [], []
    for edge in used.tolist():
        number = int(flows[edge])
        places.append(people[ones[edge]].take(number))
        columns.append(owners[seats[others[edge]].take(number)])
    nobody = np.zeros(0, dtype=np.int64)
    place, column = np.concatenate([nobody, *places]), np.concatenate([nobody, *columns])
    rows = pool.rows[place]
    scores = pool.scores_at(place, column)
    is_pair = scores >= max(least, 0)
    return Edges(rows[is_pair], column[is_pair], scores[is_pair])


class _Taker:
    """Hands out what it has, so many at a time."""

    def __init__(self, content: Ints) -> None:
        self._content, self._at = content, 0

    def take(self, number: int) -> Ints:
        self._at += number
        return self._content[self._at - number : self._at]


def _takers(codes: Ints) -> list[_Taker]:
    """By class those who are in it."""
    order = np.argsort(codes, kind="stable")
    bounds = np.searchsorted(codes[order], np.arange(int(codes.max(initial=-1)) + 2))
    return [_Taker(order[low:high]) for low, high in pairwise(bounds)]


def _transport(classes: Classes, ones: Ints, others: Ints, *, everyone: bool) -> Ints:
    """How many of class `ones[k]` go to class `others[k]`."""
    left, right = classes.scores.shape
    source, sink = left + right, left + right + 1
    people, seats, number = classes.people, classes.seats, int(classes.people.sum())
    flow = min_cost_flow.SimpleMinCostFlow()
    most = np.minimum(people[ones], seats[others])
    flow.add_arcs_with_capacity_and_unit_cost(
        ones, left + others, most, -classes.scores[ones, others].astype(np.int64)
    )
    none_left, none_right = np.zeros(left, dtype=np.int64), np.zeros(right, dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(left, source), np.arange(left), people, none_left
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        left + np.arange(right), np.full(right, sink), seats, none_right
    )
    if not everyone:
        flow.add_arcs_with_capacity_and_unit_cost(
            np.arange(left), np.full(left, sink), people, none_left
        )
    flow.set_nodes_supplies(np.array([source, sink]), np.array([number, -number]))
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        raise RuntimeError("The flow could not be solved.")
    found: Ints = flow.flows(np.arange(len(ones)))
    return found
