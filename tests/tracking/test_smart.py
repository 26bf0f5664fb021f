from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tracking.smart_held_out import HELD_OUT
from tests.tracking.smart_items import PLAIN, TODAY, Labelled, labelled, said_of, score
from tests.tracking.smart_varied import VARIED
from tracking.smart import has_day, has_measure, hints, is_measure, is_specific

GOOD = {
    "text": "Present the budget to the board",
    "measure": "Slides sent and 10 minutes held",
    "achievable": "Two mornings are free for it",
    "has_goal": True,
    "due_on": date(2026, 3, 20),
}


def _part(name: str) -> str:
    return "time-bound" if name in ("no_day", "past", "far") else name


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


BUILT_WITH = labelled(PLAIN) + labelled(VARIED)
UNSEEN = labelled(HELD_OUT)


@pytest.mark.parametrize("letter", "SMT")
@pytest.mark.parametrize("items", [BUILT_WITH, UNSEEN], ids=["built with", "held out"])
def test_hints_find_what_a_coach_would_miss_and_blame_little_else(
    items: list[Labelled], letter: str
) -> None:
    found = score(items, letter)
    wrong = [item for item in items if (letter in item.missing) != (letter in said_of(item))]
    assert found.precision >= 0.9, (found, wrong)
    assert found.recall >= 0.9, (found, wrong)


def test_a_third_of_the_items_was_never_tuned_on_and_about_half_lack_something() -> None:
    assert len(BUILT_WITH) + len(UNSEEN) >= 240
    assert len(UNSEEN) * 3 >= len(BUILT_WITH)
    assert not {item.text for item in UNSEEN} & {item.text for item in BUILT_WITH}
    for items in (BUILT_WITH, UNSEEN):
        assert 0.4 <= sum(bool(item.missing) for item in items) / len(items) <= 0.6


@pytest.mark.parametrize(
    "text",
    [
        "finish onboarding deck by fri, share w/ Priya",
        "Rework the budget before the March board meeting",
        "call Ana tomorrow",
        "Ship the report by end of Q1",
        "Send it no later than 3/12",
        "Present on the 18th",
        "Read it this week",
        "Within two weeks visit the plant",
    ],
)
def test_a_day_may_stand_in_the_words(text: str) -> None:
    assert has_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "Call Ana soon",
        "Draft three goals for the next quarter",
        "Block every Tuesday for focused work",
        "Archive what is from before 2021",
        "Test it on 10 pallets",
        "Take over the Tuesday sales report",
        "Ask whether I may join",
    ],
)
def test_what_only_looks_like_a_day_is_none(text: str) -> None:
    assert not has_day(text)


def test_a_measure_may_stand_in_the_words() -> None:
    assert has_measure("Call 5 lapsed customers by 15 June")
    assert has_measure("Finish the deck, share w/ Priya")
    assert has_measure("Practise until the manager signs")
    assert not has_measure("Finish module 2 by 15 June")
    assert not has_measure("Send the report to Ana")
    assert not has_measure("Ask for a 30-minute chat on 3 June")


@given(st.text(max_size=80))
def test_whatever_is_typed_gets_an_answer(text: str) -> None:
    for check in (is_specific, is_measure, has_measure, has_day):
        judge: Callable[[str], bool] = check
        assert judge(text) in (True, False)
        assert judge(text) == judge(f"  {text} ")
    assert not is_measure(" - ")
