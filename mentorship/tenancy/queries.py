import json
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from mentorship.tenancy.context import own_memberships
from mentorship.tenancy.models import Member, Organization, OrganizationSettings, employed

# Every page asks these two; written out, because composing them costs more than answering them.
ANNOUNCED = """
SELECT *, set_config('app.organization_id', id::text, true) AS announced
FROM tenancy_organization WHERE slug = %(slug)s AND is_active
"""
MEMBERSHIP = """
SELECT m.*, to_jsonb(s) AS settings, (
    SELECT count(*) FROM delivery_delivery d
    WHERE d.organization_id = m.organization_id AND d.recipient_id = m.id
      AND d.channel = 'in_app' AND d.read_at IS NULL
) AS unread
FROM tenancy_member m JOIN tenancy_organizationsettings s ON s.organization_id = m.organization_id
WHERE m.organization_id = %(organization)s AND m.user_id = %(user)s
  AND (m.terminated_on IS NULL OR m.terminated_on > %(on)s)
"""


def open_organization(slug: str) -> Organization | None:
    """Find the organisation and tell row-level security about it, in one statement."""
    found: list[Organization] = list(Organization.objects.raw(ANNOUNCED, {"slug": slug}))
    return found[0] if found else None


def membership(*, organization: Organization, user: Any) -> Member | None:
    """The user's membership, and `unread` notifications; fills the organisation's settings on the
    way.
    """
    asked = {"organization": organization.pk, "user": user.pk, "on": timezone.localdate()}
    for member in Member.objects.raw(MEMBERSHIP, asked):
        row, fields = (
            json.loads(vars(member).pop("settings")),
            OrganizationSettings._meta.concrete_fields,
        )
        names, values = zip(
            *((each.attname, each.to_python(row[each.attname])) for each in fields), strict=True
        )
        organization.settings = OrganizationSettings.from_db(None, names, values)
        member.organization = organization
        return member
    return None


def memberships_of(user_id: UUID) -> list[Member]:
    """A person's memberships in active organisations, across tenants, by organisation name."""
    with own_memberships(user_id):
        return list(
            Member.objects.filter(user_id=user_id, organization__is_active=True)
            .filter(employed(timezone.localdate()))
            .select_related("organization")
            .order_by("organization__name")
        )


def members(
    *, organization: Organization, on: date, words: str = "", department: str = "", state: str = ""
) -> QuerySet[Member]:
    """The people of an organisation for the People page, by family name."""
    found = Member.objects.of(organization).matching(words)
    if department:
        found = found.filter(department=department)
    match state:
        case "left":
            found = found.exclude(employed(on))
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
WITH RECURSIVE found(department) AS (
    SELECT ''::varchar
    UNION ALL
    SELECT (
        SELECT m.department FROM tenancy_member m
        WHERE m.organization_id = %(organization)s AND m.department > found.department
        ORDER BY m.department LIMIT 1
    ) FROM found WHERE found.department IS NOT NULL
)
SELECT department FROM found WHERE department > ''
"""


def departments(organization: Organization) -> list[str]:
    """Each department once, by name; read from one end of the index to the other in as
    many steps.
    """
    with connection.cursor() as cursor:
        cursor.execute(DEPARTMENTS, {"organization": organization.pk})
        return [row[0] for row in cursor.fetchall()]
