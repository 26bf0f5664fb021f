"""Assignments as flows (OR-Tools), and the prices that prove them.

OR-Tools' cost-scaling push-relabel and its maximum flow are exact on the edges given.
"""

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import max_flow, min_cost_flow

from matching.engine.edges import Edges, Pool
from matching.engine.parts import Ints

NOBODY = -1
# How often the search for a way in may take a worse edge before it gives the score that it has come
# to.
MOST_STEPS = 20


@dataclass(frozen=True)
class Assignment:
    """By mentee of the pool: the column, or NOBODY, and the score there (0 with nobody)."""

    columns: Ints
    scores: Ints

    @property
    def matched(self) -> int:
        return int((self.columns != NOBODY).sum())

    @property
    def total(self) -> int:
        return int(self.scores.sum())

    def load(self, mentors: int) -> Ints:
        return np.bincount(self.columns[self.columns != NOBODY], minlength=mentors)


def edges_of(pool: Pool, assignment: Assignment) -> Edges:
    """The pairs of an assignment."""
    placed = assignment.columns != NOBODY
    return Edges(pool.rows[placed], assignment.columns[placed], assignment.scores[placed])


def places(pool: Pool, edges: Edges) -> Ints:
    """Each edge's mentee by place in the pool."""
    place = np.full(pool.scoring.shape[0], -1, dtype=np.int64)
    place[pool.rows] = np.arange(len(pool.rows))
    found: Ints = place[edges.rows]
    return found


def most_placed(pool: Pool, edges: Edges) -> Assignment:
    """As many mentees placed as the edges allow, whatever the scores."""
    if not len(edges):
        return _nobody(pool)
    mentees, mentors = len(pool.rows), len(pool.seats)
    source, sink = mentees + mentors, mentees + mentors + 1
    flow = max_flow.SimpleMaxFlow()
    left, here = places(pool, edges), np.arange(len(edges))
    flow.add_arcs_with_capacity(left, mentees + edges.columns, np.ones(len(edges), dtype=np.int64))
    flow.add_arcs_with_capacity(
        np.full(mentees, source), np.arange(mentees), np.ones(mentees, dtype=np.int64)
    )
    flow.add_arcs_with_capacity(
        mentees + np.arange(mentors), np.full(mentors, sink), np.maximum(pool.seats, 0)
    )
    if flow.solve(source, sink) != flow.OPTIMAL:
        raise RuntimeError("The flow could not be solved.")
    return _chosen(pool, edges, left, flow.flows(here) > 0)


def way_in(pool: Pool, edges: Edges, assignment: Assignment, *, least: int) -> int:
    """A score above which these edges let nobody more in, mostly the highest at which they do; -1
    if none does.

    `edges` come best first; `assignment` places the most over those of at least `least`. The
    mentees whom alternating paths reach from those without a place fill all seats that they may
    have (Hall). The best edge that leads out of there is taken, and so on until a free seat is met:
    the widest of all such paths.
    """
    left = places(pool, edges)
    free = np.append(assignment.load(len(pool.seats)) < pool.seats, False)
    met, seen = assignment.columns == NOBODY, np.zeros(len(pool.seats) + 1, dtype=bool)
    for _ in range(MOST_STEPS):
        width = edges.count_above(least)
        here, there = left[:width], edges.columns[:width]
        while True:
            wanted = np.zeros_like(seen)
            wanted[there[met[here]]] = True
            if (wanted == seen).all():
                break
            seen = wanted
            # NOBODY is the last place, which nobody wants.
            met = met | seen[assignment.columns]
        if (seen & free).any():
            break
        leads_out = met[left] & ~seen[edges.columns]
        least = int(edges.scores[leads_out].max(initial=-1))
        if least < 0:
            break
    return least


def best_total(pool: Pool, edges: Edges, *, everyone: bool) -> Assignment:
    """The highest total; with `everyone` among those that place the most mentees."""
    if not len(edges):
        return _nobody(pool)
    mentees, mentors = len(pool.rows), len(pool.seats)
    source, sink = mentees + mentors, mentees + mentors + 1
    flow = min_cost_flow.SimpleMinCostFlow()
    left, here = places(pool, edges), np.arange(len(edges))
    ones, nothing = np.ones(mentees, dtype=np.int64), np.zeros(mentees, dtype=np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(
        left, mentees + edges.columns, np.ones(len(edges), dtype=np.int64), -edges.scores
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        np.full(mentees, source), np.arange(mentees), ones, nothing
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        mentees + np.arange(mentors),
        np.full(mentors, sink),
        np.maximum(pool.seats, 0),
        np.zeros(mentors, dtype=np.int64),
    )
    if not everyone:
        # Nobody has to be placed: a way around, worth nothing.
        flow.add_arcs_with_capacity_and_unit_cost(
            np.arange(mentees), np.full(mentees, sink), ones, nothing
        )
    flow.set_nodes_supplies(np.array([source, sink]), np.array([mentees, -mentees]))
    if flow.solve_max_flow_with_min_cost() != flow.OPTIMAL:
        raise RuntimeError("The flow could not be solved.")
    return _chosen(pool, edges, left, flow.flows(here) > 0)


def prices(pool: Pool, edges: Edges, assignment: Assignment, *, lift: int) -> Ints:
    """The lowest prices of a seat, by column, at which nobody on these edges would gain by moving.

    The least fixed point of p_j = max(0, p_m(i) + s_ij - s_im(i), s_ij + lift where i has nobody),
    by Bellman and Ford's relaxation; it exists because the assignment is optimal. `lift` is what
    placing somebody is worth besides the score.
    """
    # The last place is NOBODY's, whose seat costs nothing.
    price = np.zeros(len(pool.seats) + 1, dtype=np.int64)
    place = places(pool, edges)
    now, gain = assignment.columns[place], edges.scores - assignment.scores[place]
    gain[now == NOBODY] += lift
    live = np.arange(len(edges))
    for _ in range(len(pool.seats) + 2):
        higher = price.copy()
        np.maximum.at(higher, edges.columns[live], price[now[live]] + gain[live])
        is_higher = higher > price
        if not is_higher.any():
            return price[:-1]
        price, live = higher, np.flatnonzero(is_higher[now])
    raise RuntimeError("The prices did not settle: the assignment is not optimal.")


def _chosen(
    pool: Pool, edges: Edges, left: Ints, is_used: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> Assignment:
    found = _nobody(pool)
    found.columns[left[is_used]] = edges.columns[is_used]
    found.scores[left[is_used]] = edges.scores[is_used]
    return found


def _nobody(pool: Pool) -> Assignment:
    number = len(pool.rows)
    return Assignment(np.full(number, NOBODY, dtype=np.int64), np.zeros(number, dtype=np.int64))
