"""Mend the record of a session that was written down wrongly."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.cadence import settle_proposal
from tracking.actions.errors import TrackingError
from tracking.actions.pulse import refresh_pulse
from tracking.actions.sessions import lock_for, possible_past, url_of
from tracking.enums import SessionState
from tracking.models import Session


@transaction.atomic
def correct_session(
    *, session: Session, starts_at: datetime, minutes: int, by: Member, at: datetime
) -> Session:
    """Say when a session took place that stands there with another time. Raises TrackingError."""
    session, people = _locked(
        session, by, rules.can_correct, _("This session was taken back meanwhile.")
    )
    if (session.starts_at, session.minutes) == (starts_at, minutes):
        return session
    possible_past(session.mentorship, starts_at=starts_at, at=at, except_for=session)
    session.starts_at, session.minutes = starts_at, minutes
    return _settle(session, people, ["starts_at", "minutes"], act="corrected", by=by, at=at)


@transaction.atomic
def take_back_session(*, session: Session, by: Member, at: datetime) -> Session:
    """A session that was logged and never took place: it counts no more, and what was written stays
    for `put_back`.

    Raises TrackingError.
    """
    session, people = _locked(
        session, by, rules.can_correct, _("This session was taken back meanwhile.")
    )
    session.state = SessionState.CANCELLED
    return _settle(session, people, ["state"], act="taken_back", by=by, at=at)


@transaction.atomic
def put_back_session(*, session: Session, by: Member, at: datetime) -> Session:
    """Raises TrackingError where it was not taken back, or another session stands at its time by
    now.
    """
    session, people = _locked(session, by, rules.is_taken_back, _("This session counts already."))
    possible_past(session.mentorship, starts_at=session.starts_at, at=at, except_for=session)
    session.state = SessionState.HELD
    return _settle(session, people, ["state"], act="put_back", by=by, at=at)


def _locked(
    session: Session, by: Member, is_possible: Callable[[Session], bool], otherwise: str
) -> tuple[Session, list[Member]]:
    """The session as it stands under its mentorship's lock, and the pair. Raises TrackingError with
    `otherwise`.
    """
    mentorship, people = lock_for(session.mentorship, by)
    session = Session.objects.get(pk=session.pk)
    session.mentorship = mentorship
    if not is_possible(session):
        raise TrackingError(otherwise)
    return session, people


def _settle(
    session: Session,
    people: list[Member],
    fields: Sequence[str],
    *,
    act: str,
    by: Member,
    at: datetime,
) -> Session:
    session.save(update_fields=fields)
    record(
        by=by, action=f"session.{act}", subject=session.mentorship, at=at, session=str(session.pk)
    )
    for person in people:
        if person != by:
            owe(
                kind=f"session_{act}",
                subject=session,
                recipients=[person],
                at=at,
                other=by.name,
                starts_at=session.starts_at.isoformat(),
                url=url_of(session.mentorship),
                occurrence=at.isoformat(),
            )
    refresh_pulse(mentorship=session.mentorship, at=at)
    settle_proposal(mentorship=session.mentorship, at=at)
    return session
