"""Pools in which many answer alike: as good as scipy finds them, whatever was looked at, in any
order.
"""

import random
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.ties import STRUCTURES, pool_of_alike
from matching.engine import classes, edges, greedy, guide
from matching.engine.flows import NOBODY, most_placed
from matching.engine.problem import Criterion, Person, Problem, Rule
from matching.engine.scores import Scoring
from matching.engine.solve import Solution, pool_of, solve
from tests.matching.engine.problems import best, matrix, with_seats

LARGE = 10**6
LOOKED_AT = {
    "all pairs": {},
    "few pairs": {
        "ALL_PAIRS": 0,
        "PER_MENTEE": 1,
        "PER_MENTOR": 1,
        "SAMPLE_STEP": 1,
        "BLOCK_CELLS": 7,
    },
    "few pairs and none held": {
        "ALL_PAIRS": 0,
        "PER_MENTEE": 1,
        "PER_MENTOR": 1,
        "BLOCK_CELLS": 7,
        "HELD_CELLS": 0,
    },
}


@pytest.fixture(
    params=["all pairs", "few pairs", "few pairs and none held", "few pairs without classes"],
    autouse=True,
)
def looked_at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    name = request.param
    if name.endswith("without classes"):
        name = "few pairs"
        monkeypatch.setattr(greedy, "CLASS_CELLS", 0)
        monkeypatch.setattr(greedy, "MOST_CLASS_CELLS", 0)
        monkeypatch.setattr(guide, "CLASS_CELLS", 0)
        monkeypatch.setattr(guide, "SAMPLE", 3)
    for key, value in LOOKED_AT[name].items():
        monkeypatch.setattr(edges, key, value)


@st.composite
def alike(draw: Any) -> Problem:
    """Up to twelve on each side, of whom many give the same two answers; some are never matched."""
    kinds = draw(
        st.lists(st.tuples(st.integers(1, 4), st.sampled_from("abc")), min_size=1, max_size=3)
    )

    def people(side: str) -> tuple[Person, ...]:
        chosen = draw(st.lists(st.sampled_from(kinds), max_size=12))
        return tuple(
            Person(
                f"{side}{n}",
                answers={"level": level, "topics": [topic]},
                seats=draw(st.integers(0, 3)),
            )
            for n, (level, topic) in enumerate(chosen)
        )

    mentors, mentees = people("mentor"), people("mentee")
    pairs = [(mentee.id, mentor.id) for mentee in mentees for mentor in mentors]
    apart = draw(st.lists(st.sampled_from(pairs), max_size=4, unique=True)) if pairs else []
    criteria = (
        Criterion(
            "level", "gap", draw(st.integers(0, 3)), "level", "level", ideal=draw(st.integers(0, 2))
        ),
        Criterion(
            "topics", draw(st.sampled_from(["terms", "share", "any"])), 1, "topics", "topics"
        ),
    )
    return Problem(mentors, mentees, criteria, (Rule("apart", "pairs", pairs=tuple(apart)),))


def check(found: Solution, objective: str) -> None:
    """Against scipy over all pairs; a bound that is the total is a proof."""
    scores = matrix(found.scoring)
    seats = with_seats(found.scoring, scores)
    placed = found.scores[found.columns != NOBODY]
    assert (placed >= 0).all()
    assert found.bound is not None
    if objective == "total":
        assert found.total == best(np.maximum(seats, 0))
    else:
        matched = best((seats >= 0).astype(np.int64))
        tried = [
            each
            for each in np.unique(scores[scores >= 0])
            if best((seats >= each).astype(np.int64)) == matched
        ]
        worst = max(tried) if matched else 0
        assert (found.matched, found.best_worst) == (matched, worst)
        assert found.total == best(np.where(seats >= worst, seats + LARGE, 0)) - LARGE * matched
    assert found.bound == found.total


@given(problem=alike(), objective=st.sampled_from(["fair", "total"]))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_among_people_who_answer_alike_the_best_is_found(problem: Problem, objective: str) -> None:
    check(solve(replace(problem, objective=objective), gap=0), objective)


@given(
    problem=alike(), objective=st.sampled_from(["fair", "total", "stable"]), shuffle=st.integers()
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_order_of_people_who_answer_alike_changes_nothing(
    problem: Problem, objective: str, shuffle: int
) -> None:
    problem, draw = replace(problem, objective=objective), random.Random(shuffle)
    mixed = replace(
        problem,
        mentors=tuple(draw.sample(problem.mentors, len(problem.mentors))),
        mentees=tuple(draw.sample(problem.mentees, len(problem.mentees))),
    )
    first, second = solve(problem), solve(mixed)
    assert [each.id for each in first.scoring.mentees] == [
        each.id for each in second.scoring.mentees
    ]
    assert first.columns.tolist() == second.columns.tolist()


@pytest.mark.parametrize(("name", "objective"), product(STRUCTURES, ["fair", "total"]))
@pytest.mark.parametrize("apart", [0, 60])
def test_a_pool_of_each_structure_is_solved_to_the_end(
    name: str, objective: str, apart: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Few of the pairs are known at the start: 8 of 30 for each mentee."""
    if edges.ALL_PAIRS == 0:
        monkeypatch.setattr(edges, "PER_MENTEE", 8)
        monkeypatch.setattr(edges, "BLOCK_CELLS", 400)
    check(solve(pool_of_alike(name, 60, 30, objective=objective, apart=apart), gap=0), objective)


def test_what_is_dealt_to_classes_keeps_the_seats_and_places_the_most() -> None:
    for name in ("no topics", "three topics", "years"):
        pool = pool_of(Scoring(pool_of_alike(name, 60, 30)), {})
        dealt = classes.dealt(pool, least=0, everyone=True, most_cells=10_000)
        assert dealt is not None
        assert len(np.unique(dealt.rows)) == len(dealt)
        assert (np.bincount(dealt.columns, minlength=30) <= pool.seats).all()
        every = edges.Edges(*(each.ravel() for each in all_pairs(pool)))
        assert len(dealt) == most_placed(pool, every.above(0)).matched


def all_pairs(pool: edges.Pool) -> tuple[Any, Any, Any]:
    scores = matrix(pool.scoring)
    rows, columns = np.indices(scores.shape)
    return rows, columns, scores
