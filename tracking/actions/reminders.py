"""A reminder for each session of the next hours."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from mentorship.delivery.actions import owe_from
from tracking import queries

REMIND_BEFORE, SOON = timedelta(hours=24), timedelta(hours=1)


@transaction.atomic
def plan_reminders(*, organization_id: UUID, at: datetime) -> int:
    """Owe a reminder for each session of the next 24 hours, once a person and day, and one more
    for the next hour to those who wish for it; a statement each.

    Answers how many messages are new.
    """
    owed = {
        "session_reminder": queries.to_remind(organization_id, since=at, until=at + REMIND_BEFORE),
        "session_soon": queries.to_remind(
            organization_id, since=at, until=at + SOON, is_wished=True
        ),
    }
    return sum(
        owe_from(kind=kind, rows=rows, organization_id=organization_id, at=at)
        for kind, rows in owed.items()
    )
