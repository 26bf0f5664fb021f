"""Owing messages, claiming them for sending, and finishing them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from mentorship.audit.actions import record
from mentorship.delivery.enums import Channel, State
from mentorship.delivery.kinds import kind_named
from mentorship.delivery.models import Delivery
from mentorship.delivery.queries import admins_of
from mentorship.delivery.wakeups import wake_on_commit
from mentorship.tenancy.context import acting_member_id
from mentorship.tenancy.models import Member, TenantModel
from mentorship.tenancy.rules import check_admin
from mentorship.tenancy.secrets import encrypt

LEASE = timedelta(minutes=2)
RETRY_MINUTES = (1, 5, 30, 120, 720)
RECONNECT_AFTER = timedelta(seconds=50)
# As long as mail servers keep trying, RFC 5321, section 4.5.4.1.
SERVER_MAY_BE_AWAY = timedelta(days=5)


class Message(NamedTuple):
    """What `owe` writes down for each of its recipients."""

    kind: str
    subject: TenantModel
    recipients: Sequence[Member]
    context: Mapping[str, str]
    occurrence: str = ""
    channels: Sequence[str] = ()
    address: str = ""
    secret: str = ""

    @property
    def sealed(self) -> bytes | None:
        return (
            encrypt(self.secret, organization_id=self.subject.organization_id)
            if self.secret
            else None
        )


def owe(
    *,
    kind: str,
    subject: TenantModel,
    recipients: Iterable[Member],
    at: datetime,
    occurrence: str = "",
    channels: Sequence[str] = (),
    address: str = "",
    secret: str = "",
    **context: str,
) -> int:
    """Owe each recipient the message over each of its channels, once; returns how many are new.

    `context` holds the words of the message, JSON values only. `secret` is kept encrypted until it
    has left: words, or the path of a link that signs somebody in. `address` sends the e-mail to
    that address and no other, whatever the recipient's work e-mail is by then.
    """
    message = Message(
        kind, subject, list(recipients), context, occurrence, channels, address, secret
    )
    return owe_all([message], at=at)


def owe_all(messages: Iterable[Message], *, at: datetime) -> int:
    """The same for many messages, written together; answers how many there are over all
    channels.
    """
    rows = [
        _row(message, recipient, channel, at)
        for message in messages
        for recipient in message.recipients
        for channel in message.channels or kind_named(message.kind).channels
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    for organization_id in {row.organization_id for row in rows}:
        wake_on_commit("mentorship.delivery.tasks.send_owed", organization_id)
    return len(rows)


def _row(message: Message, recipient: Member, channel: str, at: datetime) -> Delivery:
    is_there = channel == Channel.IN_APP
    return Delivery(
        organization_id=message.subject.organization_id,
        kind=message.kind,
        subject_id=message.subject.pk,
        recipient=recipient,
        channel=channel,
        address=message.address,
        occurrence=message.occurrence,
        context=message.context,
        sealed=message.sealed,
        caused_by_id=acting_member_id(message.subject.organization_id),
        created_at=at,
        due_at=at,
        state=State.SENT if is_there else State.OWED,
        sent_at=at if is_there else None,
    )


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
        .select_related("recipient", "caused_by", "organization__settings")
        .order_by("created_at", "id")
    )


def finish(*, delivery: Delivery, at: datetime) -> bool:
    """Mark as sent, where this worker still holds the lease; returns whether it did."""
    return _settle(delivery, state=State.SENT, sent_at=at, error="", sealed=None)


def postpone(*, delivery: Delivery, at: datetime, error: str) -> bool:
    """Try again later, or give up after the last pause; returns whether this worker
    held the lease.
    """
    if delivery.attempts > len(RETRY_MINUTES):
        return give_up(delivery=delivery, at=at, error=error)
    pause = timedelta(minutes=RETRY_MINUTES[delivery.attempts - 1])
    return _settle(delivery, due_at=at + pause, error=error[:300])


def release(*, delivery: Delivery, at: datetime, error: str) -> bool:
    """Put back what could not be tried because the mail server was away: it costs the message no
    attempt.

    What is older than any server may be away is given up.
    """
    if at - delivery.created_at > SERVER_MAY_BE_AWAY:
        return give_up(delivery=delivery, at=at, error=error)
    return _settle(
        delivery, due_at=at + RECONNECT_AFTER, error=error[:300], attempts=delivery.attempts - 1
    )


@transaction.atomic
def give_up(*, delivery: Delivery, at: datetime, error: str) -> bool:
    """Stop trying, and tell who caused the message and, once a day, who runs the organisation."""
    if not _settle(delivery, state=State.FAILED, failed_at=at, error=error[:300]):
        return False
    title = kind_named(delivery.kind).render_title(delivery.context)
    if delivery.caused_by:
        owe(
            kind="message_failed",
            subject=delivery,
            recipients=[delivery.caused_by],
            at=at,
            name=delivery.recipient.name,
            message=title,
        )
    owe(
        kind="messages_failed",
        subject=delivery.organization.settings,
        recipients=admins_of(delivery.organization_id, on=at.date()),
        at=at,
        occurrence=at.date().isoformat(),
        url=reverse("delivery:failures", args=[delivery.organization.slug]),
    )
    return True


@transaction.atomic
def send_again(*, deliveries: QuerySet[Delivery], by: Member, at: datetime) -> int:
    """Owe once more what was given up; returns how many messages that are. Raises
    NotAllowedError.
    """
    check_admin(by, by.organization_id)
    failed = deliveries.filter(organization=by.organization_id, state=State.FAILED)
    ids = list(failed.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    number = Delivery.objects.filter(pk__in=ids).update(
        state=State.OWED, failed_at=None, attempts=0, due_at=at, lease=None, leased_until=None
    )
    if number:
        wake_on_commit("mentorship.delivery.tasks.send_owed", by.organization_id)
        record(by=by, action="delivery.sent_again", subject=by, at=at, messages=number)
    return number


def _settle(delivery: Delivery, **values: Any) -> bool:
    """Write what became of a message where this worker still holds its lease."""
    mine = Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease, state=State.OWED)
    return bool(mine.update(lease=None, leased_until=None, **values))


@transaction.atomic
def take_back(*, kind: str, subjects: Sequence[UUID]) -> set[UUID]:
    """Drop these messages; answers the recipients who know already, by an e-mail that left or a
    notice they read.
    """
    found = Delivery.objects.select_for_update().filter(kind=kind, subject_id__in=subjects)
    rows = list(found.values_list("pk", "recipient", "channel", "state", "lease", "read_at"))
    gone = {
        pk: recipient
        for pk, recipient, channel, state, lease, read_at in rows
        if (read_at is None if channel == Channel.IN_APP else state != State.SENT and lease is None)
    }
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
