"""When a mentorship may meet less often, and when it should meet more often again. Imports no
Django: `tracking/words.py` says the reasons.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mentorship.clocks import moment
from programs.cadence import DAYS, STAGES, Asked, Back, Rules, rank

__all__ = ["DAYS", "STAGES", "Evidence", "Shift", "next_start", "propose"]

# A code with its numbers.
Reason = dict[str, Any]
# So many items late before a share on time says anything. Late ones are counted, not all of them:
# one more item done on time must never be what makes the share count.
ENOUGH_LATE_TO_JUDGE = 3


@dataclass(frozen=True)
class Evidence:
    """What happened since the mentorship entered its stage.

    `missed_in_a_row` counts back from the latest session. `goal_progress_percent` and the two
    views of independence, 1 to 5, are None while nobody has said anything.
    """

    stage: str
    sessions_held: int
    missed_in_a_row: int
    actions_due: int
    actions_on_time: int
    goal_progress_percent: int | None
    mentee_independence: int | None
    mentor_independence: int | None
    weeks_in_stage: int = 0
    needs_attention: bool = False


@dataclass(frozen=True)
class Shift:
    to_stage: str
    reasons: tuple[Reason, ...]

    def is_fewer(self, stage: str) -> bool:
        """Whether it means fewer sessions than this stage."""
        return rank(self.to_stage) > rank(stage)


def propose(evidence: Evidence, rules: Rules) -> Shift | None:
    """The shift that the evidence speaks for, or None: always to the next stage of the program.

    Struggling goes before independence, and nobody whose mentorship needs attention, or who has not
    met in this stage, is asked to meet less often. More sessions held, items done on time, progress
    or independence never turn an answer towards more sessions.
    """
    struggles = _struggles(evidence, rules.back)
    if struggles:
        more = rules.more(evidence.stage)
        return Shift(more, tuple(struggles)) if more else None
    fewer = rules.fewer(evidence.stage)
    if fewer is None or evidence.needs_attention or not evidence.sessions_held:
        return None
    reasons = _independence(evidence, rules.asked_in(evidence.stage))
    return Shift(fewer, tuple(reasons)) if reasons else None


def _struggles(evidence: Evidence, back: Back) -> list[Reason]:
    """One reason for each that is switched on and is so."""
    reasons = []
    if back.missed is not None and evidence.missed_in_a_row >= back.missed:
        reasons.append(_reason("missed", number=evidence.missed_in_a_row))
    views = (evidence.mentee_independence, evidence.mentor_independence)
    lowest = min((view for view in views if view is not None), default=None)
    if back.independence is not None and lowest is not None and lowest <= back.independence:
        reasons.append(_reason("dependent", independence=lowest))
    if _is_late(evidence, back.on_time_percent):
        reasons.append(_on_time(evidence))
    return reasons


def _is_late(evidence: Evidence, percent: int | None) -> bool:
    late = evidence.actions_due - evidence.actions_on_time
    return (
        percent is not None
        and late >= ENOUGH_LATE_TO_JUDGE
        and evidence.actions_on_time * 100 < percent * evidence.actions_due
    )


def _independence(evidence: Evidence, asked: Asked) -> list[Reason]:
    """A reason for each condition that is asked, or none where one does not hold."""
    if asked.is_empty or not all(_holds(evidence, asked)):
        return []
    reasons = []
    if asked.sessions is not None:
        reasons.append(_reason(f"held_{evidence.stage}", number=evidence.sessions_held))
    if asked.weeks is not None:
        reasons.append(_reason("weeks", weeks=evidence.weeks_in_stage))
    if asked.on_time_percent is not None:
        reasons.append(_on_time(evidence))
    if asked.goal_percent is not None:
        reasons.append(_reason("goals", percent=evidence.goal_progress_percent or 0))
    return reasons + _views(evidence, asked)


def _holds(evidence: Evidence, asked: Asked) -> list[bool]:
    """For each condition that is asked, whether it holds."""
    pairs = (
        (asked.sessions, evidence.sessions_held),
        (asked.weeks, evidence.weeks_in_stage),
        (asked.goal_percent, evidence.goal_progress_percent),
        (asked.mentee_independence, evidence.mentee_independence),
        (asked.mentor_independence, evidence.mentor_independence),
    )
    held = [value is not None and value >= least for least, value in pairs if least is not None]
    if asked.on_time_percent is not None:
        share = asked.on_time_percent * evidence.actions_due
        held.append(evidence.actions_due > 0 and evidence.actions_on_time * 100 >= share)
    return held


def _views(evidence: Evidence, asked: Asked) -> list[Reason]:
    mentee, mentor = evidence.mentee_independence or 0, evidence.mentor_independence or 0
    if asked.mentee_independence is not None and asked.mentor_independence is not None:
        return [_reason("independent", mentee=mentee, mentor=mentor)]
    if asked.mentee_independence is not None:
        return [_reason("mentee_independent", independence=mentee)]
    if asked.mentor_independence is not None:
        return [_reason("mentor_independent", independence=mentor)]
    return []


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
