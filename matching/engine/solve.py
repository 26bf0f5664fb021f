"""The best assignment, exactly: most mentees placed, then the highest total."""

import numpy as np
from scipy.optimize import linear_sum_assignment

from matching.engine.points import POINTS
from matching.engine.problem import CRITERIA, Match, Person, Problem, Solution, Unplaced
from matching.engine.scores import Scores, allowed, score


def solve(problem: Problem) -> Solution:
    """Match every mentee that can be, with the highest total among such matchings.

    Each mentor's seats stand as columns of their own. A pair that a rule forbids and a mentee
    without a place are left out after the assignment; a bonus larger than any total makes one
    more placed mentee worth more than any change of partners. Same input in any order, same pairs.
    """
    mentors = sorted(problem.mentors, key=lambda person: person.id)
    mentees = sorted(problem.mentees, key=lambda person: person.id)
    ordered = Problem(mentors=mentors, mentees=mentees, weights=problem.weights)
    seats = [column for column, mentor in enumerate(mentors) for _ in range(mentor.capacity)]
    if not seats or not mentees:
        return Solution([], _unplaced(ordered, placed=set(), full=set()), 0)
    parts, totals = score(ordered)
    may = allowed(ordered)
    bonus = np.int64(POINTS + 1) * (len(mentees) + 1)
    gain = np.where(may, totals.astype(np.int64) + bonus, 0)[:, seats]
    rows, columns = linear_sum_assignment(gain, maximize=True)
    found = [(int(row), seats[column]) for row, column in zip(rows, columns, strict=True)]
    chosen = [(row, column) for row, column in found if may[row, column]]
    matches = [_match(row, column, mentors, mentees, parts, totals) for row, column in chosen]
    used = [column for _, column in chosen]
    full = {column for column in used if used.count(column) >= mentors[column].capacity}
    unplaced = _unplaced(ordered, placed={row for row, _ in chosen}, full=full)
    return Solution(matches, unplaced, sum(match.score for match in matches))


def _match(
    row: int, column: int, mentors: list[Person], mentees: list[Person], parts: dict[str, Scores], totals: Scores
) -> Match:
    points = {name: int(parts[name][row, column]) for name in CRITERIA}
    return Match(mentors[column].id, mentees[row].id, int(totals[row, column]), points)


def _unplaced(problem: Problem, *, placed: set[int], full: set[int]) -> list[Unplaced]:
    may = allowed(problem)
    missing = [row for row in range(len(problem.mentees)) if row not in placed]
    return [Unplaced(problem.mentees[row].id, _reason(may[row], full)) for row in missing]


def _reason(may: "np.ndarray[tuple[int], np.dtype[np.bool_]]", full: set[int]) -> str:
    if not may.size:
        return "There is no mentor in the program yet. Recruit mentors and run again."
    if not may.any():
        return "Every mentor stands in this person's reporting line. Recruit a mentor from elsewhere."
    if all(column in full for column in np.flatnonzero(may)):
        return "Every mentor this person may have is full. One more mentor, or one more seat, would help."
    return "Another mentee keeps the only seat that this person may have."
