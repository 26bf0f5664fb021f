import logging
from uuid import UUID

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from mentorship.delivery.wakeups import wake
from mentorship.tenancy.context import tenant
from tracking.calendars.actions.replies import ANSWER_MAIL, answer_message, give_up
from tracking.calendars.models import Inbound
from tracking.calendars.queries import organizations_with_mail, waiting

BATCH = 100
logger = logging.getLogger(__name__)


@shared_task
def find_mail() -> None:
    """Wake one worker for each organisation with messages from calendars that wait."""
    for organization_id in organizations_with_mail():
        wake(ANSWER_MAIL, organization_id)


@shared_task
def answer_mail(organization_id: str) -> None:
    """A transaction for each message: one that fails keeps no other from its answer."""
    organization = UUID(organization_id)
    while messages := _batch(organization):
        for message in messages:
            _answer(message)


def _batch(organization: UUID) -> list[Inbound]:
    """What is sealed is read one by one: it may be long."""
    with tenant(organization):
        return list(waiting().filter(organization=organization).defer("sealed")[:BATCH])


def _answer(message: Inbound) -> None:
    try:
        with tenant(message.organization_id):
            answer_message(inbound=message, at=timezone.now())
    except OperationalError:
        # The database's trouble and not the message's: it waits.
        raise
    except Exception:
        logger.exception("A message from a calendar could not be handled: %s", message.pk)
        with tenant(message.organization_id):
            give_up(inbound=message, at=timezone.now())
