"""Progress as people write it down, and the history of what they change."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import Mentorship
from mentorship import versions
from mentorship.audit.actions import record
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import lock_for
from tracking.enums import ObservationKind, Written
from tracking.models import ActionItem, Goal, Note, Observation, Revision, Session


def keep_revision(
    row: Note | ActionItem | Observation | Goal,
    *,
    kind: Written,
    text: str,
    by: Member,
    at: datetime,
) -> None:
    """What stood there, before it is written anew."""
    Revision.objects.create(
        organization_id=row.organization_id,
        mentorship_id=row.mentorship_id,
        kind=kind,
        subject=row.pk,
        text=text,
        by=by,
        at=at,
    )


def forget_revisions(subject: UUID) -> None:
    """Who takes back what they wrote takes back all of it."""
    Revision.objects.filter(subject=subject).delete()


@transaction.atomic
def write_observation(
    *,
    mentorship: Mentorship,
    kind: str,
    text: str,
    by: Member,
    at: datetime,
    session: Session | None = None,
) -> Observation:
    """Raises TrackingError where the mentorship has ended or is not theirs."""
    locked, _people = lock_for(mentorship, by)
    _check_kind(kind)
    same = Observation.objects.filter(
        mentorship=locked, session=session, kind=kind, text=text, author=by
    )
    if there := same.first():
        return there
    written = Observation.objects.create(
        organization_id=locked.organization_id,
        mentorship=locked,
        session=session,
        kind=kind,
        text=text,
        author=by,
        written_at=at,
    )
    _record("written", written, by=by, at=at)
    return written


@transaction.atomic
def change_observation(
    *, observation: Observation, by: Member, at: datetime, read: str = "", **values: Any
) -> Observation:
    """By its writer; `values` are kind and text. Raises TrackingError, and OvertakenError."""
    locked = _lock(observation, by)
    stored = {name: getattr(locked, name) for name in values}
    values = versions.merge(read=read, given=values, stored=stored)
    if values == stored:
        return locked
    _check_kind(values["kind"])
    keep_revision(locked, kind=Written.OBSERVATION, text=locked.text, by=by, at=at)
    locked.kind, locked.text, locked.edited_at = values["kind"], values["text"], at
    locked.save(update_fields=["kind", "text", "edited_at"])
    _record("changed", locked, by=by, at=at)
    return locked


@transaction.atomic
def delete_observation(*, observation: Observation, by: Member, at: datetime) -> None:
    """By its writer, with its history. Raises TrackingError."""
    locked = _lock(observation, by)
    _record("deleted", locked, by=by, at=at)
    forget_revisions(locked.pk)
    locked.delete()


def _lock(observation: Observation, by: Member) -> Observation:
    mentorship, _people = lock_for(observation.mentorship, by)
    found = Observation.objects.select_for_update(no_key=True).filter(pk=observation.pk)
    locked = found.first()
    if locked is None:
        raise TrackingError(_("This was deleted meanwhile."))
    if not rules.can_change(by, locked):
        raise TrackingError(_("Only who wrote it can change it."))
    locked.mentorship = mentorship
    return locked


def _check_kind(kind: str) -> None:
    if kind not in ObservationKind.values:
        raise TrackingError(_("Say whether it is an achievement or something to improve."))


def _record(act: str, observation: Observation, *, by: Member, at: datetime) -> None:
    record(
        by=by,
        action=f"observation.{act}",
        subject=observation.mentorship,
        at=at,
        observation=str(observation.pk),
    )
