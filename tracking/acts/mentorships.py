"""What can be done about a mentorship as a whole: go on, end it, say that nothing is happening."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.actions.endings import end_mentorship
from matching.enums import MentorshipState
from matching.models import Mentorship
from matching.queries import participants
from mentorship.acts.registry import Act
from mentorship.tenancy.models import Member
from mentorship.ui.words import joined
from mentorship.wording import Said, said
from tracking import forms, queries, rules
from tracking.actions import concerns, sessions
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import url_of
from tracking.forms.booking import TimeForm
from tracking.queries import slots


def _mentorship(pk: UUID, member: Member) -> Mentorship | None:
    return queries.mentorship_of(member, pk)


def _others(mentorship: Mentorship, member: Member) -> str:
    """Raises TrackingError where it has ended."""
    people = participants(mentorship)
    if not rules.can_take_part(member, mentorship, people):
        raise TrackingError(_("This mentorship has ended."))
    return joined([part.member.name for part in people if part.member_id != member.pk])


def _ask_keep(mentorship: Mentorship, member: Member) -> str:
    return _("You and %(other)s go on. We remind you when the next session is due.") % {
        "other": _others(mentorship, member)
    }


def _keep(mentorship: Mentorship, *, by: Member, at: datetime) -> Said:
    concerns.keep_mentorship(mentorship=mentorship, by=by, at=at)
    return said("act.mentorship_kept")


def _ask_end(mentorship: Mentorship, member: Member) -> str:
    words = _(
        "Your mentorship with %(other)s ends today, without blame; booked sessions are cancelled."
        " What you wrote stays with you."
    )
    return words % {"other": _others(mentorship, member)}


def _end(
    mentorship: Mentorship, *, by: Member, at: datetime, rematch: bool, reason: str = ""
) -> Said:
    end_mentorship(
        mentorship=mentorship,
        state=MentorshipState.ENDED,
        reason=reason,
        rematch=rematch,
        by=by,
        at=at,
    )
    return said("act.mentorship_ended")


def _ask_concern(mentorship: Mentorship, member: Member) -> str:
    words = _(
        "Your program admins hear that nothing is happening between you and %(other)s, and answer"
        " within a week. %(other)s never sees that you told them."
    )
    return words % {"other": _others(mentorship, member)}


def _concern(mentorship: Mentorship, *, by: Member, at: datetime, words: str) -> Said:
    concern = concerns.raise_concern(mentorship=mentorship, words=words, by=by, at=at)
    return said("act.concern_raised", day=concern.answer_by.isoformat())


def _ask_book(mentorship: Mentorship, member: Member) -> str:
    return _("A session with %(other)s. Everybody gets an invitation for the calendar.") % {
        "other": _others(mentorship, member)
    }


def _book(mentorship: Mentorship, *, by: Member, at: datetime, starts_at: datetime) -> Said:
    offer = slots.offer(queries.get_room(by, mentorship.pk), by, at=at)
    session = sessions.book_session(
        mentorship=mentorship,
        starts_at=starts_at,
        minutes=offer.minutes,
        place=offer.place,
        by=by,
        at=at,
    )
    return said("act.session_booked", starts_at=session.starts_at.isoformat())


def _end_form(_mentorship: Mentorship, _member: Member, data: Any) -> Form:
    return forms.SilentEndForm(data)


def _concern_form(_mentorship: Mentorship, _member: Member, data: Any) -> Form:
    return forms.ConcernForm(data)


def _book_form(mentorship: Mentorship, member: Member, data: Any) -> Form:
    offer = slots.offer(queries.get_room(member, mentorship.pk), member, at=timezone.now())
    return TimeForm(data, offered=offer.slots)


ACTS = (
    Act(
        "mentorship.keep",
        gettext_lazy("We go on"),
        gettext_lazy("We go on"),
        _mentorship,
        _ask_keep,
        _keep,
        url_of,
        then=("mentorship.book",),
    ),
    Act(
        "mentorship.end",
        gettext_lazy("End it without blame"),
        gettext_lazy("End the mentorship"),
        _mentorship,
        _ask_end,
        _end,
        url_of,
        form=_end_form,
    ),
    Act(
        "mentorship.concern",
        gettext_lazy("Nothing is happening"),
        gettext_lazy("Tell the program admins"),
        _mentorship,
        _ask_concern,
        _concern,
        url_of,
        form=_concern_form,
    ),
    Act(
        "mentorship.book",
        gettext_lazy("Book a session"),
        gettext_lazy("Book the session"),
        _mentorship,
        _ask_book,
        _book,
        url_of,
        form=_book_form,
    ),
)
