"""What can be done about a mentorship as a whole: go on, book, say that nothing is happening."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import Mentorship
from mentorship.acts.registry import Act
from mentorship.tenancy.models import Member
from mentorship.wording import Said, said
from tracking import forms, queries
from tracking.actions import concerns
from tracking.actions.sessions import url_of
from tracking.acts.times import ask_book, book, others_in, times_form


def _mentorship(pk: UUID, member: Member) -> Mentorship | None:
    return queries.mentorship_of(member, pk)


def _ask_keep(mentorship: Mentorship, member: Member) -> str:
    return _("You and %(other)s go on. We remind you when the next session is due.") % {
        "other": others_in(mentorship, member)
    }


def _keep(mentorship: Mentorship, *, by: Member, at: datetime) -> Said:
    concerns.keep_mentorship(mentorship=mentorship, by=by, at=at)
    return said("act.mentorship_kept")


def _ask_concern(mentorship: Mentorship, member: Member) -> str:
    words = _(
        "Your program admins hear that nothing is happening between you and %(other)s, and answer"
        " within a week. %(other)s never sees that you told them."
    )
    return words % {"other": others_in(mentorship, member)}


def _concern(mentorship: Mentorship, *, by: Member, at: datetime, words: str) -> Said:
    concern = concerns.raise_concern(mentorship=mentorship, words=words, by=by, at=at)
    return said("act.concern_raised", day=concern.answer_by.isoformat())


def _concern_form(_mentorship: Mentorship, _member: Member, data: Any) -> Form:
    return forms.ConcernForm(data)


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
        ask_book,
        book,
        url_of,
        form=times_form,
    ),
)
