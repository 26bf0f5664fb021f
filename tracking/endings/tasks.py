from uuid import UUID

from celery import shared_task
from django.utils import timezone

from mentorship.delivery.wakeups import wake_each
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tracking.endings import actions


@shared_task
def find_endings() -> None:
    """Hourly: mentorships whose day has come, by their organisation's own calendar."""
    wake_each("tracking.endings.tasks.end_due")


@shared_task
def end_due(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        organization = Organization.objects.get(pk=organization_id)
        actions.carry_out_exits(organization=organization, at=timezone.now())
    with tenant(UUID(organization_id)):
        organization = Organization.objects.get(pk=organization_id)
        actions.complete_planned(organization=organization, at=timezone.now())
