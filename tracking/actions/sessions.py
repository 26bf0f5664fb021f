"""Book, move, cancel and log a session."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.enums import MentorshipState
from matching.models import Mentorship
from matching.queries import participants
from mentorship import versions
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.delivery.enums import Channel
from mentorship.delivery.kinds import kind_named
from mentorship.tenancy.models import Member
from mentorship.wording import Said, said
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.exceptions import except_from_series
from tracking.actions.pulse import refresh_pulse
from tracking.calendar import Guest, invitation
from tracking.enums import Answer, SessionState
from tracking.models import AgendaItem, Attendance, Session
from tracking.reply_address import reply_address

# Whose day it is differs by up to a day around the world.
A_DAY = timedelta(days=1)


def url_of(mentorship: Mentorship) -> str:
    return reverse("tracking:mentorship", args=[mentorship.organization.slug, mentorship.pk])


def check_free(mentorship: Mentorship, **span: Any) -> None:
    """Raise where the pair has another session in the same span."""
    if is_taken(mentorship, **span):
        raise TrackingError(
            _(
                "You have a session booked at that time already. Choose another time, or move"
                " that one."
            )
        )


def is_taken(
    mentorship: Mentorship, *, starts_at: datetime, minutes: int, except_for: Session | None = None
) -> bool:
    others = Session.objects.filter(
        mentorship=mentorship,
        state=SessionState.BOOKED,
        starts_at__lt=starts_at + timedelta(minutes=minutes),
        starts_at__gt=starts_at - timedelta(minutes=480),
    )
    if except_for:
        others = others.exclude(pk=except_for.pk)
    return any(other.starts_at + timedelta(minutes=other.minutes) > starts_at for other in others)


@transaction.atomic
def book_session(
    *,
    mentorship: Mentorship,
    starts_at: datetime,
    minutes: int,
    by: Member,
    at: datetime,
    place: str = "",
    agenda: str = "",
) -> Session:
    """Book a session and owe everybody an invitation. Raises TrackingError for a time past or
    taken.
    """
    locked, people = lock_for(mentorship, by)
    if starts_at <= at:
        raise TrackingError(
            _("That time has passed. To write down a session you had, choose “Log a session”.")
        )
    check_free(locked, starts_at=starts_at, minutes=minutes)
    session = create(
        locked, people, starts_at=starts_at, minutes=minutes, by=by, place=place, agenda=agenda
    )
    record(by=by, action="session.booked", subject=locked, at=at, session=str(session.pk))
    invite(session, people, kind="session_booked", at=at, by=by)
    refresh_pulse(mentorship=locked, at=at)
    return session


def create(
    mentorship: Mentorship,
    people: list[Member],
    *,
    starts_at: datetime,
    minutes: int,
    by: Member,
    **values: Any,
) -> Session:
    session = Session.objects.create(
        organization_id=mentorship.organization_id,
        mentorship=mentorship,
        starts_at=starts_at,
        minutes=minutes,
        booked_by=by,
        **values,
    )
    Attendance.objects.bulk_create(
        Attendance(
            organization_id=mentorship.organization_id,
            session=session,
            member=person,
            answer=Answer.ACCEPTED if person == by else Answer.WAITING,
        )
        for person in people
    )
    _begin_agenda(session, mentorship.program.agenda_points)
    return session


def _begin_agenda(session: Session, points: Sequence[str]) -> None:
    """Put down the points with which every session of the program begins."""
    AgendaItem.objects.bulk_create(
        AgendaItem(
            organization_id=session.organization_id, session=session, text=text, added_at=Now()
        )
        for text in points
    )


def lock_for(mentorship: Mentorship, by: Member) -> tuple[Mentorship, list[Member]]:
    """The mentorship, locked, and its people, where this member may write in it."""
    locked = (
        Mentorship.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organization")
        .get(pk=mentorship.pk)
    )
    parts = participants(locked)
    if not rules.can_take_part(by, locked, parts):
        raise TrackingError(_("This mentorship has ended, or is not yours."))
    return locked, [part.member for part in parts]


def lock_active(mentorship: Mentorship) -> tuple[Mentorship, list[Member]]:
    """The mentorship, locked, and its people, while it runs; who may is asked before."""
    rows = Mentorship.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.select_related("organization", "program").get(pk=mentorship.pk)
    if locked.state != MentorshipState.ACTIVE:
        raise TrackingError(_("This mentorship has ended."))
    return locked, [part.member for part in participants(locked)]


def lock_session(session: Session, mentorship: Mentorship) -> Session:
    """The session as it stands, under the lock of its mentorship."""
    locked = Session.objects.select_related("booked_by", "logged_by").get(pk=session.pk)
    locked.mentorship = mentorship
    return locked


def possible_past(
    mentorship: Mentorship, *, starts_at: datetime, at: datetime, except_for: Session | None = None
) -> None:
    """Raise TrackingError for a time at which these two cannot have met, or at which they have said
    so already.
    """
    if starts_at > at:
        raise TrackingError(_("That time is still to come. Book the session instead."))
    if starts_at < mentorship.started_at - A_DAY:
        raise TrackingError(
            _("You were matched on %(started_at)s. Choose a day since then.")
            % {"started_at": f"{mentorship.started_at:%d %B %Y}"}
        )
    refuse_double(mentorship, starts_at=starts_at, except_for=except_for)


def refuse_double(
    mentorship: Mentorship, *, starts_at: datetime, except_for: Session | None
) -> None:
    there = Session.objects.filter(
        mentorship=mentorship, state=SessionState.HELD, starts_at=starts_at
    )
    if except_for:
        there = there.exclude(pk=except_for.pk)
    if there.exists():
        raise TrackingError(_("A session at that time is logged already."))


def invite(
    session: Session,
    people: list[Member],
    *,
    kind: str,
    at: datetime,
    method: str = "REQUEST",
    to: list[Member] | None = None,
    by: Member | None = None,
    reason: str = "",
) -> None:
    """Write to all of them, or to those in `to`; `by` knows already, and gets what their calendar
    needs alone.
    """
    parts = {part.member_id: part for part in session.attendance.all()}
    said_by = {pk: part.answer for pk, part in parts.items()}
    guests = [Guest(person, said_by.get(person.pk, "")) for person in people]
    for person in people if to is None else to:
        answer_to = reply_address(parts[person.pk].pk) if person.pk in parts else ""
        text = invitation(session=session, guests=guests, at=at, organizer=answer_to, method=method)
        owe(
            kind=kind,
            subject=session,
            recipients=[person],
            at=at,
            occurrence=str(session.sequence),
            starts_at=session.starts_at.isoformat(),
            place=session.place,
            agenda=session.agenda,
            other=", ".join(other.name for other in people if other != person),
            url=url_of(session.mentorship),
            calendar=text,
            reply_to=answer_to,
            calendar_method=method,
            channels=[Channel.EMAIL] if person == by else [],
            reason=reason,
            **_asked(
                session, kind=kind, has_accepted=said_by.get(person.pk) == Answer.ACCEPTED, at=at
            ),
        )


def _asked(session: Session, *, kind: str, has_accepted: bool, at: datetime) -> dict[str, Any]:
    """What the message can be answered with, and by when: who has accepted, as who books or moves
    it has, is asked nothing.
    """
    if has_accepted:
        return {"acts": []}
    return {"acts": list(kind_named(kind).acts), "answer_by": answer_by(session, at=at)}


def answer_by(session: Session, *, at: datetime) -> Said | str:
    """When everybody is reminded of the session as it then stands; empty where that has passed."""
    reminder_at = session.starts_at - A_DAY
    return said("session.answer_by", starts_at=reminder_at.isoformat()) if reminder_at > at else ""


@transaction.atomic
def move_session(
    *,
    session: Session,
    starts_at: datetime,
    minutes: int,
    by: Member,
    at: datetime,
    place: str,
    agenda: str,
    read: str = "",
) -> Session:
    """Change a booked session; calendars follow where anything differs. Raises TrackingError and
    OvertakenError.
    """
    mentorship, people = lock_for(session.mentorship, by)
    session = lock_session(session, mentorship)
    if not rules.can_move(session):
        raise TrackingError(_("This session was logged or cancelled meanwhile."))
    given = {"starts_at": starts_at, "minutes": minutes, "place": place, "agenda": agenda}
    stored = {name: getattr(session, name) for name in given}
    values = versions.merge(read=read, given=given, stored=stored)
    if values != stored:
        move_locked(session, people, values, by=by, at=at)
    return session


def move_locked(
    session: Session, people: list[Member], values: Mapping[str, Any], *, by: Member, at: datetime
) -> None:
    """Change a booked session under its lock. Another time or length asks everybody else anew.
    Raises TrackingError for a time past or taken.
    """
    changed = {name for name, value in values.items() if value != getattr(session, name)}
    for name, value in values.items():
        setattr(session, name, value)
    if session.starts_at <= at:
        raise TrackingError(_("That time has passed."))
    check_free(
        session.mentorship, starts_at=session.starts_at, minutes=session.minutes, except_for=session
    )
    session.sequence += 1
    session.save(update_fields=[*values, "sequence"])
    if changed & {"starts_at", "minutes"}:
        _ask_anew(session, by=by, at=at)
    if "starts_at" in changed:
        except_from_series(session)
    record(
        by=by, action="session.moved", subject=session.mentorship, at=at, session=str(session.pk)
    )
    invite(session, people, kind="session_moved", at=at, by=by)
    refresh_pulse(mentorship=session.mentorship, at=at)


def _ask_anew(session: Session, *, by: Member, at: datetime) -> None:
    """Who moved it and who had proposed that very time have accepted it."""
    agreed = Q(member=by) | Q(answer=Answer.OTHER_TIME, other_starts_at=session.starts_at)
    session.attendance.update(
        answer=Case(When(agreed, then=Value(Answer.ACCEPTED)), default=Value(Answer.WAITING)),
        answered_at=Case(When(agreed, then=Value(at)), default=None),
        other_starts_at=None,
    )


@transaction.atomic
def close_session(*, session: Session, state: str, by: Member, at: datetime) -> Session:
    """Cancel a booked session, or say that it did not take place. Raises TrackingError."""
    mentorship, people = lock_for(session.mentorship, by)
    session = lock_session(session, mentorship)
    if not rules.can_move(session):
        raise TrackingError(_("This session was logged or cancelled meanwhile."))
    record(by=by, action=f"session.{state}", subject=mentorship, at=at, session=str(session.pk))
    if state == SessionState.CANCELLED:
        cancel_locked(session, people, by=by, at=at)
    else:
        _close(session, state, by=by, at=at)
    return session


def cancel_locked(
    session: Session,
    people: list[Member],
    *,
    by: Member,
    at: datetime,
    kind: str = "session_cancelled",
    reason: str = "",
) -> None:
    """Cancel a booked session under its lock, also in the calendars."""
    _close(session, SessionState.CANCELLED, by=by, at=at)
    except_from_series(session)
    # Who cancels knows why: their calendar alone is told.
    others, own = [person for person in people if person != by], [by] if by in people else []
    for told, to in ((kind, others), ("session_cancelled", own)):
        invite(session, people, kind=told, to=to, at=at, method="CANCEL", by=by, reason=reason)


def _close(session: Session, state: str, *, by: Member, at: datetime) -> None:
    session.state, session.sequence = state, session.sequence + 1
    session.closed_at, session.closed_by = at, by
    session.save(update_fields=["state", "sequence", "closed_at", "closed_by"])
    refresh_pulse(mentorship=session.mentorship, at=at)


@transaction.atomic
def reopen_session(*, session: Session, by: Member, at: datetime) -> Session:
    """Undo, by whoever did it, a cancellation or the word that a session did not take place, for
    ten minutes; who had declined has not answered then. Raises TrackingError later, for somebody
    else's act, or where its time has gone to another session.
    """
    mentorship, people = lock_for(session.mentorship, by)
    session = lock_session(session, mentorship)
    if not rules.can_reopen(session, at=at):
        raise TrackingError(_("That can be undone for ten minutes, and they have passed."))
    if not rules.is_own_act(by, session):
        raise TrackingError(_("Only who did that can undo it. You can book another session."))
    was_cancelled = session.state == SessionState.CANCELLED
    check_free(mentorship, starts_at=session.starts_at, minutes=session.minutes, except_for=session)
    session.state, session.sequence = SessionState.BOOKED, session.sequence + 1
    session.closed_at, session.closed_by = None, None
    session.save(update_fields=["state", "sequence", "closed_at", "closed_by"])
    declined = session.attendance.filter(member=by, answer=Answer.DECLINED)
    declined.update(answer=Answer.WAITING, answered_at=None)
    record(by=by, action="session.reopened", subject=mentorship, at=at, session=str(session.pk))
    if was_cancelled:
        invite(session, people, kind="session_reopened", at=at, by=by)
    refresh_pulse(mentorship=mentorship, at=at)
    return session
