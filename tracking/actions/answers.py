"""What those who are invited to a session say: yes, no, or another time."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.audit.actions import record
from mentorship.delivery.actions import owe, take_back
from mentorship.delivery.enums import Channel
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import (
    answer_by,
    cancel_locked,
    check_free,
    lock_for,
    lock_session,
    move_locked,
    url_of,
)
from tracking.enums import Answer, SessionState
from tracking.models import Attendance, Session


@transaction.atomic
def accept_session(*, session: Session, by: Member, at: datetime) -> Session:
    """Say that one comes. Raises TrackingError where it is not to come any more."""
    session, people, mine = _locked(session, by, at)
    if mine.answer == Answer.ACCEPTED:
        return session
    _keep(mine, Answer.ACCEPTED, at)
    record(
        by=by, action="session.accepted", subject=session.mentorship, at=at, session=str(session.pk)
    )
    _tell(session, people, "session_accepted", by=by, at=at, channels=[Channel.IN_APP])
    return session


@transaction.atomic
def tentative_session(*, session: Session, by: Member, at: datetime) -> Session:
    """Say that one may come, as calendars can. Raises TrackingError."""
    session, _people, mine = _locked(session, by, at)
    _keep(mine, Answer.TENTATIVE, at)
    return session


@transaction.atomic
def decline_session(*, session: Session, by: Member, at: datetime, reason: str = "") -> Session:
    """Say that one does not come. Where two meet, the session is cancelled and the other told;
    a group goes on without. Raises TrackingError.
    """
    session, people, mine = _locked(session, by, at)
    _keep(mine, Answer.DECLINED, at)
    mentorship = session.mentorship
    record(by=by, action="session.declined", subject=mentorship, at=at, session=str(session.pk))
    if len(people) > rules.PAIR:
        _tell(session, people, "session_absent", by=by, at=at, reason=reason)
        return session
    cancel_locked(session, people, by=by, at=at, kind="session_declined", reason=reason)
    return session


@transaction.atomic
def propose_time(*, session: Session, starts_at: datetime, by: Member, at: datetime) -> Session:
    """Ask for another time; the session stands where it is until the others agree. Raises
    TrackingError for a time past or taken.
    """
    session, people, mine = _locked(session, by, at)
    if starts_at <= at:
        raise TrackingError(_("That time has passed."))
    if starts_at == session.starts_at:
        raise TrackingError(_("The session is booked for that time already."))
    check_free(session.mentorship, starts_at=starts_at, minutes=session.minutes, except_for=session)
    _keep(mine, Answer.OTHER_TIME, at, other_starts_at=starts_at)
    record(
        by=by,
        action="session.other_time",
        subject=session.mentorship,
        at=at,
        session=str(session.pk),
    )
    take_back(kind="session_other_time", subjects=[session.pk])
    _tell(
        session,
        people,
        "session_other_time",
        by=by,
        at=at,
        starts_at=starts_at.isoformat(),
        answer_by=answer_by(session, at=at),
    )
    return session


@transaction.atomic
def take_other_time(*, session: Session, starts_at: datetime, by: Member, at: datetime) -> Session:
    """Agree to the time that somebody else proposed. Raises TrackingError where it is proposed no
    more, or has passed.
    """
    session, people, mine = _locked(session, by, at)
    proposals = session.attendance.filter(answer=Answer.OTHER_TIME, other_starts_at=starts_at)
    if not proposals.exclude(pk=mine.pk).exists():
        raise TrackingError(_("That time is not proposed any more."))
    move_locked(session, people, {"starts_at": starts_at}, by=by, at=at)
    return session


def _locked(session: Session, by: Member, at: datetime) -> tuple[Session, list[Member], Attendance]:
    """The session under its mentorship's lock, its people, and this person's part in it."""
    mentorship, people = lock_for(session.mentorship, by)
    session = lock_session(session, mentorship)
    return session, people, answerable_part(session, by, at)


def answerable_part(session: Session, member: Member, at: datetime) -> Attendance:
    """Their part in a session that can be answered still. Raises TrackingError with the reason why
    it cannot.
    """
    if not rules.can_answer(session, at=at):
        raise TrackingError(_why_closed(session))
    mine = Attendance.objects.filter(session=session, member=member).first()
    if mine is None:
        raise TrackingError(_("You are not invited to this session."))
    return mine


def _why_closed(session: Session) -> str:
    if rules.can_move(session):
        return _("This session is over. Say whether you met.")
    if session.state == SessionState.CANCELLED:
        return _("This session was cancelled.")
    return _("This session was logged meanwhile.")


def _keep(
    mine: Attendance, answer: Answer, at: datetime, *, other_starts_at: datetime | None = None
) -> None:
    mine.answer, mine.answered_at, mine.other_starts_at = answer, at, other_starts_at
    mine.save(update_fields=["answer", "answered_at", "other_starts_at"])


def _tell(
    session: Session,
    people: list[Member],
    kind: str,
    *,
    by: Member,
    at: datetime,
    channels: tuple[str, ...] | list[str] = (),
    **context: Any,
) -> None:
    values: dict[str, Any] = {"starts_at": session.starts_at.isoformat(), "reason": "", **context}
    owe(
        kind=kind,
        subject=session,
        recipients=[person for person in people if person != by],
        at=at,
        occurrence=at.isoformat(),
        channels=channels,
        other=by.name,
        url=url_of(session.mentorship),
        **values,
    )
