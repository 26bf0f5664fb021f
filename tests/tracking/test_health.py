from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.cadence import DAYS, STAGES
from tracking.health import SIGNALS, WEIGHTS, Facts, read_health, window_start
from tracking.words.health import ADMIN_STEPS, OWN_STEPS, REASONS
from tracking.words.health import SIGNALS as SIGNAL_WORDS
from tracking.words.health import WEIGHTS as WEIGHT_WORDS

AT = datetime(2026, 6, 1, tzinfo=UTC)
SOON = AT + timedelta(days=3)


def ago(days: int) -> datetime:
    return AT - timedelta(days=days)


def facts(**values: Any) -> Facts:
    """A weekly pair of three months that met every week; `values` say what is otherwise."""
    given = {
        "stage": "weekly",
        "started_at": ago(90),
        "stage_since": ago(90),
        "last_held_at": ago(6),
        "next_at": None,
        "held_in_window": 6,
        "missed_in_a_row": 0,
        **values,
    }
    if given["last_held_at"] is None:
        given["held_in_window"] = 0
    if "started_at" in values:
        given["stage_since"] = values["started_at"]
    return Facts(**given)


@pytest.mark.parametrize(
    ("values", "health"),
    [
        ({"started_at": ago(5), "last_held_at": None}, "early"),
        ({"started_at": ago(25), "last_held_at": None, "next_at": SOON}, "attention"),
        ({"started_at": ago(40), "last_held_at": None}, "at_risk"),
        ({}, "on_track"),
        ({"last_held_at": ago(13)}, "attention"),
        ({"last_held_at": ago(13), "next_at": SOON}, "on_track"),
        ({"last_held_at": ago(20)}, "at_risk"),
        ({"last_held_at": ago(20), "stage": "monthly"}, "on_track"),
        ({"missed_in_a_row": 1}, "attention"),
        ({"missed_in_a_row": 2, "next_at": SOON}, "at_risk"),
    ],
)
def test_health_reads_silence_in_the_pairs_own_cadence(values: dict[str, Any], health: str) -> None:
    reading = read_health(facts(**values), at=AT)
    assert reading.health == health
    assert reading.reason


@pytest.mark.parametrize("days", [8, 30, 365, 3650])
def test_no_date_far_ahead_hides_silence(days: int) -> None:
    silent = facts(last_held_at=ago(40), held_in_window=1, next_at=AT + timedelta(days=days))
    assert read_health(silent, at=AT).health == "at_risk"


def test_a_weekly_circle_with_two_sessions_in_ten_weeks_needs_help() -> None:
    circle = facts(started_at=ago(70), last_held_at=ago(5), held_in_window=2, next_at=SOON)
    reading = read_health(circle, at=AT)
    assert (reading.health, reading.reason) == (
        "attention",
        {"code": "health.fewer", "held": 2, "expected": 6, "weeks": 6},
    )
    assert read_health(facts(held_in_window=2), at=AT).health == "at_risk"
    assert read_health(facts(held_in_window=4), at=AT).health == "on_track"


def test_what_is_expected_begins_with_the_stage() -> None:
    shifted = facts(stage="monthly", stage_since=ago(20), held_in_window=0, last_held_at=ago(22))
    assert read_health(shifted, at=AT).health == "on_track"
    assert window_start(stage="monthly", stage_since=ago(20), at=AT) == ago(20)
    assert window_start(stage="weekly", stage_since=ago(300), at=AT) == ago(42)


@given(
    st.sampled_from(STAGES),
    st.integers(0, 400),
    st.integers(0, 60),
    st.integers(0, 10),
    st.integers(0, 3),
    st.none() | st.integers(0, 4000),
)
def test_more_silence_is_never_better(
    stage: str, silent: int, more: int, held: int, missed: int, ahead: int | None
) -> None:
    order = ["on_track", "attention", "at_risk"]

    def rank(days: int) -> int:
        booked = None if ahead is None else AT + timedelta(days=ahead)
        values = facts(
            stage=stage,
            started_at=ago(500),
            last_held_at=ago(days),
            held_in_window=held,
            missed_in_a_row=missed,
            next_at=booked,
        )
        return order.index(read_health(values, at=AT).health)

    assert rank(silent) <= rank(silent + more)
    if ahead is not None and ahead > DAYS[stage]:
        far = facts(
            stage=stage,
            started_at=ago(500),
            last_held_at=ago(silent),
            held_in_window=held,
            missed_in_a_row=missed,
        )
        assert order[rank(silent)] == read_health(far, at=AT).health


@pytest.mark.parametrize(
    ("values", "codes", "health"),
    [
        ({"overdue_items": 3}, ["overdue"], "attention"),
        ({"overdue_items": 2}, [], "on_track"),
        ({"cancelled_in_a_row": 3, "next_at": SOON}, ["cancelled"], "attention"),
        ({"ratings": (2, 3, 2)}, ["rated_low"], "attention"),
        ({"ratings": (1, 2, 1, 2)}, ["rated_low"], "at_risk"),
        ({"ratings": (1, 1)}, [], "on_track"),
        ({"unrated": 4}, ["unrated"], "on_track"),
        ({"is_unsigned": True}, ["unsigned"], "on_track"),
        ({"is_unsigned": True, "unrated": 6}, ["unrated", "unsigned"], "attention"),
        ({"next_at": AT + timedelta(days=20)}, ["far"], "on_track"),
        (
            {"missed_in_a_row": 1, "overdue_items": 4, "ratings": (2, 2, 2, 3)},
            ["missed_one", "rated_low", "overdue"],
            "at_risk",
        ),
    ],
)
def test_each_sign_is_named_and_small_ones_add_up(
    values: dict[str, Any], codes: list[str], health: str
) -> None:
    reading = read_health(facts(**values), at=AT)
    assert [sign["code"] for sign in reading.signs] == [f"health.{code}" for code in codes]
    assert reading.health == health
    assert (reading.reason["code"] == "health.on_track") == (health == "on_track")


def test_a_program_says_what_counts() -> None:
    values = facts(overdue_items=5, is_unsigned=True)
    assert read_health(values, at=AT, weights={"items": 0}).health == "on_track"
    assert read_health(values, at=AT, weights={"items": 0}).signs == ({"code": "health.unsigned"},)
    assert read_health(values, at=AT, weights={"items": 2}).health == "at_risk"
    doubled = read_health(facts(is_unsigned=True), at=AT, weights={"agreement": 2})
    assert doubled.reason == {"code": "health.unsigned"}


@given(
    st.builds(
        facts,
        missed_in_a_row=st.integers(0, 4),
        cancelled_in_a_row=st.integers(0, 6),
        overdue_items=st.integers(0, 9),
        ratings=st.lists(st.integers(1, 5), max_size=5).map(tuple),
        unrated=st.integers(0, 9),
        is_unsigned=st.booleans(),
    ),
    st.dictionaries(st.sampled_from(SIGNALS), st.sampled_from(WEIGHTS)),
    st.sampled_from(SIGNALS),
)
def test_what_counts_more_never_makes_it_look_better(
    given_facts: Facts, weights: dict[str, int], signal: str
) -> None:
    order = ["on_track", "attention", "at_risk"]
    readings = [
        read_health(given_facts, at=AT, weights={**weights, signal: weight}) for weight in WEIGHTS
    ]
    ranks = [order.index(reading.health) for reading in readings]
    assert ranks == sorted(ranks)
    urgencies = [reading.urgency for reading in readings]
    assert urgencies == sorted(urgencies)
    assert all((reading.urgency >= 1000) == (reading.health == "at_risk") for reading in readings)


def test_every_sign_has_its_words() -> None:
    codes = set(REASONS) - {"health.early", "health.on_track"}
    assert set(OWN_STEPS) == set(ADMIN_STEPS) == codes
    assert set(SIGNAL_WORDS) == set(SIGNALS)
    assert set(WEIGHT_WORDS) == set(WEIGHTS)
