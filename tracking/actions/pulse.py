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
from tracking.models import CadenceStage, Pulse

SHOWN = [
    "stage",
    "health",
    "health_reason",
    "sessions_held",
    "last_held_at",
    "next_at",
    "open_actions",
]


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


@transaction.atomic
def refresh_pulse(*, mentorship: Mentorship, at: datetime) -> None:
    """Refresh what lists show of one mentorship."""
    waiting = _later.get()
    if waiting is not None:
        waiting[mentorship.pk] = (mentorship, at)
        return
    stored = Pulse.objects.select_for_update(no_key=True).filter(mentorship=mentorship)
    _refresh([mentorship], dict(_with_values(stored)), at)


@transaction.atomic
def refresh_chunk(*, mentorships: Sequence[Mentorship], at: datetime) -> None:
    """The same for many. What somebody else holds is left out: who acts on a mentorship refreshes
    it, and the round waits for nobody.
    """
    stored = dict(
        _with_values(
            Pulse.objects.select_for_update(no_key=True, skip_locked=True).filter(
                mentorship__in=mentorships
            )
        )
    )
    _refresh([row for row in mentorships if row.pk in stored], stored, at)


def _with_values(stored: QuerySet[Pulse]) -> Iterator[tuple[UUID, tuple[Any, ...]]]:
    """Locked before any fact is read, so that no older fact overwrites a newer one."""
    for pk, *values in stored.values_list("mentorship", *SHOWN):
        yield pk, tuple(values)


def _refresh(
    mentorships: Sequence[Mentorship], stored: Mapping[UUID, tuple[Any, ...]], at: datetime
) -> None:
    """Write what differs from `stored`, in one statement."""
    stages = current_stages(mentorships)
    standings = queries.standings_of(mentorships, stages, at=at)
    changed = []
    for mentorship in mentorships:
        values = _values(stages[mentorship.pk], standings[mentorship.pk])
        if tuple(values.values()) != stored.get(mentorship.pk):
            changed.append(
                Pulse(organization_id=mentorship.organization_id, mentorship=mentorship, **values)
            )
    Pulse.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["mentorship"], update_fields=SHOWN
    )


def _values(stage: CadenceStage, standing: queries.Standing) -> dict[str, Any]:
    """In the order of SHOWN."""
    return {
        "stage": stage.stage,
        "health": standing.reading.health,
        "health_reason": standing.reading.reason,
        "sessions_held": standing.sessions_held,
        "last_held_at": standing.last_held_at,
        "next_at": standing.next_at,
        "open_actions": standing.open_actions,
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
