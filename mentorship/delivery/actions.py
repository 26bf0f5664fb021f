"""Owing messages, claiming them for sending, and finishing them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F

from mentorship.delivery.enums import Channel, State
from mentorship.delivery.kinds import kind_named
from mentorship.delivery.models import Delivery
from mentorship.delivery.wakeups import wake_on_commit
from mentorship.tenancy.models import Member, TenantModel

LEASE = timedelta(minutes=2)
RETRY_MINUTES = (1, 5, 30, 120, 720)


class Message(NamedTuple):
    """What `owe` writes down for each of its recipients."""

    kind: str
    subject: TenantModel
    recipients: Sequence[Member]
    context: Mapping[str, str]
    occurrence: str = ""
    channels: Sequence[str] = ()


def owe(
    *,
    kind: str,
    subject: TenantModel,
    recipients: Iterable[Member],
    at: datetime,
    occurrence: str = "",
    channels: Sequence[str] = (),
    **context: str,
) -> int:
    """Owe each recipient the message over each of its channels, once; answers how many are new.

    `context` holds the words of the message, JSON values only: no private note, no secret that
    must not stand in an inbox.
    """  # fmt: skip
    return owe_all([Message(kind, subject, list(recipients), context, occurrence, channels)], at=at)


def owe_all(messages: Iterable[Message], *, at: datetime) -> int:
    """The same for many messages, written together; answers how many there are over all channels."""
    rows = [
        Delivery(
            organization_id=each.subject.organization_id, kind=each.kind, subject_id=each.subject.pk, recipient=person,
            channel=channel, occurrence=each.occurrence, context=each.context, created_at=at, due_at=at,
            state=State.SENT if channel == Channel.IN_APP else State.OWED,
            sent_at=at if channel == Channel.IN_APP else None,
        )
        for each in messages
        for person in each.recipients
        for channel in (each.channels or kind_named(each.kind).channels)
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    for organization_id in {row.organization_id for row in rows}:
        wake_on_commit("mentorship.delivery.tasks.send_owed", organization_id)
    return len(rows)


@transaction.atomic
def claim(*, organization_id: UUID, at: datetime, limit: int) -> list[Delivery]:
    """Lease up to `limit` due messages to this worker, skipping what others hold."""
    lease = uuid4()
    due = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
        .filter(organization=organization_id, state=State.OWED, due_at__lte=at)
        .order_by("due_at")[:limit]
    )
    ids = [each.pk for each in due]
    # While leased the row is due again only when the lease has run out.
    Delivery.objects.filter(pk__in=ids).update(
        lease=lease, leased_until=at + LEASE, due_at=at + LEASE, attempts=F("attempts") + 1
    )
    return list(
        Delivery.objects.filter(organization=organization_id, pk__in=ids)
        .select_related("recipient", "organization__settings")
        .order_by("created_at", "id")
    )


def finish(*, delivery: Delivery, at: datetime) -> bool:
    """Mark as sent, where this worker still holds the lease; answers whether it did."""
    return bool(
        Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease, state=State.OWED).update(
            state=State.SENT, sent_at=at, lease=None, leased_until=None, error=""
        )
    )


def postpone(*, delivery: Delivery, at: datetime, error: str) -> bool:
    """Try again later, or give up after the last pause; answers whether this worker held the lease."""
    mine = Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease, state=State.OWED)
    if delivery.attempts > len(RETRY_MINUTES):
        return bool(mine.update(state=State.FAILED, lease=None, leased_until=None, error=error[:300]))
    pause = timedelta(minutes=RETRY_MINUTES[delivery.attempts - 1])
    return bool(mine.update(due_at=at + pause, lease=None, leased_until=None, error=error[:300]))


@transaction.atomic
def take_back(*, kind: str, subjects: Sequence[UUID]) -> set[UUID]:
    """Drop these messages; answers the recipients who know already, by an e-mail that left or a notice they read."""
    found = Delivery.objects.select_for_update().filter(kind=kind, subject_id__in=subjects)
    rows = list(found.values_list("pk", "recipient", "channel", "state", "lease", "read_at"))
    gone = {
        pk: recipient for pk, recipient, channel, state, lease, read_at in rows
        if (read_at is None if channel == Channel.IN_APP else state != State.SENT and lease is None)
    }  # fmt: skip
    Delivery.objects.filter(pk__in=gone).delete()
    Delivery.objects.filter(kind=kind, subject_id__in=subjects, channel=Channel.IN_APP).delete()
    return {recipient for pk, recipient, *_ in rows if pk not in gone}


@transaction.atomic
def mark_read(*, member: Member, at: datetime, ids: Sequence[UUID] = ()) -> int:
    """Mark the given notifications as read, or all of them."""
    unread = Delivery.objects.filter(
        organization=member.organization_id, recipient=member, channel=Channel.IN_APP, read_at=None
    )
    if ids:
        unread = unread.filter(pk__in=ids)
    return unread.update(read_at=at)
