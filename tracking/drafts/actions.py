"""Keep what is typed until it is sent."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from mentorship.tenancy.models import Member, Organization
from mentorship.tenancy.secrets import encrypt
from tracking.actions.errors import TrackingError
from tracking.drafts.models import DEVICE_AT_MOST, Draft
from tracking.drafts.queries import check_subject, drafts_of

SIZE_AT_MOST = 64 * 1024
# Forms of one person that wait at once; the oldest make room.
DRAFTS_AT_MOST = 200
KEPT_FOR = timedelta(days=30)


@transaction.atomic
def save_draft(
    *, form: str, subject: UUID, device: str, values: Mapping[str, Any], by: Member, at: datetime
) -> Draft:
    """What was typed on this device so far, over what it kept before.

    Raises Http404 for what the member may not write about, and TrackingError for what is too long.
    """
    check_subject(by, form, subject)
    text = json.dumps(values, ensure_ascii=False)
    if len(text.encode()) > SIZE_AT_MOST or not 0 < len(device) <= DEVICE_AT_MOST:
        raise TrackingError(_("This is too long to be kept as a draft."))
    draft = Draft(
        organization_id=by.organization_id,
        member=by,
        form=form,
        subject=subject,
        device=device,
        sealed=encrypt(text, organization_id=by.organization_id),
        saved_at=at,
    )
    Draft.objects.bulk_create(
        [draft],
        update_conflicts=True,
        unique_fields=["organization", "member", "form", "subject", "device"],
        update_fields=["sealed", "saved_at"],
    )
    _make_room(by)
    return draft


def _make_room(member: Member) -> None:
    mine = Draft.objects.filter(organization=member.organization_id, member=member)
    oldest = mine.order_by("-saved_at", "-id").values_list("pk", flat=True)[DRAFTS_AT_MOST:]
    if surplus := list(oldest):
        mine.filter(pk__in=surplus).delete()


@transaction.atomic
def drop_drafts(*, form: str, subject: UUID, device: str, seen: datetime | None, by: Member) -> int:
    """It was sent or given up: that of this device goes, and those of others that it had seen. One
    typed elsewhere since then stays.
    """
    known = Q(device=device) | (Q(saved_at__lte=seen) if seen else Q())
    dropped, _rows = drafts_of(by, form, subject).filter(known).delete()
    return dropped


@transaction.atomic
def drop_old_drafts(*, organization: Organization, at: datetime) -> int:
    """Those that nobody has come back to for thirty days."""
    old = Draft.objects.filter(organization=organization, saved_at__lt=at - KEPT_FOR)
    dropped, _rows = old.delete()
    return dropped
