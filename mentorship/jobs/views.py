from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from mentorship.jobs.actions import cancel
from mentorship.jobs.kinds import read_progress
from mentorship.jobs.models import Job
from mentorship.tenancy.requests import TenantRequest


def _job(request: TenantRequest, pk: UUID) -> Job:
    """A job is seen by who started it."""
    return get_object_or_404(Job, organization=request.organization, by=request.member, pk=pk)


@require_GET
def job_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    job = _job(request, pk)
    context = {"job": job, "progress": read_progress(job.pk)}
    if request.htmx:
        response = render(request, "jobs/job_detail.html#progress", context)
        if not job.is_open:
            response["HX-Redirect" if job.state == "done" else "HX-Refresh"] = (
                job.url if job.state == "done" else "true"
            )
        return response
    return render(request, "jobs/job_detail.html", context)


@require_POST
def job_cancel(request: TenantRequest, pk: UUID) -> HttpResponse:
    job = _job(request, pk)
    cancel(job=job, by=request.member, at=timezone.now())
    return redirect("jobs:detail", request.organization.slug, job.pk)
