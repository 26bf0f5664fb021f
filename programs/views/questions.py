"""What a program's application asks: its questions, set up by admins, and what somebody
answered.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.questions.answers import answer_words
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.addresses import address_of
from mentorship.ui.forms import id_in
from mentorship.versions import OvertakenError
from programs import actions, forms, queries, rules
from programs.enums import Audience
from programs.models import Enrolment, Question
from programs.ready_questions import ready_questions
from programs.views.programs import editable


@require_GET
@require_admin
def question_list(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The questions in their order, beside the form as applicants see it."""
    program = editable(request, pk)
    found = queries.questions(program)
    asked = [each for each in found if each.retired_at is None]
    roles = rules.roles_of(program)
    role = next((each for each in roles if each == request.GET.get("as")), roles[-1])
    shown = [each for each in asked if each.audience in (role, Audience.BOTH)]
    names = {each.name for each in found}
    context = {
        "program": program,
        "step": 5,
        "asked": asked,
        "retired": found[len(asked) :],
        "role": role,
        "roles": roles,
        "preview": forms.ApplicationForm(questions=shown, role=role),
        "ready": [
            (key, each["text"])
            for key, each in ready_questions().items()
            if each["name"] not in names
        ],
        "silent": queries.unanswered(program, asked).count() if rules.is_asking(program) else 0,
        "criteria_url": address_of("criteria", request.organization.slug, program.pk),
        "moved": id_in(request.GET.get("moved", "")),
    }
    return render(request, "programs/question_list.html", context)


@require_http_methods(["GET", "POST"])
@require_admin
def question_new(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = editable(request, pk)
    begin = ready_questions().get(
        request.GET.get("ready", ""), {"audience": "both", "kind": "choice"}
    )
    form = forms.QuestionForm(request.POST or None, initial=begin, program=program)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.save_question(
                program=program, by=request.member, at=timezone.now(), **form.cleaned_data
            )
        except actions.QuestionError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(
                request, _("“%(made)s” is asked from now on.") % {"made": made.name} + _counts(made)
            )
            return redirect("programs:questions", request.organization.slug, pk)
    context = {"program": program, "form": form}
    return render(
        request, "programs/question_edit.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@require_admin
def question_edit(request: TenantRequest, pk: UUID, question_pk: UUID) -> HttpResponse:
    question = _question(request, pk, question_pk)
    form = forms.QuestionForm(request.POST or None, instance=question, program=question.program)
    if request.method == "POST" and form.is_valid():
        at, program = timezone.now(), question.program
        try:
            actions.save_question(
                program=program, question=question, by=request.member, at=at, **form.cleaned_data
            )
        except actions.QuestionError as error:
            form.add_error(error.field, str(error))
        except OvertakenError as error:
            form.overtaken(error)
        else:
            messages.success(request, _("“%(question)s” is changed.") % {"question": question.name})
            return redirect("programs:questions", request.organization.slug, pk)
    context = {"program": question.program, "question": question, "form": form}
    return render(
        request, "programs/question_edit.html", context, status=422 if form.errors else 200
    )


@require_POST
@require_admin
def question_move(request: TenantRequest, pk: UUID, question_pk: UUID) -> HttpResponse:
    question = _question(request, pk, question_pk)
    is_up = request.POST.get("to") == "up"
    actions.move_question(question=question, up=is_up, by=request.member, at=timezone.now())
    url = reverse("programs:questions", args=[request.organization.slug, pk])
    # The keyboard stays where it was.
    return redirect(f"{url}?moved={question.pk}&to={'up' if is_up else 'down'}")


@require_POST
@require_admin
def question_retire(request: TenantRequest, pk: UUID, question_pk: UUID) -> HttpResponse:
    """Stop asking it; or, where it is not asked any more, ask it again."""
    question = _question(request, pk, question_pk)
    by, at = request.member, timezone.now()
    if request.POST.get("again"):
        actions.restore_question(question=question, by=by, at=at)
        messages.success(request, _("“%(question)s” is asked again.") % {"question": question.name})
    elif actions.retire_question(question=question, by=by, at=at):
        messages.success(
            request,
            _("“%(question)s” is removed. Nobody had answered it.") % {"question": question.name},
        )
    else:
        messages.success(
            request,
            _("“%(question)s” is not asked any more. What was answered stays.")
            % {"question": question.name},
        )
    return redirect("programs:questions", request.organization.slug, pk)


@require_POST
@require_admin
def questions_ask(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = editable(request, pk)
    try:
        told = actions.ask_for_answers(program=program, by=request.member, at=timezone.now())
    except actions.QuestionError as error:
        messages.error(request, str(error))
    else:
        words = ngettext(
            "%(number)d person is asked to answer.", "%(number)d people are asked to answer.", told
        ) % {"number": told}
        messages.success(request, words if told else _("All of them were asked today already."))
    return redirect("programs:questions", request.organization.slug, pk)


@require_GET
@require_admin
def enrolment(request: TenantRequest, pk: UUID, enrolment_pk: UUID) -> HttpResponse:
    """An application as an admin reads it."""
    found = get_object_or_404(
        Enrolment.objects.select_related("member", "program", "decided_by"),
        organization=request.organization,
        program=pk,
        pk=enrolment_pk,
    )
    context = {
        "enrolment": found,
        "program": found.program,
        "can_edit": rules.can_edit(found.program),
        "answers": [
            (each.text_for(found.role), answer_words(each, answer))
            for each, answer in queries.answers_of(found)
        ],
    }
    return render(request, "programs/enrolment.html", context)


@require_http_methods(["GET", "POST"])
def answers(request: TenantRequest, pk: UUID, enrolment_pk: UUID) -> HttpResponse:
    """What somebody said in their own application, to change it."""
    mine = get_object_or_404(
        Enrolment.objects.select_related("program"),
        organization=request.organization,
        member=request.member,
        program=pk,
        pk=enrolment_pk,
    )
    if not rules.can_answer(mine, mine.program):
        messages.info(
            request,
            _("What you said for “%(program)s” cannot be changed any more.")
            % {"program": mine.program},
        )
        return redirect("programs:detail", request.organization.slug, pk)
    asked = list(mine.program.questions.asked_of(mine.role))
    form = forms.ApplicationForm(
        request.POST or None,
        questions=asked,
        role=mine.role,
        initial=forms.initial_answers(mine, asked),
    )
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {
            name: form.cleaned_data[name] for name in ("topics", "motivation")
        }
        try:
            actions.answer_questions(
                enrolment=mine,
                answers=form.answers(),
                by=request.member,
                at=timezone.now(),
                **values,
            )
        except actions.EnrolmentError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("Thank you. Your answers are kept, and the next matching knows them.")
            )
            return redirect("programs:detail", request.organization.slug, pk)
    context = {"program": mine.program, "enrolment": mine, "form": form}
    return render(request, "programs/answers.html", context, status=422 if form.errors else 200)


def _counts(question: Question) -> str:
    return (
        " " + _("In the matching it counts as much as you say under “Matching criteria”.")
        if question.comparison
        else ""
    )


def _question(request: TenantRequest, pk: UUID, question_pk: UUID) -> Question:
    """Of a program that can be changed. Raises Http404."""
    program = editable(request, pk)
    question = get_object_or_404(
        Question, organization=request.organization, program=program, pk=question_pk
    )
    question.program = program
    return question
