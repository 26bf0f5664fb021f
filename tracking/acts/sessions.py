"""What can be done about sessions and action items from a message."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mentorship.acts.registry import Act
from mentorship.delivery.words import moment_in_words
from mentorship.tenancy.models import Member
from mentorship.wording import Said, Words, said
from tracking import forms, queries
from tracking.actions import answers, confirming, corrections, items, sessions
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import url_of
from tracking.acts.times import ask_book, book, others_in, times_form
from tracking.enums import Answer, SessionState
from tracking.models import ActionItem, Attendance, Session


def _session(pk: UUID, member: Member) -> Session | None:
    return queries.session_of(member, pk)


def _others(session: Session, member: Member) -> str:
    return others_in(session.mentorship, member)


def _about(session: Session, member: Member) -> dict[str, str]:
    return {"other": _others(session, member), "when": moment_in_words(session.starts_at)}


def _mine(session: Session, member: Member) -> Attendance:
    """Raises TrackingError where the session is none that can be answered by this person."""
    others_in(session.mentorship, member)
    return answers.answerable_part(session, member, timezone.now())


def _ask_accept(session: Session, member: Member) -> str:
    if _mine(session, member).answer == Answer.ACCEPTED:
        raise TrackingError(_("You have accepted this session already."))
    words = ngettext(
        "A session with %(other)s: %(when)s, %(minutes)d minute.",
        "A session with %(other)s: %(when)s, %(minutes)d minutes.",
        session.minutes,
    )
    return words % {**_about(session, member), "minutes": session.minutes}


def _accept(session: Session, *, by: Member, at: datetime) -> Said:
    answers.accept_session(session=session, by=by, at=at)
    return said("act.session_accepted", **_told(session, by))


def _told(session: Session, member: Member) -> dict[str, str]:
    return {"other": _others(session, member), "starts_at": session.starts_at.isoformat()}


def _ask_decline(session: Session, member: Member) -> str:
    _mine(session, member)
    words = _("You cannot come to the session with %(other)s: %(when)s. The others hear of it.")
    return words % _about(session, member)


def _decline(session: Session, *, by: Member, at: datetime, reason: str) -> Said:
    answers.decline_session(session=session, by=by, at=at, reason=reason)
    return said("act.session_declined", **_told(session, by))


def _ask_propose(session: Session, member: Member) -> str:
    _mine(session, member)
    words = _("Your session with %(other)s is booked for this time: %(when)s.")
    return words % _about(session, member)


def _propose(session: Session, *, by: Member, at: datetime, starts_at: datetime) -> Said:
    answers.propose_time(session=session, starts_at=starts_at, by=by, at=at)
    return said("act.time_proposed", other=_others(session, by), starts_at=starts_at.isoformat())


def _other_time(session: Session, member: Member) -> Attendance:
    """Raises TrackingError where nobody else proposes another time."""
    mine = _mine(session, member)
    asked = Attendance.objects.filter(session=session, answer=Answer.OTHER_TIME)
    proposal = asked.exclude(pk=mine.pk).order_by("-answered_at").select_related("member").first()
    if proposal is None:
        raise TrackingError(_("That time is not proposed any more."))
    return proposal


def _ask_take(session: Session, member: Member) -> str:
    proposal = _other_time(session, member)
    assert proposal.other_starts_at is not None  # noqa: S101 - the table's own constraint
    return _("%(other)s proposes this time instead: %(when)s.") % {
        "other": proposal.member.name,
        "when": moment_in_words(proposal.other_starts_at),
    }


def _take(session: Session, *, by: Member, at: datetime) -> Said:
    starts_at = _other_time(session, by).other_starts_at
    assert starts_at is not None  # noqa: S101 - the table's own constraint
    answers.take_other_time(session=session, starts_at=starts_at, by=by, at=at)
    return said("act.session_moved", other=_others(session, by), starts_at=starts_at.isoformat())


def _ask_met(session: Session, member: Member) -> str:
    if session.state == SessionState.HELD and session.logged_by and session.logged_at:
        words = _("%(name)s said so already: you met. %(when)s")
        raise TrackingError(
            words % {"name": session.logged_by.name, "when": moment_in_words(session.logged_at)}
        )
    confirming.check_confirmable(session, timezone.now())
    return _("Your session with %(other)s: %(when)s. Did you meet?") % _about(session, member)


def _met(session: Session, *, by: Member, at: datetime) -> Said:
    confirming.confirm_session(session=session, by=by, at=at)
    return said("act.session_met", **_told(session, by))


def _missed(session: Session, *, by: Member, at: datetime) -> Said:
    sessions.close_session(session=session, state=SessionState.MISSED, by=by, at=at)
    return said("act.session_missed", **_told(session, by))


def _ask_not_met(session: Session, member: Member) -> str:
    if session.state != SessionState.HELD:
        raise TrackingError(_("Nobody says that you met any more."))
    words = _("The session with %(other)s: %(when)s. It counts no more if you did not meet.")
    return words % _about(session, member)


def _not_met(session: Session, *, by: Member, at: datetime) -> Said:
    corrections.take_back_session(session=session, by=by, at=at)
    return said("act.session_missed", **_told(session, by))


def _ask_rate(session: Session, member: Member) -> str:
    confirming.check_rateable(session, member)
    return _("Your session with %(other)s: %(when)s.") % _about(session, member)


def _rate(
    session: Session, *, by: Member, at: datetime, rating: int, independence: int | None = None
) -> Said:
    confirming.rate_session(session=session, rating=rating, independence=independence, by=by, at=at)
    return said("act.session_rated", **_told(session, by))


def _ask_next(session: Session, member: Member) -> str:
    return ask_book(session.mentorship, member)


def _next(session: Session, *, by: Member, at: datetime, starts_at: datetime) -> Said:
    return book(session.mentorship, by=by, at=at, starts_at=starts_at)


def _item(pk: UUID, member: Member) -> ActionItem | None:
    return queries.item_of(member, pk)


def _ask_done(item: ActionItem, member: Member) -> str:
    others_in(item.mentorship, member)
    if item.dropped_at:
        raise TrackingError(_("It was dropped meanwhile."))
    if item.done_at:
        raise TrackingError(
            _("This is done already: %(when)s.") % {"when": moment_in_words(item.done_at)}
        )
    return _("“%(text)s” is done.") % {"text": item.text}


def _done(item: ActionItem, *, by: Member, at: datetime) -> Said:
    items.set_done(item=item, is_done=True, by=by, at=at)
    return said("act.item_done", text=item.text)


def _session_url(session: Session) -> str:
    return url_of(session.mentorship)


def _item_url(item: ActionItem) -> str:
    return url_of(item.mentorship)


def _other_time_form(session: Session, member: Member, data: Any) -> Form:
    wish = {"minutes": session.minutes, "except_for": session}
    return times_form(session.mentorship, member, data, **wish)


def _next_form(session: Session, member: Member, data: Any) -> Form:
    return times_form(session.mentorship, member, data)


def _reason_form(_session: Session, _member: Member, data: Any) -> Form:
    return forms.ReasonForm(data)


def _rating_form(_session: Session, _member: Member, data: Any) -> Form:
    return forms.RatingForm(data)


def _pulse_form(session: Session, member: Member, data: Any) -> Form:
    part = session.mentorship.participants.present().filter(member=member).first()
    return forms.PulseForm(data, role=part.role if part else "")


def _of_session(name: str, label: Words, ask: Any, do: Any) -> Act:
    """Its button says what its link says, unless it is given another."""
    return Act(name, label, label, _session, ask, do, _session_url)


_ACCEPT = _of_session("session.accept", gettext_lazy("Accept"), _ask_accept, _accept)
_DECLINE = _of_session("session.decline", gettext_lazy("I cannot come"), _ask_decline, _decline)
_PROPOSE = _of_session(
    "session.propose", gettext_lazy("Propose another time"), _ask_propose, _propose
)
_TAKE = _of_session("session.take_time", gettext_lazy("Take that time"), _ask_take, _take)
_MET = _of_session("session.met", gettext_lazy("We met"), _ask_met, _met)
_MISSED = _of_session("session.missed", gettext_lazy("We did not meet"), _ask_met, _missed)
_NOT_MET = _of_session("session.take_back", gettext_lazy("We did not meet"), _ask_not_met, _not_met)
_RATE = _of_session("session.rate", gettext_lazy("Rate the session"), _ask_rate, _rate)
_NEXT = _of_session("session.next", gettext_lazy("Book the next one"), _ask_next, _next)
_PULSE = _of_session("session.pulse", gettext_lazy("Say how it is going"), _ask_rate, _rate)

ACTS = (
    replace(_ACCEPT, then=("session.propose",)),
    replace(_DECLINE, form=_reason_form),
    replace(_PROPOSE, form=_other_time_form),
    _TAKE,
    replace(_MET, then=("session.pulse", "session.next")),
    replace(_MISSED, then=("session.next",)),
    replace(_NOT_MET, then=("session.next",)),
    replace(_NEXT, form=_next_form),
    replace(_RATE, form=_rating_form),
    replace(_PULSE, form=_pulse_form, then=("session.next",)),
    Act(
        "item.done",
        gettext_lazy("Done"),
        gettext_lazy("Check it off"),
        _item,
        _ask_done,
        _done,
        _item_url,
    ),
)
