"""Whether a session took place, and what each person says of it."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.pulse import refresh_pulse
from tracking.actions.sessions import lock_for, lock_session, url_of
from tracking.enums import AttendanceState, SessionState
from tracking.models import Attendance, Feedback, Session


@transaction.atomic
def confirm_session(*, session: Session, by: Member, at: datetime) -> Session:
    """Say that a session took place; where somebody has said so before, theirs stands and this
    changes nothing. Raises TrackingError for one that was cancelled or is still to come.
    """
    mentorship, people = lock_for(session.mentorship, by)
    session = lock_session(session, mentorship)
    if session.state == SessionState.HELD:
        return session
    check_confirmable(session, at)
    return confirm_locked(session, people, by=by, at=at)


def confirm_locked(session: Session, people: list[Member], *, by: Member, at: datetime) -> Session:
    """It took place with all its people, under its mentorship's lock."""
    mentorship = session.mentorship
    hold(session, by=by, at=at)
    Attendance.objects.filter(session=session).update(state=AttendanceState.PRESENT)
    record(by=by, action="session.confirmed", subject=mentorship, at=at, session=str(session.pk))
    tell_confirmed(session, people, by=by, at=at)
    refresh_pulse(mentorship=mentorship, at=at)
    return session


def tell_confirmed(session: Session, people: list[Member], *, by: Member, at: datetime) -> None:
    """The others hear that somebody says they met."""
    owe(
        kind="session_confirmed",
        subject=session,
        recipients=[person for person in people if person != by],
        at=at,
        other=by.name,
        starts_at=session.starts_at.isoformat(),
        url=url_of(session.mentorship),
    )


def check_confirmable(session: Session, at: datetime) -> None:
    """Raises TrackingError for a session that was cancelled or is still to come."""
    if not rules.can_confirm(session, at=at):
        raise TrackingError(_why_not(session, at))


def _why_not(session: Session, at: datetime) -> str:
    if session.starts_at > at:
        return _("This session is still to come.")
    if session.state == SessionState.MISSED:
        return _("It is noted that you did not meet. If you did, log the session.")
    return _("This session was cancelled.")


def hold(session: Session, *, by: Member, at: datetime) -> None:
    """It took place: who said so first, and when, stays."""
    session.state, session.logged_at = SessionState.HELD, session.logged_at or at
    session.logged_by = session.logged_by or by
    session.closed_at, session.closed_by = None, None
    session.save(update_fields=["state", "logged_at", "logged_by", "closed_at", "closed_by"])


@transaction.atomic
def rate_session(
    *, session: Session, rating: int, by: Member, at: datetime, independence: int | None = None
) -> Feedback:
    """What somebody who was there says of a session, the last time they say it. Raises
    TrackingError for one that was not held, and for who was missing.
    """
    mentorship, _people = lock_for(session.mentorship, by)
    session = lock_session(session, mentorship)
    check_rateable(session, by)
    return keep_feedback(session, by=by, at=at, rating=rating, independence=independence)


def check_rateable(session: Session, member: Member) -> None:
    """Raises TrackingError for a session that was not held, and for who was missing."""
    if session.state != SessionState.HELD:
        raise TrackingError(_("Nobody has said yet that this session took place."))
    if not rules.was_present(member, session):
        raise TrackingError(_("You were not in this session, so there is nothing to rate."))


def keep_feedback(
    session: Session,
    *,
    by: Member,
    at: datetime,
    rating: int | None = None,
    independence: int | None = None,
    mood: int | None = None,
) -> Feedback:
    """One answer of each person about a session, the last one; what is not given stays."""
    given = {"rating": rating, "independence": independence, "mood": mood}
    feedback = Feedback(
        organization_id=session.organization_id,
        session=session,
        mentorship_id=session.mentorship_id,
        author=by,
        given_at=at,
        **given,
    )
    # A mood counts in nothing, so it makes no answer newer.
    dated = ["given_at"] if rating or independence else []
    Feedback.objects.bulk_create(
        [feedback],
        update_conflicts=True,
        unique_fields=["organization", "session", "author"],
        update_fields=[*(name for name, value in given.items() if value), *dated],
    )
    return Feedback.objects.get(session=session, author=by)
