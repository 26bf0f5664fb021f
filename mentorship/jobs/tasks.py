import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from mentorship.jobs.actions import begin, end, hold, recover
from mentorship.jobs.enums import State
from mentorship.jobs.kinds import CancelledError, JobError, Progress, work_of
from mentorship.tenancy.context import act_as, tenant
from mentorship.wording import Said, said

logger = logging.getLogger(__name__)


@shared_task
def run_job(organization_id: str, job_id: str) -> None:
    _run(UUID(organization_id), UUID(job_id))


@shared_task
def run_match_job(organization_id: str, job_id: str) -> None:
    _run(UUID(organization_id), UUID(job_id))


@shared_task
def recover_lost() -> None:
    recover(at=timezone.now())


def _run(organization_id: UUID, job_id: UUID) -> None:
    with tenant(organization_id):
        job = begin(job_id=job_id, at=timezone.now())
    if job is None:
        return
    state, message = State.DONE, Said()
    try:
        with tenant(organization_id):
            act_as(organization_id=organization_id, member_id=job.by_id)
            if not hold(job):
                return
            message = work_of(job.kind)(job, Progress(job.pk))
    except CancelledError:
        state, message = State.CANCELLED, said("job.stopped")
    except JobError as error:
        state, message = State.FAILED, error.words
    except Exception:
        logger.exception("Job %s failed", job.pk)
        state, message = State.FAILED, said("job.failed")
    with tenant(organization_id):
        end(job=job, state=state, message=message, at=timezone.now())
