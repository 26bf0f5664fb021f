from typing import Any

from mentorship.tenancy.models import Member, Organization
from recognition.models import Award


def wall(organization: Organization) -> Any:
    """The awards whose people consented, latest first."""
    return (
        Award.objects.filter(organization=organization, consented_at__isnull=False)
        .select_related("badge", "member")
        .order_by("-consented_at", "-id")
    )


def awards_of(member: Member) -> list[Award]:
    return list(
        Award.objects.filter(organization=member.organization_id, member=member)
        .select_related("badge")
        .order_by("-id")
    )
