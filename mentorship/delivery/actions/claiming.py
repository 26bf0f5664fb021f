"""Claiming messages for sending, and finishing them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from mentorship.audit.actions import record
from mentorship.delivery.actions.owing import SEND_OWED, owe
from mentorship.delivery.enums import State
from mentorship.delivery.kinds import is_kind, is_nudge, kind_named
from mentorship.delivery.models import Delivery
from mentorship.delivery.queries import admins_of, nudged_since, overtaken, to_leave, wishes_of
from mentorship.delivery.timing import A_WEEK, DROP, SEND, Answer, Wishes, answer
from mentorship.delivery.wakeups import wake_on_commit
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_admin

# What a killed worker held is another worker's after this, and the next look at what is due.
LEASE = timedelta(seconds=40)
RETRY_MINUTES = (1, 5, 30, 120, 720)
RECONNECT_AFTER = timedelta(seconds=50)
# As long as mail servers keep trying, RFC 5321, section 4.5.4.1.
SERVER_MAY_BE_AWAY = timedelta(days=5)


@transaction.atomic
def claim(*, organization_id: UUID, at: datetime, limit: int) -> list[Delivery] | None:
    """Lease up to `limit` due messages to this worker, skipping what others hold; None where
    nothing is due.

    What its recipient does not want now is put off or dropped, and so is what holds no more; of
    somebody's summary all is leased together.
    """
    due = Delivery.objects.select_for_update(skip_locked=True, of=("self",), no_key=True).filter(
        organization=organization_id, state=State.OWED, due_at__lte=at
    )
    first = list(due.order_by("due_at").values_list("pk", "recipient", "in_summary")[:limit])
    if not first:
        return None
    ids = {pk for pk, *_ in first}
    if people := {recipient for _, recipient, in_summary in first if in_summary}:
        together = due.filter(in_summary=True, recipient__in=people)
        ids |= set(together.values_list("pk", flat=True))
    rows = to_leave(organization_id, ids)
    answers = _answers(rows, at)
    _put_off(answers)
    to_send = [row for row in rows if answers[row.pk].act == "send"]
    _lease(to_send, at)
    return to_send


def _answers(rows: list[Delivery], at: datetime) -> dict[UUID, Answer]:
    """What becomes of each, by its id."""
    wishes = wishes_of(row.recipient for row in rows if row.recipient)
    gone, of_week = overtaken(rows, at=at), _nudged(rows, at)
    answers = {}
    for row in rows:
        nudged = of_week.setdefault(row.recipient_id, []) if is_nudge(row.kind) else []
        wished = _answer(row, wishes.get(row.recipient_id), at, nudged)
        answers[row.pk] = DROP if row.pk in gone else wished
        if answers[row.pk] == SEND:
            nudged.append(at)
    return answers


def _nudged(rows: list[Delivery], at: datetime) -> dict[UUID | None, list[datetime]]:
    """When nudges left in the last week, for those among the recipients who are to get another."""
    people = {row.recipient_id for row in rows if row.recipient_id and is_nudge(row.kind)}
    return nudged_since(people, at - A_WEEK) if people else {}


def _answer(
    row: Delivery, wishes: Wishes | None, at: datetime, nudged: Sequence[datetime]
) -> Answer:
    """A chat channel wishes nothing. A kind that is no more fails by itself when it is sent, and
    must not hold up the others.
    """
    if wishes is None or not is_kind(row.kind):
        return SEND
    kind = kind_named(row.kind)
    return answer(
        wishes,
        category=kind.category,
        must_come=kind.must_come,
        may_wait=kind.may_wait,
        in_summary=row.in_summary,
        at=at,
        nudged=nudged,
    )


def _put_off(answers: dict[UUID, Answer]) -> None:
    by_answer: dict[Answer, list[UUID]] = defaultdict(list)
    for pk, answered in answers.items():
        by_answer[answered].append(pk)
    for answered, ids in by_answer.items():
        rows = Delivery.objects.filter(pk__in=ids)
        if answered.act == "drop":
            rows.update(state=State.DROPPED, sealed=None)
        elif answered.act == "wait":
            rows.update(due_at=answered.until, in_summary=answered.in_summary)


def _lease(deliveries: Iterable[Delivery], at: datetime) -> None:
    """While leased a row is due again only when the lease has run out."""
    lease, ids = uuid4(), []
    for row in deliveries:
        row.lease, row.leased_until, row.due_at = lease, at + LEASE, at + LEASE
        row.attempts += 1
        ids.append(row.pk)
    Delivery.objects.filter(pk__in=ids).update(
        lease=lease, leased_until=at + LEASE, due_at=at + LEASE, attempts=F("attempts") + 1
    )


def finish(*, deliveries: Collection[Delivery], at: datetime) -> int:
    """Mark as sent those whose lease this worker still holds, in one statement; returns how many
    those are.
    """
    sent = {"state": State.SENT, "sent_at": at, "error": "", "sealed": None}
    return _settle_all(deliveries, **sent)


def postpone(*, delivery: Delivery, at: datetime, error: str) -> bool:
    """Try again later, or give up after the last pause; returns whether this worker
    held the lease.
    """
    if delivery.attempts > len(RETRY_MINUTES):
        return give_up(delivery=delivery, at=at, error=error)
    pause = timedelta(minutes=RETRY_MINUTES[delivery.attempts - 1])
    return _settle(delivery, due_at=at + pause, error=error[:300])


@transaction.atomic
def release(*, deliveries: Collection[Delivery], at: datetime, error: str) -> None:
    """Put back what could not be tried because the mail server was away: it costs no message an
    attempt.

    What is older than any server may be away is given up.
    """
    to_keep = []
    for row in deliveries:
        if at - row.created_at > SERVER_MAY_BE_AWAY:
            give_up(delivery=row, at=at, error=error)
        else:
            to_keep.append(row)
    untried = {"attempts": F("attempts") - 1, "error": error[:300]}
    _settle_all(to_keep, due_at=at + RECONNECT_AFTER, **untried)


def hand_back(*, deliveries: Collection[Delivery], at: datetime) -> int:
    """Make due again at once, and without an attempt, what this worker has not come to while its
    lease holds; returns how many it held.
    """
    return _settle_all(deliveries, due_at=at, attempts=F("attempts") - 1)


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
            name=str(delivery.recipient or delivery.hook),
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
        wake_on_commit(SEND_OWED, by.organization_id)
        record(by=by, action="delivery.sent_again", subject=by, at=at, messages=number)
    return number


def _settle(delivery: Delivery, **values: Any) -> bool:
    """Write what became of a message where this worker still holds its lease."""
    return bool(_settle_all([delivery], **values))


def _settle_all(deliveries: Collection[Delivery], **values: Any) -> int:
    """The same for many, a statement for each lease, which is one a claim."""
    by_lease: dict[UUID | None, list[UUID]] = defaultdict(list)
    for row in deliveries:
        by_lease[row.lease].append(row.pk)
    number = 0
    for lease, ids in by_lease.items():
        mine = Delivery.objects.filter(pk__in=ids, lease=lease, state=State.OWED)
        number += mine.update(lease=None, leased_until=None, **values)
    return number
