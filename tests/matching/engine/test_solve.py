import random
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.engine import edges
from matching.engine.flows import NOBODY, Assignment
from matching.engine.problem import Criterion, Person, Problem, Rule
from matching.engine.solve import Solution, pool_of, solve
from matching.engine.stable import blocking_pairs
from tests.matching.engine.problems import best, matrix, problems, with_seats

LARGE = 10**6
exactly = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture(params=["all pairs", "candidates"], autouse=True)
def looked_at(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small pools solved as small ones are, and as pools too large for all pairs to be
    looked at.
    """
    if request.param == "candidates":
        for name, value in (
            ("ALL_PAIRS", 0),
            ("PER_MENTEE", 1),
            ("PER_MENTOR", 1),
            ("SAMPLE_STEP", 1),
            ("BLOCK_CELLS", 7),
        ):
            monkeypatch.setattr(edges, name, value)


def solved(problem: Problem) -> Solution:
    """With what must hold for every objective."""
    found = solve(problem, gap=0)
    scores, seats = matrix(found.scoring), found.scoring.seats
    placed = np.flatnonzero(found.columns != NOBODY)
    assert [scores[row, found.columns[row]] for row in placed] == found.scores[placed].tolist()
    assert (found.scores[placed] >= 0).all()
    assert (np.bincount(found.columns[placed], minlength=len(seats)) <= seats).all()
    return found


@given(problem=problems(objective="total"))
@exactly
def test_total_is_what_scipy_finds_and_its_bound_is_tight(problem: Problem) -> None:
    found = solved(problem)
    optimum = best(np.maximum(with_seats(found.scoring, matrix(found.scoring)), 0))
    assert (found.total, found.bound) == (optimum, optimum)


@given(problem=problems(objective="fair"))
@exactly
def test_fair_places_the_most_then_lifts_the_worst_pair_then_the_total(problem: Problem) -> None:
    found = solved(problem)
    scores = matrix(found.scoring)
    seats = with_seats(found.scoring, scores)
    matched = best((seats >= 0).astype(np.int64))
    assert found.matched == matched
    if matched:
        worst = max(
            each
            for each in np.unique(scores[scores >= 0])
            if best((seats >= each).astype(np.int64)) == matched
        )
        total = best(np.where(seats >= worst, seats + LARGE, 0)) - LARGE * matched
        assert (found.best_worst, found.total, found.bound) == (worst, total, total)
        assert found.scores[found.columns != NOBODY].min() >= worst


@given(problem=problems(objective="stable"))
@exactly
def test_stable_leaves_nobody_who_would_rather_change(problem: Problem) -> None:
    found = solved(problem)
    assert blocking_pairs(pool_of(found.scoring, {}), Assignment(found.columns, found.scores)) == 0
    assert blocks(found) == 0


def blocks(found: Solution) -> int:
    """Blocking pairs by their definition, pair by pair."""
    scores, seats, number = matrix(found.scoring), found.scoring.seats, 0
    for row, column in product(range(scores.shape[0]), range(scores.shape[1])):
        there = found.scores[found.columns == column]
        own = found.scores[row] if found.columns[row] != NOBODY else -1
        lowest = there.min() if len(there) and len(there) >= seats[column] else -1
        if not seats[column]:
            continue
        number += scores[row, column] > max(own, lowest)
    return int(number)


@given(problem=problems(objective="total", wishes=False, most=4))
@settings(exactly, max_examples=60)
def test_every_objective_against_all_assignments_there_are(problem: Problem) -> None:
    fair, total = solved(replace(problem, objective="fair")), solved(problem)
    scores = matrix(total.scoring)
    every = [
        rows
        for rows in product(range(-1, scores.shape[1]), repeat=scores.shape[0])
        if is_possible(rows, total)
    ]
    values = [
        tuple(int(scores[row, column]) for row, column in enumerate(rows) if column >= 0)
        for rows in every
    ]
    assert total.total == max(map(sum, values))
    by_fairness = max((len(each), min(each, default=0), sum(each)) for each in values)
    placed = fair.scores[fair.columns != NOBODY]
    assert (
        fair.matched,
        int(placed.min(initial=20_000)) if len(placed) else 0,
        fair.total,
    ) == by_fairness


def is_possible(columns: tuple[int, ...], found: Solution) -> bool:
    scores, seats = matrix(found.scoring), found.scoring.seats
    if any(column >= 0 and scores[row, column] < 0 for row, column in enumerate(columns)):
        return False
    return all(columns.count(column) <= number for column, number in enumerate(seats))


@given(problem=problems(objective="fair"), dial=st.integers(0, 100))
@settings(exactly, max_examples=40)
def test_the_dial_goes_from_the_total_to_fairness(problem: Problem, dial: int) -> None:
    fair, total = solved(problem), solved(replace(problem, objective="total"))
    between = solved(replace(problem, objective="dial", dial=dial))
    if dial == 0:
        assert between.total == total.total
    else:
        assert between.matched == fair.matched
        assert fair.total <= between.total <= total.total
    assert solved(replace(problem, objective="dial", dial=100)).total == fair.total


@given(
    problem=problems(),
    objective=st.sampled_from(["fair", "total", "stable"]),
    shuffle=st.integers(),
)
@settings(exactly, max_examples=60)
def test_the_order_of_the_input_changes_nothing(
    problem: Problem, objective: str, shuffle: int
) -> None:
    problem = replace(problem, objective=objective)
    draw = random.Random(shuffle)
    mixed = replace(
        problem,
        mentors=tuple(draw.sample(problem.mentors, len(problem.mentors))),
        mentees=tuple(draw.sample(problem.mentees, len(problem.mentees))),
        rules=tuple(draw.sample(problem.rules, len(problem.rules))),
    )
    assert pairs(solved(mixed)) == pairs(solved(problem))


def pairs(found: Solution) -> set[tuple[str, str]]:
    placed = np.flatnonzero(found.columns != NOBODY)
    return {
        (found.scoring.mentees[row].id, found.scoring.mentors[found.columns[row]].id)
        for row in placed
    }


def alike(mentees: int, mentors: int, *, seats: int = 1, objective: str = "fair") -> Problem:
    return Problem(
        tuple(Person(f"mentor{n}", seats=seats) for n in range(mentors)),
        tuple(Person(f"mentee{n}") for n in range(mentees)),
        (Criterion("place", "same", 1, "place", "place"),),
        objective=objective,
    )


@pytest.mark.parametrize("objective", ["fair", "total", "stable"])
@pytest.mark.parametrize(
    ("mentees", "mentors", "seats"), [(0, 3, 1), (3, 0, 1), (5, 5, 0), (9, 4, 2), (4, 9, 2)]
)
def test_where_all_are_alike_every_seat_that_can_be_filled_is(
    objective: str, mentees: int, mentors: int, seats: int
) -> None:
    found = solved(alike(mentees, mentors, seats=seats, objective=objective))
    assert found.matched == min(mentees, mentors * seats)


@pytest.mark.parametrize("objective", ["fair", "total", "stable"])
def test_where_every_pair_is_forbidden_nobody_is_matched(objective: str) -> None:
    people = alike(3, 3, objective=objective)
    forbidden = tuple(
        (mentee.id, mentor.id) for mentee in people.mentees for mentor in people.mentors
    )
    found = solved(replace(people, rules=(Rule("blocked", "pairs", pairs=forbidden),)))
    assert (found.matched, found.total) == (0, 0)


def test_a_pin_stays_and_takes_its_seat_along_even_against_a_rule() -> None:
    problem = replace(
        alike(3, 2),
        pins=(("mentee1", "mentor0"),),
        rules=(Rule("r", "pairs", pairs=(("mentee1", "mentor0"),)),),
    )
    found = solve(problem)
    assert ("mentee1", "mentor0") in pairs(found)
    assert found.matched == 2
    assert found.bound == found.total


def test_a_kept_pair_stays_where_another_gains_less_than_the_bonus() -> None:
    level = Criterion("level", "gap", 1, "level", "level", reach=100)
    mentors = (Person("near", answers={"level": 4}), Person("far", answers={"level": 6}))
    mentees = (Person("anna", answers={"level": 2}),)
    fresh = Problem(mentors, mentees, (level,))
    assert pairs(solve(fresh)) == {("anna", "near")}
    assert pairs(solve(replace(fresh, kept=(("anna", "far"),), keep_bonus=300))) == {
        ("anna", "far")
    }
    assert pairs(solve(replace(fresh, kept=(("anna", "far"),), keep_bonus=100))) == {
        ("anna", "near")
    }


@pytest.mark.parametrize("number", [60, 400])
def test_a_pool_of_candidates_is_proven_within_the_gap(number: int) -> None:
    draw = random.Random(number)

    def person(side: str, n: int) -> Person:
        topics = [f"t{draw.randrange(40)}" for _ in range(4)]
        return Person(
            f"{side}{n}", answers={"topics": topics, "level": draw.randint(1, 5)}, seats=2
        )

    criteria = (
        Criterion("topics", "terms", 3, "topics", "topics"),
        Criterion("level", "gap", 1, "level", "level"),
    )
    mentees = tuple(person("mentee", n) for n in range(number))
    mentors = tuple(person("mentor", n) for n in range(number // 2))
    found = solve(Problem(mentors, mentees, criteria, objective="total"))
    optimum = best(with_seats(found.scoring, matrix(found.scoring)))
    assert found.bound is not None
    assert found.total <= optimum <= found.bound
    assert found.gap is not None
    assert found.gap <= 0.0001


@given(problem=problems(objective="total", most=6), data=st.data())
@exactly
def test_who_comes_first_chooses_by_the_scores_of_the_whole_problem(
    problem: Problem, data: st.DataObject
) -> None:
    ids = [each.id for each in problem.mentees]
    first = tuple(data.draw(st.lists(st.sampled_from(ids), unique=True))) if ids else ()
    found = solved(replace(problem, first=first))
    rows = [found.scoring.row_of[name] for name in first]
    seats = with_seats(found.scoring, matrix(found.scoring))
    assert sum(int(found.scores[row]) for row in rows) == best(np.maximum(seats[rows], 0))
    assert found.scoring.problem == replace(problem, first=first)


def test_in_a_fair_matching_who_comes_first_is_placed_before_the_others() -> None:
    mentees = tuple(
        Person(name, answers={"level": level}) for name, level in (("late", 2), ("lost", 5))
    )
    criteria = (Criterion("level", "gap", 1, "level", "level", ideal=2, reach=10),)
    problem = Problem((Person("only", answers={"level": 4}),), mentees, criteria, first=("lost",))
    assert pairs(solved(problem)) == {("lost", "only")}
