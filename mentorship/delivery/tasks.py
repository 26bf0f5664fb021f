import logging
import time
from uuid import UUID

from celery import shared_task
from django.core.cache import caches
from django.utils import timezone

from mentorship.delivery.actions import claim, finish, postpone, release
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.delivery.queries import organizations_with_due
from mentorship.delivery.sending import HungUpError, Sender, ServerAwayError
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
    """Send what the organisation owes, batch after batch, until nothing is due or the mail server
    is away.
    """
    organization = UUID(organization_id)
    with Sender() as sender:
        while batch := _claim(organization):
            if not _send_batch(batch, organization, sender):
                return


def _claim(organization: UUID) -> list[Delivery]:
    with tenant(organization):
        return claim(organization_id=organization, at=timezone.now(), limit=BATCH)


def _send_batch(batch: list[Delivery], organization: UUID, sender: Sender) -> bool:
    """Returns whether the mail server is still there.

    A message on which the server hangs up is charged once another gets through; until then
    nobody can tell whether the message or the server is to blame.
    """
    suspect: Delivery | None = None
    for number, delivery in enumerate(batch):
        try:
            if _send(delivery, organization, sender) and suspect:
                _charge(suspect, organization, "The mail server hangs up on this message.")
                suspect = None
        except (ServerAwayError, HungUpError) as error:
            logger.warning("The mail server is away: %s", error)
            if isinstance(error, ServerAwayError) or suspect:
                held = [suspect] if suspect else []
                _put_back([*held, *batch[number:]], organization, str(error))
                return False
            suspect = delivery
    if suspect:
        _put_back([suspect], organization, "The mail server hung up.")
    return True


def _send(delivery: Delivery, organization: UUID, sender: Sender) -> bool:
    """Returns whether it left; raises where the connection is the trouble, and for nothing else."""
    try:
        sender.send(compose(delivery))
    except (ServerAwayError, HungUpError):
        raise
    except Exception as error:
        logger.exception("Delivery %s was not sent", delivery.pk)
        _charge(delivery, organization, f"{type(error).__name__}: {error}")
        return False
    with tenant(organization):
        finish(delivery=delivery, at=timezone.now())
    return True


def _charge(delivery: Delivery, organization: UUID, error: str) -> None:
    with tenant(organization):
        postpone(delivery=delivery, at=timezone.now(), error=error)


def _put_back(deliveries: list[Delivery], organization: UUID, error: str) -> None:
    with tenant(organization):
        for delivery in deliveries:
            release(delivery=delivery, at=timezone.now(), error=error)
