from uuid import UUID

from celery import shared_task
from django.utils import timezone

from mentorship.delivery.wakeups import wake_each
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tracking.drafts import actions


@shared_task
def drop_old_drafts() -> None:
    """Nightly: drafts that nobody has come back to."""
    wake_each("tracking.drafts.tasks.drop_old_drafts_in")


@shared_task
def drop_old_drafts_in(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        organization = Organization.objects.get(pk=organization_id)
        actions.drop_old_drafts(organization=organization, at=timezone.now())
