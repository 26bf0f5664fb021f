from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.jobs.actions import start_job
from mentorship.people.actions import (
    choose_reading,
    confirm_identity,
    discard_import,
    receive_import,
    save_mapping,
)
from mentorship.people.forms import ImportForm, MappingForm, ReadingForm
from mentorship.people.importing.lines import Outcome
from mentorship.people.importing.planning import Plan
from mentorship.people.importing.report import Report
from mentorship.people.models import ImportFile
from mentorship.people.queries import imports, open_job, plan_of
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.tables import as_csv, safe_cell
from mentorship.wording import said

SHOWN = 200
NEWS = (Outcome.CREATED, Outcome.CHANGED)
WITH_LINES = (Outcome.CREATED, Outcome.CHANGED, Outcome.UNCHANGED)


@require_http_methods(["GET", "POST"])
@require_admin
def import_list(request: TenantRequest) -> HttpResponse:
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"]
        file = receive_import(name=form.name, content=content, by=request.member, at=timezone.now())
        return _read(request, file)
    context = {"form": form, "files": imports(request.organization)}
    return render(request, "people/import_list.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@require_admin
def import_mapping(request: TenantRequest, pk: UUID) -> HttpResponse:
    file = _file(request, pk)
    if file.applied_at:
        return redirect("people:import-review", request.organization.slug, file.pk)
    if not file.is_read:
        return _unread(request, file)
    reading = ReadingForm(request.POST if "read" in request.POST else None, file=file)
    if reading.is_valid():
        choose_reading(file=file, reading=reading.reading, by=request.member, at=timezone.now())
        return _read(request, file)
    given = None if reading.is_bound else request.POST or None
    form = MappingForm(given, file=file, settings=request.organization.settings)
    if request.method == "POST" and form.is_valid():
        save_mapping(
            file=file,
            mapping=form.mapping,
            order=form.cleaned_data["order"] or None,
            clear_empty=form.cleaned_data["clear_empty"],
            by=request.member,
            at=timezone.now(),
        )
        return redirect("people:import-review", request.organization.slug, file.pk)
    status = 422 if form.is_bound or reading.is_bound else 200
    context = {"form": form, "file": file, "reading": reading}
    return render(request, "people/import_mapping.html", context, status=status)


@require_GET
@require_admin
def import_review(request: TenantRequest, pk: UUID) -> HttpResponse:
    """What the file would do, or what it did."""
    file = _file(request, pk)
    if not file.mapping:
        return redirect("people:import-mapping", request.organization.slug, file.pk)
    plan = None if file.applied_at else _plan(request, file)
    report = Report.of(plan) if plan else Report.from_json(file.result or {})
    show = request.GET.get("show", "")
    lines = plan.of(*([Outcome(show)] if show in WITH_LINES else NEWS)) if plan else []
    context = {
        "file": file,
        "report": report,
        "show": show,
        "warnings": report.warning_groups()[:SHOWN],
        "questions": plan.questions()[:SHOWN] if plan else [],
        "confirmed": [UUID(pk) for pk in file.options.get("confirmed", [])],
        "lines": [(line, plan.changes(line)) for line in lines[:SHOWN]] if plan else [],
        "number": len(lines),
        "refused": report.refused_groups()[:SHOWN],
        "shown": SHOWN,
    }
    return render(request, "people/import_review.html", context)


@require_POST
@require_admin
def import_confirm(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say of whom the file speaks under another name: whoever was ticked is the same person."""
    file = _file(request, pk)
    if file.applied_at or not file.mapping:
        return redirect("people:import-review", request.organization.slug, file.pk)
    asked = [line.person.id for line in _plan(request, file).questions() if line.person]
    confirmed = [member for member in asked if str(member) in request.POST.getlist("same")]
    confirm_identity(file=file, members=confirmed, by=request.member, at=timezone.now())
    return redirect("people:import-review", request.organization.slug, file.pk)


@require_POST
@require_admin
def import_apply(request: TenantRequest, pk: UUID) -> HttpResponse:
    file = _file(request, pk)
    if file.applied_at or not file.mapping:
        return redirect("people:import-review", request.organization.slug, file.pk)
    job = open_job(file=file, by=request.member, kind="people_import") or start_job(
        kind="people_import",
        title=said("import.title", file=file.name),
        subject=file,
        by=request.member,
        url=reverse("people:import-review", args=[request.organization.slug, file.pk]),
        at=timezone.now(),
    )
    return redirect("jobs:detail", request.organization.slug, job.pk)


@require_GET
@require_admin
def import_refused(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The refused rows as the file had them, with the reasons, to correct and upload again."""
    file = _file(request, pk)
    report = (
        Report.of(_plan(request, file)) if file.result is None else Report.from_json(file.result)
    )
    columns, rows = report.refused_table(file.header)
    return as_csv([safe_cell(column) for column in columns], rows, name="refused-rows")


@require_POST
@require_admin
def import_delete(request: TenantRequest, pk: UUID) -> HttpResponse:
    file = _file(request, pk)
    discard_import(file=file, by=request.member, at=timezone.now())
    messages.success(
        request, _("“%(file)s” is gone. Your people are as they were.") % {"file": file.name}
    )
    return redirect("people:imports", request.organization.slug)


def _plan(request: TenantRequest, file: ImportFile) -> Plan:
    return plan_of(file, by=request.member, at=timezone.now())


def _read(request: TenantRequest, file: ImportFile) -> HttpResponse:
    job = open_job(file=file, by=request.member, kind="people_read") or start_job(
        kind="people_read",
        title=said("import.read_title", file=file.name),
        subject=file,
        by=request.member,
        url=reverse("people:import-mapping", args=[request.organization.slug, file.pk]),
        at=timezone.now(),
    )
    return redirect("jobs:detail", request.organization.slug, job.pk)


def _unread(request: TenantRequest, file: ImportFile) -> HttpResponse:
    """The columns of a file that has none yet: a worker is at it, was stopped, or could not read
    it."""
    if file.unreadable:
        return redirect("people:imports", request.organization.slug)
    job = open_job(file=file, by=request.member, kind="people_read")
    if job or request.method == "POST":
        return _read(request, file)
    return render(request, "people/import_unread.html", {"file": file})


def _file(request: TenantRequest, pk: UUID) -> ImportFile:
    return get_object_or_404(
        ImportFile.objects.defer("content"), organization=request.organization, pk=pk
    )
