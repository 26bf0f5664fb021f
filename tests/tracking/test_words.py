"""The reasons of the pure cores in words, and what an earlier version stored of them."""

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorship.wording import is_sentence, say
from mentorship.wording.operations import coded
from programs.cadence import Rules
from tracking.cadence import STAGES, Evidence, propose
from tracking.words import cell_words

stored = import_module("tracking.migrations.0007_codes_of_reasons")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("missed", [0, 2])
def test_every_reason_of_a_shift_can_be_said(stage: str, missed: int) -> None:
    evidence = Evidence(
        stage=stage,
        sessions_held=9,
        missed_in_a_row=missed,
        actions_due=5,
        actions_on_time=1 if missed else 5,
        goal_progress_percent=40,
        mentee_independence=2 if missed else 4,
        mentor_independence=4,
    )
    shift = propose(evidence, Rules())
    if stage == ("weekly" if missed else "monthly"):
        assert shift is None
        return
    assert shift is not None
    assert len(shift.reasons) == (3 if missed else 4)
    for reason in shift.reasons:
        assert is_sentence(reason["code"])
        assert "%(" not in say(reason)


@pytest.mark.parametrize(
    ("reason", "stored_words", "words"),
    [
        (
            {"code": "health.silent", "days": 34},
            "No session for 34 days and none is booked. Ask both what is in the way.",
            "No session for 34 days, and none is booked soon.",
        ),
        (
            {"code": "health.fewer", "held": 2, "expected": 6, "weeks": 6},
            (
                "2 of 6 sessions took place in the last 6 weeks."
                " Would another cadence suit them better?"
            ),
            "2 of 6 sessions took place in the last 6 weeks.",
        ),
        (
            {"code": "cadence.held_monthly", "number": 1},
            "1 monthly session was held.",
            "1 monthly session was held.",
        ),
        (
            {"code": "cadence.goals", "percent": 40},
            "Your goals stand at 40 %.",
            "Your goals stand at 40 %.",
        ),
    ],
)
def test_a_reason_that_was_stored_in_words_is_found_and_reads_as_today(
    reason: dict[str, Any], stored_words: str, words: str
) -> None:
    patterns = stored.HEALTH if reason["code"].startswith("health") else stored.CADENCE
    assert coded(stored_words, patterns) == reason
    assert say(reason) == words


def test_the_reasons_of_an_accepted_shift_are_found_one_by_one() -> None:
    words = "4 weekly sessions were held. Your goals stand at 40 %."
    assert stored.several(words) == {
        "code": "cadence.reasons",
        "reasons": [
            {"code": "cadence.held_weekly", "number": 4},
            {"code": "cadence.goals", "percent": 40},
        ],
    }
    assert say(stored.several(words)) == words
    assert say(stored.several("We agreed. It suits us.")) == "We agreed. It suits us."


@given(st.sampled_from(sorted(stored.CELLS)))
def test_a_cell_that_was_stored_by_its_label_has_it_still(label: str) -> None:
    figures = ("funnel", "goals", "stage", "health")
    assert label in {cell_words(figure, stored.CELLS[label]) for figure in figures}
