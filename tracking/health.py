"""Whether a mentorship needs help, and why. Imports no Django: `tracking/words.py` says the
reasons.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tracking.cadence import DAYS

EARLY_DAYS = 21
ATTENTION_AFTER = 1.6
RISK_AFTER = 2.6
# Sessions held are compared with those expected over the last six steps of the cadence, from three
# on.
WINDOW_STEPS, ENOUGH_STEPS = 6, 3
ATTENTION_SHARE, RISK_SHARE = 0.6, 0.34


@dataclass(frozen=True)
class Reading:
    """`health` is one of on_track, attention, at_risk, early; `reason` a code with its numbers."""

    health: str
    reason: dict[str, Any]


def _reading(health: str, code: str, **numbers: int) -> Reading:
    return Reading(health, {"code": f"health.{code}", **numbers})


@dataclass(frozen=True)
class Facts:
    """What is known of a mentorship at a moment.

    `stage_since` is when its present stage began, `held_in_window` counts the sessions held since
    `window_start(...)`, `missed_in_a_row` the latest that did not take place. `next_at` is the next
    booked one.
    """

    stage: str
    started_at: datetime
    stage_since: datetime
    last_held_at: datetime | None
    next_at: datetime | None
    held_in_window: int
    missed_in_a_row: int


def window_start(*, stage: str, stage_since: datetime, at: datetime) -> datetime:
    """From when on sessions held are compared with those expected: at most six steps, never before
    the stage.
    """
    return max(stage_since, at - timedelta(days=WINDOW_STEPS * DAYS[stage]))


def read_health(facts: Facts, *, at: datetime) -> Reading:
    """Silence counts in steps of the pair's own cadence, since the last session or the start.

    A session booked farther ahead than one step counts as none: any date would hide silence.
    """
    silent_days = (at - (facts.last_held_at or facts.started_at)).days
    if facts.last_held_at is None and silent_days < EARLY_DAYS:
        return _reading("early", "early")
    is_booked = facts.next_at is not None and facts.next_at - at <= timedelta(
        days=DAYS[facts.stage]
    )
    steps = silent_days / DAYS[facts.stage]
    signs = (
        _missed(facts),
        _silence(facts, silent_days, steps, is_booked=is_booked),
        _fewer(facts, at, is_booked=is_booked),
    )
    found = [reading for reading in signs if reading]
    worst = next((reading for reading in found if reading.health == "at_risk"), None)
    return worst or (found[0] if found else _reading("on_track", "on_track"))


def _missed(facts: Facts) -> Reading | None:
    if facts.missed_in_a_row >= 2:
        return _reading("at_risk", "missed", number=facts.missed_in_a_row)
    return None


def _silence(facts: Facts, silent_days: int, steps: float, *, is_booked: bool) -> Reading | None:
    if not is_booked and steps >= RISK_AFTER:
        return _reading("at_risk", "silent", days=silent_days)
    if facts.last_held_at is None:
        return _reading("attention", "not_begun", days=silent_days)
    if not is_booked and steps >= ATTENTION_AFTER:
        return _reading("attention", "quiet", days=silent_days)
    if facts.missed_in_a_row:
        return _reading("attention", "missed_one")
    return None


def _fewer(facts: Facts, at: datetime, *, is_booked: bool) -> Reading | None:
    """Fewer sessions than the cadence says, though the last one may be yesterday's."""
    since = window_start(stage=facts.stage, stage_since=facts.stage_since, at=at)
    expected = (at - since).days // DAYS[facts.stage]
    if expected < ENOUGH_STEPS or facts.held_in_window >= ATTENTION_SHARE * expected:
        return None
    numbers = {
        "held": facts.held_in_window,
        "expected": expected,
        "weeks": round((at - since).days / 7),
    }
    if facts.held_in_window < RISK_SHARE * expected and not is_booked:
        return _reading("at_risk", "too_few", **numbers)
    return _reading("attention", "fewer", **numbers)
