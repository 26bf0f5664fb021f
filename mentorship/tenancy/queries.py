from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.db.models import Count, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from mentorship.tenancy.context import own_memberships
from mentorship.tenancy.models import Member, Organization


def membership(*, slug: str, user: Any) -> Member | None:
    """The user's membership with its organisation and settings, and `unread` notifications, in one query."""
    delivery = apps.get_model("delivery", "Delivery")
    unread = (
        delivery.objects.filter(
            organization=OuterRef("organization"), recipient=OuterRef("pk"), channel="in_app", read_at=None
        )
        .order_by()
        .values("recipient")
        .annotate(number=Count("pk"))
        .values("number")
    )
    return (
        Member.objects.filter(organization__slug=slug, user=user)
        .employed(on=timezone.localdate())
        .select_related("organization__settings")
        .annotate(unread=Coalesce(Subquery(unread, output_field=IntegerField()), 0))
        .first()
    )


def memberships_of(user_id: UUID) -> list[Member]:
    """A person's memberships in active organisations, across tenants, by organisation name."""
    with own_memberships(user_id):
        return list(
            Member.objects.filter(user_id=user_id, organization__is_active=True)
            .filter(Q(terminated_on=None) | Q(terminated_on__gt=timezone.localdate()))
            .select_related("organization")
            .order_by("organization__name")
        )


def members(*, organization: Organization, on: date, words: str = "", department: str = "", state: str = "") -> Any:
    """The people of an organisation for the People page, by family name."""
    found = Member.objects.of(organization).matching(words)
    if department:
        found = found.filter(department=department)
    match state:
        case "left":
            found = found.filter(terminated_on__lte=on)
        case "external":
            found = found.filter(is_external=True)
        case "signed-in":
            found = found.exclude(user=None)
        case "all":
            pass
        case _:
            found = found.employed(on=on)
    return found.order_by("family_name", "given_name", "id")


DEPARTMENTS = """
WITH RECURSIVE found AS (
    SELECT min(department) AS department FROM tenancy_member WHERE organization_id = %(organization)s AND department > ''
    UNION ALL
    SELECT (
        SELECT min(m.department) FROM tenancy_member m
        WHERE m.organization_id = %(organization)s AND m.department > found.department
    ) FROM found WHERE found.department IS NOT NULL
)
SELECT department FROM found WHERE department IS NOT NULL
"""


def departments(organization: Organization) -> list[str]:
    """Each department once, by name; read from one end of the index to the other in as many steps."""
    with connection.cursor() as cursor:
        cursor.execute(DEPARTMENTS, {"organization": organization.pk})
        return [row[0] for row in cursor.fetchall()]
