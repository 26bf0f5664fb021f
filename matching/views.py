from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matching import actions, queries, rules
from matching.criteria import CHOICES
from matching.enums import RunState
from matching.forms import ObjectiveForm, WeightsForm
from matching.models import Pair
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.paging import page_by_key
from mentorship.ui.tables import as_csv
from programs.queries import count_people, get_program

UNMATCHED_SHOWN = 50


@require_http_methods(["GET", "POST"])
@require_admin
def run_list(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = get_program(request.member, pk)
    count_people([program])
    form = WeightsForm(request.POST or None, weights=program.weights)
    objective = ObjectiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and objective.is_valid():
        try:
            _, job = actions.start_run(
                program=program, weights=form.cleaned_data, by=request.member, at=timezone.now(),
                objective=objective.cleaned_data["objective"],
            )  # fmt: skip
            return redirect("jobs:detail", request.organization.slug, job.pk)
        except actions.MatchingError as error:
            form.add_error(None, str(error))
    context = {
        "program": program, "form": form, "objective_form": objective, "runs": queries.runs(program)[:20], "can_run": rules.can_run(program),
    }  # fmt: skip
    return render(request, "matching/run_list.html", context, status=422 if form.errors or objective.errors else 200)


@require_GET
@require_admin
def review(request: TenantRequest, pk: UUID) -> HttpResponse:
    run = queries.get_run(request.organization, pk)
    found = queries.pairs(run, words=request.GET.get("q", ""))
    if request.GET.get("format") == "csv":
        rows = (
            (p.mentor.member.name, p.mentee.member.name, p.score / 100, "; ".join(x["evidence"] for x in p.points))
            for p in found
        )
        return as_csv(["Mentor", "Mentee", "Score in %", "Reasons"], rows, name="matching")
    page = page_by_key(found.values(*queries.PAIR_FIELDS), keys=["score", "id"], after=request.GET.get("after", ""))
    context = {
        "run": run, "program": run.program, "page": page, "counts": queries.counts(run),
        "unmatched": queries.unmatched(run)[:UNMATCHED_SHOWN], "labels": {name: choice.label for name, choice in CHOICES.items()},
        "can_publish": rules.can_publish(run, run.program), "is_open": run.state == RunState.REVIEW,
    }  # fmt: skip
    return render(request, "matching/review.html", context)


@require_POST
@require_admin
def pair_remove(request: TenantRequest, pk: UUID) -> HttpResponse:
    pair = get_object_or_404(Pair, organization=request.organization, pk=pk)
    try:
        removed = request.POST.get("removed") == "1"
        actions.set_removed(pair=pair, is_removed=removed, by=request.member, at=timezone.now())
    except actions.MatchingError as error:
        messages.error(request, str(error))
    return redirect("matching:review", request.organization.slug, pair.run_id)


@require_http_methods(["GET", "POST"])
@require_admin
def publish(request: TenantRequest, pk: UUID) -> HttpResponse:
    run = queries.get_run(request.organization, pk)
    kept = list(queries.pairs(run).filter(is_removed=False))
    problem = ""
    if request.method == "POST":
        try:
            made = actions.publish_run(run=run, by=request.member, at=timezone.now())
        except actions.MatchingError as error:
            problem = str(error)
        else:
            messages.success(request, f"{len(made)} mentorships have begun; their people are being told.")
            return redirect("programs:detail", request.organization.slug, run.program_id)
    context = {"run": run, "kept": kept, "told": queries.people_told(kept), "problem": problem}
    return render(request, "matching/publish.html", context, status=422 if problem else 200)


@require_POST
@require_admin
def discard(request: TenantRequest, pk: UUID) -> HttpResponse:
    run = queries.get_run(request.organization, pk)
    try:
        actions.discard_run(run=run, by=request.member, at=timezone.now())
        messages.success(request, "The matching is discarded. Nobody heard of it.")
    except actions.MatchingError as error:
        messages.error(request, str(error))
    return redirect("matching:runs", request.organization.slug, run.program_id)
