from uuid import UUID

from celery import shared_task
from django.utils import timezone

from mentorship.delivery.wakeups import wake_each
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tracking.surveys import actions


@shared_task
def ask_surveys() -> None:
    """Hourly: surveys whose time has come, and reminders."""
    wake_each("tracking.surveys.tasks.ask_surveys_in")


@shared_task
def ask_surveys_in(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        organization = Organization.objects.select_related("settings").get(pk=organization_id)
        actions.ask_surveys(organization=organization, at=timezone.now())


@shared_task
def mix_answers() -> None:
    """Nightly: anonymous answers lose the order in which they came."""
    wake_each("tracking.surveys.tasks.mix_answers_in")


@shared_task
def mix_answers_in(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        organization = Organization.objects.select_related("settings").get(pk=organization_id)
        actions.mix_answers(organization=organization, at=timezone.now())
