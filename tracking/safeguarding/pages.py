"""The way to a report from the page of a mentorship."""

from django.urls import reverse
from django.utils.translation import gettext as _

from matching.models import Mentorship
from matching.queries import participants
from matching.rules import part_of
from mentorship.tenancy.models import Member
from mentorship.ui.links import Link


def links_of(member: Member, mentorship: Mentorship) -> list[Link]:
    """For its people, also when it has ended."""
    if part_of(member, participants(mentorship)) is None:
        return []
    url = reverse("safeguarding:report-new", args=[member.organization.slug])
    return [Link(_("Report a concern"), url, "shield-lock")]
