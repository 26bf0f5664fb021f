"""Inputs on which the engine once said what was not so, each with what is right."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from matching.engine.__main__ import result_of
from matching.engine.problem import Problem, ProblemError
from matching.engine.reading import digest, read_problem
from matching.engine.solve import solve

CASES = Path(__file__).parents[1] / "cases"


def content(name: str) -> Any:
    return json.loads((CASES / f"{name}.json").read_text())


def result(problem: Problem) -> dict[str, Any]:
    return result_of(solve(problem), explain=True)


def test_points_never_hold_a_person_who_would_have_no_mentor() -> None:
    pairs = {
        pair["mentee"]: pair for pair in result(read_problem(content("unplaced_cost")))["pairs"]
    }
    (other,) = pairs["e1"]["alternatives"]
    assert (other["mentor_id"], other["kind"], other["fewer"], other["cost"]) == (
        "m1",
        "full",
        1,
        5_000,
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("duplicate_wishes_mentee", "wishes of e1: m1 stands there twice."),
        ("duplicate_wishes_break_rule", "wishes of m1: e1 stands there twice."),
        ("duplicate_wishes_self", "wishes of m1: e1 stands there twice."),
    ],
)
def test_a_wish_that_is_said_twice_is_refused_by_the_person_and_the_wish(
    name: str, words: str
) -> None:
    with pytest.raises(ProblemError, match=words):
        read_problem(content(name))


def test_a_wish_that_is_said_twice_counts_once_where_nobody_refused_it() -> None:
    asked = content("duplicate_wishes_mentee")
    asked["mentees"][0]["wishes"] = ["m1"]
    problem = read_problem(asked)
    (mentee,) = problem.mentees
    (pair,) = result(replace(problem, mentees=(replace(mentee, wishes=("m1", "m1")),)))["pairs"]
    assert pair["score"] == sum(part["points"] for part in pair["parts"]) == 5_000


@pytest.mark.parametrize("name", ["duplicate_wishes_break_rule", "duplicate_wishes_self"])
@pytest.mark.parametrize("times", [1, 5])
def test_no_sum_of_points_reaches_a_forbidden_pair(name: str, times: int) -> None:
    asked = content(name)
    asked["mentors"][0]["wishes"] = ["e1"]
    problem = read_problem(asked)
    (mentor,) = problem.mentors
    for objective in ("fair", "total", "stable", "dial"):
        wished = replace(
            problem, mentors=(replace(mentor, wishes=("e1",) * times),), objective=objective
        )
        assert result(wished)["pairs"] == []


def test_who_comes_first_is_matched_by_the_scores_that_are_reported() -> None:
    problem = read_problem(content("first_scored_alone"))
    found = result(problem)
    pair = next(pair for pair in found["pairs"] if pair["mentee"] == "e1")
    assert (pair["mentor"], pair["score"]) == ("m1", 6_944)
    assert found["problem_sha256"] == digest(problem)
