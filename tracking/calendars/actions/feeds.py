"""The secret address at which somebody's calendar reads their sessions."""

import secrets
from datetime import datetime, timedelta

from django.db import transaction

from mentorship.audit.actions import record
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_self
from tracking.calendars.models import Feed
from tracking.calendars.queries import digest

# Calendars read every few minutes; that they do is worth a write now and then.
NOTED_EVERY = timedelta(hours=1)


@transaction.atomic
def open_feed(*, member: Member, by: Member, at: datetime) -> tuple[Feed, str]:
    """A new address in the place of any other; the feed and its secret, which is known this once.
    Raises NotAllowedError for another person's.
    """
    check_self(by, member.pk)
    secret = secrets.token_urlsafe(32)
    row = Feed(
        organization_id=member.organization_id,
        member=member,
        secret_hash=digest(secret),
        created_at=at,
    )
    Feed.objects.bulk_create(
        [row],
        update_conflicts=True,
        unique_fields=["member"],
        update_fields=["secret_hash", "created_at", "last_read_at"],
    )
    record(by=by, action="calendar.opened", subject=member, at=at)
    return Feed.objects.get(organization=member.organization_id, member=member), secret


@transaction.atomic
def close_feed(*, member: Member, by: Member, at: datetime) -> bool:
    """Nobody reads there any more; whether there was an address. Raises NotAllowedError."""
    check_self(by, member.pk)
    number, _ = Feed.objects.filter(organization=member.organization_id, member=member).delete()
    if number:
        record(by=by, action="calendar.closed", subject=member, at=at)
    return bool(number)


def mark_read(*, feed: Feed, at: datetime) -> None:
    """Note that a calendar has read it, once an hour at most."""
    if feed.last_read_at is None or at - feed.last_read_at > NOTED_EVERY:
        Feed.objects.filter(pk=feed.pk).update(last_read_at=at)
