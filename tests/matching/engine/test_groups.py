import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.engine import groups
from matching.engine.explain import read_pair, why_unmatched
from matching.engine.flows import NOBODY
from matching.engine.problem import Criterion, Person, Problem, ProblemError
from matching.engine.reading import check, digest, plain, read_problem
from matching.engine.solve import solve
from tests.matching.engine.problems import matrix, problems

thoroughly = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def grouped(draw: st.DrawFn, objective: str) -> Problem:
    problem = draw(problems(objective=objective, most=5))
    mentors = [
        replace(each, least=draw(st.integers(0, each.seats))) for each in problem.mentors[:3]
    ]
    if mentors:
        mentors[0] = replace(mentors[0], seats=3, least=draw(st.integers(2, 3)))
    return replace(problem, mentors=tuple(mentors), kept=())


def every_assignment(problem: Problem) -> list[tuple[int, int, int]]:
    """(matched, worst, total) of each assignment that keeps seats and least sizes, by
    trying all.
    """
    scoring = solve(
        replace(problem, mentors=tuple(replace(each, least=0) for each in problem.mentors))
    ).scoring
    scores, mentors = matrix(scoring), {each.id: each for each in problem.mentors}
    sizes = [(mentors[each.id].least, each.seats) for each in scoring.mentors]
    found = []
    for columns in product(range(-1, scores.shape[1]), repeat=scores.shape[0]):
        load = np.bincount([column for column in columns if column >= 0], minlength=scores.shape[1])
        fits = all(
            number == 0 or least <= number <= most
            for number, (least, most) in zip(load, sizes, strict=True)
        )
        chosen = [int(scores[row, column]) for row, column in enumerate(columns) if column >= 0]
        if fits and all(score >= 0 for score in chosen):
            found.append((len(chosen), min(chosen, default=0), sum(chosen)))
    return found


@given(problem=grouped("total"))
@thoroughly
def test_the_total_is_the_highest_that_groups_of_these_sizes_allow(problem: Problem) -> None:
    found = solve(problem)
    assert found.total == found.bound == max(total for _, _, total in every_assignment(problem))


@given(problem=grouped("fair"))
@thoroughly
def test_fair_places_the_most_then_lifts_the_worst_then_the_total(problem: Problem) -> None:
    found = solve(problem)
    placed = found.columns != NOBODY
    worst = int(found.scores[placed].min()) if placed.any() else 0
    assert (found.matched, worst, found.total) == max(every_assignment(problem))
    assert (found.best_worst, found.gap) == (worst, 0)
    load = np.bincount(found.columns[placed], minlength=len(problem.mentors))
    assert all(
        number == 0 or each.least <= number <= each.seats
        for number, each in zip(load, found.scoring.mentors, strict=True)
    )


@given(problem=grouped("fair"), shuffle=st.randoms())
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_order_of_people_changes_nothing(problem: Problem, shuffle: object) -> None:
    mentors, mentees = list(problem.mentors), list(problem.mentees)
    shuffle.shuffle(mentors)  # type: ignore[attr-defined]
    shuffle.shuffle(mentees)  # type: ignore[attr-defined]
    again = solve(replace(problem, mentors=tuple(mentors), mentees=tuple(mentees)))
    first = solve(problem)
    assert again.columns.tolist() == first.columns.tolist()


def people(side: str, number: int, **values: int) -> tuple[Person, ...]:
    return tuple(Person(f"{side}{n}", answers={"place": "here"}, **values) for n in range(number))  # type: ignore[arg-type]


SAME = (Criterion("place", "same", 1, "place", "place"),)


def test_five_mentees_are_not_spread_over_groups_of_three() -> None:
    found = solve(Problem(people("mentor", 2, seats=4, least=3), people("mentee", 5), SAME))
    assert sorted(np.bincount(found.columns[found.columns != NOBODY], minlength=2)) == [0, 4]
    assert (
        solve(Problem(people("mentor", 2, seats=4, least=3), people("mentee", 6), SAME)).matched
        == 6
    )
    alone = solve(Problem(people("mentor", 2, seats=4, least=3), people("mentee", 2), SAME))
    assert alone.matched == 0
    assert why_unmatched(alone, 0).kind == "sizes"
    assert [each.kind for each in read_pair(alone, 0).alternatives] == ["small", "small"]


def test_a_pinned_mentee_holds_the_group_open_and_counts_in_it() -> None:
    problem = Problem(
        people("mentor", 2, seats=4, least=3),
        people("mentee", 3),
        SAME,
        pins=(("mentee0", "mentor1"),),
    )
    found = solve(problem)
    assert found.matched == 3
    assert {found.scoring.mentors[column].id for column in found.columns} == {"mentor1"}
    with pytest.raises(ProblemError, match="pinned mentees cannot reach its least size"):
        solve(replace(problem, mentees=problem.mentees[:2]))


def test_what_groups_cannot_be_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = Problem(people("mentor", 2, seats=4, least=3), people("mentee", 5), SAME)
    with pytest.raises(ProblemError, match="no stable matching"):
        check(replace(problem, objective="stable"))
    with pytest.raises(ProblemError, match="least of mentor0: a whole number from 0 to 2"):
        check(replace(problem, mentors=people("mentor", 1, seats=2, least=3)))
    monkeypatch.setattr("matching.engine.edges.ALL_PAIRS", 9)
    with pytest.raises(ProblemError, match="this has 10"):
        solve(problem)
    assert groups.ALL_PAIRS == 100_000


def test_a_problem_without_least_sizes_keeps_the_digest_it_had() -> None:
    problem = Problem(people("mentor", 1), people("mentee", 1), SAME)
    assert "least" not in plain(problem)["mentors"][0]
    with_least = replace(problem, mentors=people("mentor", 1, seats=3, least=2))
    assert plain(with_least)["mentors"][0]["least"] == 2
    assert digest(with_least) != digest(problem)
    assert read_problem(json.loads(json.dumps(plain(with_least)))) == with_least
