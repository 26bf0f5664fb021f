"""The colleagues whom a mentee names to be asked what they see change."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import Mentorship
from matching.queries import participants
from mentorship.audit.actions import record
from mentorship.tenancy.models import Member
from mentorship.tenancy.zones import today_in
from tracking.actions.sessions import lock_for
from tracking.surveys import rules
from tracking.surveys.actions.errors import SurveyError
from tracking.surveys.models import Colleague, Survey


@transaction.atomic
def name_colleagues(
    *, mentorship: Mentorship, people: Sequence[Member], by: Member, at: datetime
) -> list[Colleague]:
    """Name two to five, once: the same are asked at the start and the end. Raises SurveyError, and
    TrackingError where the mentorship has ended or is not theirs.
    """
    locked, in_it = lock_for(mentorship, by)
    if not rules.can_name_colleagues(by, locked, participants(locked)):
        raise SurveyError(_("Only the mentee names colleagues."))
    if not Survey.objects.filter(program=locked.program_id, kind="colleagues", is_on=True).exists():
        raise SurveyError(_("This program does not ask colleagues."))
    if Colleague.objects.filter(mentorship=locked, about=by).exists():
        raise SurveyError(_("You have named your colleagues already."))
    _check(people, in_it, by, at)
    rows = [
        Colleague(
            organization_id=locked.organization_id,
            mentorship=locked,
            about=by,
            member=person,
            named_at=at,
        )
        for person in people
    ]
    Colleague.objects.bulk_create(rows)
    record(by=by, action="survey.colleagues", subject=locked, at=at, people=len(rows))
    return rows


def _check(people: Sequence[Member], in_it: Sequence[Member], by: Member, at: datetime) -> None:
    if (
        not rules.COLLEAGUES_LEAST
        <= len({person.pk for person in people})
        <= (rules.COLLEAGUES_MOST)
    ):
        raise SurveyError(_("Name two to five colleagues."))
    if any(person in in_it for person in people):
        raise SurveyError(_("Name others than yourself and those in this mentorship."))
    today = today_in(by.organization, at=at)
    for person in people:
        is_colleague = person.organization_id == by.organization_id and not person.is_external
        if not is_colleague or not person.is_employed(today):
            raise SurveyError(_("Name colleagues who work in your organisation."))
