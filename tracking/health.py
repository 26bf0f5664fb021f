"""How a mentorship fares, with the reason and the next step. Imports no Django."""

from dataclasses import dataclass
from datetime import datetime

from tracking.cadence import DAYS

EARLY_DAYS = 21
ATTENTION_AFTER = 1.6
RISK_AFTER = 2.6


@dataclass(frozen=True)
class Reading:
    """`health` is one of on_track, attention, at_risk, early."""

    health: str
    reason: str


def read_health(
    *,
    stage: str,
    started_at: datetime,
    last_held_at: datetime | None,
    next_at: datetime | None,
    missed_in_a_row: int,
    at: datetime,
) -> Reading:
    """Silence counts in rhythms of the pair's own stage, since the last meeting or the start."""
    silent_days = (at - (last_held_at or started_at)).days
    rhythms = silent_days / DAYS[stage]
    if last_held_at is None and silent_days < EARLY_DAYS:
        return Reading("early", "They have just begun.")
    reading = _risk(silent_days, rhythms, next_at, missed_in_a_row) or _attention(
        silent_days, rhythms, next_at, missed_in_a_row, has_met=last_held_at is not None
    )
    return reading or Reading("on_track", "They meet as agreed.")


def _risk(silent_days: int, rhythms: float, next_at: datetime | None, missed_in_a_row: int) -> Reading | None:
    if next_at is None and rhythms >= RISK_AFTER:
        return Reading("at_risk", f"No meeting for {silent_days} days and none is booked. Ask both what is in the way.")
    if missed_in_a_row >= 2:
        return Reading(
            "at_risk", f"The last {missed_in_a_row} meetings did not take place. Ask both what is in the way."
        )
    return None


def _attention(
    silent_days: int, rhythms: float, next_at: datetime | None, missed_in_a_row: int, *, has_met: bool
) -> Reading | None:
    if not has_met:
        return Reading(
            "attention", f"No meeting since they were matched {silent_days} days ago. Help them book the first."
        )
    if next_at is None and rhythms >= ATTENTION_AFTER:
        return Reading("attention", f"Last met {silent_days} days ago and nothing is booked. A nudge may be enough.")
    if missed_in_a_row:
        return Reading("attention", "The last meeting did not take place. Book the next one.")
    return None
