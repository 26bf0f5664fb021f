"""Sessions that repeat in the cadence: begin a series, book its next session, end it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from matching.enums import MentorshipState
from matching.models import Mentorship
from matching.queries import participants
from mentorship.audit.actions import record
from mentorship.tenancy.models import Member, Organization
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.pulse import refresh_pulse
from tracking.actions.sessions import (
    book_session,
    close_session,
    create,
    invite,
    is_taken,
    lock_for,
)
from tracking.enums import SessionState
from tracking.models import Series, Session
from tracking.queries.series import active_series, due_series, recurrence_of, upcoming
from tracking.recurrence import RULES, next_occurrence

# Occurrences in a row that something else stands in the way of.
LOOKED_AT = 60


@transaction.atomic
def book_repeating(
    *, mentorship: Mentorship, repeat: str, by: Member, at: datetime, **values: Any
) -> Session:
    """Book a session, and with `repeat` (a stage of the cadence) those that follow it. Raises
    TrackingError.
    """
    session = book_session(mentorship=mentorship, by=by, at=at, **values)
    if repeat:
        repeat_session(session=session, stage=repeat, by=by, at=at)
    return session


@transaction.atomic
def repeat_session(*, session: Session, stage: str, by: Member, at: datetime) -> Series:
    """Let a booked session repeat as a stage of the cadence says, at the hour of the clocks of
    whoever asks. Raises TrackingError.
    """
    mentorship, _people = lock_for(session.mentorship, by)
    session = Session.objects.get(organization_id=mentorship.organization_id, pk=session.pk)
    if not rules.can_move(session) or session.starts_at <= at:
        raise TrackingError(_("Only a session that is booked can repeat."))
    if stage not in RULES:
        raise TrackingError(_("Choose how often it repeats."))
    if active_series(mentorship):
        raise TrackingError(_("Your sessions repeat already. Cancel all following ones first."))
    series = Series.objects.create(
        organization_id=mentorship.organization_id,
        mentorship=mentorship,
        rule=RULES[stage],
        time_zone=by.zone,
        starts_at=session.starts_at,
        minutes=session.minutes,
        place=session.place,
        booked_by=by,
    )
    session.series, session.recurrence_at = series, session.starts_at
    session.save(update_fields=["series", "recurrence_at"])
    record(by=by, action="series.started", subject=mentorship, at=at, to=stage)
    return series


@transaction.atomic
def end_series(*, series: Series, by: Member, at: datetime) -> Series:
    """Cancel all that follows, the next session included. Raises TrackingError."""
    mentorship, _people = lock_for(series.mentorship, by)
    series = Series.objects.get(organization_id=mentorship.organization_id, pk=series.pk)
    if series.ended_at is not None:
        raise TrackingError(_("These sessions do not repeat any more."))
    _end(series, mentorship, by=by, at=at)
    ahead = Session.objects.filter(series=series, state=SessionState.BOOKED, starts_at__gt=at)
    for session in ahead.order_by("starts_at"):
        session.mentorship = mentorship
        close_session(session=session, state=SessionState.CANCELLED, by=by, at=at)
    return series


def stop_repeating(*, mentorship: Mentorship, stage: str, by: Member, at: datetime) -> None:
    """The cadence of this locked mentorship is another now: what is booked stays, and repeats as
    the old cadence said no more.
    """
    series = active_series(mentorship)
    if series and series.rule != RULES.get(stage):
        _end(series, mentorship, by=by, at=at)


def _end(series: Series, mentorship: Mentorship, *, by: Member | None, at: datetime) -> None:
    series.ended_at, series.sequence = at, series.sequence + 1
    series.save(update_fields=["ended_at", "sequence"])
    record(by=by, action="series.ended", subject=mentorship, at=at)


def repeat_sessions(*, organization: Organization, at: datetime) -> int:
    """Book the next session of each series that has none ahead; returns how many."""
    return sum(_book_next(series, at) for series in due_series(organization, at=at))


@transaction.atomic
def _book_next(series: Series, at: datetime) -> bool:
    """Whether a session was booked; not while somebody else is at the mentorship."""
    mentorship = (
        Mentorship.objects.select_for_update(no_key=True, of=("self",), skip_locked=True)
        .select_related("organization", "program")
        .filter(pk=series.mentorship_id, state=MentorshipState.ACTIVE)
        .first()
    )
    found = Series.objects.filter(pk=series.pk, ended_at=None).exclude(upcoming(at)).first()
    if mentorship is None or found is None:
        return False
    starts_at = _next_start(found, mentorship, at)
    if starts_at is None:
        _end(found, mentorship, by=None, at=at)
        return False
    _book(found, mentorship, starts_at, at)
    return True


def _next_start(series: Series, mentorship: Mentorship, at: datetime) -> datetime | None:
    """The next start at which they are free; what they are not is an exception. None after the
    program's last day.
    """
    latest = Session.objects.filter(series=series).order_by("-recurrence_at").first()
    after = max(at, latest.recurrence_at) if latest and latest.recurrence_at else at
    zone, last_day = ZoneInfo(series.time_zone), mentorship.program.ends_on
    for _turn in range(LOOKED_AT):
        start = next_occurrence(recurrence_of(series), after=after)
        if start is None or start.astimezone(zone).date() > last_day:
            return None
        if not is_taken(mentorship, starts_at=start, minutes=series.minutes):
            return start
        series.exceptions.append(start)
        series.save(update_fields=["exceptions"])
        after = start
    return None


def _book(series: Series, mentorship: Mentorship, starts_at: datetime, at: datetime) -> None:
    people = [part.member for part in participants(mentorship)]
    by = next((person for person in people if person.pk == series.booked_by_id), people[0])
    session = create(
        mentorship,
        people,
        starts_at=starts_at,
        minutes=series.minutes,
        by=by,
        place=series.place,
        series=series,
        recurrence_at=starts_at,
    )
    record(by=None, action="session.booked", subject=mentorship, at=at, session=str(session.pk))
    invite(session, people, kind="session_booked", at=at)
    refresh_pulse(mentorship=mentorship, at=at)
