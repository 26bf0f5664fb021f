from dataclasses import asdict, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs.cadence import BACK_LIMITS, LIMITS, Asked, Back, Rules, Step, faults, flat, unflat
from tracking.cadence import DAYS, STAGES, Evidence, next_start, propose

ASKED = Asked(
    sessions=4, on_time_percent=70, goal_percent=30, mentee_independence=3, mentor_independence=3
)
POLICY = Rules(
    "weekly",
    (Step("weekly", ASKED), Step("fortnightly", ASKED), Step("monthly")),
    Back(missed=2, independence=2, on_time_percent=30),
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


def some(limits: dict[str, tuple[int, int]]) -> dict[str, Any]:
    return {name: st.none() | st.integers(low, high) for name, (low, high) in limits.items()}


STEPS = st.lists(st.sampled_from(STAGES), unique=True, min_size=1).flatmap(
    lambda names: st.tuples(
        *(
            st.builds(Step, st.just(name), st.builds(Asked, **some(LIMITS)))
            for name in sorted(names, key=STAGES.index)
        )
    )
)
RULES = st.builds(Rules, st.sampled_from(STAGES), STEPS, st.builds(Back, **some(BACK_LIMITS)))


@st.composite
def evidence(draw: st.DrawFn) -> Evidence:
    due = draw(st.integers(0, 9))
    return Evidence(
        stage=draw(st.sampled_from(STAGES)),
        sessions_held=draw(st.integers(0, 9)),
        missed_in_a_row=draw(st.integers(0, 4)),
        actions_due=due,
        actions_on_time=draw(st.integers(0, due)),
        goal_progress_percent=draw(st.none() | st.integers(0, 100)),
        mentee_independence=draw(st.none() | st.integers(1, 5)),
        mentor_independence=draw(st.none() | st.integers(1, 5)),
        weeks_in_stage=draw(st.integers(0, 60)),
        needs_attention=draw(st.booleans()),
    )


def direction(found: Evidence, rules: Rules) -> int:
    """-1 towards more sessions, 1 towards fewer."""
    shift = propose(found, rules)
    return 0 if shift is None else 1 if shift.is_fewer(found.stage) else -1


def better(found: Evidence) -> list[Evidence]:
    """The same evidence with one thing more that went well."""
    held = replace(found, sessions_held=found.sessions_held + 1)
    more = [
        held,
        replace(held, missed_in_a_row=0),
        replace(
            found, actions_due=found.actions_due + 1, actions_on_time=found.actions_on_time + 1
        ),
        replace(found, weeks_in_stage=found.weeks_in_stage + 1),
        replace(found, needs_attention=False),
    ]
    if found.actions_on_time < found.actions_due:
        more.append(replace(found, actions_on_time=found.actions_on_time + 1))
    for name, most in (
        ("goal_progress_percent", 100),
        ("mentee_independence", 5),
        ("mentor_independence", 5),
    ):
        value = getattr(found, name)
        if value is not None and value < most:
            more.append(replace(found, **{name: value + 1}))
    return more


@given(evidence(), RULES)
def test_a_shift_is_one_stage_of_the_program_and_says_why(found: Evidence, rules: Rules) -> None:
    shift = propose(found, rules)
    assert shift == propose(found, rules)
    if shift is None:
        return
    assert shift.reasons
    assert shift.to_stage in rules.names
    between = sorted((STAGES.index(found.stage), STAGES.index(shift.to_stage)))
    assert not set(STAGES[between[0] + 1 : between[1]]) & set(rules.names)


@given(evidence(), RULES)
def test_what_went_well_never_turns_the_answer_towards_more_sessions(
    found: Evidence, rules: Rules
) -> None:
    before = direction(found, rules)
    assert all(direction(each, rules) >= before for each in better(found))


@given(evidence(), RULES)
def test_struggling_goes_before_independence(found: Evidence, rules: Rules) -> None:
    never_back = replace(rules, back=Back())
    if direction(found, rules) == -1:
        assert direction(found, never_back) >= 0
    elif propose(found, rules) != propose(found, never_back):
        # Only where the program has no stage with more sessions to go back to.
        assert propose(found, rules) is None
        assert rules.more(found.stage) is None


@given(evidence(), RULES)
def test_nobody_who_needs_attention_is_ever_asked_to_meet_less_often(
    found: Evidence, rules: Rules
) -> None:
    assert direction(replace(found, needs_attention=True), rules) <= 0


@given(evidence(), RULES)
def test_nobody_who_has_not_met_is_asked_to_meet_less_often(found: Evidence, rules: Rules) -> None:
    assert direction(replace(found, sessions_held=0), rules) <= 0


CODES = {
    "sessions": {"cadence.held_weekly", "cadence.held_fortnightly", "cadence.held_monthly"},
    "weeks": {"cadence.weeks"},
    "on_time_percent": {"cadence.on_time"},
    "goal_percent": {"cadence.goals"},
    "mentee_independence": {"cadence.independent", "cadence.mentee_independent"},
    "mentor_independence": {"cadence.independent", "cadence.mentor_independent"},
    "missed": {"cadence.missed"},
    "independence": {"cadence.dependent"},
}


@given(evidence(), RULES)
def test_a_condition_that_is_off_is_never_a_reason_and_one_that_is_on_always_is(
    found: Evidence, rules: Rules
) -> None:
    shift = propose(found, rules)
    if shift is None:
        return
    codes = {reason["code"] for reason in shift.reasons}
    is_fewer = shift.is_fewer(found.stage)
    given_ones = asdict(rules.asked_in(found.stage) if is_fewer else rules.back)
    for name, value in given_ones.items():
        if value is None:
            others = set().union(*(CODES[other] for other in given_ones if given_ones[other]))
            assert not codes & (CODES[name] - others)
        elif is_fewer:
            assert codes & CODES[name]


def test_a_stage_that_the_program_gave_up_is_left_as_the_one_before_it() -> None:
    two = Rules("weekly", (Step("weekly", Asked(sessions=2)), Step("monthly")), Back(missed=2))
    here = replace(READY, stage="fortnightly", mentee_independence=None)
    shift = propose(here, two)
    assert shift is not None
    assert (shift.to_stage, shift.reasons) == (
        "monthly",
        ({"code": "cadence.held_fortnightly", "number": 4},),
    )
    back = propose(replace(here, missed_in_a_row=2), two)
    assert back is not None
    assert back.to_stage == "weekly"


@given(RULES)
def test_rules_come_back_from_the_form_as_they_went_in(rules: Rules) -> None:
    last = rules.steps[-1]
    # The last of all stages asks nothing, so no field holds it.
    steps = (*rules.steps[:-1], Step("monthly")) if last.stage == "monthly" else rules.steps
    assert unflat(flat(rules)) == replace(rules, steps=steps)


@pytest.mark.parametrize(
    ("changed", "field", "fault"),
    [
        ({"steps": ()}, "use_weekly", "no_stage"),
        ({"first_stage": "monthly", "steps": POLICY.steps[:2]}, "first_stage", "first_unused"),
        ({"steps": tuple(reversed(POLICY.steps))}, "first_stage", "order"),
        ({"steps": (Step("weekly"), Step("monthly"))}, "weekly_sessions", "no_condition"),
        ({"back": Back(independence=3)}, "weekly_mentee_independence", "sent_back"),
        ({"back": Back(on_time_percent=71)}, "fortnightly_on_time_percent", "sent_back"),
        (
            {"steps": (Step("weekly", Asked(sessions=21)), Step("monthly"))},
            "weekly_sessions",
            "limits",
        ),
        ({"back": Back(missed=1)}, "back_missed", "limits"),
    ],
)
def test_what_cannot_be_a_policy_is_said_beside_its_field(
    changed: dict[str, Any], field: str, fault: str
) -> None:
    assert faults(POLICY) == {}
    assert faults(replace(POLICY, **changed))[field] == fault


def test_limits_and_conditions_have_the_same_names() -> None:
    assert [each.name for each in fields(Asked)] == list(LIMITS)
    assert [each.name for each in fields(Back)] == list(BACK_LIMITS)


ZONES = (
    *("Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Helsinki", "Europe/Istanbul"),
    *("America/Chicago", "America/New_York", "America/St_Johns", "America/Santiago"),
    *("America/Havana", "America/Sao_Paulo", "America/Phoenix", "Asia/Kolkata", "Asia/Kathmandu"),
    *("Asia/Beirut", "Asia/Tokyo", "Africa/Cairo", "Africa/Casablanca", "Australia/Lord_Howe"),
    *("Australia/Sydney", "Australia/Adelaide", "Pacific/Auckland", "Pacific/Chatham", "UTC"),
    *("Atlantic/Azores", "Antarctica/Troll"),
)


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)),
    st.sampled_from(STAGES),
    st.sampled_from(ZONES),
)
def test_two_years_have_one_occurrence_in_every_period(
    naive: datetime, stage: str, zone: str
) -> None:
    """Month ends and both clock changes are within any two years."""
    last = naive.replace(tzinfo=UTC)
    first, there = last.astimezone(ZoneInfo(zone)).date(), ZoneInfo(zone)
    periods: list[int] = []
    after = last
    while len(periods) < 730 // DAYS[stage]:
        after = next_start(last, stage=stage, zone=zone, after=after)
        days = (after.astimezone(there).date() - first).days
        assert days % DAYS[stage] == 0
        periods.append(days // DAYS[stage])
    assert periods == list(range(1, len(periods) + 1))


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
