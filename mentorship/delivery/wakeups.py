"""Wake-ups for workers: a hint by way of Redis, never the only copy of what is to do."""

import logging
from dataclasses import dataclass
from uuid import UUID

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from mentorship.tenancy.models import Organization

logger = logging.getLogger(__name__)


def wake(task: str, *ids: UUID) -> None:
    """Name a task to a worker; where the broker is away, beat's next round does."""
    try:
        current_app.send_task(task, args=[str(each) for each in ids])
    except OperationalError as error:
        logger.warning("No wake-up for %s: %s", task, error)


def wake_each(task: str) -> None:
    """Name a task to a worker for each organisation: what fails in one stops no other."""
    for pk in Organization.objects.filter(is_active=True).values_list("pk", flat=True):
        wake(task, pk)


@dataclass(frozen=True)
class Wakeup:
    """A wake-up to come; equal ones of one transaction are sent once."""

    task: str
    ids: tuple[UUID, ...]

    def __call__(self) -> None:
        wake(self.task, *self.ids)


def wake_on_commit(task: str, *ids: UUID) -> None:
    """Wake when this transaction is in; one that fails costs a minute, never the transaction."""
    wakeup = Wakeup(task, ids)
    if not any(entry[1] == wakeup for entry in connection.run_on_commit):
        transaction.on_commit(wakeup, robust=True)
