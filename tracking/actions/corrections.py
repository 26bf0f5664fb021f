"""Mend the record of a meeting that was written down wrongly."""

from datetime import datetime

from django.db import transaction

from matching.models import Mentorship
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.pulse import refresh_pulse
from tracking.actions.sessions import local_words, lock_for, possible_past, url_of
from tracking.enums import SessionState
from tracking.models import Session


@transaction.atomic
def correct_session(*, session: Session, starts_at: datetime, minutes: int, by: Member, at: datetime) -> Session:
    """Say when a meeting took place that stands there with another time. Raises TrackingError."""
    mentorship, people = lock_for(session.mentorship, by)
    session = Session.objects.get(pk=session.pk)
    if not rules.can_correct(session):
        raise TrackingError("This meeting was taken back meanwhile.")
    if (session.starts_at, session.minutes) == (starts_at, minutes):
        return session
    possible_past(mentorship, starts_at=starts_at, at=at, except_for=session)
    session.starts_at, session.minutes = starts_at, minutes
    session.save(update_fields=["starts_at", "minutes"])
    _settle(session, mentorship, people, act="corrected", by=by, at=at)
    return session


@transaction.atomic
def take_back_session(*, session: Session, by: Member, at: datetime) -> Session:
    """A meeting that was logged and never took place: it counts no more, and what was written stays for `put_back`.

    Raises TrackingError.
    """
    mentorship, people = lock_for(session.mentorship, by)
    session = Session.objects.get(pk=session.pk)
    if not rules.can_correct(session):
        raise TrackingError("This meeting was taken back meanwhile.")
    session.state = SessionState.CANCELLED
    session.save(update_fields=["state"])
    _settle(session, mentorship, people, act="taken_back", by=by, at=at)
    return session


@transaction.atomic
def put_back_session(*, session: Session, by: Member, at: datetime) -> Session:
    """Raises TrackingError where it was not taken back."""
    mentorship, people = lock_for(session.mentorship, by)
    session = Session.objects.get(pk=session.pk)
    if not rules.is_taken_back(session):
        raise TrackingError("This meeting counts already.")
    session.state = SessionState.HELD
    session.save(update_fields=["state"])
    _settle(session, mentorship, people, act="put_back", by=by, at=at)
    return session


def _settle(
    session: Session, mentorship: Mentorship, people: list[Member], *, act: str, by: Member, at: datetime
) -> None:
    record(by=by, action=f"session.{act}", subject=mentorship, at=at, session=str(session.pk))
    for person in people:
        if person != by:
            owe(
                kind=f"session_{act}", subject=session, recipients=[person], at=at, other=by.name,
                when=local_words(session.starts_at, person), url=url_of(mentorship), occurrence=at.isoformat(),
            )  # fmt: skip
    refresh_pulse(mentorship=mentorship, at=at)
