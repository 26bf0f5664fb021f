"""What lists show of a mentorship, kept beside it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from matching.models import Mentorship
from mentorship.tenancy.models import Member, Organization
from mentorship.wording import Said, said
from tracking import queries
from tracking.models import CadenceStage, Pulse


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
    stage = queries.stage_of(mentorship)
    if stage is None:
        first = queries.policy_of(mentorship.program).first_stage
        stage = _first_stage(mentorship, first)
        stage.save()
    return stage


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


def refresh_pulse(*, mentorship: Mentorship, at: datetime) -> None:
    """Refresh what lists show of one mentorship."""
    waiting = _later.get()
    if waiting is not None:
        waiting[mentorship.pk] = (mentorship, at)
        return
    stage = current_stage(mentorship)
    reading, facts = queries.reading_of(mentorship, stage=stage, at=at)
    values = {
        "stage": stage.stage,
        "health": reading.health,
        "health_reason": reading.reason,
        **facts,
    }
    if Pulse.objects.filter(mentorship=mentorship).update(**values):
        return
    Pulse.objects.update_or_create(
        organization_id=mentorship.organization_id, mentorship=mentorship, defaults=values
    )


def refresh_pulses(*, organization: Organization, at: datetime) -> int:
    """The nightly round: silence grows without anybody acting. Answers how many were counted."""
    begin_mentorships(organization=organization)
    active = Mentorship.objects.of(organization).active().select_related("program__cadence_policy")
    number = 0
    for mentorship in active.iterator(chunk_size=500):
        refresh_pulse(mentorship=mentorship, at=at)
        number += 1
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
