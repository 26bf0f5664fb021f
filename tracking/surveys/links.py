"""What leads from a program and a mentorship to their surveys and feedback."""

from django.utils.translation import gettext as _

from mentorship.tenancy.models import Member
from mentorship.ui.addresses import address
from mentorship.ui.links import Link
from programs.models import Program
from tracking.queries import Room


def links_of_program(member: Member, program: Program) -> list[Link]:
    if not member.is_hr:
        return []
    url = address("surveys:list", member.organization.slug, program.pk)
    return [Link(_("Surveys"), url, "message-circle")]


def links_of_mentorship(member: Member, room: Room) -> list[Link]:
    """For those who take part, while it runs."""
    if not room.can_write:
        return []
    url = address("surveys:give", member.organization.slug, room.mentorship.pk)
    return [Link(_("Give feedback"), url, "message")]
