from uuid import UUID

from celery import shared_task
from django.utils import timezone

from mentorship.delivery.wakeups import wake_each
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from recognition import actions


@shared_task
def award_badges() -> None:
    """Hourly: award the badges that somebody has earned since."""
    wake_each("recognition.tasks.award_badges_in")


@shared_task
def award_badges_in(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        organization = Organization.objects.get(pk=organization_id)
        actions.award_badges(organization=organization, at=timezone.now())
