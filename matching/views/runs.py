"""Runs, and what becomes of them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matching import criteria, queries, rules
from matching.actions import publication
from matching.actions import runs as actions
from matching.actions.errors import MatchingError
from matching.enums import Objective
from matching.kinds import kind_of
from matching.models import Run
from mentorship.people.views.inviting import invite_box, invite_if_ticked
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.forms import id_in
from programs.queries import get_program

RUNS_SHOWN = 20


@require_http_methods(["GET", "POST"])
@require_admin
def run_list(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The program's runs, and the start of another one."""
    program = get_program(request.member, pk)
    if request.method == "POST":
        try:
            _, job = actions.start_run(program=program, by=request.member, at=timezone.now())
            return redirect("jobs:detail", request.organization.slug, job.pk)
        except MatchingError as error:
            messages.error(request, str(error))
    asked = queries.asked_of(program)
    context = {
        "program": program,
        "runs": queries.runs(program)[:RUNS_SHOWN],
        "can_run": rules.can_run(program),
        "shares": criteria.shares_of(asked.weights, asked.menu),
        "sentences": criteria.sentences_of(asked.rules, asked.menu),
        "objective": Objective(asked.objective).label,
        "kind": asked.kind,
        "group_least": asked.group_least,
        "pod_least": asked.pod_least,
        "pod_most": asked.pod_most,
        "too_small": queries.too_small(program, asked, on=timezone.localdate()),
    }
    return render(request, "matching/run_list.html", context)


@require_POST
@require_admin
def again(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Run once more from a review, by what the program goes by now, keeping what was decided."""
    run = queries.get_run(request.organization, pk)
    try:
        _, job = actions.start_run(
            program=run.program, parent=run, by=request.member, at=timezone.now()
        )
    except MatchingError as error:
        messages.error(request, str(error))
        return redirect("matching:review", request.organization.slug, pk)
    return redirect("jobs:detail", request.organization.slug, job.pk)


@require_GET
@require_admin
def compare(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Two runs of a program side by side: by default the run and the one it came from, or the one
    before it.
    """
    run = queries.get_run(request.organization, pk)
    others = list(queries.comparable(run))
    wanted = id_in(request.GET.get("with", "")) or run.parent_id
    other = next((each for each in others if each.pk == wanted), others[0] if others else None)
    kind = kind_of(run)
    context = {
        "run": run,
        "program": run.program,
        "other": other,
        "others": others,
        "changed": kind.compare(run, other) if other else [],
        "figures": kind.compared_figures(run, other) if other else [],
    }
    return render(request, "matching/compare.html", context)


@require_http_methods(["GET", "POST"])
@require_admin
def publish(request: TenantRequest, pk: UUID) -> HttpResponse:
    run = queries.get_run(request.organization, pk)
    only_approved = (request.POST or request.GET).get("only") == "approved"
    kind, at, problem = kind_of(run), timezone.now(), ""
    on = timezone.localdate(at) if rules.can_publish(run, run.program) else None
    people, told, shown = kind.proposal(run, only_approved=only_approved, on=on)
    if request.method == "POST":
        try:
            made = publication.publish_run(
                run=run, by=request.member, at=at, only_approved=only_approved
            )
        except MatchingError as error:
            problem = str(error)
        else:
            words = str(kind.begun % {"number": len(made)})
            messages.success(request, words + invite_if_ticked(request, people, at=at))
            return redirect("matching:review", request.organization.slug, run.pk)
    context = {
        **shown,
        "run": run,
        "told": told,
        "problem": problem,
        **invite_box(people, at=at),
        "counts": queries.counts(run),
        "only_approved": only_approved,
        "undo_minutes": rules.UNDO_MINUTES,
    }
    return render(request, "matching/publish.html", context, status=422 if problem else 200)


@require_POST
@require_admin
def undo(request: TenantRequest, pk: UUID) -> HttpResponse:
    run = queries.get_run(request.organization, pk)
    try:
        taken = publication.undo_publication(run=run, by=request.member, at=timezone.now())
        messages.success(request, str(kind_of(run).undone % {"number": taken}))
    except MatchingError as error:
        messages.error(request, str(error))
    return redirect("matching:review", request.organization.slug, pk)


@require_POST
@require_admin
def discard(request: TenantRequest, pk: UUID) -> HttpResponse:
    run = get_object_or_404(Run, organization=request.organization, pk=pk)
    try:
        actions.discard_run(run=run, by=request.member, at=timezone.now())
        messages.success(request, gettext("The matching is discarded. Nobody heard of it."))
    except MatchingError as error:
        messages.error(request, str(error))
    return redirect("matching:runs", request.organization.slug, run.program_id)
