from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.explain import read_pair, why_unmatched
from matching.engine.flows import NOBODY
from matching.engine.problem import Criterion, Person, Problem, Rule
from matching.engine.solve import Solution, solve
from tests.matching.engine.problems import best, matrix, problems

LEVEL = (Criterion("level", "gap", 1, "level", "level", ideal=2, reach=10),)


def mentor(name: str, level: int, **values: object) -> Person:
    return Person(name, name, answers={"level": level}, **values)  # type: ignore[arg-type]


def mentee(name: str, level: int, *, line: tuple[str, ...] = ()) -> Person:
    return Person(name, name, answers={"level": level}, line=line)


def unmatched(problem: Problem, name: str) -> object:
    found = solve(problem)
    assert not found.is_placed(found.scoring.row_of[name])
    return why_unmatched(found, found.scoring.row_of[name])


def test_a_full_mentor_is_named_with_the_lowest_pair_there() -> None:
    problem = Problem(
        (mentor("best", 4), mentor("other", 9)), (mentee("anna", 2), mentee("ben", 2)), LEVEL
    )
    found = solve(problem)
    there = {
        found.scoring.mentees[row].id: found.scoring.mentors[found.columns[row]].id
        for row in (0, 1)
    }
    loser = next(name for name, got in there.items() if got == "other")
    reading = read_pair(found, found.scoring.row_of[loser])
    assert (reading.rank, reading.feasible) == (2, 2)
    (why,) = reading.alternatives
    assert (why.mentor_id, why.kind, why.lowest, why.score) == ("best", "full", 10_000, 10_000)


def test_what_another_pair_would_cost_the_program_is_a_bound_that_holds() -> None:
    mentors = (mentor("a", 4), mentor("b", 5), mentor("c", 7))
    problem = Problem(
        mentors, (mentee("x", 2), mentee("y", 3), mentee("z", 1)), LEVEL, objective="total"
    )
    found = solve(problem)
    for row, each in enumerate(found.scoring.mentees):
        for why in read_pair(found, row).alternatives:
            forced = solve(replace(problem, pins=((each.id, why.mentor_id),)))
            assert found.total - forced.total >= why.cost >= 0


def test_a_mentor_without_a_seat_is_full_and_free_of_a_lowest_pair() -> None:
    found = solve(
        Problem((mentor("closed", 4, seats=0), mentor("open", 7)), (mentee("anna", 2),), LEVEL)
    )
    (why,) = read_pair(found, 0).alternatives
    assert (why.mentor_id, why.kind, why.lowest) == ("closed", "full", None)


def test_what_leaving_a_fixed_pair_costs_is_not_claimed() -> None:
    mentors = (mentor("near", 4), mentor("far", 12))
    found = solve(Problem(mentors, (mentee("anna", 2),), LEVEL, pins=(("anna", "far"),)))
    (why,) = read_pair(found, 0).alternatives
    assert (why.mentor_id, why.cost) == ("near", 0)


def test_without_mentors_the_cause_is_that_there_are_none() -> None:
    assert unmatched(Problem((), (mentee("anna", 2),), LEVEL), "anna").kind == "no_mentors"  # type: ignore[attr-defined]


def test_without_seats_the_cause_is_that_nobody_has_one() -> None:
    problem = Problem((mentor("a", 4, seats=0),), (mentee("anna", 2),), LEVEL)
    assert unmatched(problem, "anna").kind == "no_seats"  # type: ignore[attr-defined]


def test_where_rules_forbid_everybody_the_rule_that_would_open_most_is_named() -> None:
    mentors = (mentor("boss", 4), mentor("near", 2), mentor("nearer", 2))
    rules = (Rule("line", "reporting_line"), Rule("above", "gap", "level", "level", at_least=1))
    why = unmatched(Problem(mentors, (mentee("anna", 2, line=("boss",)),), LEVEL, rules), "anna")
    assert (why.kind, why.rules, why.opens) == ("rules", (("above", 2), ("line", 1)), "above")  # type: ignore[attr-defined]


def test_where_all_seats_go_to_others_the_cause_is_that_they_are_full() -> None:
    problem = Problem((mentor("a", 4),), (mentee("anna", 2), mentee("ben", 3)), LEVEL)
    assert unmatched(problem, "ben").kind == "full"  # type: ignore[attr-defined]


LARGE = 10**6


@given(
    problem=problems(),
    counts_bonus=st.booleans(),
    objective=st.sampled_from(["fair", "total", "stable"]),
)
@settings(max_examples=120, deadline=None)
def test_points_rank_and_alternatives_go_by_one_measure(
    problem: Problem, counts_bonus: bool, objective: str
) -> None:
    found = solve(replace(problem, objective=objective), gap=0)
    scoring, scores = found.scoring, matrix(found.scoring)
    kept = set(problem.kept)
    bonus = np.array(
        [
            [problem.keep_bonus * ((e.id, m.id) in kept) for m in scoring.mentors]
            for e in scoring.mentees
        ]
    )
    shown = (
        scores if counts_bonus or not bonus.size else np.where(scores >= 0, scores - bonus, scores)
    )
    for row in range(len(scoring.mentees)):
        reading = read_pair(found, row, others=9, counts_bonus=counts_bonus)
        if found.is_placed(row):
            assert reading.score == shown[row, found.columns[row]]
            assert (
                sum(part.points for part in reading.parts) + reading.bonus * counts_bonus
                == reading.score
            )
            assert reading.rank == 1 + int((shown[row] > reading.score).sum())
        listed = [
            (other.score, shown[row, scoring.column_of[other.mentor_id]])
            for other in reading.alternatives
        ]
        assert all(said == score for said, score in listed)
        assert [said for said, _ in listed] == sorted((said for said, _ in listed), reverse=True)
        for other in reading.alternatives if found.is_placed(row) else ():
            assert (other.kind == "equal") == (other.score == reading.score)
            assert (other.kind in ("lower", "below")) == (other.score < reading.score)
            assert other.less == max(0, reading.score - other.score)


@given(problem=problems(wishes=False), objective=st.sampled_from(["fair", "total"]))
@settings(max_examples=120, deadline=None)
def test_people_and_points_that_another_pair_would_cost_are_bounds_that_hold(
    problem: Problem, objective: str
) -> None:
    found = solve(replace(problem, objective=objective), gap=0)
    for row in range(len(found.scoring.mentees)):
        for other in read_pair(found, row, others=9).alternatives:
            column = found.scoring.column_of[other.mentor_id]
            if found.scoring.score(row, column) < found.least:
                assert (other.cost, other.fewer) == (0, 0)
                continue
            if not found.scoring.seats[column]:
                continue
            placed, total = forced(found, row, column)
            assert other.cost < LARGE // 10
            if objective == "total":
                assert (other.fewer, found.total - total >= other.cost) == (0, True)
            else:
                assert found.matched - placed >= other.fewer
                assert found.matched - placed > other.fewer or found.total - total >= other.cost


def forced(found: Solution, row: int, column: int) -> tuple[int, int]:
    """(people, points) of the best matching with this pair, by scipy; no pair below what the
    solution allowed.
    """
    scores, lift = matrix(found.scoring), LARGE * bool(found.lift)
    rest = np.delete(scores, row, axis=0)
    seats = [
        at for at, number in enumerate(found.scoring.seats) for _ in range(number - (at == column))
    ]
    values = np.where(rest[:, seats] >= found.least, rest[:, seats] + lift, 0)
    people, points = divmod(best(values), LARGE) if lift else (0, best(values))
    return people + 1, points + int(scores[row, column])


def test_a_kept_pair_that_only_its_bonus_keeps_says_so() -> None:
    mentors = (mentor("near", 4), mentor("far", 5))
    kept = Problem(mentors, (mentee("anna", 2),), LEVEL, kept=(("anna", "far"),), keep_bonus=2_000)
    reading = read_pair(solve(kept), 0)
    assert (reading.mentor_id, reading.score, reading.bonus, reading.rank) == (
        "far",
        9_000,
        2_000,
        2,
    )
    (why,) = reading.alternatives
    assert (why.kind, why.score, why.bonus) == ("kept", 10_000, 0)


def test_where_seats_are_free_the_group_that_would_be_too_small_is_named() -> None:
    mentors = (mentor("near", 4, seats=3, least=2), mentor("far", 6, seats=2, least=2))
    mentees = (mentee("anna", 2), mentee("ben", 2), mentee("cara", 2), mentee("dan", 2))
    found = solve(Problem(mentors, mentees, LEVEL))
    assert found.matched == 4
    moved = [row for row in range(4) if found.scoring.mentors[found.columns[row]].id == "far"]
    for row in moved:
        (why,) = read_pair(found, row).alternatives
        assert (why.mentor_id, why.kind, why.group, why.lowest, why.cost, why.fewer) == (
            "near",
            "leaves",
            "far",
            None,
            0,
            0,
        )


def test_who_is_fixed_is_said_to_be_so() -> None:
    mentors = (mentor("near", 4), mentor("far", 12))
    found = solve(Problem(mentors, (mentee("anna", 2),), LEVEL, pins=(("anna", "far"),)))
    assert [why.kind for why in read_pair(found, 0).alternatives] == ["fixed"]
    assert found.columns[0] != NOBODY
