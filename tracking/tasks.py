from uuid import UUID

from celery import shared_task
from django.utils import timezone

from mentorship.delivery.wakeups import wake, wake_each
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tracking.actions import cadence, figures, guests, nudges, orphans, pulse, reminders, series
from tracking.queries import (
    CHUNK,
    active_after,
    organizations_with_booked,
    organizations_with_orphans,
)
from tracking.queries.series import organizations_with_due_series


@shared_task
def plan_reminders() -> None:
    """Wake one planner for each organisation that has a session in the next day."""
    at = timezone.now()
    for organization_id in organizations_with_booked(since=at, until=at + reminders.REMIND_BEFORE):
        wake("tracking.tasks.remind", organization_id)


@shared_task
def remind(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        reminders.plan_reminders(organization_id=UUID(organization_id), at=timezone.now())


@shared_task
def nudge() -> None:
    """Hourly: what people are to be reminded of, and who waits for an admin."""
    wake_each("tracking.tasks.nudge_in")


@shared_task
def nudge_in(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        organization = Organization.objects.select_related("settings").get(pk=organization_id)
        nudges.plan_nudges(organization=organization, at=timezone.now())


@shared_task
def find_orphans() -> None:
    """Wake one worker for each organisation with a session booked whose mentorship has ended, or
    whose group has changed.
    """
    for organization_id in organizations_with_orphans():
        wake("tracking.tasks.cancel_orphans", organization_id)


@shared_task
def cancel_orphans(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        organization = Organization.objects.get(pk=organization_id)
        orphans.cancel_orphans(organization=organization, at=timezone.now())
        guests.settle_guests(organization=organization, at=timezone.now())


@shared_task
def find_due_series() -> None:
    """Wake one worker for each organisation with a series whose next session is not booked."""
    for organization_id in organizations_with_due_series():
        wake("tracking.tasks.repeat_in", organization_id)


@shared_task
def repeat_in(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        organization = Organization.objects.get(pk=organization_id)
        series.repeat_sessions(organization=organization, at=timezone.now())


@shared_task
def propose_cadence() -> None:
    """Hourly: look at each mentorship's health, and whether another cadence suits it."""
    wake_each("tracking.tasks.propose_cadence_in")


@shared_task
def propose_cadence_in(organization_id: str) -> None:
    """A transaction for each chunk: who acts on a mentorship meanwhile waits for one at most."""
    with tenant(UUID(organization_id)):
        organization = Organization.objects.get(pk=organization_id)
        pulse.begin_mentorships(organization=organization)
    last: UUID | None = None
    while True:
        with tenant(organization.pk):
            chunk = active_after(organization, last, size=CHUNK)
            if not chunk:
                return
            at = timezone.now()
            courses = pulse.refresh_chunk(mentorships=chunk, at=at)
            cadence.propose_chunk(courses=courses, at=at)
        last = chunk[-1].pk


@shared_task
def refresh_figures() -> None:
    """Nightly: count what HR sees."""
    wake_each("tracking.tasks.refresh_figures_of")


@shared_task
def refresh_figures_of(organization_id: str) -> None:
    with tenant(UUID(organization_id)):
        organization = Organization.objects.get(pk=organization_id)
        figures.count_figures(organization=organization, at=timezone.now())
