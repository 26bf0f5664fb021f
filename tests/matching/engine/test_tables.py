"""Tables of answers against the formulas of docs/matching.md, one pair of answers at a time."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.engine import tables
from matching.engine.criteria import shared_hours
from matching.engine.problem import Criterion, Rule
from matching.engine.tables import broken_table, points_table

numbers = st.none() | st.integers(-9, 9) | st.floats(-9, 9, allow_nan=False)
texts = st.none() | st.sampled_from(["a", "b", ("a",), ("a", "b"), ("b", "c")])
MOST = 9_999


def share(kind: str, mentor: Any, mentee: Any) -> float:
    if kind == "gap":
        return max(0.0, 1 - abs(mentor - mentee - 2) / 4)
    if kind == "hours":
        return shared_hours(mentor, mentee) / 9
    if kind in ("same", "different"):
        return float((mentor == mentee) is (kind == "same"))
    left, right = ({each} if isinstance(each, str) else set(each) for each in (mentor, mentee))
    return float(bool(left & right)) if kind == "any" else len(left & right) / len(right)


@pytest.fixture(params=[1, tables.CELLS_AT_ONCE], autouse=True)
def in_parts(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "CELLS_AT_ONCE", request.param)


@pytest.mark.parametrize("kind", ["gap", "hours", "same", "different", "any", "share"])
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_table_says_what_the_formula_says(kind: str, data: st.DataObject) -> None:
    values = st.lists(numbers if kind in ("gap", "hours") else texts, max_size=5)
    given_, offered = data.draw(values), data.draw(values)
    table = points_table(Criterion("c", kind, 1, "a", "a"), MOST, given_, offered)
    expected = [
        [0 if None in (m, e) else math.floor(MOST * share(kind, m, e) + 1e-9) for m in offered]
        for e in given_
    ]
    assert table.shape == (len(given_), len(offered))
    assert table.tolist() == expected


@pytest.mark.parametrize(
    ("rule", "keeps"),
    [
        (
            Rule("r", "gap", "a", "a", at_least=-1, at_most=3),
            lambda mentor, mentee: -1 <= mentor - mentee <= 3,
        ),
        (
            Rule("r", "hours", "a", "a", at_least=4),
            lambda mentor, mentee: shared_hours(mentor, mentee) >= 4,
        ),
        (Rule("r", "same", "a", "a"), lambda mentor, mentee: mentor == mentee),
        (Rule("r", "different", "a", "a"), lambda mentor, mentee: mentor != mentee),
        (Rule("r", "any", "a", "a"), lambda mentor, mentee: share("any", mentor, mentee) > 0),
    ],
)
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_rule_is_broken_where_it_does_not_hold(
    rule: Rule, keeps: Any, data: st.DataObject
) -> None:
    values = st.lists(numbers if rule.kind in ("gap", "hours") else texts, max_size=5)
    given_, offered = data.draw(values), data.draw(values)
    expected = [[None not in (m, e) and not keeps(m, e) for m in offered] for e in given_]
    assert broken_table(rule, given_, offered).tolist() == expected


def test_five_thousand_numbers_against_as_many_need_no_loop_over_pairs() -> None:
    table = points_table(
        Criterion("c", "gap", 1, "a", "a", 0, 5_000), 10_000, range(5_000), range(5_000)
    )
    assert table.dtype == np.int16
    assert table[:3, 0].tolist() == [10_000, 9_998, 9_996]
