"""A client that brings a person's token, for tests of the API."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from mentorship.accounts.actions import create_token
from mentorship.tenancy.models import Member


def api(member: Member, **values: Any) -> Client:
    """Open the member's tenant first."""
    at = timezone.now()
    values = {"scopes": ["read"], "expires_at": at + timedelta(days=1), **values}
    _, text = create_token(member=member, name="t", by=member, at=at, **values)
    return Client(headers={"Authorization": f"Bearer {text}"})
