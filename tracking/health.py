"""Whether a mentorship needs help, and why. Imports no Django: `tracking/words.py` says the
reasons.

Each sign has a level from 0 to 1, and each kind of sign a weight that the program sets. One sign
of 1 or more puts a mentorship at risk, one of a half says that it needs attention; so do smaller
signs that add up.
"""

from collections.abc import Mapping
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
# Of the latest five ratings, from three on.
RATINGS_READ, ENOUGH_RATINGS = 5, 3
LOW_RATING, POOR_RATING = 3.0, 2.0
ENOUGH_OVERDUE = 3
ENOUGH_CANCELLED = 3
# So many sessions held of which nobody has said how they were.
UNRATED = 4

SIGNALS = ("silence", "sessions", "missed", "cancelled", "booking", "items", "pulse", "agreement")
# What a kind of sign counts: not at all, as it is, twice.
WEIGHTS = (0, 1, 2)
RISK, RISK_IN_SUM, ATTENTION = 1.0, 1.5, 0.5
NOTHING, LITTLE, SOME, MUCH = 0.0, 0.25, 0.5, 1.0


@dataclass(frozen=True)
class Reading:
    """`health` is one of on_track, attention, at_risk, early; `reason` a code with its numbers, the
    heaviest of `signs`, which come in the order of their weight; `total` is the sum of the weights.
    """

    health: str
    reason: dict[str, Any]
    signs: tuple[dict[str, Any], ...] = ()
    total: float = 0.0

    @property
    def urgency(self) -> int:
        """How much speaks for help, those at risk before all others: 0 to 2,000."""
        return round(100 * self.total) + (1000 if self.health == "at_risk" else 0)


@dataclass(frozen=True)
class Sign:
    """A reason to look at a mentorship; `level` from 0 to 1."""

    signal: str
    level: float
    reason: dict[str, Any]


def _sign(signal: str, level: float, code: str, **numbers: int) -> Sign:
    return Sign(signal, level, {"code": f"health.{code}", **numbers})


@dataclass(frozen=True)
class Facts:
    """What is known of a mentorship at a moment.

    `stage_since` is when its present stage began, `held_in_window` counts the sessions held since
    `window_start(...)`; `missed_in_a_row` and `cancelled_in_a_row` the latest that did not take
    place. `next_at` is the next booked one. `ratings` are the latest, 1 to 5, at most
    RATINGS_READ; `unrated` counts the sessions held while there are none.
    """

    stage: str
    started_at: datetime
    stage_since: datetime
    last_held_at: datetime | None
    next_at: datetime | None
    held_in_window: int
    missed_in_a_row: int
    cancelled_in_a_row: int = 0
    overdue_items: int = 0
    ratings: tuple[int, ...] = ()
    unrated: int = 0
    is_unsigned: bool = False


def window_start(*, stage: str, stage_since: datetime, at: datetime) -> datetime:
    """From when on sessions held are compared with those expected: at most six steps, never before
    the stage.
    """
    return max(stage_since, at - timedelta(days=WINDOW_STEPS * DAYS[stage]))


def read_health(facts: Facts, *, at: datetime, weights: Mapping[str, int] | None = None) -> Reading:
    """`weights` by the names of SIGNALS, each one of WEIGHTS; what is left out counts as it is."""
    if facts.last_held_at is None and (at - facts.started_at).days < EARLY_DAYS:
        return Reading("early", {"code": "health.early"})
    given = weights or {}
    weighed = [(sign.level * given.get(sign.signal, 1), sign) for sign in signs_of(facts, at=at)]
    found = sorted(((w, s) for w, s in weighed if w > NOTHING), key=lambda pair: -pair[0])
    if not found:
        return Reading("on_track", {"code": "health.on_track"})
    heaviest, total = found[0][0], sum(weight for weight, _ in found)
    reasons = tuple(sign.reason for _, sign in found)
    if heaviest >= RISK or total >= RISK_IN_SUM:
        return Reading("at_risk", reasons[0], reasons, total)
    if total >= ATTENTION:
        return Reading("attention", reasons[0], reasons, total)
    return Reading("on_track", {"code": "health.on_track"}, reasons, total)


def signs_of(facts: Facts, *, at: datetime) -> list[Sign]:
    """In the order in which equal ones are named. A session booked farther ahead than one step
    counts as none: any date would hide silence.
    """
    step = timedelta(days=DAYS[facts.stage])
    is_booked = facts.next_at is not None and facts.next_at - at <= step
    found = (
        _missed(facts, is_booked=is_booked),
        _silence(facts, at, is_booked=is_booked),
        _fewer(facts, at, is_booked=is_booked),
        _cancelled(facts),
        _rated(facts),
        _overdue(facts),
        _far(facts, is_booked=is_booked),
        _unsigned(facts),
    )
    return [sign for sign in found if sign is not None]


def _missed(facts: Facts, *, is_booked: bool) -> Sign | None:
    if facts.missed_in_a_row > 1:
        return _sign("missed", MUCH, "missed", number=facts.missed_in_a_row)
    if not facts.missed_in_a_row:
        return None
    # One that failed says little once the next is booked.
    return _sign("missed", LITTLE if is_booked else SOME, "missed_one")


def _silence(facts: Facts, at: datetime, *, is_booked: bool) -> Sign | None:
    """In steps of the pair's own cadence, since the last session or the start."""
    days = (at - (facts.last_held_at or facts.started_at)).days
    steps = days / DAYS[facts.stage]
    if not is_booked and steps >= RISK_AFTER:
        return _sign("silence", MUCH, "silent", days=days)
    if facts.last_held_at is None:
        return _sign("silence", SOME, "not_begun", days=days)
    if not is_booked and steps >= ATTENTION_AFTER:
        return _sign("silence", SOME, "quiet", days=days)
    return None


def _fewer(facts: Facts, at: datetime, *, is_booked: bool) -> Sign | None:
    """Fewer sessions than the cadence says, though the last one may be yesterday's."""
    since = window_start(stage=facts.stage, stage_since=facts.stage_since, at=at)
    expected = (at - since).days // DAYS[facts.stage]
    if expected < ENOUGH_STEPS or facts.held_in_window >= ATTENTION_SHARE * expected:
        return None
    is_risk = facts.held_in_window < RISK_SHARE * expected and not is_booked
    return _sign(
        "sessions",
        MUCH if is_risk else SOME,
        "too_few" if is_risk else "fewer",
        held=facts.held_in_window,
        expected=expected,
        weeks=round((at - since).days / 7),
    )


def _cancelled(facts: Facts) -> Sign | None:
    number = facts.cancelled_in_a_row
    if number < ENOUGH_CANCELLED:
        return None
    return _sign("cancelled", SOME, "cancelled", number=number)


def _rated(facts: Facts) -> Sign | None:
    if len(facts.ratings) >= ENOUGH_RATINGS:
        mean = sum(facts.ratings) / len(facts.ratings)
        if mean < LOW_RATING:
            level = MUCH if mean < POOR_RATING else SOME
            return _sign("pulse", level, "rated_low", number=len(facts.ratings))
    elif not facts.ratings and facts.unrated >= UNRATED:
        return _sign("pulse", LITTLE, "unrated", number=facts.unrated)
    return None


def _overdue(facts: Facts) -> Sign | None:
    number = facts.overdue_items
    return _sign("items", SOME, "overdue", number=number) if number >= ENOUGH_OVERDUE else None


def _far(facts: Facts, *, is_booked: bool) -> Sign | None:
    is_far = facts.next_at is not None and not is_booked
    return _sign("booking", LITTLE, "far") if is_far else None


def _unsigned(facts: Facts) -> Sign | None:
    return _sign("agreement", LITTLE, "unsigned") if facts.is_unsigned else None
