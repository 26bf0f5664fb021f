"""When a pair may meet less often, and when it should meet more often again. Imports no Django."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mentorship.clocks import moment

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
    reasons: tuple[str, ...]


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


def _struggles(evidence: Evidence) -> list[str]:
    found = []
    if evidence.missed_in_a_row >= STRUGGLING_MISSED:
        found.append(f"The last {evidence.missed_in_a_row} sessions did not take place.")
    views = [
        view
        for view in (evidence.mentee_independence, evidence.mentor_independence)
        if view is not None
    ]
    if views and min(views) <= STRUGGLING_INDEPENDENCE and evidence.stage != STAGES[0]:
        found.append(f"One of you sees the mentee's independence at {min(views)} of 5.")
    if (
        evidence.actions_due >= ENOUGH_ACTIONS_TO_JUDGE
        and evidence.actions_on_time * 100 < STRUGGLING_ON_TIME_PERCENT * evidence.actions_due
    ):
        found.append(
            f"{evidence.actions_on_time} of {evidence.actions_due} action items were done on time."
        )
    return found


def _independence(evidence: Evidence, policy: Policy) -> list[str]:
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
        _held(evidence),
        f"{evidence.actions_on_time} of {evidence.actions_due} action items were done on time.",
        f"Your goals stand at {evidence.goal_progress_percent or 0} %.",
        f"The mentee sees their independence at {mentee} of 5, the mentor at {mentor} of 5.",
    ]


def _held(evidence: Evidence) -> str:
    """Names the stage: the reason is read on under the next one."""
    were = "session was" if evidence.sessions_held == 1 else "sessions were"
    return f"{evidence.sessions_held} {evidence.stage} {were} held."


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
