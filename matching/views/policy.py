"""What a program's matchings go by, with a preview of what it would mean."""

from uuid import UUID

from django.contrib import messages
from django.forms import model_to_dict
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from matching import queries, rules
from matching.actions import policy as actions
from matching.actions import runs
from matching.actions.errors import MatchingError
from matching.criteria import LABELS
from matching.forms import PolicyForm
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from programs.models import Program
from programs.queries import get_program
from programs.rules import can_edit

# What the form shows of the stored policy; criteria and rules have widgets of their own.
HELD = ("objective", "dial", "has_directory", "answer_days", "group_least", "pod_least", "pod_most")


@require_http_methods(["GET", "POST"])
@require_admin
def policy(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Sliders, rules and the objective. The button says what a post does: preview, what_if, save or
    run.
    """
    program = get_program(request.member, pk)
    if not can_edit(program):
        raise Http404
    held = queries.policy_of(program)
    asked = queries.asked_of(program, held)
    form = PolicyForm(
        request.POST or None,
        menu=asked.menu,
        weights=program.weights,
        rules=held.rules,
        kind=program.kind,
        initial=model_to_dict(held, fields=HELD),
    )
    act = request.POST.get("act", "preview")
    if request.method == "POST" and form.is_valid() and act in ("save", "run"):
        actions.save_policy(
            program=program,
            by=request.member,
            at=timezone.now(),
            **form.policy(),
            **form.directory(),
        )
        return _run(request, program) if act == "run" else _saved(request, program)
    if form.is_valid():
        asked = queries.Asked(kind=asked.kind, **form.policy(), menu=asked.menu)
    on = timezone.localdate()
    context = {
        "program": program,
        "form": form,
        "labels": LABELS,
        "preview": queries.preview(program, asked, on=on),
        "what_if": (
            queries.what_if(program, asked, on=on) if act == "what_if" and form.is_valid() else None
        ),
        "can_run": rules.can_run(program),
        "is_what_if": act == "what_if" and form.is_valid(),
    }
    name = "matching/policy.html#preview" if request.htmx else "matching/policy.html"
    return render(request, name, context, status=422 if form.errors and not request.htmx else 200)


def _saved(request: TenantRequest, program: Program) -> HttpResponse:
    messages.success(
        request, gettext("Kept for the next matching. Runs that are there stay as they were.")
    )
    return redirect("matching:runs", request.organization.slug, program.pk)


def _run(request: TenantRequest, program: Program) -> HttpResponse:
    try:
        _, job = runs.start_run(program=program, by=request.member, at=timezone.now())
    except MatchingError as error:
        messages.error(request, str(error))
        return redirect("matching:runs", request.organization.slug, program.pk)
    return redirect("jobs:detail", request.organization.slug, job.pk)
