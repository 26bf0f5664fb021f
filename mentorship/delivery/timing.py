"""When a person wants an e-mail: at once, later, in the day's summary, or not.

Imports no Django.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from mentorship.clocks import is_between, next_time

When = Literal["now", "daily", "off"]
# What nobody asked for is welcome in small doses.
NUDGES_A_WEEK, A_WEEK = 2, timedelta(days=7)


@dataclass(frozen=True)
class Wishes:
    """What a person asked for. `email` is by category; what it leaves out comes at once.

    Times are those of their own zone; no quiet hours where either is None.
    """

    zone: ZoneInfo
    email: Mapping[str, When]
    quiet_from: time | None
    quiet_until: time | None
    summary_at: time


@dataclass(frozen=True)
class Answer:
    """What becomes of an e-mail now: `send` it, `drop` it, or `wait` until a moment, `in_summary`
    or by itself.
    """

    act: Literal["send", "drop", "wait"]
    until: datetime | None = None
    in_summary: bool = False


SEND, DROP = Answer("send"), Answer("drop")


def answer(
    wishes: Wishes,
    *,
    category: str,
    must_come: bool,
    may_wait: bool,
    in_summary: bool,
    at: datetime,
    nudged: Sequence[datetime] = (),
) -> Answer:
    """`must_come`: it is sent at once, whatever was wished. `may_wait`: it can be part of the
    summary; what cannot comes by itself. `in_summary`: it waited for the summary, which is due.
    `nudged`: of a nudge, when the person's other nudges of the last week left, in any order.
    """
    if must_come:
        return SEND
    wish = wishes.email.get(category, "now")
    if wish == "off":
        return DROP
    if wish == "daily" and may_wait and not in_summary:
        summary_at = next_time(at, wall=wishes.summary_at, zone=wishes.zone)
        return Answer("wait", summary_at, in_summary=True)
    until = _quiet_until(wishes, at) or _enough_until(nudged)
    return Answer("wait", until, in_summary=in_summary) if until else SEND


def _enough_until(nudged: Sequence[datetime]) -> datetime | None:
    """When there is room for another nudge, where the week has had as many as it may."""
    if len(nudged) < NUDGES_A_WEEK:
        return None
    return sorted(nudged)[-NUDGES_A_WEEK] + A_WEEK


def _quiet_until(wishes: Wishes, at: datetime) -> datetime | None:
    """The end of the quiet hours, where it is quiet at that moment."""
    start, end, zone = wishes.quiet_from, wishes.quiet_until, wishes.zone
    if start is None or end is None or not is_between(at, start=start, end=end, zone=zone):
        return None
    return next_time(at, wall=end, zone=zone)
