import logging
import time
from contextlib import ExitStack
from uuid import UUID

from celery import shared_task
from django.core.cache import caches
from django.utils import timezone

from mentorship.delivery.actions import claim, finish, postpone, release
from mentorship.delivery.models import Delivery
from mentorship.delivery.queries import organizations_with_due
from mentorship.delivery.sending import HungUpError, ServerAwayError
from mentorship.delivery.transports import TRANSPORTS, Parcel, Transport, parcels
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
    """Send what the organisation owes, batch after batch, until nothing is due or a way is
    closed.
    """
    organization = UUID(organization_id)
    with ExitStack() as stack:
        open_ways: dict[str, Transport] = {}
        while (batch := _claim(organization)) is not None:
            for channel, packed in parcels(batch):
                if channel not in open_ways:
                    open_ways[channel] = stack.enter_context(TRANSPORTS[channel]())
                if not _send_batch(packed, organization, open_ways[channel]):
                    return


def _claim(organization: UUID) -> list[Delivery] | None:
    with tenant(organization):
        return claim(organization_id=organization, at=timezone.now(), limit=BATCH)


def _send_batch(batch: list[Parcel], organization: UUID, way: Transport) -> bool:
    """Returns whether the way is still open.

    A parcel on which the server hangs up is charged once another gets through; until then nobody
    can tell whether the parcel or the server is to blame.
    """
    suspect: Parcel | None = None
    for number, parcel in enumerate(batch):
        try:
            if _send(parcel, organization, way) and suspect:
                _charge(suspect, organization, "The mail server hangs up on this message.")
                suspect = None
        except (ServerAwayError, HungUpError) as error:
            logger.warning("The mail server is away: %s", error)
            if isinstance(error, ServerAwayError) or suspect:
                held = [suspect] if suspect else []
                _put_back([*held, *batch[number:]], organization, str(error))
                return False
            suspect = parcel
    if suspect:
        _put_back([suspect], organization, "The mail server hung up.")
    return True


def _send(parcel: Parcel, organization: UUID, way: Transport) -> bool:
    """Returns whether it left; raises where the way is the trouble, and for nothing else."""
    try:
        way.send(parcel)
    except (ServerAwayError, HungUpError):
        raise
    except Exception as error:
        logger.exception("Delivery %s was not sent", parcel[0].pk)
        _charge(parcel, organization, f"{type(error).__name__}: {error}")
        return False
    with tenant(organization):
        for delivery in parcel:
            finish(delivery=delivery, at=timezone.now())
    return True


def _charge(parcel: Parcel, organization: UUID, error: str) -> None:
    with tenant(organization):
        for delivery in parcel:
            postpone(delivery=delivery, at=timezone.now(), error=error)


def _put_back(batch: list[Parcel], organization: UUID, error: str) -> None:
    with tenant(organization):
        for parcel in batch:
            for delivery in parcel:
                release(delivery=delivery, at=timezone.now(), error=error)
