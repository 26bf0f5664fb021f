from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mentorship.jobs.actions import start_job
from mentorship.tenancy.access import require_hr
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.tables import Table, as_csv, as_xlsx
from mentorship.wording import said
from tracking import insights
from tracking.actions.figures import is_published

KPIS_SHOWN = 25


@require_GET
@require_hr
def insights_page(request: TenantRequest) -> HttpResponse:
    program_id = _program(request)
    if export := request.GET.get("export"):
        found = insights.read_insights(request.organization, program_id=program_id)
        tables = {figure.key: figure.table for figure in found.figures} | {
            "kpis": insights.kpi_table(found.kpis)
        }
        return _export(tables.get(export), request.GET.get("format", "csv"), export)
    found = insights.read_insights(
        request.organization, program_id=program_id, kpis_at_most=KPIS_SHOWN
    )
    context = {
        "insights": found,
        "programs": insights.programs_with_figures(request.organization),
        "kpi_table": insights.kpi_table(found.kpis),
    }
    return render(request, "tracking/insights.html", context)


def _program(request: TenantRequest) -> UUID | None:
    text = request.GET.get("program", "")
    try:
        return UUID(text) if text else None
    except ValueError as error:
        raise Http404 from error


def _export(table: Table | None, kind: str, name: str) -> HttpResponse:
    if table is None:
        raise Http404
    return (as_xlsx if kind == "xlsx" else as_csv)(table.columns, table.rows, name=name)


@require_POST
@require_hr
def insights_refresh(request: TenantRequest) -> HttpResponse:
    url = reverse("tracking:insights", args=[request.organization.slug])
    if is_published(request.organization, at=timezone.now()):
        words = _(
            "Today’s figures are published already. They change once a day, so that no"
            " act of one person shows."
        )
        messages.info(request, words)
        return redirect(url)
    job = start_job(
        kind="figures",
        title=said("figures.title"),
        url=url,
        subject=request.member,
        by=request.member,
        at=timezone.now(),
    )
    return redirect("jobs:detail", request.organization.slug, job.pk)
