"""A program: its list and page, the wizard that sets it up, and its moves."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from mentorship.people.views.inviting import invite_box, invite_if_ticked
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.paging import page_by_key
from mentorship.ui.words import inside
from mentorship.versions import OvertakenError, marks_of, without_read
from programs import actions, forms, queries, rules
from programs.course import rows_of
from programs.effects import effects_of
from programs.enums import EnrolmentState, ProgramKind, ProgramState
from programs.kpis import READY_GOALS
from programs.models import Enrolment, Program


@require_GET
def program_list(request: TenantRequest) -> HttpResponse:
    found = queries.program_list(
        request.member, state=request.GET.get("state", ""), words=request.GET.get("q", "")
    )
    page = page_by_key(found, keys=["-id"], after=request.GET.get("after", ""))
    return render(
        request, "programs/program_list.html", {"page": page, "states": ProgramState.choices}
    )


@require_GET
def program_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = queries.get_program(request.member, pk)
    mine = queries.my_enrolments(request.member, program)
    guidelines = queries.current_guidelines(program)
    context: dict[str, Any] = {
        "program": program,
        "mine": mine,
        "goals": queries.goals_with_values(program),
        "guidelines": guidelines,
        "has_signed": (
            bool(mine) and guidelines is not None and queries.has_signed(request.member, guidelines)
        ),
        "can_edit": rules.can_edit(program),
        "can_enrol": rules.can_enrol(request.member, program),
        "sides_left": _sides_left(program, mine),
    }
    if request.member.is_admin:
        context["moves"] = [(to, ProgramState(to).label) for to in rules.moves(program)]
        if program.state == ProgramState.DRAFT:
            context["checks"] = queries.readiness(program)
        context["next"] = queries.next_step(program)
        context["rows_above"] = rows_of(program)
    return render(request, "programs/program_detail.html", context)


def _sides_left(program: Program, mine: list[Enrolment]) -> int:
    """How many roles a person could still apply for."""
    taken = {each.role for each in mine if each.state != EnrolmentState.WITHDRAWN}
    return len(set(rules.roles_of(program)) - taken)


@require_http_methods(["GET", "POST"])
@require_admin
def program_new(request: TenantRequest) -> HttpResponse:
    form = forms.ProgramForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            values = without_read(form.cleaned_data)
            program = actions.create_program(by=request.member, at=timezone.now(), **values)
        except actions.NameTakenError as error:
            form.add_error("name", str(error))
        else:
            return redirect("programs:goals", request.organization.slug, program.pk)
    context = {"form": form, "step": 1}
    return render(
        request, "programs/program_edit.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@require_admin
def program_edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = editable(request, pk)
    form = forms.ProgramForm(request.POST or None, instance=program)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_program(
                program=program, by=request.member, at=timezone.now(), **form.cleaned_data
            )
        except actions.NameTakenError as error:
            form.add_error("name", str(error))
        except OvertakenError as error:
            form.overtaken(error)
        else:
            return redirect("programs:goals", request.organization.slug, program.pk)
    context = {"form": form, "program": program, "step": 1}
    return render(
        request, "programs/program_edit.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@require_admin
def program_goals(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = editable(request, pk)
    goals, problem = queries.goal_values(program), ""
    formset = forms.GoalFormSet(
        request.POST or None, initial=goals or _first_goals(program), prefix="goals"
    )
    if request.method == "POST" and formset.is_valid():
        wanted = [
            f.cleaned_data
            for f in formset
            if f.cleaned_data and not f.cleaned_data.pop("DELETE", False)
        ]
        read = request.POST.get("read", "")
        try:
            actions.set_goals(
                program=program, goals=wanted, by=request.member, at=timezone.now(), read=read
            )
        except OvertakenError:
            problem = _(
                "Somebody changed the goals meanwhile: they stand below yours. Save once more"
                " to keep yours instead."
            )
        else:
            return redirect("programs:guidelines", request.organization.slug, program.pk)
    context = {
        "formset": formset,
        "program": program,
        "step": 2,
        "read": (
            marks_of({"goals": goals})
            if problem or not formset.is_bound
            else request.POST.get("read", "")
        ),
        "problem": problem,
        "stored": goals,
    }
    return render(
        request, "programs/program_goals.html", context, status=422 if formset.is_bound else 200
    )


def _first_goals(program: Program) -> list[dict[str, Any]]:
    """Two ready goals to begin with; the admin keeps, changes or removes them."""
    return [
        {
            "statement": g.statement,
            "kpi": g.kpi,
            "baseline": 0,
            "target": g.target,
            "due_on": program.ends_on,
        }
        for g in READY_GOALS
        if g.kpi in ("sessions_per_pair", "goals_achieved")
    ]


@require_http_methods(["GET", "POST"])
@require_admin
def program_guidelines(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = editable(request, pk)
    current = queries.current_guidelines(program)
    mentee_duties = forms.PEER_DUTIES if program.kind == ProgramKind.PEER else forms.MENTEE_DUTIES
    texts = {
        "mentor_duties": current.mentor_duties if current else forms.MENTOR_DUTIES,
        "mentee_duties": current.mentee_duties if current else mentee_duties,
        "agreement": current.agreement if current else forms.AGREEMENT,
    }
    read_from = texts if current else {}
    form = forms.GuidelinesForm(
        request.POST or None, initial=texts, kind=program.kind, read_from=read_from
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.publish_guidelines(
                program=program, by=request.member, at=timezone.now(), **form.cleaned_data
            )
        except OvertakenError as error:
            form.overtaken(error)
        else:
            return redirect("programs:cadence", request.organization.slug, program.pk)
    context = {"form": form, "program": program, "step": 3, "current": current}
    return render(
        request, "programs/program_guidelines.html", context, status=422 if form.errors else 200
    )


def _moved_words(program: Program, to: ProgramState, *, told: int) -> str:
    names = {"program": program.name, "state": inside(to.label), "number": told}
    if not told:
        return _("“%(program)s” is now %(state)s.") % names
    words = ngettext(
        "“%(program)s” is now %(state)s; %(number)d person was told.",
        "“%(program)s” is now %(state)s; %(number)d people were told.",
        told,
    )
    return words % names


@require_http_methods(["GET", "POST"])
@require_admin
def program_move(request: TenantRequest, pk: UUID, to: str) -> HttpResponse:
    program = queries.get_program(request.member, pk)
    if to not in ProgramState.values:
        raise Http404
    at, problem = timezone.now(), ""
    people = list(queries.enrolled_people(program)) if to == ProgramState.RUNNING else []
    if request.method == "POST":
        try:
            told = actions.move_program(program=program, to=to, by=request.member, at=at)
        except actions.NotReadyError as error:
            problem = str(error)
        else:
            words = _moved_words(program, ProgramState(to), told=told)
            messages.success(request, words + invite_if_ticked(request, people, at=at))
            return redirect("programs:detail", request.organization.slug, program.pk)
    follows = [words for effect in effects_of(to) for words in effect.says(program)]
    effects = [*rules.EFFECTS.get(ProgramState(to), []), *follows]
    missing = (
        [each for each in queries.readiness(program) if not each.is_done]
        if to == ProgramState.RECRUITING
        else []
    )
    context = {
        "program": program,
        "to": ProgramState(to),
        "effects": effects,
        "problem": problem,
        "missing": missing,
        **invite_box(people, at=at),
    }
    return render(request, "programs/program_move.html", context, status=422 if problem else 200)


def editable(request: TenantRequest, pk: UUID) -> Program:
    program = queries.get_program(request.member, pk)
    if not rules.can_edit(program):
        raise Http404
    return program
