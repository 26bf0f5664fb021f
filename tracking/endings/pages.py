"""The way to these pages from the page of a mentorship."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorship.tenancy.models import Member
from mentorship.ui.links import Link
from tracking.endings import rules
from tracking.queries import Room


def links_of(member: Member, room: Room) -> list[Link]:
    at, mentorship = timezone.now(), room.mentorship
    if not rules.can_reflect(member, mentorship, room.participants, at=at):
        return []
    url = reverse("endings:ending", args=[member.organization.slug, mentorship.pk])
    label = _("Look back, or go on") if mentorship.ended_at else _("Wrap up or leave")
    return [Link(label, url, "flag")]
