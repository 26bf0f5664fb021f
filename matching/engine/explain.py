"""Why this pair, why not another one, why nobody; all from the scores and prices of a solution."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from matching.engine.flows import NOBODY
from matching.engine.parts import Part, Scores
from matching.engine.solve import Solution


@dataclass(frozen=True)
class WhyNot:
    """`kind`: `lower` (a lower score), `full` (all seats there go to pairs that count more),
    `below` (under the score that no pair may fall below), `small` (nobody is there, and alone they would be fewer than
    the group's least size), `costs` (the change would cost the program).

    `score` is this pair's. `lowest` is the lowest score among the pairs that fill the mentor, None where a seat is
    free or there never was one. `cost` is what the whole program would lose at least if this pair were made, in
    points; 0 at a tie, and for a mentee whose pair was fixed, of whom the prices say nothing.
    """  # fmt: skip

    mentor_id: str
    score: int
    kind: str
    lowest: int | None
    cost: int


@dataclass(frozen=True)
class PairReading:
    """`rank` is 1 for the best of the mentee's `feasible` allowed mentors."""

    mentor_id: str | None
    score: int
    parts: tuple[Part, ...]
    bonus: int
    rank: int
    feasible: int
    alternatives: tuple[WhyNot, ...]


@dataclass(frozen=True)
class Unmatched:
    """`kind`: `no_mentors`, `no_seats`, `rules`, `sizes` (seats are free, in groups that would be too small without more
    mentees), or `full`: every allowed mentor's seats go to others.

    `rules` counts the mentors that each rule takes away. `opens` is the rule whose going would allow the
    most mentors, where rules are the cause.
    """

    mentee_id: str
    kind: str
    feasible: int
    rules: tuple[tuple[str, int], ...] = ()
    opens: str = ""


def read_pair(solution: Solution, row: int, *, others: int = 3) -> PairReading:
    """The mentee's pair and its best `others`, best first; without a pair only the others."""
    scoring, column = solution.scoring, int(solution.columns[row])
    scores = scoring.block(np.array([row]))[0]
    own = int(solution.scores[row])
    best = [int(each) for each in np.argsort(-scores, kind="stable")[: others + 1] if scores[each] >= 0]
    alternatives = [_why_not(solution, row, each, scores) for each in best if each != column][:others]
    parts = () if column == NOBODY else tuple(scoring.explain(row, column))
    return PairReading(
        mentor_id=None if column == NOBODY else scoring.mentors[column].id,
        score=own, parts=parts, bonus=0 if column == NOBODY else scoring.bonus(row, column),
        rank=0 if column == NOBODY else 1 + int((scores > own).sum()), feasible=int((scores >= 0).sum()),
        alternatives=tuple(alternatives),
    )  # fmt: skip


def _why_not(solution: Solution, row: int, column: int, scores: Scores) -> WhyNot:
    score, own = int(scores[column]), int(solution.scores[row])
    there = solution.scores[solution.columns == column]
    is_full = len(there) >= solution.scoring.seats[column]
    lowest = int(there.min()) if is_full and len(there) else None
    if score < solution.least:
        kind = "below"
    elif score <= own:
        kind = "lower"
    elif not len(there) and solution.scoring.least_sizes[column] > 1:
        kind = "small"
    else:
        kind = "full" if is_full else "costs"
    return WhyNot(solution.scoring.mentors[column].id, score, kind, lowest, _cost(solution, row, column, score))


def _cost(solution: Solution, row: int, column: int, score: int) -> int:
    """By the prices: what a best assignment with this pair lacks to the best one, at least."""
    mentee = solution.scoring.mentees[row].id
    if solution.bound is None or mentee in dict(solution.scoring.problem.pins):
        return 0
    now = int(solution.columns[row])
    gain = 0 if now == NOBODY else int(solution.scores[row]) + solution.lift - int(solution.prices[now])
    return max(0, gain - (score + solution.lift - int(solution.prices[column])))


def why_unmatched(solution: Solution, row: int) -> Unmatched:
    scoring = solution.scoring
    mentee, width = scoring.mentees[row].id, scoring.shape[1]
    if not width:
        return Unmatched(mentee, "no_mentors", 0)
    scores = scoring.block(np.array([row]))[0]
    feasible = int((scores >= 0).sum())
    if not feasible:
        broken = scoring.rules_against(row)
        counts = Counter(name for names in broken for name in names)
        opens = Counter(names[0] for names in broken if len(names) == 1 and names[0] != "self")
        most = min(opens, key=lambda name: (-opens[name], name), default="")
        return Unmatched(mentee, "rules", 0, tuple(sorted(counts.items())), most)
    if not scoring.seats[scores >= 0].any():
        return Unmatched(mentee, "no_seats", feasible)
    load = np.bincount(solution.columns[solution.columns != NOBODY], minlength=width)
    empty = (scores >= 0) & (load == 0) & (scoring.seats > 0) & (scoring.least_sizes > 1)
    return Unmatched(mentee, "sizes" if empty.any() else "full", feasible)
