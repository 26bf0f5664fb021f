from datetime import date

import pytest

from tracking.smart import hints

TODAY = date(2026, 3, 2)
GOOD = {
    "text": "Present the budget to the board", "measure": "Slides sent and 10 minutes held",
    "achievable": "Two mornings are free for it", "has_goal": True, "due_on": date(2026, 3, 20),
}  # fmt: skip


def test_a_smart_item_gets_no_hint() -> None:
    assert hints(**GOOD, today=TODAY) == []


@pytest.mark.parametrize(
    ("lacking", "part"),
    [
        ({"text": "Improve my talks at work"}, "specific"),
        ({"text": "Call"}, "specific"),
        ({"measure": " "}, "measurable"),
        ({"achievable": ""}, "achievable"),
        ({"has_goal": False}, "relevant"),
        ({"due_on": None}, "time-bound"),
        ({"due_on": date(2026, 3, 1)}, "time-bound"),
    ],
)
def test_the_missing_letter_is_named(lacking: dict[str, object], part: str) -> None:
    assert [hint.part for hint in hints(**{**GOOD, **lacking}, today=TODAY)] == [part]
