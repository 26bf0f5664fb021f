from datetime import timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from matching.actions import leavers, requests
from matching.queries import organizations_with_due_requests, organizations_with_leavers
from mentorship.delivery.wakeups import wake
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from mentorship.tenancy.zones import today_in


@shared_task
def find_leavers() -> None:
    """Wake one worker for each organisation in which somebody in a mentorship has left."""
    # Somewhere it is tomorrow already; each organisation then looks at its own day.
    for organization_id in organizations_with_leavers(on=timezone.now().date() + timedelta(days=1)):
        wake("matching.tasks.close_leavers", organization_id)


@shared_task
def find_due_requests() -> None:
    """Wake one worker for each organisation in which a request has waited too long."""
    for organization_id in organizations_with_due_requests():
        wake("matching.tasks.expire_requests", organization_id)


@shared_task
def expire_requests(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        organization = Organization.objects.select_related("settings").get(pk=organization_id)
        at = timezone.now()
        requests.expire_requests(organization=organization, at=at, on=today_in(organization, at=at))


@shared_task
def close_leavers(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        organization = Organization.objects.select_related("settings").get(pk=organization_id)
        at = timezone.now()
        leavers.close_leavers(organization=organization, on=today_in(organization, at=at), at=at)
