from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction

from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.delivery.wakeups import wake
from mentorship.jobs.enums import State
from mentorship.jobs.kinds import ask_to_cancel, closing_of, queue_of
from mentorship.jobs.models import Job
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, TenantModel
from mentorship.tenancy.rules import check_admin
from mentorship.wording import Said, said

WAIT_BEFORE_NEXT_WAKE = timedelta(minutes=1)
# Between claiming a job and holding it lies a moment; who holds none after this is gone.
LOST_AFTER = timedelta(seconds=30)


@transaction.atomic
def start_job(
    *, kind: str, title: Said, url: str, subject: TenantModel, by: Member, at: datetime
) -> Job:
    """Write the job down and wake a worker when this transaction is in."""
    job = Job.objects.create(
        organization_id=by.organization_id,
        kind=kind,
        title=title,
        url=url,
        subject_id=subject.pk,
        by=by,
        created_at=at,
    )
    record(by=by, action="job.started", subject=job, at=at)
    transaction.on_commit(lambda: wake_job(job), robust=True)
    return job


def wake_job(job: Job) -> None:
    task = "run_match_job" if queue_of(job.kind) == "match" else "run_job"
    wake(f"mentorship.jobs.tasks.{task}", job.organization_id, job.pk)


def begin(*, job_id: UUID, at: datetime) -> Job | None:
    """Claim a waiting job, or None where another worker has it."""
    if not Job.objects.filter(pk=job_id, state=State.QUEUED).update(
        state=State.RUNNING, started_at=at
    ):
        return None
    return Job.objects.select_related("by", "organization").get(pk=job_id)


def hold(job: Job) -> bool:
    """Hold the job for as long as this transaction lasts: returns whether nobody else does.

    The database lets go of it with the connection, so a worker that was killed holds nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"job:{job.pk}"]
        )
        return bool(cursor.fetchone()[0])


@transaction.atomic
def end(*, job: Job, state: State, message: Said, at: datetime) -> Job:
    """Close the job and tell who started it."""
    Job.objects.filter(pk=job.pk, state__in=[State.QUEUED, State.RUNNING]).update(
        state=state, message=message, finished_at=at
    )
    closing_of(job.kind)(job, state)
    owe(
        kind="job_ended",
        subject=job,
        recipients=[job.by],
        at=at,
        channels=["in_app"],
        url=job.url,
        title=job.title,
        message=message,
    )
    return job


@transaction.atomic
def cancel(*, job: Job, by: Member, at: datetime) -> Job:
    """Stop a job: at once where it waits, at its next step where it runs. Raises
    NotAllowedError for another person's, but to admins.
    """
    if job.by_id != by.pk:
        check_admin(by, job.organization_id)
    ask_to_cancel(job.pk)
    record(by=by, action="job.cancelled", subject=job, at=at)
    if Job.objects.filter(pk=job.pk, state=State.QUEUED).update(
        state=State.CANCELLED, finished_at=at, message=said("job.stopped_before")
    ):
        closing_of(job.kind)(job, State.CANCELLED)
        job.refresh_from_db()
    return job


def recover(*, at: datetime) -> None:
    """Wake what waits too long, and close what a dead worker left running."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM jobs_open_organizations()")
        organizations = [row[0] for row in cursor.fetchall()]
    for organization_id in organizations:
        with tenant(organization_id):
            for job in Job.objects.filter(organization=organization_id, state=State.QUEUED).filter(
                created_at__lt=at - WAIT_BEFORE_NEXT_WAKE
            ):
                wake_job(job)
            for job in Job.objects.select_related("by").filter(
                organization=organization_id, state=State.RUNNING, started_at__lt=at - LOST_AFTER
            ):
                if hold(job):
                    end(job=job, state=State.FAILED, at=at, message=said("job.lost"))
