"""What a person does with what was told."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from mentorship.delivery.enums import Channel
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member


@transaction.atomic
def mark_read(*, member: Member, at: datetime, ids: Sequence[UUID] = ()) -> int:
    """Mark the given notifications as read, or all of them."""
    unread = Delivery.objects.filter(
        organization=member.organization_id, recipient=member, channel=Channel.IN_APP, read_at=None
    )
    if ids:
        unread = unread.filter(pk__in=ids)
    return unread.update(read_at=at)
