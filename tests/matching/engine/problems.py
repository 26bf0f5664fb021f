"""Small problems of every kind, drawn at random, and what plain libraries make of them."""

from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from matching.engine.problem import Criterion, Person, Problem, Rule
from matching.engine.scores import Scoring

TOPICS = ["python", "law", "sales", "coaching", "finance", "speaking"]
CRITERIA = {
    "topics": Criterion("topics", "terms", 0, "topics", "topics"),
    "about": Criterion("about", "text", 0, "about", "about"),
    "share": Criterion("share", "share", 0, "slots", "slots"),
    "any": Criterion("any", "any", 0, "languages", "languages"),
    "same": Criterion("same", "same", 0, "place", "place"),
    "different": Criterion("different", "different", 0, "department", "department"),
    "gap": Criterion("gap", "gap", 0, "level", "level"),
    "hours": Criterion("hours", "hours", 0, "offset", "offset"),
    "wishes": Criterion("wishes", "preferences", 0),
}
RULES = (
    Rule("line", "reporting_line"),
    Rule("hours", "hours", "offset", "offset", at_least=3),
    Rule("language", "any", "languages", "languages"),
    Rule("level", "gap", "level", "level", at_least=0, at_most=3),
)
some = st.lists(st.sampled_from(TOPICS), max_size=4)


@st.composite
def answers(draw: Any) -> dict[str, Any]:
    values: dict[str, Any] = {
        "topics": draw(some),
        "about": " ".join(draw(some)),
        "slots": draw(st.lists(st.sampled_from(["mon", "tue", "wed"]), max_size=3)),
        "languages": draw(st.lists(st.sampled_from(["English", "German"]), max_size=2)),
        "place": draw(st.sampled_from(["", "Berlin", "Lyon"])),
        "department": draw(st.sampled_from(["", "Sales", "Law"])),
        "level": draw(st.none() | st.integers(1, 5)),
        "offset": draw(st.none() | st.sampled_from([-8, 0, 1.5, 5, 12])),
    }
    return values


@st.composite
def problems(draw: Any, *, objective: str = "fair", most: int = 7, wishes: bool = True) -> Problem:
    numbers = {side: draw(st.integers(0, most)) for side in ("mentor", "mentee")}
    ids = {side: [f"{side}{n}" for n in range(number)] for side, number in numbers.items()}

    def person(side: str, name: str) -> Person:
        other = ids["mentee" if side == "mentor" else "mentor"]
        wished = (
            draw(st.lists(st.sampled_from(other), max_size=3, unique=True))
            if other and wishes
            else []
        )
        everybody = [*ids["mentor"], *ids["mentee"]]
        return Person(
            id=name,
            person=draw(st.sampled_from([name, name, name, "both"])),
            answers=draw(answers()),
            line=tuple(draw(st.lists(st.sampled_from(everybody), max_size=2))),
            wishes=tuple(wished),
            seats=draw(st.integers(0, 3)),
        )

    people = {side: tuple(person(side, name) for name in names) for side, names in ids.items()}
    criteria = tuple(
        Criterion(c.name, c.kind, draw(st.integers(0, 50)), c.mentor, c.mentee)
        for c in CRITERIA.values()
    )
    rules = tuple(rule for rule in RULES if draw(st.booleans()))
    kept = ()
    if ids["mentor"] and ids["mentee"] and draw(st.booleans()):
        kept = ((draw(st.sampled_from(ids["mentee"])), draw(st.sampled_from(ids["mentor"]))),)
    return Problem(
        people["mentor"],
        people["mentee"],
        criteria,
        rules,
        kept=kept,
        objective=objective,
        seed=draw(st.integers(0, 3)),
    )


def matrix(scoring: Scoring) -> npt.NDArray[np.int64]:
    return scoring.block(slice(None)).astype(np.int64)


def with_seats(scoring: Scoring, scores: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """A column for each seat."""
    columns = [column for column, seats in enumerate(scoring.seats) for _ in range(seats)]
    return scores[:, columns]


def best(values: npt.NDArray[np.int64]) -> int:
    """The highest sum with at most one value a row and a column; 0 for leaving out."""
    if not values.size:
        return 0
    rows, columns = linear_sum_assignment(values, maximize=True)
    return int(values[rows, columns].sum())
