"""The questions of a survey: its draft, what publishing it would change, and a preview."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.versions import OvertakenError, without_read
from programs.rules import can_edit
from tracking.surveys import actions, queries, rules
from tracking.surveys.difference import changes
from tracking.surveys.forms import RequestForm, SurveyQuestionForm
from tracking.surveys.models import Survey, SurveyQuestion, SurveyVersion
from tracking.surveys.views.admin import editable_survey
from tracking.surveys.words import change_words


@require_GET
@require_admin
def survey(request: TenantRequest, pk: UUID, survey_pk: UUID) -> HttpResponse:
    """The draft, or what is asked now where there is none, beside the form as people see it."""
    found = queries.get_survey(request.member, pk, survey_pk)
    draft, published = _versions(found)
    questions = queries.questions_of(draft or published)
    roles = rules.roles_of(found)
    role = next((each for each in roles if each == request.GET.get("as")), roles[-1])
    shown = [each for each in questions if each.role in (role, "both")]
    context = {
        "program": found.program,
        "survey": found,
        "draft": draft,
        "published": published,
        "questions": questions,
        "roles": roles,
        "role": role,
        "preview": RequestForm(questions=shown),
        "may_change": can_edit(found.program),
    }
    return render(request, "tracking/surveys/survey.html", context)


def _versions(found: Survey) -> tuple[SurveyVersion | None, SurveyVersion | None]:
    """The draft, and what is asked now."""
    rows = queries.versions_of(found)
    draft = next((each for each in rows if each.is_draft), None)
    return draft, next((each for each in rows if not each.is_draft), None)


@require_POST
@require_admin
def draft(request: TenantRequest, pk: UUID, survey_pk: UUID) -> HttpResponse:
    """Begin a draft, or drop it."""
    found = editable_survey(request, pk, survey_pk)
    act = actions.drop_draft if request.POST.get("drop") else actions.begin_draft
    try:
        act(survey=found, by=request.member, at=timezone.now())
    except actions.SurveyError as error:
        messages.error(request, str(error))
    return redirect("surveys:survey", request.organization.slug, pk, survey_pk)


@require_http_methods(["GET", "POST"])
@require_admin
def publish(request: TenantRequest, pk: UUID, survey_pk: UUID) -> HttpResponse:
    found = editable_survey(request, pk, survey_pk)
    if request.method == "POST":
        try:
            actions.publish_draft(survey=found, by=request.member, at=timezone.now())
        except actions.SurveyError as error:
            messages.error(request, str(error))
        else:
            words = _("Published. Who is asked from now on gets these questions.")
            messages.success(request, words)
        return redirect("surveys:survey", request.organization.slug, pk, survey_pk)
    draft_now, published = _versions(found)
    before, after = queries.questions_of(published), queries.questions_of(draft_now)
    context = {
        "program": found.program,
        "survey": found,
        "draft": draft_now,
        "is_first": published is None,
        "number": len(after),
        "changes": [change_words(change) for change in changes(before, after)],
    }
    return render(request, "tracking/surveys/publish.html", context)


@require_http_methods(["GET", "POST"])
@require_admin
def question_new(request: TenantRequest, pk: UUID, survey_pk: UUID) -> HttpResponse:
    found = editable_survey(request, pk, survey_pk)
    seen = rules.who_may_see(found)[0]
    begin = {"kind": "scale", "role": "both", "seen_by": seen}
    form = SurveyQuestionForm(request.POST or None, initial=begin, survey=found)
    return _question_page(request, found, form, None)


@require_http_methods(["GET", "POST"])
@require_admin
def question_edit(
    request: TenantRequest, pk: UUID, survey_pk: UUID, question_pk: UUID
) -> HttpResponse:
    question = _question(request, pk, survey_pk, question_pk)
    found = question.version.survey
    form = SurveyQuestionForm(request.POST or None, instance=question, survey=found)
    return _question_page(request, found, form, question)


def _question_page(
    request: TenantRequest, found: Survey, form: SurveyQuestionForm, question: SurveyQuestion | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = dict(form.cleaned_data)
        values = values if question else without_read(values)
        try:
            actions.save_question(
                survey=found, question=question, by=request.member, at=timezone.now(), **values
            )
        except actions.SurveyError as error:
            form.add_error(error.field or None, str(error))
        except OvertakenError as error:
            form.overtaken(error)
        else:
            return redirect("surveys:survey", request.organization.slug, found.program_id, found.pk)
    context = {"program": found.program, "survey": found, "question": question, "form": form}
    return render(
        request, "tracking/surveys/question_edit.html", context, status=422 if form.errors else 200
    )


@require_POST
@require_admin
def question_move(
    request: TenantRequest, pk: UUID, survey_pk: UUID, question_pk: UUID
) -> HttpResponse:
    question = _question(request, pk, survey_pk, question_pk)
    is_up = request.POST.get("to") == "up"
    try:
        actions.move_question(question=question, up=is_up, by=request.member, at=timezone.now())
    except actions.SurveyError as error:
        messages.error(request, str(error))
    return redirect("surveys:survey", request.organization.slug, pk, survey_pk)


@require_POST
@require_admin
def question_remove(
    request: TenantRequest, pk: UUID, survey_pk: UUID, question_pk: UUID
) -> HttpResponse:
    question = _question(request, pk, survey_pk, question_pk)
    try:
        actions.remove_question(question=question, by=request.member, at=timezone.now())
    except actions.SurveyError as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, _("“%(question)s” is out of the draft.") % {"question": question.name}
        )
    return redirect("surveys:survey", request.organization.slug, pk, survey_pk)


def _question(
    request: TenantRequest, pk: UUID, survey_pk: UUID, question_pk: UUID
) -> SurveyQuestion:
    """Of a program that can be changed. Raises Http404."""
    found = editable_survey(request, pk, survey_pk)
    rows = SurveyQuestion.objects.filter(organization=request.organization, version__survey=found)
    question = get_object_or_404(rows.select_related("version"), pk=question_pk)
    question.version.survey = found
    return question
