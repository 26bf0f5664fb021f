"""Booking from a message: at one of the times that suit everybody, or another."""

from datetime import datetime
from typing import Any

from django.forms import Form
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.models import Mentorship
from matching.queries import participants
from mentorship.tenancy.models import Member
from mentorship.ui.words import joined
from mentorship.wording import Said, said
from tracking import queries, rules
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import book_session
from tracking.forms.booking import TimeForm
from tracking.queries import slots


def others_in(mentorship: Mentorship, member: Member) -> str:
    """Their names. Raises TrackingError where it has ended, or is not this member's."""
    people = participants(mentorship)
    if not rules.can_take_part(member, mentorship, people):
        raise TrackingError(_("This mentorship has ended, or is not yours."))
    return joined([part.member.name for part in people if part.member_id != member.pk])


def ask_book(mentorship: Mentorship, member: Member) -> str:
    return _("A session with %(other)s. Everybody gets an invitation for the calendar.") % {
        "other": others_in(mentorship, member)
    }


def book(mentorship: Mentorship, *, by: Member, at: datetime, starts_at: datetime) -> Said:
    """As long as they usually meet, and there."""
    terms = slots.usual_terms(queries.get_room(by, mentorship.pk), at=at)
    session = book_session(mentorship=mentorship, starts_at=starts_at, by=by, at=at, **terms)
    return said("act.session_booked", starts_at=session.starts_at.isoformat())


def times_form(mentorship: Mentorship, member: Member, data: Any, **wish: Any) -> Form:
    room = queries.get_room(member, mentorship.pk)
    return TimeForm(data, offered=slots.offer(room, member, at=timezone.now(), **wish).slots)
