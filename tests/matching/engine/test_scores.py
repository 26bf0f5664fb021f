from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings

from matching.engine.points import POINTS, floor_points, points_of_weights
from matching.engine.problem import Criterion, Person, Problem, Rule
from matching.engine.scores import Scoring
from tests.matching.engine.problems import matrix, problems


def one(
    criterion: Criterion, mentee: object, *mentors: object, rules: tuple[Rule, ...] = ()
) -> list[int]:
    """The scores of one mentee with mentors by their answers, in the order given."""
    people = tuple(Person(f"mentor{n}", answers={"a": answer}) for n, answer in enumerate(mentors))
    scoring = Scoring(
        Problem(people, (Person("mentee", answers={"a": mentee}),), (criterion,), rules)
    )
    return [scoring.score(0, scoring.column_of[person.id]) for person in people]


@given(problems())
@settings(max_examples=150, deadline=None)
def test_the_parts_add_up_to_the_score_and_every_way_to_it_agrees(problem: Problem) -> None:
    scoring = Scoring(problem)
    scores = matrix(scoring)
    for row, mentee in enumerate(scoring.mentees):
        alone, against = scoring.row(mentee), scoring.rules_against(row)
        for column in range(len(scoring.mentors)):
            broken = scoring.broken_rules(row, column)
            assert broken == against[column]
            total = scoring.explained_score(row, column)
            assert scores[row, column] == (-1 if broken else total)
            if not broken and not problem.kept and not scoring.mentors[column].wishes:
                assert alone[column] == total
            assert all(0 <= part.points <= part.most for part in scoring.explain(row, column))


@given(problems())
@settings(max_examples=50, deadline=None)
def test_a_score_without_bonus_is_at_most_all_points(problem: Problem) -> None:
    scoring = Scoring(problem)
    scores = matrix(scoring)
    assert not scores.size or (scores.min() >= -1 and scores.max() <= POINTS + problem.keep_bonus)


@pytest.mark.parametrize(
    "weights",
    [
        {"a": 1, "b": 1, "c": 1},
        {"a": 0, "b": 0, "c": 0},
        {"a": 99, "b": 1, "c": 0},
        {"a": 7, "b": 11, "c": 13},
    ],
)
def test_points_sum_to_ten_thousand_whatever_the_weights(weights: dict[str, int]) -> None:
    points = points_of_weights(weights)
    assert sum(points.values()) == POINTS
    exact = {
        name: POINTS * weight / (sum(weights.values()) or 1) for name, weight in weights.items()
    }
    assert all(abs(points[name] - exact[name]) < 1 for name in weights if sum(weights.values()))


def test_a_share_that_is_exact_loses_no_point_to_rounding() -> None:
    assert floor_points(10_000, 0.29) == 2_900
    assert floor_points(9_999, 1 / 3) == 3_333


def test_rare_topics_count_more_than_common_ones() -> None:
    topics = Criterion("topics", "terms", 1, "a", "a")
    rare, common, both, neither = one(
        topics, ["rare", "common"], ["rare"], ["common"], ["rare", "common"], ["common", "other"]
    )
    assert both > rare > common > neither > 0
    assert POINTS - 5 <= both <= POINTS


def test_the_cosine_is_the_formula_to_a_point() -> None:
    left, right = ["a", "b", "c"], ["b", "c", "d"]
    (found,) = one(Criterion("topics", "terms", 1, "a", "a"), left, right)
    number = {"a": 1, "b": 2, "c": 2, "d": 1}
    idf = {term: np.log(3 / (1 + count)) + 1 for term, count in number.items()}
    norm = [np.sqrt(sum(idf[term] ** 2 for term in side)) for side in (left, right)]
    assert found == pytest.approx(
        POINTS * (idf["b"] ** 2 + idf["c"] ** 2) / (norm[0] * norm[1]), abs=3
    )


def test_a_mentor_two_levels_above_is_the_ideal() -> None:
    assert one(Criterion("level", "gap", 1, "a", "a"), 2, 2, 3, 4, 5, 8) == [
        5_000,
        7_500,
        POINTS,
        7_500,
        0,
    ]


def test_working_hours_overlap_around_the_date_line() -> None:
    assert one(Criterion("hours", "hours", 1, "a", "a"), 12, 12, -12, 3, 0) == [
        POINTS,
        POINTS,
        0,
        0,
    ]
    assert one(Criterion("hours", "hours", 1, "a", "a"), 11, -11) == [7_777]


def test_who_did_not_answer_gets_the_mean_of_those_who_did() -> None:
    level = Criterion("level", "gap", 1, "a", "a")
    assert one(level, 2, 2, 4, None) == [5_000, POINTS, 7_500]
    assert len(set(one(level, None, 2, 4, None))) == 1


def test_a_wish_counts_by_rank_and_by_both_sides() -> None:
    mentors = (Person("first", wishes=("mentee",)), Person("second"), Person("third"))
    mentees = (Person("mentee", wishes=("first", "second")), Person("silent"))
    scoring = Scoring(Problem(mentors, mentees, (Criterion("wishes", "preferences", 1),)))

    def score(mentee: str, mentor: str) -> int:
        return scoring.score(scoring.row_of[mentee], scoring.column_of[mentor])

    assert [score("mentee", each.id) for each in mentors] == [POINTS, 4_000, 0]
    assert [score("silent", each.id) for each in mentors] == [0, 0, 0]


@pytest.mark.parametrize(
    ("rule", "mentee", "mentor", "is_broken"),
    [
        (Rule("r", "hours", "a", "a", at_least=3), 0, 6, False),
        (Rule("r", "hours", "a", "a", at_least=3), 0, 6.5, True),
        (Rule("r", "any", "a", "a"), ["de"], ["en", "de"], False),
        (Rule("r", "any", "a", "a"), ["de"], ["en"], True),
        (Rule("r", "any", "a", "a"), [], ["en"], False),
        (Rule("r", "same", "a", "a"), "Lyon", "Berlin", True),
        (Rule("r", "different", "a", "a"), "Lyon", "Lyon", True),
        (Rule("r", "gap", "a", "a", at_least=1, at_most=2), 2, 4, False),
        (Rule("r", "gap", "a", "a", at_least=1, at_most=2), 2, 5, True),
        (Rule("r", "pairs", pairs=(("mentee", "mentor0"),)), 1, 1, True),
    ],
)
def test_a_broken_rule_forbids_the_pair(
    rule: Rule, mentee: object, mentor: object, is_broken: bool
) -> None:
    found = one(Criterion("c", "same", 1, "none", "none"), mentee, mentor, rules=(rule,))
    assert (found == [-1]) is is_broken


def test_nobody_is_matched_with_their_own_line_in_either_direction() -> None:
    mentors = (
        Person("boss", "boss"),
        Person("chief", "chief"),
        Person("report", "report", line=("anna",)),
        Person("other", "other"),
    )
    mentees = (Person("anna", "anna", line=("boss", "chief")),)
    criteria = (Criterion("c", "same", 1, "x", "x"),)

    def allowed(levels: int) -> set[str]:
        scoring = Scoring(
            Problem(mentors, mentees, criteria, (Rule("line", "reporting_line", levels=levels),))
        )
        return {each.id for each in mentors if scoring.score(0, scoring.column_of[each.id]) >= 0}

    assert allowed(0) == {"other"}
    assert allowed(1) == {"chief", "other"}


class Counted(tuple[tuple[str, str], ...]):
    """Counts how often it is gone through."""

    __slots__ = ()
    times = 0

    def __iter__(self) -> Iterator[tuple[str, str]]:
        type(self).times += 1
        return super().__iter__()


def test_a_long_list_of_pairs_is_not_gone_through_for_each_mentee() -> None:
    mentors = tuple(Person(f"mentor{n}") for n in range(40))
    mentees = tuple(Person(f"mentee{n}") for n in range(40))
    blocked = Counted((e.id, m.id) for e in mentees for m in mentors if e.id[-1] != m.id[-1])
    Counted.times = 0
    scoring = Scoring(
        Problem(
            mentors,
            mentees,
            (Criterion("c", "same", 1, "x", "x"),),
            (Rule("b", "pairs", pairs=blocked),),
        )
    )
    for row, mentee in enumerate(scoring.mentees):
        allowed = [
            other.id[-1]
            for other, score in zip(scoring.mentors, scoring.row(mentee), strict=True)
            if score >= 0
        ]
        assert set(allowed) == {mentee.id[-1]}
        assert scoring.rules_against(row)
        assert scoring.broken_rules(row, 0) in ([], ["b"])
    assert Counted.times <= 2
