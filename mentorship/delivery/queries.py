from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from mentorship.delivery.enums import Channel, State
from mentorship.delivery.kinds import kind_named
from mentorship.delivery.models import Delivery
from mentorship.tenancy.enums import Role
from mentorship.tenancy.models import Member, Organization


def organizations_with_due(at: datetime) -> list[UUID]:
    """Organisations that owe a message now; a definer's function answers with ids alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM delivery_due_organizations(%s)", [at])
        return [row[0] for row in cursor.fetchall()]


@dataclass(frozen=True)
class Recent:
    """What became of the e-mails of the last hour, over all organisations."""

    sent: int
    failed: int

    @property
    def is_alarming(self) -> bool:
        """Single addresses that do not exist are nobody's outage; one in ten is."""
        return self.failed >= 5 and self.failed * 10 > self.sent


def recent_outcomes(at: datetime) -> Recent:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sent, failed FROM delivery_outcomes(%s)", [at - timedelta(hours=1)])
        return Recent(*cursor.fetchone())


def failures(organization: Organization) -> QuerySet[Delivery]:
    """Messages given up, for the page that sends them again."""
    return Delivery.objects.filter(organization=organization, state=State.FAILED).select_related(
        "recipient"
    )


def admins_of(organization_id: UUID, *, on: date) -> QuerySet[Member]:
    """Who runs the organisation: its owners and program admins."""
    working = Member.objects.filter(organization=organization_id).employed(on=on)
    return working.filter(roles__overlap=[Role.OWNER, Role.ADMIN])


def oldest_owed_seconds(at: datetime) -> float:
    """How long the most overdue message of any organisation has waited, in seconds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT delivery_oldest_due()")
        oldest = cursor.fetchone()[0]
    return max(0.0, (at - oldest).total_seconds()) if oldest else 0.0


def notifications(member: Member) -> Any:
    """A person's notifications, latest first."""
    return Delivery.objects.filter(
        organization=member.organization_id, recipient=member, channel=Channel.IN_APP
    ).order_by("-created_at", "-id")


def with_titles(deliveries: Iterable[Delivery]) -> list[dict[str, Any]]:
    """What the notifications page shows of each."""
    return [
        {
            "id": each.pk,
            "title": kind_named(each.kind).render_title(each.context),
            "icon": kind_named(each.kind).icon,
            "url": each.context.get("url", ""),
            "at": each.created_at,
            "is_new": each.read_at is None,
            "delivery": each,
        }
        for each in deliveries
    ]
