from dataclasses import replace

from matching.engine.explain import read_pair, why_unmatched
from matching.engine.problem import Criterion, Person, Problem, Rule
from matching.engine.solve import solve

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
    problem = Problem((mentor("best", 4), mentor("other", 9)), (mentee("anna", 2), mentee("ben", 2)), LEVEL)
    found = solve(problem)
    there = {found.scoring.mentees[row].id: found.scoring.mentors[found.columns[row]].id for row in (0, 1)}
    loser = next(name for name, got in there.items() if got == "other")
    reading = read_pair(found, found.scoring.row_of[loser])
    assert (reading.rank, reading.feasible) == (2, 2)
    (why,) = reading.alternatives
    assert (why.mentor_id, why.kind, why.lowest, why.score) == ("best", "full", 10_000, 10_000)


def test_what_another_pair_would_cost_the_program_is_a_bound_that_holds() -> None:
    mentors = (mentor("a", 4), mentor("b", 5), mentor("c", 7))
    problem = Problem(mentors, (mentee("x", 2), mentee("y", 3), mentee("z", 1)), LEVEL, objective="total")
    found = solve(problem)
    for row, each in enumerate(found.scoring.mentees):
        for why in read_pair(found, row).alternatives:
            forced = solve(replace(problem, pins=((each.id, why.mentor_id),)))
            assert found.total - forced.total >= why.cost >= 0


def test_a_mentor_without_a_seat_is_full_and_free_of_a_lowest_pair() -> None:
    found = solve(Problem((mentor("closed", 4, seats=0), mentor("open", 7)), (mentee("anna", 2),), LEVEL))
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
