"""When a pair may meet less often, and when it should meet more often again. Imports no Django:
`tracking/words.py` says the reasons.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentorship.clocks import moment

# A code with its numbers.
Reason = dict[str, Any]

STAGES = ("weekly", "fortnightly", "monthly")
DAYS = {"weekly": 7, "fortnightly": 14, "monthly": 28}
STRUGGLING_MISSED = 2
STRUGGLING_INDEPENDENCE = 2
STRUGGLING_ON_TIME_PERCENT = 30
ENOUGH_ACTIONS_TO_JUDGE = 3


@dataclass(frozen=True)
class Policy:
    """What the program asks before a pair meets less often; shares are percentages, independence is
    1 to 5.
    """

    sessions_per_stage: int
    actions_on_time_percent: int
    goal_progress_percent: int
    independence: int


@dataclass(frozen=True)
class Evidence:
    """What happened since the pair entered its stage.

    `missed_in_a_row` counts back from the latest session. `goal_progress_percent` and the two
    views of independence are None while nobody has said anything.
    """

    stage: str
    sessions_held: int
    missed_in_a_row: int
    actions_due: int
    actions_on_time: int
    goal_progress_percent: int | None
    mentee_independence: int | None
    mentor_independence: int | None
    needs_attention: bool = False


@dataclass(frozen=True)
class Shift:
    to_stage: str
    reasons: tuple[Reason, ...]


def propose(evidence: Evidence, policy: Policy) -> Shift | None:
    """The shift that the evidence speaks for, or None. Struggling goes before independence, and
    nobody whose mentorship needs attention is asked to meet less often.
    """
    position = STAGES.index(evidence.stage)
    struggles = _struggles(evidence)
    if struggles:
        return Shift(STAGES[position - 1], tuple(struggles)) if position > 0 else None
    if position == len(STAGES) - 1 or evidence.needs_attention:
        return None
    reasons = _independence(evidence, policy)
    return Shift(STAGES[position + 1], tuple(reasons)) if reasons else None


def _struggles(evidence: Evidence) -> list[Reason]:
    reasons = []
    if evidence.missed_in_a_row >= STRUGGLING_MISSED:
        reasons.append(_reason("missed", number=evidence.missed_in_a_row))
    views = [
        view
        for view in (evidence.mentee_independence, evidence.mentor_independence)
        if view is not None
    ]
    if views and min(views) <= STRUGGLING_INDEPENDENCE and evidence.stage != STAGES[0]:
        reasons.append(_reason("dependent", independence=min(views)))
    if (
        evidence.actions_due >= ENOUGH_ACTIONS_TO_JUDGE
        and evidence.actions_on_time * 100 < STRUGGLING_ON_TIME_PERCENT * evidence.actions_due
    ):
        reasons.append(_on_time(evidence))
    return reasons


def _independence(evidence: Evidence, policy: Policy) -> list[Reason]:
    """The reasons for meeting less often, or none where one condition does not hold."""
    mentee, mentor = evidence.mentee_independence, evidence.mentor_independence
    if (
        evidence.sessions_held < policy.sessions_per_stage
        or evidence.actions_due == 0
        or evidence.actions_on_time * 100 < policy.actions_on_time_percent * evidence.actions_due
        or (evidence.goal_progress_percent or 0) < policy.goal_progress_percent
        or mentee is None
        or mentor is None
        or min(mentee, mentor) < policy.independence
    ):
        return []
    return [
        _reason(f"held_{evidence.stage}", number=evidence.sessions_held),
        _on_time(evidence),
        _reason("goals", percent=evidence.goal_progress_percent or 0),
        _reason("independent", mentee=mentee, mentor=mentor),
    ]


def _reason(code: str, **numbers: int) -> Reason:
    return {"code": f"cadence.{code}", **numbers}


def _on_time(evidence: Evidence) -> Reason:
    return _reason("on_time", done=evidence.actions_on_time, due=evidence.actions_due)


def next_start(last: datetime, *, stage: str, zone: str, after: datetime) -> datetime:
    """The first start after `after` in the stage's steps from `last`, at the same time of day in
    the zone.

    All moments are aware. A clock change moves the instant, not the hour on the wall; an hour that
    the change leaves out begins when the clock is there again.
    """
    there = ZoneInfo(zone)
    step = timedelta(days=DAYS[stage])
    # Adding to a local time keeps the wall clock; the zone settles the instant afterwards.
    naive = last.astimezone(there).replace(tzinfo=None) + step
    while (start := moment(naive, there)) <= after.astimezone(UTC):
        naive += step
    return start.astimezone(there)
