"""A reminder for each session of the next hours."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from mentorship.delivery.actions import owe_from
from tracking import queries

REMIND_BEFORE = timedelta(hours=24)


@transaction.atomic
def plan_reminders(*, organization_id: UUID, at: datetime) -> int:
    """Owe a reminder for each session of the next 24 hours, once a person and day; one statement
    for all.

    Answers how many messages are new.
    """
    rows = queries.to_remind(organization_id, since=at, until=at + REMIND_BEFORE)
    return owe_from(kind="session_reminder", rows=rows, organization_id=organization_id, at=at)
