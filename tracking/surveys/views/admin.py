"""A program's surveys: the list, and what came of each."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.tenancy.access import require_admin, require_hr
from mentorship.tenancy.requests import TenantRequest
from mentorship.tenancy.zones import today_in
from mentorship.ui.forms import id_in
from mentorship.ui.tables import as_csv
from mentorship.versions import OvertakenError, without_read
from programs.queries import get_program
from programs.rules import can_edit
from programs.views.programs import editable
from tracking.surveys import actions, queries
from tracking.surveys.forms import SurveyForm
from tracking.surveys.models import Survey, SurveyVersion
from tracking.surveys.pages import results_table, shown_results
from tracking.surveys.queries.results import results
from tracking.surveys.ready import ready_surveys


@require_GET
@require_hr
def survey_list(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = get_program(request.member, pk)
    lines = queries.survey_lines(program)
    names = {line.survey.name for line in lines}
    context = {
        "program": program,
        "lines": lines,
        "after_sessions": queries.rate_after_sessions(program),
        "ready": [(key, new) for key, new in ready_surveys().items() if new["name"] not in names],
        "may_change": request.member.is_admin and can_edit(program),
    }
    return render(request, "tracking/surveys/survey_list.html", context)


@require_http_methods(["GET", "POST"])
@require_admin
def survey_new(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = editable(request, pk)
    form = SurveyForm(request.POST or None, initial={"kind": "own", "audience": "both"})
    if request.method == "POST" and form.is_valid():
        values = without_read(form.cleaned_data)
        try:
            made = actions.add_survey(
                program=program, by=request.member, at=timezone.now(), **values
            )
        except actions.SurveyError as error:
            form.add_error(error.field or None, str(error))
        else:
            return redirect("surveys:survey", request.organization.slug, pk, made.pk)
    context = {"program": program, "form": form}
    return render(
        request, "tracking/surveys/survey_edit.html", context, status=422 if form.errors else 200
    )


@require_POST
@require_admin
def survey_copy(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = editable(request, pk)
    try:
        made = actions.copy_ready(
            program=program,
            ready=request.POST.get("ready", ""),
            by=request.member,
            at=timezone.now(),
        )
    except actions.SurveyError as error:
        messages.error(request, str(error))
        return redirect("surveys:list", request.organization.slug, pk)
    messages.success(
        request,
        _("“%(survey)s” is added. Read it through, then switch it on.") % {"survey": made.name},
    )
    return redirect("surveys:survey", request.organization.slug, pk, made.pk)


@require_http_methods(["GET", "POST"])
@require_admin
def survey_edit(request: TenantRequest, pk: UUID, survey_pk: UUID) -> HttpResponse:
    survey = editable_survey(request, pk, survey_pk)
    form = SurveyForm(request.POST or None, instance=survey)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_survey(
                survey=survey, by=request.member, at=timezone.now(), **form.cleaned_data
            )
        except actions.SurveyError as error:
            form.add_error(error.field or None, str(error))
        except OvertakenError as error:
            form.overtaken(error)
        else:
            return redirect("surveys:survey", request.organization.slug, pk, survey_pk)
    context = {"program": survey.program, "survey": survey, "form": form}
    return render(
        request, "tracking/surveys/survey_edit.html", context, status=422 if form.errors else 200
    )


@require_POST
@require_admin
def survey_switch(request: TenantRequest, pk: UUID, survey_pk: UUID) -> HttpResponse:
    survey = editable_survey(request, pk, survey_pk)
    is_on = request.POST.get("to") == "on"
    try:
        actions.switch_survey(survey=survey, is_on=is_on, by=request.member, at=timezone.now())
    except actions.SurveyError as error:
        messages.error(request, str(error))
    else:
        on = _("“%(survey)s” is on. The first are asked within the hour.")
        off = _("“%(survey)s” is off. Nobody new is asked; answers stay.")
        messages.success(request, (on if is_on else off) % {"survey": survey.name})
    return redirect("surveys:list", request.organization.slug, pk)


@require_GET
@require_hr
def survey_results(request: TenantRequest, pk: UUID, survey_pk: UUID) -> HttpResponse:
    """What was answered to one version, the latest unless another is chosen."""
    survey = queries.get_survey(request.member, pk, survey_pk)
    versions = [each for each in queries.versions_of(survey) if not each.is_draft]
    version = _chosen(versions, request.GET.get("version", ""))
    found = (
        results(
            version, reader=request.member, today=today_in(request.organization, at=timezone.now())
        )
        if version
        else []
    )
    table = results_table(survey, found)
    if request.GET.get("format") == "csv":
        return as_csv(table.columns, table.rows, name="survey")
    context = {
        "program": survey.program,
        "survey": survey,
        "versions": versions,
        "version": version,
        "results": shown_results(found),
        "table": table,
        "k": request.organization.settings.min_group_size,
    }
    return render(request, "tracking/surveys/survey_results.html", context)


def _chosen(versions: list[SurveyVersion], text: str) -> SurveyVersion | None:
    wanted = id_in(text)
    latest = versions[0] if versions else None
    return next((each for each in versions if each.pk == wanted), latest)


def editable_survey(request: TenantRequest, pk: UUID, survey_pk: UUID) -> Survey:
    """Of a program that can be changed. Raises Http404."""
    survey = queries.get_survey(request.member, pk, survey_pk)
    if not can_edit(survey.program):
        raise Http404
    return survey
