"""What waits for somebody's answer, as home and the page of a mentorship show it."""

from datetime import datetime

from django.utils.translation import gettext as _

from matching.models import Mentorship
from mentorship.tenancy.models import Member
from mentorship.ui.addresses import address
from tracking.notices import Notice
from tracking.surveys.models import SurveyRequest
from tracking.surveys.queries import open_requests

SHOWN = 3


def notices_of(member: Member, mentorship: Mentorship | None, at: datetime) -> list[Notice]:
    found = open_requests(member, at=at)
    if mentorship is not None:
        found = found.filter(mentorship=mentorship)
    slug = member.organization.slug
    return [
        Notice(
            "message-circle", _words(each), _("Answer"), address("surveys:request", slug, each.pk)
        )
        for each in found[:SHOWN]
    ]


def _words(request: SurveyRequest) -> str:
    if request.about:
        return _("%(mentee)s asks what you see change.") % {"mentee": request.about.name}
    return _("“%(survey)s” waits for your answer.") % {"survey": request.survey.name}
