import logging
import time
from typing import Any
from uuid import UUID

from celery import shared_task
from django.core.cache import caches
from django.core.mail import get_connection
from django.utils import timezone

from mentorship.delivery.actions import claim, finish, postpone
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.delivery.queries import organizations_with_due
from mentorship.delivery.wakeups import wake
from mentorship.tenancy.context import tenant

BATCH = 50
BEAT_KEY = "beat:last"
logger = logging.getLogger(__name__)


@shared_task
def beat() -> None:
    caches["shared"].set(BEAT_KEY, time.time(), timeout=None)


@shared_task
def wake_due() -> None:
    for organization_id in organizations_with_due(timezone.now()):
        wake("mentorship.delivery.tasks.send_owed", organization_id)


@shared_task
def send_owed(organization_id: str) -> None:
    """Send what the organisation owes, batch after batch, until nothing is due."""
    organization = UUID(organization_id)
    with get_connection() as mail:
        while True:
            with tenant(organization):
                batch = claim(organization_id=organization, at=timezone.now(), limit=BATCH)
            if not batch:
                return
            for delivery in batch:
                _send(delivery, organization, mail)


def _send(delivery: Delivery, organization: UUID, mail: Any) -> None:
    # Whatever goes wrong with one message must not keep the others from leaving.
    try:
        message = compose(delivery)
        message.connection = mail
        message.send()
    except Exception as error:
        logger.exception("Delivery %s was not sent", delivery.pk)
        with tenant(organization):
            postpone(delivery=delivery, at=timezone.now(), error=f"{type(error).__name__}: {error}")
        return
    with tenant(organization):
        finish(delivery=delivery, at=timezone.now())
