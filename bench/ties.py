"""Pools in which people answer alike, or nearly so: where every mentee's best mentors are the same
few for all.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from matching.engine.problem import Criterion, Person, Problem, Rule

Answers = Callable[[random.Random, str], dict[str, Any]]
TOPICS = Criterion("topics", "terms", 50, "topics", "topics")
LEVEL = Criterion("level", "gap", 20, "level", "level")
DEPARTMENT = Criterion("department", "different", 10, "department", "department")
HOURS = Criterion("hours", "hours", 20, "offset", "offset")
YEARS = Criterion("years", "gap", 30, "years", "years", ideal=5, reach=10)
# Farther apart than any two numbers, so that no difference is cut off: then a score is a sum of
# what each side brings.
FAR, APART = 20_000, 10_000


def _without_topics(draw: random.Random, side: str) -> dict[str, Any]:
    level = draw.randint(3, 5) if side == "mentor" else draw.randint(1, 3)
    return {
        "level": level,
        "department": f"Department {draw.randrange(12)}",
        "offset": draw.choice([-5, -3, 0, 1, 2, 5, 8]),
    }


def _three_topics(draw: random.Random, side: str) -> dict[str, Any]:
    return {
        "topics": [f"topic {draw.randrange(3)}"],
        "level": draw.randint(1, 2) + 2 * (side == "mentor"),
    }


def _years(draw: random.Random, _side: str) -> dict[str, Any]:
    return {"years": draw.randint(0, 30)}


def _additive(draw: random.Random, side: str) -> dict[str, Any]:
    return {"number": draw.randint(0, APART // 2) + APART * (side == "mentor")}


def _on_a_line(draw: random.Random, _side: str) -> dict[str, Any]:
    return {"number": draw.randint(0, APART)}


@dataclass(frozen=True)
class Structure:
    words: str
    answers: Answers
    criteria: tuple[Criterion, ...]
    rules: tuple[Rule, ...] = ()


def _number(reach: int) -> tuple[Criterion, ...]:
    return (Criterion("number", "gap", 1, "number", "number", ideal=0, reach=reach),)


STRUCTURES = {
    "no topics": Structure(
        "nobody gave topics",
        _without_topics,
        (TOPICS, LEVEL, DEPARTMENT, HOURS),
        (Rule("hours", "hours", "offset", "offset", at_least=4),),
    ),
    "three topics": Structure("three topics and two levels", _three_topics, (TOPICS, LEVEL)),
    "years": Structure("years here alone", _years, (YEARS,)),
    "additive": Structure("what each side brings added up", _additive, _number(FAR)),
    "line": Structure("all on one line", _on_a_line, _number(APART)),
}


def pool_of_alike(
    name: str, mentees: int, mentors: int, *, objective: str = "fair", apart: int = 0
) -> Problem:
    """A pool of a key of STRUCTURES with `apart` pairs, drawn at random, that are never matched."""
    structure, draw = STRUCTURES[name], random.Random(mentees)

    def person(side: str, number: int) -> Person:
        answers = structure.answers(draw, side)
        return Person(
            f"{side}-{number}", f"{side}-{number}", answers=answers, seats=draw.randint(1, 3)
        )

    problem = Problem(
        tuple(person("mentor", number) for number in range(mentors)),
        tuple(person("mentee", number) for number in range(mentees)),
        structure.criteria,
        structure.rules,
        objective=objective,
    )
    drawn = [
        (draw.choice(problem.mentees).id, draw.choice(problem.mentors).id) for _ in range(apart)
    ]
    blocked = Rule("blocked", "pairs", pairs=tuple(dict.fromkeys(drawn)))
    return replace(problem, rules=(*problem.rules, blocked)) if apart else problem
