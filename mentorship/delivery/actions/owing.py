"""Owing messages, one by one and by the thousand, and taking back what has not left."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction

from mentorship.delivery.enums import Channel, State
from mentorship.delivery.kinds import kind_named
from mentorship.delivery.models import ChatHook, Delivery
from mentorship.delivery.queries import hooks_for, muted_in_app
from mentorship.delivery.wakeups import wake_on_commit
from mentorship.tenancy.context import acting_member_id
from mentorship.tenancy.models import Member, TenantModel
from mentorship.tenancy.secrets import encrypt

SEND_OWED = "mentorship.delivery.tasks.send_owed"
# What is computed of a row is computed once for all its channels. Naming the one constraint that
# may be met spares a look into every other unique index.
OWE_FROM = """
WITH q AS MATERIALIZED ({rows})
INSERT INTO delivery_delivery (id, organization_id, kind, subject_id, recipient_id, channel,
                               occurrence, context, created_at, due_at, attempts, error, state,
                               sent_at)
SELECT {id}, q.organization_id, %s, q.subject, q.recipient, c.channel, q.occurrence,
       q.context, %s, %s, 0, '', CASE c.channel WHEN 'in_app' THEN 'sent' ELSE 'owed' END,
       CASE c.channel WHEN 'in_app' THEN %s::timestamptz END
FROM q CROSS JOIN unnest(%s::text[]) c(channel)
WHERE c.channel <> 'in_app' OR NOT EXISTS (
    SELECT 1 FROM delivery_preferences p
    WHERE p.organization_id = q.organization_id AND p.member_id = q.recipient
      AND %s = ANY (p.in_app_off))
ON CONFLICT (organization_id, kind, subject_id, recipient_id, channel, occurrence) DO NOTHING
"""
# Keys in order of time go to the end of their indexes, not all over them.
HAS_UUIDV7 = 180_000


class Message(NamedTuple):
    """What `owe` writes down for each of its recipients."""

    kind: str
    subject: TenantModel
    recipients: Sequence[Member]
    context: Mapping[str, Any]
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
    **context: Any,
) -> int:
    """Owe each recipient the message over each of its channels, once; returns how many are new.

    `context` holds what the message tells, JSON values and `Said` only. `secret` is kept encrypted
    until it has left: words, or the path of a link that signs somebody in. `address` sends the
    e-mail to that address and no other, whatever the recipient's work e-mail is by then.
    """
    message = Message(
        kind, subject, list(recipients), context, occurrence, channels, address, secret
    )
    return owe_all([message], at=at)


def owe_all(messages: Iterable[Message], *, at: datetime) -> int:
    """The same for many messages, written together; answers how many there are over all
    channels.
    """
    told = list(messages)
    muted = muted_in_app({person.pk for message in told for person in message.recipients})
    rows = [
        _row(message, recipient, channel, at)
        for message in told
        for recipient in message.recipients
        for channel in message.channels or kind_named(message.kind).channels
        if not (channel == Channel.IN_APP and _category(message) in muted.get(recipient.pk, ()))
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True, batch_size=2000)
    for organization_id in {row.organization_id for row in rows}:
        wake_on_commit(SEND_OWED, organization_id)
    return len(rows)


def _category(message: Message) -> str:
    return kind_named(message.kind).category


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
def owe_from(*, kind: str, rows: Any, organization_id: UUID, at: datetime) -> int:
    """Owe what a QuerySet of values says, over the kind's channels, in one statement; answers how
    many messages are new.

    Its columns are `organization_id`, `subject`, `recipient`, `occurrence` (text) and `context`
    (jsonb).
    """
    named = kind_named(kind)
    columns = ("organization_id", "subject", "recipient", "occurrence", "context")
    query, values = rows.values(*columns).query.sql_with_params()
    with connection.cursor() as cursor:
        version: int = connection.pg_version  # type: ignore[attr-defined]
        key = "uuidv7()" if version >= HAS_UUIDV7 else "gen_random_uuid()"
        cursor.execute(
            OWE_FROM.replace("{rows}", query).replace("{id}", key),
            [*values, kind, at, at, at, list(named.channels), named.category],
        )
        number = int(cursor.rowcount)
    if number:
        wake_on_commit(SEND_OWED, organization_id)
    return number


@transaction.atomic
def announce(
    *,
    kind: str,
    subject: TenantModel,
    scope: UUID | None,
    at: datetime,
    occurrence: str = "",
    **context: Any,
) -> int:
    """Owe the message to the chat channels that listen to its category, in the whole organisation
    or in this scope (a program); answers how many those are.
    """
    hooks = hooks_for(subject.organization_id, category=kind_named(kind).category, scope=scope)
    return tell_hooks(
        hooks, kind=kind, subject=subject, at=at, occurrence=occurrence, context=context
    )


def tell_hooks(
    hooks: Iterable[ChatHook],
    *,
    kind: str,
    subject: TenantModel,
    at: datetime,
    occurrence: str,
    context: Mapping[str, Any],
) -> int:
    rows = [
        Delivery(
            organization_id=subject.organization_id,
            kind=kind,
            subject_id=subject.pk,
            hook=hook,
            channel=hook.service,
            occurrence=occurrence,
            context=context,
            caused_by_id=acting_member_id(subject.organization_id),
            created_at=at,
            due_at=at,
        )
        for hook in hooks
    ]
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)
    if rows:
        wake_on_commit(SEND_OWED, subject.organization_id)
    return len(rows)


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
