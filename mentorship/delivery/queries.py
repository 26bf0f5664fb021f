from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from mentorship.delivery.enums import Channel
from mentorship.delivery.kinds import kind_named
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member


def organizations_with_due(at: datetime) -> list[UUID]:
    """Organisations that owe a message now; a definer's function answers with ids alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM delivery_due_organizations(%s)", [at])
        return [row[0] for row in cursor.fetchall()]


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
        }
        for each in deliveries
    ]
