from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracking.smart_items import ITEMS
from tracking.smart import hints, is_measure, is_specific

TODAY = date(2026, 3, 2)
GOOD = {
    "text": "Present the budget to the board",
    "measure": "Slides sent and 10 minutes held",
    "achievable": "Two mornings are free for it",
    "has_goal": True,
    "due_on": date(2026, 3, 20),
}
LETTERS = {"S": "specific", "M": "measurable", "T": "time-bound"}


def _part(name: str) -> str:
    return "time-bound" if name in ("no_day", "past", "far") else name


def found_in(text: str, measure: str, days: int | None) -> set[str]:
    due = None if days is None else TODAY + timedelta(days=days)
    said = hints(
        text=text,
        measure=measure,
        achievable="Time is set aside",
        has_goal=True,
        due_on=due,
        today=TODAY,
    )
    return {_part(name) for name in said}


def test_a_smart_item_gets_no_hint() -> None:
    assert hints(**GOOD, today=TODAY) == []


@pytest.mark.parametrize(
    ("lacking", "part"),
    [
        ({"text": "Improve my talks at work"}, "specific"),
        ({"text": "Call"}, "specific"),
        ({"text": "Get good at Python"}, "specific"),
        ({"measure": " "}, "measurable"),
        ({"measure": "n/a"}, "measurable"),
        ({"measure": "-"}, "measurable"),
        ({"measure": "Yes."}, "measurable"),
        ({"achievable": ""}, "achievable"),
        ({"achievable": "n/a"}, "achievable"),
        ({"has_goal": False}, "relevant"),
        ({"due_on": None}, "time-bound"),
        ({"due_on": date(2026, 3, 1)}, "time-bound"),
        ({"due_on": date(2099, 1, 1)}, "time-bound"),
    ],
)
def test_the_missing_letter_is_named(lacking: dict[str, object], part: str) -> None:
    assert [_part(name) for name in hints(**{**GOOD, **lacking}, today=TODAY)] == [part]


def test_a_wish_with_the_way_to_it_is_specific() -> None:
    assert is_specific("Improve the deployment guide: add a rollback section")
    assert not is_specific("Improve the deployment guide")


@pytest.mark.parametrize("letter", "SMT")
def test_hints_find_what_a_coach_would_miss_and_blame_little_else(letter: str) -> None:
    part = LETTERS[letter]
    said = [(part in found_in(*item[:3]), letter in item[3]) for item in ITEMS]
    right = sum(is_said and is_missing for is_said, is_missing in said)
    precision = right / max(1, sum(is_said for is_said, _ in said))
    recall = right / sum(is_missing for _, is_missing in said)
    wrong = [
        item
        for item, (is_said, is_missing) in zip(ITEMS, said, strict=True)
        if is_said != is_missing
    ]
    assert precision >= 0.85, (precision, wrong)
    assert recall >= 0.85, (recall, wrong)
    assert len(ITEMS) >= 120


@given(st.text(max_size=80))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    for check in (is_specific, is_measure):
        judge: Callable[[str], bool] = check
        assert judge(text) in (True, False)
        assert judge(text) == judge(f"  {text} ")
    assert not is_measure(" - ")
