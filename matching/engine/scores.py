"""Scores in integers: the same on every machine, and an explanation adds up exactly.

S(i,j) = sum over criteria of floor(P_c * f_c(i,j)), each f_c in [0,1], the points P_c by
largest remainder from the weights, sum of P_c = 10,000.
"""

import math
from collections import Counter
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from matching.engine.points import points_of_weights
from matching.engine.problem import CRITERIA, Person, Problem

WORKING_HOURS = 9
# How well a mentor's levels above the mentee serve: the peak is two above.
LEVEL_GAP = {0: 0.3, 1: 0.8, 2: 1.0, 3: 0.8, 4: 0.5}
FURTHER = 0.3

Scores = npt.NDArray[np.int32]


def score(problem: Problem) -> tuple[dict[str, Scores], Scores]:
    """(points per criterion, their sum), each an array of shape (mentees, mentors)."""
    points = points_of_weights(problem.weights)
    fits = {
        "skills": _skills(problem),
        "level": _table(problem, _level_fit),
        "department": _table(problem, _department_fit),
        "hours": _table(problem, _hours_fit),
        "language": _table(problem, _language_fit),
    }
    parts = {name: np.floor(points[name] * fits[name] + 1e-9).astype(np.int32) for name in CRITERIA}
    return parts, np.sum(list(parts.values()), axis=0, dtype=np.int32)


def allowed(problem: Problem) -> npt.NDArray[np.bool_]:
    """Shape (mentees, mentors): False for oneself and for anyone in the other's reporting line."""
    return np.array(
        [[_may_meet(mentor, mentee) for mentor in problem.mentors] for mentee in problem.mentees], dtype=bool
    ).reshape(len(problem.mentees), len(problem.mentors))


def _may_meet(mentor: Person, mentee: Person) -> bool:
    return (
        mentor.member_id != mentee.member_id
        and mentor.member_id not in mentee.line
        and mentee.member_id not in mentor.line
    )


def _skills(problem: Problem) -> npt.NDArray[np.float64]:
    """IDF-weighted cosine of what the mentee wants with what the mentor offers, in [0,1]."""
    people = [*problem.mentees, *problem.mentors]
    counts = Counter(topic for person in people for topic in person.topics)
    index = {topic: position for position, topic in enumerate(sorted(counts))}
    if not index:
        return np.full((len(problem.mentees), len(problem.mentors)), 0.5)
    idf = {topic: math.log(1 + len(people) / number) for topic, number in counts.items()}

    def vectors(side: list[Person]) -> npt.NDArray[np.float64]:
        matrix = np.zeros((len(side), len(index)))
        for row, person in enumerate(side):
            for topic in person.topics:
                matrix[row, index[topic]] = idf[topic]
        norms = np.linalg.norm(matrix, axis=1, keepdims=True)
        unit: npt.NDArray[np.float64] = np.divide(matrix, norms, out=np.zeros_like(matrix), where=norms > 0)
        return unit

    cosine: npt.NDArray[np.float64] = vectors(problem.mentees) @ vectors(problem.mentors).T
    # Rounding may pass 1 by a hair.
    np.minimum(cosine, 1.0, out=cosine)
    return cosine


def _table(problem: Problem, fit: Callable[[Person, Person], float]) -> npt.NDArray[np.float64]:
    """`fit(mentor, mentee)` for every pair; no answer takes the mean of the answered ones."""
    values = np.array(
        [[fit(mentor, mentee) for mentor in problem.mentors] for mentee in problem.mentees],
        dtype=float,
    ).reshape(len(problem.mentees), len(problem.mentors))
    missing = np.isnan(values)
    if missing.any():
        values[missing] = 0.5 if missing.all() else float(np.nanmean(values))
    return values


def _level_fit(mentor: Person, mentee: Person) -> float:
    if mentor.level is None or mentee.level is None:
        return math.nan
    gap = mentor.level - mentee.level
    return 0.0 if gap < 0 else LEVEL_GAP.get(gap, FURTHER)


def _department_fit(mentor: Person, mentee: Person) -> float:
    """Another department widens the view: 1 where they differ, 0.4 where they are the same."""
    if not mentor.department or not mentee.department:
        return math.nan
    return 0.4 if mentor.department == mentee.department else 1.0


def _hours_fit(mentor: Person, mentee: Person) -> float:
    if mentor.utc_offset is None or mentee.utc_offset is None:
        return math.nan
    apart = abs(mentor.utc_offset - mentee.utc_offset)
    return max(0.0, WORKING_HOURS - min(apart, 24 - apart)) / WORKING_HOURS


def _language_fit(mentor: Person, mentee: Person) -> float:
    if not mentor.languages or not mentee.languages:
        return math.nan
    return 1.0 if mentor.languages & mentee.languages else 0.0
