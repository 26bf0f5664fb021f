from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from mentorship.delivery.kinds import Owed
from mentorship.delivery.queries import about
from mentorship.tenancy.models import Member, Organization
from recognition.models import Award


def wall(organization: Organization) -> QuerySet[Award]:
    """The awards whose people consented, latest first."""
    return (
        Award.objects.filter(organization=organization, consented_at__isnull=False)
        .select_related("badge", "member")
        .order_by("-consented_at", "-id")
    )


def shown_still(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The messages about awards whose people still consent to show them."""
    return about(Award.objects.exclude(consented_at=None), owed)


def awards_of(member: Member) -> list[Award]:
    return list(
        Award.objects.filter(organization=member.organization_id, member=member)
        .select_related("badge")
        .order_by("-id")
    )
