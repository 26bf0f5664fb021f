"""What publishing a draft would change, in words."""

from types import SimpleNamespace
from typing import Any

from tracking.surveys.difference import COMPARED, Change, changes
from tracking.surveys.words import change_words


def asked(name: str, **values: Any) -> Any:
    usual = dict.fromkeys(COMPARED, "") | {"text": name}
    return SimpleNamespace(name=name, **(usual | values))


def test_nothing_differs_from_itself() -> None:
    rows = [asked("Trust"), asked("Fit")]
    assert changes(rows, rows) == []


def test_each_change_is_named_once() -> None:
    before = [asked("Trust"), asked("Fit"), asked("Reach")]
    after = [asked("Fit"), asked("Trust", seen_by="admins", text="New?"), asked("Worth")]
    assert changes(before, after) == [
        Change("moved", "Fit"),
        Change("changed", "Trust", ("text", "seen_by")),
        Change("added", "Worth"),
        Change("removed", "Reach"),
    ]
    assert change_words(changes(before, after)[1]) == (
        "“Trust” changes: the question, who sees the answer."
    )


def test_a_question_that_only_follows_a_removed_one_has_not_moved() -> None:
    before = [asked("Trust"), asked("Fit"), asked("Reach")]
    assert changes(before, before[1:]) == [Change("removed", "Trust")]
