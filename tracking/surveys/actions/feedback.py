"""Feedback from one to another in a mentorship, which only the two of them ever read. The audit log
does not say that there was any.
"""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from matching.models import Mentorship
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member
from mentorship.tenancy.secrets import encrypt
from tracking.actions.agendas import add_points
from tracking.actions.sessions import lock_for
from tracking.models import Session
from tracking.surveys.actions.errors import SurveyError
from tracking.surveys.enums import Reply
from tracking.surveys.models import GivenFeedback


@transaction.atomic
def give_feedback(
    *, mentorship: Mentorship, receiver: Member, parts: Mapping[str, str], by: Member, at: datetime
) -> GivenFeedback:
    """Sealed at rest; the receiver is told that there is some, not what it says. Raises
    SurveyError, and TrackingError where the mentorship has ended or is not theirs.
    """
    locked, people = lock_for(mentorship, by)
    if receiver == by or receiver not in people:
        raise SurveyError(_("Feedback goes to somebody in this mentorship."))
    given = GivenFeedback.objects.create(
        organization_id=locked.organization_id,
        mentorship=locked,
        author=by,
        receiver=receiver,
        sealed=encrypt(json.dumps(dict(parts)), organization_id=locked.organization_id),
        given_at=at,
    )
    _tell("feedback_given", given, to=receiver, by=by, at=at)
    return given


@transaction.atomic
def mark_read(*, given: GivenFeedback, by: Member, at: datetime) -> None:
    """By its receiver; the first time counts."""
    unread = GivenFeedback.objects.filter(pk=given.pk, receiver=by, read_at=None)
    if unread.update(read_at=at):
        given.read_at = at


@transaction.atomic
def reply_to_feedback(
    *, given: GivenFeedback, reply: str, by: Member, at: datetime
) -> GivenFeedback:
    """Thank, or put it on the agenda of the next session. Raises SurveyError where it was replied
    to, or nothing is booked, and TrackingError where the mentorship has ended.
    """
    mentorship, _people = lock_for(given.mentorship, by)
    locked = GivenFeedback.objects.select_for_update(no_key=True).get(pk=given.pk)
    if locked.receiver_id != by.pk:
        raise SurveyError(_("This was written to somebody else."))
    if reply not in (Reply.THANKS, Reply.TALK):
        raise SurveyError(_("Say thanks, or talk about it."))
    if locked.reply:
        raise SurveyError(_("You have replied already."))
    if reply == Reply.TALK:
        _put_on_agenda(mentorship, by=by, at=at)
    locked.reply, locked.replied_at, locked.read_at = reply, at, locked.read_at or at
    locked.save(update_fields=["reply", "replied_at", "read_at"])
    _tell("feedback_replied", locked, to=locked.author, by=by, at=at)
    return locked


def _put_on_agenda(mentorship: Mentorship, *, by: Member, at: datetime) -> None:
    coming = Session.objects.booked().filter(mentorship=mentorship, starts_at__gt=at)
    session = coming.order_by("starts_at").select_related("mentorship").first()
    if session is None:
        raise SurveyError(_("Nothing is booked. Book your next session first."))
    add_points(session=session, texts=[_("Talk about feedback")], by=by, at=at)


def _tell(kind: str, given: GivenFeedback, *, to: Member, by: Member, at: datetime) -> None:
    owe(
        kind=kind,
        subject=given,
        recipients=[to],
        at=at,
        other=by.name,
        url=reverse("surveys:given", args=[by.organization.slug, given.pk]),
    )
