from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracking.cadence import DAYS, STAGES, Evidence, Policy, next_start, propose

POLICY = Policy(
    sessions_per_stage=4, actions_on_time_percent=70, goal_progress_percent=30, independence=3
)
READY = Evidence(
    stage="weekly",
    sessions_held=4,
    missed_in_a_row=0,
    actions_due=5,
    actions_on_time=4,
    goal_progress_percent=40,
    mentee_independence=4,
    mentor_independence=3,
)


def test_ready_pair_is_offered_the_next_stage_with_every_reason() -> None:
    shift = propose(READY, POLICY)
    assert shift is not None
    assert shift.to_stage == "fortnightly"
    assert shift.reasons == (
        {"code": "cadence.held_weekly", "number": 4},
        {"code": "cadence.on_time", "done": 4, "due": 5},
        {"code": "cadence.goals", "percent": 40},
        {"code": "cadence.independent", "mentee": 4, "mentor": 3},
    )


@pytest.mark.parametrize(
    "lacking",
    [
        {"sessions_held": 3},
        {"actions_on_time": 3},
        {"actions_due": 0, "actions_on_time": 0},
        {"goal_progress_percent": 29},
        {"goal_progress_percent": None},
        {"mentor_independence": None},
        {"mentee_independence": None},
        {"stage": "monthly"},
    ],
)
def test_one_lacking_condition_keeps_the_rhythm(lacking: dict[str, object]) -> None:
    assert propose(replace(READY, **lacking), POLICY) is None  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ({"missed_in_a_row": 2}, {"code": "cadence.missed", "number": 2}),
        ({"mentor_independence": 2}, {"code": "cadence.dependent", "independence": 2}),
        (
            {"actions_due": 4, "actions_on_time": 1},
            {"code": "cadence.on_time", "done": 1, "due": 4},
        ),
    ],
)
def test_struggling_pair_is_asked_to_meet_more_often(
    trouble: dict[str, object], reason: dict[str, object]
) -> None:
    shift = propose(replace(READY, stage="fortnightly", **trouble), POLICY)  # type: ignore[arg-type]
    assert shift is not None
    assert (shift.to_stage, shift.reasons) == ("weekly", (reason,))


EVIDENCE = st.builds(
    Evidence,
    stage=st.sampled_from(STAGES),
    sessions_held=st.integers(0, 9),
    missed_in_a_row=st.integers(0, 4),
    actions_due=st.integers(0, 9),
    actions_on_time=st.integers(0, 9),
    goal_progress_percent=st.none() | st.integers(0, 100),
    mentee_independence=st.none() | st.integers(1, 5),
    mentor_independence=st.none() | st.integers(1, 5),
)


@given(EVIDENCE)
def test_a_shift_is_always_one_stage_and_says_why(evidence: Evidence) -> None:
    shift = propose(evidence, POLICY)
    if shift is not None:
        assert abs(STAGES.index(shift.to_stage) - STAGES.index(evidence.stage)) == 1
        assert shift.reasons


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),
    st.sampled_from(STAGES),
    st.sampled_from(["Europe/Berlin", "America/Chicago", "Asia/Kolkata", "Australia/Lord_Howe"]),
)
def test_next_start_keeps_the_wall_clock_across_clock_changes(
    naive: datetime, stage: str, zone: str
) -> None:
    last = naive.replace(tzinfo=UTC)
    start = next_start(last, stage=stage, zone=zone, after=last)
    local_last, local_next = last.astimezone(ZoneInfo(zone)), start.astimezone(ZoneInfo(zone))
    assert start > last
    assert (local_next.date() - local_last.date()).days == DAYS[stage]
    assert start.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == start.replace(
        tzinfo=None
    )
    wanted = local_last.replace(tzinfo=None) + timedelta(days=DAYS[stage])
    exists = (
        wanted.replace(tzinfo=ZoneInfo(zone))
        .astimezone(UTC)
        .astimezone(ZoneInfo(zone))
        .replace(tzinfo=None)
        == wanted
    )
    # An hour that the clocks leave out begins when they are there again.
    assert (
        local_next.replace(tzinfo=None) == wanted
        if exists
        else local_next.replace(tzinfo=None) > wanted
    )


def test_nobody_who_needs_attention_is_asked_to_meet_less_often() -> None:
    assert propose(replace(READY, needs_attention=True), POLICY) is None
    struggling = replace(READY, stage="monthly", missed_in_a_row=2, needs_attention=True)
    shift = propose(struggling, POLICY)
    assert shift is not None
    assert shift.to_stage == "fortnightly"


@pytest.mark.parametrize(
    ("zone", "last", "expected"),
    [
        # The clocks of Berlin leave out 2:00 to 3:00 on 29 March 2026, those of Chicago on 8 March.
        ("Europe/Berlin", "2026-03-22T02:30", "2026-03-29T03:00+02:00"),
        ("Europe/Berlin", "2026-03-22T02:00", "2026-03-29T03:00+02:00"),
        ("America/Chicago", "2026-03-01T02:15", "2026-03-08T03:00-05:00"),
        ("Europe/Berlin", "2026-03-22T03:00", "2026-03-29T03:00+02:00"),
        # They show 2:30 twice on 25 October: the first one.
        ("Europe/Berlin", "2026-10-18T02:30", "2026-10-25T02:30+02:00"),
        ("Europe/Berlin", "2026-10-18T14:00", "2026-10-25T14:00+01:00"),
    ],
)
def test_next_start_inside_a_clock_change(zone: str, last: str, expected: str) -> None:
    before = datetime.fromisoformat(last).replace(tzinfo=ZoneInfo(zone))
    start = next_start(before, stage="weekly", zone=zone, after=before)
    assert start.astimezone(UTC) == datetime.fromisoformat(expected).astimezone(UTC)
    assert start.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == start.replace(
        tzinfo=None
    )
