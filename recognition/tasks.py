from celery import shared_task
from django.utils import timezone

from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from recognition import actions


@shared_task
def award_badges() -> None:
    for organization in Organization.objects.filter(is_active=True):
        with tenant(organization.pk):
            actions.award_badges(organization=organization, at=timezone.now())
