"""Wake-ups for workers: a hint by way of Redis, never the only copy of what is to do."""

import logging
from uuid import UUID

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def wake(task: str, *ids: UUID) -> None:
    """Name a task to a worker; where the broker is away, beat's next round does."""
    try:
        current_app.send_task(task, args=[str(each) for each in ids])
    except OperationalError as error:
        logger.warning("No wake-up for %s: %s", task, error)


def wake_on_commit(task: str, *ids: UUID) -> None:
    """Wake when this transaction is in; one that fails costs a minute, never the transaction."""
    transaction.on_commit(lambda: wake(task, *ids), robust=True)
