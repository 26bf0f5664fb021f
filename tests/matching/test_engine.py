from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine.points import POINTS, points_of_weights
from matching.engine.problem import CRITERIA, Person, Problem
from matching.engine.scores import allowed, score
from matching.engine.solve import solve

TOPICS = ["python", "law", "sales", "coaching", "finance"]


def people(prefix: str, capacity: int = 1) -> st.SearchStrategy[list[Person]]:
    def build(values: list[tuple[frozenset[str], int | None, str, float | None, list[int]]]) -> list[Person]:
        return [
            Person(
                id=f"{prefix}{n}", member_id=f"{prefix}{n}", topics=topics, level=level, department=department,
                utc_offset=offset, languages=frozenset({"English"}),
                line=tuple(f"mentor{x}" for x in line) if prefix == "mentee" else (), capacity=1 + n % capacity,
            )
            for n, (topics, level, department, offset, line) in enumerate(values)
        ]  # fmt: skip

    one = st.tuples(
        st.frozensets(st.sampled_from(TOPICS)),
        st.none() | st.integers(1, 5),
        st.sampled_from(["", "Sales", "Law"]),
        st.none() | st.sampled_from([-8.0, 0.0, 5.5]),
        st.lists(st.integers(0, 3), max_size=3),
    )
    return st.lists(one, max_size=4).map(build)


def best_by_trying_all(problem: Problem) -> tuple[int, int]:
    """(most placed, highest total), by walking through every assignment."""
    _, totals = score(problem)
    may = allowed(problem)
    seats = [m for m, mentor in enumerate(problem.mentors) for _ in range(mentor.capacity)]
    n = len(problem.mentees)
    slots = [*seats, *[None] * n]
    best = (0, 0)
    for chosen in set(permutations(slots, n)):
        pairs = [(row, column) for row, column in enumerate(chosen) if column is not None]
        if all(may[row, column] for row, column in pairs):
            best = max(best, (len(pairs), int(sum(totals[row, column] for row, column in pairs))))
    return best


@settings(max_examples=60, deadline=None)
@given(people("mentor", capacity=2), people("mentee"))
def test_solve_is_as_good_as_trying_every_assignment(mentors: list[Person], mentees: list[Person]) -> None:
    problem = Problem(mentors=mentors[:2], mentees=mentees[:3])
    solution = solve(problem)
    assert (len(solution.matches), solution.total) == best_by_trying_all(problem)


@settings(max_examples=100, deadline=None)
@given(people("mentor", capacity=3), people("mentee"), st.randoms())
def test_solution_keeps_the_rules_and_does_not_depend_on_order(mentors, mentees, random) -> None:  # type: ignore[no-untyped-def]
    solution = solve(Problem(mentors=mentors, mentees=mentees))
    by_id = {person.id: person for person in [*mentors, *mentees]}
    for match in solution.matches:
        assert match.mentor_id not in by_id[match.mentee_id].line
        assert sum(match.points.values()) == match.score
    for mentor in mentors:
        assert sum(match.mentor_id == mentor.id for match in solution.matches) <= mentor.capacity
    placed = {match.mentee_id for match in solution.matches}
    assert placed | {each.person_id for each in solution.unplaced} == {mentee.id for mentee in mentees}
    shuffled = Problem(mentors=random.sample(mentors, len(mentors)), mentees=random.sample(mentees, len(mentees)))
    assert solve(shuffled) == solution
    assert shuffled.digest() == Problem(mentors=mentors, mentees=mentees).digest()


@given(st.dictionaries(st.sampled_from(CRITERIA), st.integers(0, 1000)))
def test_points_always_sum_to_ten_thousand(weights: dict[str, int]) -> None:
    points = points_of_weights(weights)
    assert sum(points.values()) == POINTS
    assert all(points[name] == 0 for name, weight in weights.items() if weight == 0 and any(weights.values()))


def test_everybody_in_the_line_leaves_the_mentee_unplaced_with_that_reason() -> None:
    mentor = Person(id="m", member_id="boss")
    mentee = Person(id="e", member_id="worker", line=("boss",))
    solution = solve(Problem(mentors=[mentor], mentees=[mentee]))
    assert solution.matches == []
    assert "reporting line" in solution.unplaced[0].reason


@pytest.mark.parametrize(("gap", "fit"), [(-1, 0.0), (0, 0.3), (2, 1.0), (9, 0.3)])
def test_level_gap_peaks_two_above(gap: int, fit: float) -> None:
    problem = Problem(
        mentors=[Person(id="m", member_id="m", level=10 + gap)],
        mentees=[Person(id="e", member_id="e", level=10)],
        weights={"level": 1},
    )
    _, totals = score(problem)
    assert totals[0, 0] == int(np.floor(POINTS * fit))
