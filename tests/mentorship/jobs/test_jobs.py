"""A worker that was killed blocks nobody: its job ends within a minute, and can be
started again.
"""

from datetime import timedelta
from typing import Any

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from mentorship.jobs.actions import LOST_AFTER, begin, recover, start_job
from mentorship.jobs.enums import State
from mentorship.jobs.models import Job
from mentorship.tenancy.context import tenant
from tests import factories


def running_job(organization: Any) -> Job:
    by = factories.member(organization, roles=["admin"])
    job = start_job(kind="figures", title="T", url="/", subject=by, by=by, at=timezone.now())
    begun = begin(job_id=job.pk, at=timezone.now() - LOST_AFTER - timedelta(seconds=1))
    assert begun is not None
    return begun


@pytest.mark.django_db(transaction=True)
def test_a_job_that_is_worked_on_is_left_alone_and_one_whose_worker_died_ends() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        job = running_job(organization)
    database = connection.settings_dict
    worker = psycopg2.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        user=database["USER"],
        password=database["PASSWORD"],
        dbname=database["NAME"],
    )
    with worker.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"job:{job.pk}"])
    recover(at=timezone.now())
    assert state_of(job) == State.RUNNING
    worker.close()
    recover(at=timezone.now())
    assert state_of(job) == State.FAILED
    with tenant(organization.pk):
        again = start_job(
            kind="figures", title="T", url="/", subject=job.by, by=job.by, at=timezone.now()
        )
        assert begin(job_id=again.pk, at=timezone.now()) is not None


def test_a_job_that_has_just_begun_is_left_alone(northwind: Any) -> None:
    job = running_job(northwind)
    Job.objects.filter(pk=job.pk).update(started_at=timezone.now())
    recover(at=timezone.now())
    job.refresh_from_db()
    assert job.state == State.RUNNING


def state_of(job: Job) -> str:
    with tenant(job.organization_id):
        return Job.objects.get(pk=job.pk).state
