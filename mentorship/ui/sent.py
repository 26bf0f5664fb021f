"""Who wants to know that a form was sent and written: rooms above say so, pages below name none."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils.dateparse import parse_datetime

from mentorship.tenancy.requests import TenantRequest

Told = Callable[[TenantRequest, str, UUID], None]
_told: list[Told] = []


def register(told: Told) -> None:
    """Called with the request, the form's name and what the form is about."""
    _told.append(told)


def form_sent(request: TenantRequest, form: str, subject: UUID) -> None:
    """In the request's own transaction, after the action."""
    for told in _told:
        told(request, form, subject)


def moment_in(text: str) -> datetime | None:
    """The moment that a page gave back, with its zone; None where it is none."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and moment.tzinfo else None
