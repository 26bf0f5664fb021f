"""The engine's reasons in words: people and points apart, ties as ties, and no claim beyond the
proof.
"""

from typing import Any

import pytest

from matching.engine.claims import claims
from matching.engine.problem import Criterion, Person, Problem
from matching.engine.solve import solve
from matching.models import Run
from matching.words import points_of, proof_words, why_not_words

OTHER = {
    "mentor_id": "m",
    "score": 6_000,
    "kind": "lower",
    "lowest": None,
    "cost": 0,
    "fewer": 0,
    "less": 500,
    "group": "",
}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Fits less well."),
        ({"less": 20}, "Fits a little less well."),
        ({"kind": "equal", "less": 0}, "Fits equally well."),
        (
            {"kind": "equal", "less": 0, "cost": 250},
            "Fits equally well. The program would lose at least 2.5 points in all.",
        ),
        ({"kind": "full", "lowest": 9_000}, "Full: all seats go to pairs of 90 or more."),
        ({"kind": "full"}, "Full: no seat is free."),
        (
            {"kind": "full", "lowest": 9_000, "fewer": 1, "cost": 5_000},
            (
                "Full: all seats go to pairs of 90 or more. 1 person fewer would have a mentor; the"
                " pairs would come to at least 50.0 points less."
            ),
        ),
        (
            {"kind": "equal", "less": 0, "fewer": 2},
            "Fits equally well. 2 people fewer would have a mentor.",
        ),
        (
            {"kind": "leaves", "group": "x"},
            "Without this person the group of Ana Diaz would fall under its minimum.",
        ),
        ({"kind": "kept"}, "The earlier pair is kept: that counts more than the difference."),
    ],
)
def test_why_a_mentor_was_not_given(values: dict[str, Any], words: str) -> None:
    assert why_not_words(OTHER | values, group="Ana Diaz" if "group" in values else "") == words


def test_what_an_earlier_version_kept_is_said_without_the_lift() -> None:
    kept = {"mentor_id": "m", "score": 10_000, "kind": "full", "lowest": 9_000, "cost": 1_053_576}
    assert (
        why_not_words(kept)
        == "Full: all seats go to pairs of 90 or more. Fewer people would have a mentor."
    )


def test_the_bonus_has_no_points_of_its_own() -> None:
    assert points_of([]) == []
    (line,) = points_of([], bonus=300)
    assert (line["points"], line["of"], line["bonus"]) == (0, 0, 300)


FIGURES = {"best_worst": 6_100, "worst": 6_100, "gap": 0, "gap_percent": 0.0}


@pytest.mark.parametrize(
    ("objective", "values", "words"),
    [
        (
            "fair",
            {},
            "proven: the best total among matchings that place as many and have no weaker pair",
        ),
        (
            "fair",
            {"gap": 0.00004, "gap_percent": 0.01},
            (
                "proven: within 0.01 % of the best total among matchings that place as many and"
                " have no weaker pair"
            ),
        ),
        ("total", {"best_worst": None}, "proven: the best total"),
        (
            "dial",
            {},
            (
                "proven: the best total among matchings that place as many and keep to the limit"
                " for weak pairs"
            ),
        ),
        ("stable", {"gap": None, "best_worst": None}, ""),
        ("fair", {"is_edited": True}, ""),
        (
            "total",
            {"fixed": 2},
            "proven: the best total among matchings that keep the pairs fixed beforehand",
        ),
    ],
)
def test_what_is_said_of_a_total(objective: str, values: dict[str, Any], words: str) -> None:
    assert proof_words(Run(objective=objective, figures=FIGURES | values))["total"] == words


def test_under_a_dial_the_weakest_pair_is_not_said_to_be_the_best() -> None:
    run = Run(objective="dial", figures=FIGURES | {"worst": 5_000})
    assert (
        proof_words(run)["worst"]
        == "proven: 61 is the best that a weakest pair can have with as many placed"
    )


def test_where_a_higher_total_exists_the_engine_does_not_deny_it() -> None:
    def person(name: str, level: int) -> Person:
        return Person(name, answers={"level": level})

    criteria = (Criterion("level", "gap", 1, "level", "level", ideal=0, reach=10),)
    mentees = (person("anna", 0), person("ben", 4))
    problem = Problem((person("near", 4), person("far", 9)), mentees, criteria)
    total = Problem(problem.mentors, mentees, criteria, objective="total")
    fair, best = solve(problem, gap=0), solve(total, gap=0)
    assert fair.total <= best.total
    among = f"among matchings that place as many and have no pair below {fair.least}"
    assert claims(fair, "fair") == [
        "Nobody more can be placed.",
        "With as many placed, no matching has a better weakest pair.",
        f"No higher total exists {among}.",
    ]
    assert claims(best, "total") == ["No higher total exists."]
