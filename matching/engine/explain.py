"""Why this pair, why not another one, why nobody; all from the scores and prices of a solution."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from matching.engine.flows import NOBODY
from matching.engine.parts import Part
from matching.engine.solve import Solution


@dataclass(frozen=True)
class WhyNot:
    """Why an allowed mentor was not given. `kind` says it:

    `lower`, `equal` (the score against that of the mentee's pair), `kept` (worth more, but for the
    bonus of the pair that there is), `fixed` (the mentee's pair was not sought), `below` (under the
    score that no pair may fall below), `full` (all seats there go to pairs that count more),
    `small` (nobody is there, and alone they would be fewer than the group's least size), `leaves`
    (the group of the mentee would fall under its least size), `nothing` (a pair of no points need
    not be made), `within` (a seat is free: the total is as much short as the gap allows).

    `score` is this pair's, `less` by how much it is under that of the mentee's pair (0 where it is
    not, or there is none), `bonus` what it counts more as a kept pair. `lowest` is the lowest score
    among the pairs that fill the mentor, None where a seat is free or there never was one. `group`
    is the mentor whose group is meant by `small` and `leaves`.

    If this pair were made, `fewer` people fewer would have a mentor, and all together at least
    `cost` points less, which never count for people: both are 0 at a tie, and where the prices say
    nothing (groups, fixed pairs, a score under the weakest that there may be).
    """

    mentor_id: str
    score: int
    kind: str
    lowest: int | None
    cost: int
    fewer: int = 0
    less: int = 0
    bonus: int = 0
    group: str = ""


@dataclass(frozen=True)
class PairReading:
    """`rank` is 1 for the best of the mentee's `feasible` allowed mentors. With `counts_bonus` the
    score, the rank and the alternatives count the bonus of kept pairs, else none of them does;
    `bonus` is that of the pair.
    """

    mentor_id: str | None
    score: int
    parts: tuple[Part, ...]
    bonus: int
    rank: int
    feasible: int
    alternatives: tuple[WhyNot, ...]


@dataclass(frozen=True)
class Unmatched:
    """`kind`: `no_mentors`, `no_seats`, `rules`, `sizes` (seats are free, in groups that would be
    too small without more mentees), or `full`: every allowed mentor's seats go to others.

    `rules` counts the mentors that each rule takes away. `opens` is the rule whose going would
    allow the most mentors, where rules are the cause.
    """

    mentee_id: str
    kind: str
    feasible: int
    rules: tuple[tuple[str, int], ...] = ()
    opens: str = ""


def read_pair(
    solution: Solution, row: int, *, others: int = 3, counts_bonus: bool = False
) -> PairReading:
    """The mentee's pair and its best `others`, best first; without a pair only the others."""
    scoring, column = solution.scoring, int(solution.columns[row])
    counted = scoring.block(np.array([row]))[0]
    scores = counted if counts_bonus else scoring.without_bonus(row, counted)
    bonus = 0 if column == NOBODY else scoring.bonus(row, column)
    own = 0 if column == NOBODY else int(solution.scores[row]) - (0 if counts_bonus else bonus)
    best = [
        int(each) for each in np.argsort(-scores, kind="stable")[: others + 1] if scores[each] >= 0
    ]
    alternatives = [
        _why_not(solution, row, each, int(scores[each]), own, int(counted[each]))
        for each in best
        if each != column
    ][:others]
    return PairReading(
        mentor_id=None if column == NOBODY else scoring.mentors[column].id,
        score=own,
        parts=() if column == NOBODY else tuple(scoring.explain(row, column)),
        bonus=bonus,
        rank=0 if column == NOBODY else 1 + int((scores > own).sum()),
        feasible=int((scores >= 0).sum()),
        alternatives=tuple(alternatives),
    )


def _why_not(
    solution: Solution, row: int, column: int, score: int, own: int, counted: int
) -> WhyNot:
    """`score` and `own` by one measure, with the bonus or without; `counted` is with it."""
    scoring, now = solution.scoring, int(solution.columns[row])
    there = solution.scores[solution.columns == column]
    lowest = int(there.min()) if len(there) and len(there) >= scoring.seats[column] else None
    kind = _kind(solution, row, column, score - own, counted)
    cost, fewer = _cost(solution, row, column, counted)
    group = {"small": column, "leaves": now}.get(kind)
    return WhyNot(
        scoring.mentors[column].id,
        score,
        kind,
        lowest,
        cost,
        fewer,
        less=0 if now == NOBODY else max(0, own - score),
        bonus=scoring.bonus(row, column),
        group="" if group is None else scoring.mentors[group].id,
    )


def _kind(solution: Solution, row: int, column: int, more: int, counted: int) -> str:
    """`more` is the score of the other pair over that of the mentee's own; `counted` the score with
    the bonus.
    """
    is_placed, is_fixed = solution.is_placed(row), row in solution.fixed
    is_below = counted < solution.least and not is_fixed
    if is_placed and more <= 0:
        return "equal" if not more else "below" if is_below else "lower"
    if is_fixed:
        return "fixed"
    if is_placed and counted <= solution.scores[row]:
        return "kept"
    return "below" if is_below else _kind_of_better(solution, row, column, counted)


def _kind_of_better(solution: Solution, row: int, column: int, counted: int) -> str:
    """Of a pair that would be better; `counted` is its score with the bonus."""
    scoring, now = solution.scoring, int(solution.columns[row])
    load = np.bincount(solution.columns[solution.columns != NOBODY], minlength=scoring.shape[1])
    if load[column] >= scoring.seats[column]:
        return "full"
    if not load[column] and scoring.least_sizes[column] > 1:
        return "small"
    if now == NOBODY:
        return "within" if counted else "nothing"
    if load[now] <= scoring.least_sizes[now]:
        return "leaves"
    return "within"


def _cost(solution: Solution, row: int, column: int, score: int) -> tuple[int, int]:
    """By the prices: the points and the people that a best assignment with this pair lacks to the
    best one, at least.

    A price is made of points and of lifts, each of which is one person who has a place. The lift is
    far more than the points of any chain of changes, so that the two come apart.
    """
    if not solution.is_priced or row in solution.fixed:
        return 0, 0
    now = int(solution.columns[row])
    if score < solution.least:
        # The bound is one of matchings without such pairs.
        return 0, 0
    gain = 0
    if now != NOBODY:
        gain = int(solution.scores[row]) + solution.lift - int(solution.prices[now])
    loss = max(0, gain - (score + solution.lift - int(solution.prices[column])))
    if not solution.lift:
        return loss, 0
    fewer = (loss + solution.lift // 2) // solution.lift
    return max(0, loss - fewer * solution.lift), fewer


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
