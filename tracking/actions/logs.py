"""Write down what was said and agreed in a session, and sessions that nobody had booked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Case, Value, When
from django.utils.translation import gettext as _

from matching.models import Mentorship
from mentorship import versions
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_admin
from mentorship.tenancy.secrets import UnreadableError, decrypt, encrypt
from tracking.actions.confirming import confirm_locked, hold, keep_feedback, tell_confirmed
from tracking.actions.errors import TrackingError
from tracking.actions.items import Item, Review, new_row, review_items
from tracking.actions.pulse import refresh_pulse
from tracking.actions.sessions import (
    create,
    lock_active,
    lock_for,
    lock_session,
    possible_past,
    refuse_double,
    url_of,
)
from tracking.actions.written import forget_revisions, keep_revision
from tracking.enums import AttendanceState, SessionState, Written
from tracking.models import ActionItem, Attendance, Note, Observation, Session

PEOPLE_AT_LEAST = 2
# The notes of a log by the names of their fields, and whether each is private.
NOTES = {"shared": False, "private": True}


@dataclass(frozen=True)
class Remark:
    """Something achieved, or to improve on; `kind` is an ObservationKind."""

    kind: str
    text: str


@transaction.atomic
def log_session(
    *,
    session: Session,
    by: Member,
    at: datetime,
    shared: str = "",
    private: str = "",
    items: Sequence[Item] = (),
    reviews: Sequence[Review] = (),
    remarks: Sequence[Remark] = (),
    rating: int | None = None,
    independence: int | None = None,
    mood: int | None = None,
    absent: Sequence[Member] = (),
    read: str = "",
) -> Session:
    """Write down what was said and agreed, and what became of the action items that were open; each
    side may do so, and again to correct itself.

    Raises TrackingError for a session that was cancelled or is still to come, and OvertakenError
    where the writer has changed the same note in another window since it was `read`.
    """
    mentorship, people = lock_for(session.mentorship, by)
    session = lock_session(session, mentorship)
    if session.state == SessionState.CANCELLED:
        raise TrackingError(_("This session was cancelled."))
    if session.starts_at > at:
        raise TrackingError(_("This session is still to come."))
    refuse_double(mentorship, starts_at=session.starts_at, except_for=session)
    hold(session, by=by, at=at)
    _mark_attendance(session, absent)
    _write_notes(session, {"shared": shared, "private": private}, read=read, by=by, at=at)
    review_items(mentorship=mentorship, reviews=reviews, by=by, at=at)
    ActionItem.objects.bulk_create(_new_rows(session, items, by, at))
    Observation.objects.bulk_create(_new_remarks(session, remarks, by, at))
    answers = {"rating": rating, "independence": independence, "mood": mood}
    if any(answers.values()):
        keep_feedback(session, by=by, at=at, **answers)
    record(
        by=by,
        action="session.logged",
        subject=mentorship,
        at=at,
        session=str(session.pk),
        items=len(items),
    )
    _tell_logged(session, mentorship, people, by=by, at=at)
    refresh_pulse(mentorship=mentorship, at=at)
    return session


def _mark_attendance(session: Session, absent: Sequence[Member]) -> None:
    state = Case(
        When(member__in=list(absent), then=Value(AttendanceState.ABSENT)),
        default=Value(AttendanceState.PRESENT),
    )
    Attendance.objects.filter(session=session).update(
        state=state if absent else AttendanceState.PRESENT
    )


def _write_notes(
    session: Session, given: dict[str, str], *, read: str, by: Member, at: datetime
) -> None:
    """Keep one shared and one private note of this author; an emptied one goes."""
    notes = {note.is_private: note for note in Note.objects.filter(session=session, author=by)}
    stored = {name: _text_of(notes.get(is_private)) for name, is_private in NOTES.items()}
    # What nobody can read now is not compared: the form could not show it.
    known = {name: text for name, text in stored.items() if text is not None}
    values = versions.merge(read=read, given=given, stored=known)
    for name, is_private in NOTES.items():
        note, text = notes.get(is_private), values[name]
        if text == stored[name]:
            continue
        if text.strip():
            _write(note, session, text, is_private=is_private, by=by, at=at)
        elif note and stored[name] is not None:
            forget_revisions(note.pk)
            note.delete()


def _write(
    note: Note | None, session: Session, text: str, *, is_private: bool, by: Member, at: datetime
) -> None:
    values: dict[str, Any] = {
        "text": "" if is_private else text,
        "sealed": encrypt(text, organization_id=session.organization_id) if is_private else None,
    }
    if note is None:
        Note.objects.create(
            organization_id=session.organization_id,
            mentorship_id=session.mentorship_id,
            session=session,
            author=by,
            is_private=is_private,
            written_at=at,
            **values,
        )
        return
    if not is_private:
        keep_revision(note, kind=Written.NOTE, text=note.text, by=by, at=at)
    note.text, note.sealed, note.edited_at = values["text"], values["sealed"], at
    note.save(update_fields=["text", "sealed", "edited_at"])


def _text_of(note: Note | None) -> str | None:
    """Empty where there is none; None where no key of the installation opens it."""
    if note is None or not note.is_private:
        return note.text if note else ""
    try:
        return decrypt(bytes(note.sealed or b""), organization_id=note.organization_id)
    except UnreadableError:
        return None


def _new_remarks(
    session: Session, remarks: Sequence[Remark], by: Member, at: datetime
) -> list[Observation]:
    """Without those that its writer has written there already."""
    there = Observation.objects.filter(session=session, author=by).values_list("kind", "text")
    known = set(there)
    return [
        Observation(
            organization_id=session.organization_id,
            mentorship_id=session.mentorship_id,
            session=session,
            kind=remark.kind,
            text=remark.text,
            author=by,
            written_at=at,
        )
        for remark in dict.fromkeys(remarks)
        if (remark.kind, remark.text) not in known
    ]


def _new_rows(
    session: Session, items: Sequence[Item], by: Member, at: datetime
) -> list[ActionItem]:
    """Without those that stand there already: a form that is sent twice promises nothing twice."""
    there = set(ActionItem.objects.filter(session=session).values_list("text", "owner", "due_on"))
    return [
        new_row(item, mentorship=session.mentorship, session=session, by=by, at=at)
        for item in items
        if (item.text, item.owner.pk, item.due_on) not in there
    ]


def _tell_logged(
    session: Session, mentorship: Mentorship, people: list[Member], *, by: Member, at: datetime
) -> None:
    others = [person for person in people if person != by]
    owe(
        kind="session_logged",
        subject=session,
        recipients=others,
        at=at,
        other=by.name,
        url=url_of(mentorship),
        occurrence=str(by.pk),
    )


@transaction.atomic
def log_past_session(
    *, mentorship: Mentorship, starts_at: datetime, minutes: int, by: Member, at: datetime
) -> Session:
    """A session that took place, one record of it: where one in the same span is logged already,
    that one; where one was booked or noted as missed there, that one took place.

    Raises TrackingError for one still to come, and for one before the pair was matched.
    """
    locked, people = lock_for(mentorship, by)
    there = _in_same_span(locked, starts_at=starts_at, minutes=minutes, at=at)
    if there and there.state == SessionState.HELD:
        return there
    if there:
        return confirm_locked(there, people, by=by, at=at)
    return _add(locked, people, starts_at=starts_at, minutes=minutes, by=by, at=at)


@transaction.atomic
def log_for_others(
    *,
    mentorship: Mentorship,
    starts_at: datetime,
    minutes: int,
    present: Sequence[Member],
    by: Member,
    at: datetime,
) -> Session:
    """An admin says that they met, for those who did not; one record, as above. What stands
    there already is left as it is.

    Raises NotAllowedError, and TrackingError where fewer than two of its people were there.
    """
    check_admin(by, mentorship.organization_id)
    locked, people = lock_active(mentorship)
    if sum(person in people for person in set(present)) < PEOPLE_AT_LEAST:
        raise TrackingError(_("At least two have to be there for a session."))
    there = _in_same_span(locked, starts_at=starts_at, minutes=minutes, at=at)
    if there and there.state == SessionState.HELD:
        return there
    if there:
        session = confirm_locked(there, people, by=by, at=at)
    else:
        session = _add(locked, people, starts_at=starts_at, minutes=minutes, by=by, at=at)
        tell_confirmed(session, people, by=by, at=at)
    _mark_attendance(session, [person for person in people if person not in present])
    session.is_logged_for_them = True
    session.save(update_fields=["is_logged_for_them"])
    return session


def _add(
    mentorship: Mentorship,
    people: list[Member],
    *,
    starts_at: datetime,
    minutes: int,
    by: Member,
    at: datetime,
) -> Session:
    possible_past(mentorship, starts_at=starts_at, at=at)
    session = create(
        mentorship,
        people,
        starts_at=starts_at,
        minutes=minutes,
        by=by,
        state=SessionState.HELD,
        logged_at=at,
        logged_by=by,
    )
    record(by=by, action="session.added", subject=mentorship, at=at, session=str(session.pk))
    refresh_pulse(mentorship=mentorship, at=at)
    return session


def _in_same_span(
    mentorship: Mentorship, *, starts_at: datetime, minutes: int, at: datetime
) -> Session | None:
    """The session that has begun and overlaps this span: one that was held before one that was
    booked or missed.
    """
    if starts_at > at:
        return None
    begun = Session.objects.filter(
        mentorship=mentorship,
        state__in=[SessionState.HELD, SessionState.BOOKED, SessionState.MISSED],
        starts_at__lte=at,
        starts_at__lt=starts_at + timedelta(minutes=minutes),
    )
    overlapping = begun.ending_after(starts_at).select_related("booked_by", "logged_by")
    order: dict[str, int] = {SessionState.HELD: 0, SessionState.BOOKED: 1}
    found: list[Session] = sorted(
        overlapping, key=lambda each: (order.get(each.state, 2), each.starts_at)
    )
    if not found:
        return None
    found[0].mentorship = mentorship
    return found[0]
