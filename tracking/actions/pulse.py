"""What lists show of a mentorship, kept beside it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from matching.models import Mentorship
from mentorship.tenancy.models import Member, Organization
from mentorship.wording import Said, said
from tracking import queries
from tracking.models import CadenceStage, HealthChange, Pulse

SHOWN = [
    "stage",
    "health",
    "health_reason",
    "health_signs",
    "urgency",
    "sessions_held",
    "last_held_at",
    "next_at",
    "open_actions",
]
HEALTH = SHOWN.index("health")


@transaction.atomic
def begin_mentorships(*, organization: Organization) -> int:
    """Take up the mentorships that matching has published: first stage and pulse.
    Answers how many.
    """
    new = queries.without_pulse(organization)
    firsts = {each.pk: queries.policy_of(each.program).first_stage for each in new}
    made = Pulse.objects.bulk_create(
        (Pulse(organization=organization, mentorship=each, stage=firsts[each.pk]) for each in new),
        ignore_conflicts=True,
        batch_size=1000,
    )
    staged = set(
        CadenceStage.objects.filter(mentorship__in=new).values_list("mentorship_id", flat=True)
    )
    CadenceStage.objects.bulk_create(
        (_first_stage(each, firsts[each.pk]) for each in new if each.pk not in staged),
        batch_size=1000,
    )
    return len(made)


def _first_stage(mentorship: Mentorship, stage: str) -> CadenceStage:
    return CadenceStage(
        organization_id=mentorship.organization_id,
        mentorship=mentorship,
        stage=stage,
        from_day=mentorship.started_at.date(),
        reason=said("cadence.first"),
    )


def current_stage(mentorship: Mentorship) -> CadenceStage:
    """The stage that holds; a mentorship that was published a moment ago is taken up here."""
    return current_stages([mentorship])[mentorship.pk]


def current_stages(mentorships: Sequence[Mentorship]) -> dict[UUID, CadenceStage]:
    """The same of many, by mentorship."""
    stages = queries.present_stages([mentorship.pk for mentorship in mentorships])
    firsts = [
        _first_stage(mentorship, queries.policy_of(mentorship.program).first_stage)
        for mentorship in mentorships
        if mentorship.pk not in stages
    ]
    CadenceStage.objects.bulk_create(firsts)
    return stages | {stage.mentorship_id: stage for stage in firsts}


_later: ContextVar[dict[UUID, tuple[Mentorship, datetime]] | None] = ContextVar(
    "later", default=None
)


@contextmanager
def one_pulse_each() -> Iterator[None]:
    """Within it many actions on a mentorship count its pulse once, at the end, as of the last of
    them.
    """
    waiting: dict[UUID, tuple[Mentorship, datetime]] = {}
    token = _later.set(waiting)
    try:
        yield
    finally:
        _later.reset(token)
    for mentorship, at in waiting.values():
        refresh_pulse(mentorship=mentorship, at=at)


def courses_of(mentorships: Sequence[Mentorship], *, at: datetime) -> list[queries.Course]:
    """How these go, read together."""
    return queries.courses_of(mentorships, current_stages(mentorships), at=at)


@transaction.atomic
def refresh_pulse(*, mentorship: Mentorship, at: datetime) -> None:
    """Refresh what lists show of one mentorship."""
    waiting = _later.get()
    if waiting is not None:
        waiting[mentorship.pk] = (mentorship, at)
        return
    stored = _locked(Pulse.objects.select_for_update(no_key=True), [mentorship])
    _write(courses_of([mentorship], at=at), stored, at)


@transaction.atomic
def refresh_chunk(*, mentorships: Sequence[Mentorship], at: datetime) -> list[queries.Course]:
    """The same for many; returns how they go, for whoever has more to ask of that.

    What somebody else holds is left out: who acts on a mentorship refreshes it, and the round
    waits for nobody.
    """
    stored = _locked(Pulse.objects.select_for_update(no_key=True, skip_locked=True), mentorships)
    courses = courses_of(mentorships, at=at)
    _write([course for course in courses if course.mentorship.pk in stored], stored, at)
    return courses


def _locked(
    pulses: QuerySet[Pulse], mentorships: Sequence[Mentorship]
) -> dict[UUID, tuple[Any, ...]]:
    """What is shown by now, by mentorship: locked before any fact is read, so that no older fact
    overwrites a newer one.
    """
    ids = [mentorship.pk for mentorship in mentorships]
    rows = pulses.filter(mentorship__in=queries.among(ids)).values_list("mentorship", *SHOWN)
    return {pk: tuple(values) for pk, *values in rows}


def _write(
    courses: Sequence[queries.Course], stored: Mapping[UUID, tuple[Any, ...]], at: datetime
) -> None:
    """What differs from `stored`, in one statement."""
    changed, history = [], []
    for course in courses:
        mentorship, values = course.mentorship, _values(course, at)
        before = stored.get(mentorship.pk)
        if tuple(values.values()) == before:
            continue
        row = {"organization_id": mentorship.organization_id, "mentorship": mentorship}
        changed.append(Pulse(**row, **values))
        if before is None or before[HEALTH] != values["health"]:
            told = {"health": values["health"], "reason": values["health_reason"], "at": at}
            history.append(HealthChange(**row, **told))
    HealthChange.objects.bulk_create(history)
    Pulse.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["mentorship"], update_fields=SHOWN
    )


def _values(course: queries.Course, at: datetime) -> dict[str, Any]:
    """In the order of SHOWN."""
    reading = course.health(at=at)
    return {
        "stage": course.stage.stage,
        "health": reading.health,
        "health_reason": reading.reason,
        "health_signs": list(reading.signs),
        "urgency": reading.urgency,
        "sessions_held": len(course.times.held),
        "last_held_at": course.times.last_held_at,
        "next_at": course.times.next_at,
        "open_actions": course.open_items,
    }


def refresh_pulses(*, organization: Organization, at: datetime) -> int:
    """The round: silence grows without anybody acting. Returns how many were counted."""
    begin_mentorships(organization=organization)
    number = 0
    for chunk in queries.active_chunks(organization):
        refresh_chunk(mentorships=chunk, at=at)
        number += len(chunk)
    return number


def move_to_stage(
    *, mentorship: Mentorship, stage: str, on: date, reason: Said, by: Member
) -> CadenceStage:
    return CadenceStage.objects.create(
        organization_id=mentorship.organization_id,
        mentorship=mentorship,
        stage=stage,
        from_day=on,
        reason=reason,
        by=by,
    )
