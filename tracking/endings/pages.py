"""The way to these pages from the page of a mentorship."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from matching.models import Mentorship
from matching.queries import participants
from mentorship.tenancy.models import Member
from mentorship.ui.links import Link
from tracking.endings import rules


def links_of(member: Member, mentorship: Mentorship) -> list[Link]:
    at, people = timezone.now(), participants(mentorship)
    if not rules.can_reflect(member, mentorship, people, at=at):
        return []
    url = reverse("endings:ending", args=[member.organization.slug, mentorship.pk])
    label = _("Look back, or go on") if mentorship.ended_at else _("Wrap up or leave")
    return [Link(label, url, "flag")]
