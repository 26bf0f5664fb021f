"""What can be done about the end of a mentorship from a message."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.models import Mentorship
from mentorship.acts.registry import Act
from mentorship.tenancy.models import Member
from mentorship.wording import Said, said
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import url_of
from tracking.acts.times import others_in
from tracking.endings import actions, forms
from tracking.endings.models import Ending
from tracking.queries import mentorship_of


def _mentorship(pk: UUID, member: Member) -> Mentorship | None:
    return mentorship_of(member, pk)


def _ask_leave(mentorship: Mentorship, member: Member) -> str:
    words = _(
        "Your mentorship with %(other)s ends within a few days, without blame: both of you get the"
        " same message, and nothing says who wanted it. What you wrote stays with you."
    )
    return words % {"other": others_in(mentorship, member)}


def _leave(mentorship: Mentorship, *, by: Member, at: datetime, words: str = "") -> Said:
    actions.leave(mentorship=mentorship, words=words, by=by, at=at)
    return said("act.left")


def _leave_form(_mentorship: Mentorship, _member: Member, data: Any) -> Form:
    return forms.LeaveForm(data)


def _ending(pk: UUID, member: Member) -> Ending | None:
    found = Ending.objects.filter(organization=member.organization_id, pk=pk)
    ending = found.select_related("asked_by").first()
    if ending is None:
        return None
    mentorship = mentorship_of(member, ending.mentorship_id)
    if mentorship is None:
        return None
    ending.mentorship = mentorship
    return ending


def _ask_agree(ending: Ending, member: Member) -> str:
    if ending.asked_on is None or ending.asked_by is None or ending.asked_by_id == member.pk:
        raise TrackingError(_("Nobody asks to go on longer any more."))
    return _("%(name)s would like to go on until %(day)s. You can end it earlier at any time.") % {
        "name": ending.asked_by.name,
        "day": date_format(ending.asked_on, "j F Y"),
    }


def _agree(ending: Ending, *, by: Member, at: datetime) -> Said:
    actions.agree_extension(mentorship=ending.mentorship, by=by, at=at)
    return said("act.ending_agreed")


def _ending_url(ending: Ending) -> str:
    return url_of(ending.mentorship)


ACTS = (
    Act(
        actions.LEAVE,
        gettext_lazy("End it without blame"),
        gettext_lazy("End the mentorship"),
        _mentorship,
        _ask_leave,
        _leave,
        url_of,
        form=_leave_form,
    ),
    Act(
        "ending.agree",
        gettext_lazy("Go on together"),
        gettext_lazy("Go on together"),
        _ending,
        _ask_agree,
        _agree,
        _ending_url,
    ),
)
