"""Whose draft is whose, and what it is about."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from mentorship.tenancy.models import Member
from mentorship.tenancy.secrets import UnreadableError, decrypt
from tracking import queries
from tracking.drafts.models import Draft


@dataclass(frozen=True)
class Found:
    """A draft opened: what was typed, as the page sent it."""

    values: dict[str, Any]
    device: str
    saved_at: datetime


# The forms that have drafts, and what each is about: it raises Http404 where it is not theirs.
SUBJECTS: dict[str, Callable[[Member, UUID], object]] = {
    "log": queries.get_session,
    "observation": queries.get_observation,
}


def check_subject(member: Member, form: str, subject: UUID) -> None:
    """Raises Http404 for a form that has no drafts, and for what the member may not write about."""
    if form not in SUBJECTS:
        raise Http404
    SUBJECTS[form](member, subject)


def drafts_of(member: Member, form: str, subject: UUID) -> QuerySet[Draft]:
    """On all devices, the newest first."""
    found = Draft.objects.filter(
        organization=member.organization_id, member=member, form=form, subject=subject
    )
    return found.order_by("-saved_at", "-id")


def newest(member: Member, form: str, subject: UUID) -> Found | None:
    """The newest that can be read; None where there is none."""
    for draft in drafts_of(member, form, subject)[:5]:
        try:
            text = decrypt(bytes(draft.sealed), organization_id=draft.organization_id)
        except UnreadableError:
            continue
        return Found(json.loads(text), draft.device, draft.saved_at)
    return None
