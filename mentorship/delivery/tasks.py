import time
from contextlib import ExitStack
from uuid import UUID

from celery import shared_task
from django.core.cache import caches
from django.utils import timezone

from mentorship.delivery.actions import claim
from mentorship.delivery.actions.owing import SEND_OWED
from mentorship.delivery.models import Delivery
from mentorship.delivery.queries import organizations_with_due
from mentorship.delivery.rounds import Round
from mentorship.delivery.transports import TRANSPORTS, Transport, parcels
from mentorship.delivery.wakeups import wake
from mentorship.tenancy.context import tenant

BATCH = 200
BEAT_KEY = "beat:last"


@shared_task
def beat() -> None:
    caches["shared"].set(BEAT_KEY, time.time(), timeout=None)


@shared_task
def wake_due() -> None:
    for organization_id in organizations_with_due(timezone.now()):
        wake(SEND_OWED, organization_id)


@shared_task
def send_owed(organization_id: str) -> None:
    """Send what the organisation owes, batch after batch, until nothing is due or a way is
    closed. Any number of workers may do so at once, each over connections of its own.
    """
    organization = UUID(organization_id)
    with ExitStack() as stack:
        open_ways: dict[str, Transport] = {}
        while (batch := _claim(organization)) is not None:
            is_closed = False
            for channel, packed in parcels(batch):
                if channel not in open_ways:
                    open_ways[channel] = stack.enter_context(TRANSPORTS[channel]())
                # What goes another way is not kept waiting.
                is_closed |= not Round(organization, open_ways[channel]).send(packed)
            if is_closed:
                return


def _claim(organization: UUID) -> list[Delivery] | None:
    with tenant(organization):
        return claim(organization_id=organization, at=timezone.now(), limit=BATCH)
