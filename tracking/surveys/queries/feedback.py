"""Feedback between two people, opened for the two of them."""

import json
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from mentorship.tenancy.models import Member
from mentorship.tenancy.secrets import UnreadableError, decrypt
from tracking.surveys.models import GivenFeedback
from tracking.surveys.rules import can_read_feedback


def feedback_of(member: Member) -> QuerySet[GivenFeedback]:
    """What the member gave and got, the latest first; without what it says."""
    mine = Q(author=member) | Q(receiver=member)
    found = GivenFeedback.objects.filter(mine, organization=member.organization_id).defer("sealed")
    return found.select_related("author", "receiver", "mentorship").order_by("-given_at", "-id")


def get_feedback(member: Member, pk: UUID) -> GivenFeedback:
    """Raises Http404 for everybody but the two."""
    rows = GivenFeedback.objects.filter(organization=member.organization_id)
    found: GivenFeedback = get_object_or_404(
        rows.select_related("author", "receiver", "mentorship"), pk=pk
    )
    if not can_read_feedback(member, found):
        raise Http404
    return found


def parts_of(given: GivenFeedback) -> dict[str, str] | None:
    """What it says; None where no key of the installation opens it."""
    try:
        text = decrypt(bytes(given.sealed), organization_id=given.organization_id)
    except UnreadableError:
        return None
    parts: dict[str, str] = json.loads(text)
    return parts
