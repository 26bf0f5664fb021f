"""The way to a report from the page of a mentorship."""

from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship.tenancy.models import Member
from mentorship.ui.links import Link
from tracking.queries import Room


def links_of(member: Member, room: Room) -> list[Link]:
    """For its people, also when it has ended."""
    if room.mine is None:
        return []
    url = reverse("safeguarding:report-new", args=[member.organization.slug])
    return [Link(_("Report a concern"), url, "shield-lock")]
