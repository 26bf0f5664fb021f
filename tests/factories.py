"""Rows for tests, with values that look like real ones."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.test import Client

from mentorship.accounts.actions import create_user
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization, OrganizationSettings

PASSWORD = "a long enough password"
START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_number = count(1)


def organization(slug: str) -> Organization:
    made = Organization.objects.create(slug=slug, name=slug.title(), created_at=START)
    with tenant(made.id):
        OrganizationSettings.objects.create(organization=made)
    return made


def member(organization: Organization, *, sign_in: bool = False, **values: Any) -> Member:
    """A person; with `sign_in` they have a user whose password is PASSWORD."""
    number = next(_number)
    values = {
        "given_name": f"Given{number:03}",
        "family_name": f"Family{number:03}",
        "number": str(number),
        "email": f"person{number}@{organization.slug}.example",
        "department": "Sales",
        "level": 2,
        "time_zone": "Europe/Berlin",
        "languages": ["English"],
        "skills": ["negotiate"],
        **values,
    }
    if sign_in:
        values["user"] = create_user(email=values["email"], password=PASSWORD)
    return Member.objects.create(organization=organization, **values)


def client_of(member: Member) -> Client:
    client = Client()
    client.force_login(member.user, backend="mentorship.accounts.backends.SignInBackend")
    return client
