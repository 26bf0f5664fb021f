"""Whether health would have told of early endings, on the demo's year: read every two weeks from
what was known by then, and compared with what happened within six weeks.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from bench.budgets import Verdict
from bench.world import World, say
from matching.models import Mentorship
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tracking.enums import SessionState
from tracking.health import EARLY_DAYS, RATINGS_READ, Facts, read_health, window_start
from tracking.models import ActionItem, CadenceStage, Feedback, Session

EVERY, AHEAD = timedelta(days=14), timedelta(days=42)
ALARMS = {"at risk": {"at_risk"}, "at risk or needs attention": {"at_risk", "attention"}}


def measure_health(world: World, *, at: datetime) -> dict[str, Any]:
    """Precision, recall and base rate; the alarm has to be right more often than chance."""
    world.run("seed", "--if-empty", env={"DEMO": "1"})
    say("the demo's year is there")
    organization = Organization.objects.get(slug="northwind")
    with tenant(organization.pk):
        readings = [
            reading
            for mentorship in Mentorship.objects.filter(organization=organization)
            for reading in _readings(mentorship, at)
        ]
    ended = sum(ends for _, ends in readings)
    base = ended / len(readings)
    found: dict[str, Any] = {
        "readings": len(readings),
        "base_rate": round(base, 4),
        "by_health": Counter(health for health, _ in readings),
        "verdicts": [],
    }
    for name, alarms in ALARMS.items():
        raised = [ends for health, ends in readings if health in alarms]
        precision = sum(raised) / len(raised) if raised else 0.0
        recall = sum(raised) / ended if ended else 0.0
        found[name] = {"precision": round(precision, 4), "recall": round(recall, 4)}
        beside = (
            f"precision {precision:.2f}, recall {recall:.2f}, base rate {base:.3f};"
            f" {len(raised)} of {len(readings)} readings, {ended} before an early end"
        )
        lift = precision / base if base else 0.0
        found["verdicts"].append(Verdict(f"{name}, precision", lift, 1.0, "× chance", True, beside))
    return found


def _readings(mentorship: Mentorship, now: datetime) -> Iterator[tuple[str, bool]]:
    """(health, whether it ended early within AHEAD) every two weeks of its life."""
    end = mentorship.ended_at or now
    is_early = mentorship.state == "ended"
    sessions = list(Session.objects.filter(mentorship=mentorship).values_list("starts_at", "state"))
    items = list(
        ActionItem.objects.filter(mentorship=mentorship).values_list(
            "created_at", "due_on", "done_at"
        )
    )
    rated = list(
        Feedback.objects.filter(mentorship=mentorship, rating__isnull=False)
        .order_by("given_at")
        .values_list("given_at", "rating")
    )
    stages = list(
        CadenceStage.objects.filter(mentorship=mentorship)
        .order_by("from_day", "id")
        .values_list("from_day", "stage")
    )
    moment = mentorship.started_at + timedelta(days=EARLY_DAYS)
    while moment < end:
        past = [stage for stage in stages if stage[0] <= moment.date()]
        if past:
            facts = _facts(mentorship, past, sessions, items, rated, moment)
            ends = is_early and end - moment <= AHEAD
            yield read_health(facts, at=moment).health, ends
        moment += EVERY


def _facts(
    mentorship: Mentorship,
    stages: list[tuple[Any, str]],
    sessions: list[tuple[datetime, str]],
    items: list[tuple[datetime, Any, datetime | None]],
    rated: list[tuple[datetime, int]],
    at: datetime,
) -> Facts:
    """As of a moment. What was booked by then is not kept, so nothing counts as booked."""
    from_day, stage = stages[-1]
    since = max(
        datetime.combine(from_day, datetime.min.time(), tzinfo=at.tzinfo), mentorship.started_at
    )
    held = [start for start, state in sessions if state == SessionState.HELD and start <= at]
    last = max(held, default=None)
    failed = Counter(
        state for start, state in sessions if start <= at and (last is None or start > last)
    )
    window = window_start(stage=stage, stage_since=since, at=at)
    late = sum(
        made <= at and due is not None and due < at.date() and (done is None or done > at)
        for made, due, done in items
    )
    return Facts(
        stage=stage,
        started_at=mentorship.started_at,
        stage_since=since,
        last_held_at=last,
        next_at=None,
        held_in_window=sum(start >= window for start in held),
        missed_in_a_row=failed[SessionState.MISSED],
        cancelled_in_a_row=failed[SessionState.CANCELLED],
        overdue_items=late,
        ratings=tuple(rating for given, rating in rated if given <= at)[-RATINGS_READ:],
    )
