"""What happens when a mentorship falls silent, step by step, so that nobody waits without an end.
Imports no Django.

Silence counts from the last session held, the start, or the day on which somebody said that they go
on, whichever is latest, and only while nothing is booked.
"""

from datetime import datetime, timedelta

from tracking.cadence import DAYS

# Days after the next session should have taken place.
STEPS = {
    # The mentee is asked to book.
    "nudge": 0,
    # The mentor hears what they can do.
    "other": 7,
    # Both say whether they go on.
    "ask": 21,
    # It stands on the program admin's list.
    "admin": 28,
}
# A step that nobody took in this time is not taken any more: the next one has come.
STEP_LASTS = timedelta(days=7)


def begins_after(stage: str, step: str) -> timedelta:
    """How long after the last session a step of the ladder begins."""
    return timedelta(days=DAYS[stage] + STEPS[step])


def step_of(stage: str, *, since: datetime, at: datetime) -> str:
    """The step that holds after silence since a moment; empty while the next session is not due."""
    reached = [step for step in STEPS if at - since >= begins_after(stage, step)]
    return reached[-1] if reached else ""


def next_step(stage: str, *, since: datetime, at: datetime) -> tuple[str, datetime] | None:
    """What happens next, and when, if nobody does anything; None once the admin knows."""
    for step in STEPS:
        if (moment := since + begins_after(stage, step)) > at:
            return step, moment
    return None
