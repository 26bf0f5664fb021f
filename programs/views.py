from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.people.views.inviting import invite_box, invite_if_ticked
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.models import Member
from mentorship.tenancy.queries import departments
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.forms import ids_in
from mentorship.ui.paging import page_by_key
from mentorship.ui.tables import as_csv
from mentorship.ui.words import counted
from programs import actions, forms, queries, rules
from programs.enums import EnrolmentRole, EnrolmentState, ProgramState
from programs.kpis import READY_GOALS
from programs.models import CadencePolicy, Enrolment, Program

EXPORT_AT_MOST = 50_000
ENROL_AT_MOST = 5_000


@require_GET
def program_list(request: TenantRequest) -> HttpResponse:
    found = queries.program_list(request.member, state=request.GET.get("state", ""), words=request.GET.get("q", ""))
    page = page_by_key(found, keys=["-id"], after=request.GET.get("after", ""))
    return render(request, "programs/program_list.html", {"page": page, "states": ProgramState.choices})


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
        "has_signed": bool(mine) and guidelines is not None and queries.has_signed(request.member, guidelines),
        "can_enrol": rules.can_enrol(request.member, program),
    }
    if request.member.is_admin:
        context["moves"] = [(to, ProgramState(to).label) for to in rules.moves(program)]
        if program.state == ProgramState.DRAFT:
            context["checks"] = queries.readiness(program)
        context["next"] = queries.next_step(program)
    return render(request, "programs/program_detail.html", context)


@require_http_methods(["GET", "POST"])
@require_admin
def program_new(request: TenantRequest) -> HttpResponse:
    form = forms.ProgramForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            program = actions.create_program(by=request.member, at=timezone.now(), **form.cleaned_data)
        except actions.NameTakenError as error:
            form.add_error("name", str(error))
        else:
            return redirect("programs:goals", request.organization.slug, program.pk)
    context = {"form": form, "step": 1}
    return render(request, "programs/program_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require_admin
def program_edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = _editable(request, pk)
    form = forms.ProgramForm(request.POST or None, instance=program)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_program(program=program, by=request.member, at=timezone.now(), **form.cleaned_data)
        except actions.NameTakenError as error:
            form.add_error("name", str(error))
        else:
            return redirect("programs:goals", request.organization.slug, program.pk)
    context = {"form": form, "program": program, "step": 1}
    return render(request, "programs/program_edit.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require_admin
def program_goals(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = _editable(request, pk)
    goals = list(program.goals.order_by("id").values("statement", "kpi", "baseline", "target", "due_on"))
    formset = forms.GoalFormSet(request.POST or None, initial=goals or _first_goals(program), prefix="goals")
    if request.method == "POST" and formset.is_valid():
        wanted = [f.cleaned_data for f in formset if f.cleaned_data and not f.cleaned_data.pop("DELETE", False)]
        actions.set_goals(program=program, goals=wanted, by=request.member, at=timezone.now())
        return redirect("programs:guidelines", request.organization.slug, program.pk)
    context = {"formset": formset, "program": program, "step": 2}
    return render(request, "programs/program_goals.html", context, status=422 if formset.is_bound else 200)


def _first_goals(program: Program) -> list[dict[str, Any]]:
    """Two ready goals to begin with; the admin keeps, changes or removes them."""
    return [
        {"statement": g.statement, "kpi": g.kpi, "baseline": 0, "target": g.target, "due_on": program.ends_on}
        for g in READY_GOALS
        if g.kpi in ("sessions_per_pair", "goals_achieved")
    ]


@require_http_methods(["GET", "POST"])
@require_admin
def program_guidelines(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = _editable(request, pk)
    current = queries.current_guidelines(program)
    texts = {
        "mentor_duties": current.mentor_duties if current else forms.MENTOR_DUTIES,
        "mentee_duties": current.mentee_duties if current else forms.MENTEE_DUTIES,
        "agreement": current.agreement if current else forms.AGREEMENT,
    }
    form = forms.GuidelinesForm(request.POST or None, initial=texts)
    if request.method == "POST" and form.is_valid():
        actions.publish_guidelines(program=program, by=request.member, at=timezone.now(), **form.cleaned_data)
        return redirect("programs:cadence", request.organization.slug, program.pk)
    context = {"form": form, "program": program, "step": 3, "current": current}
    return render(request, "programs/program_guidelines.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@require_admin
def program_cadence(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = _editable(request, pk)
    policy = getattr(program, "cadence_policy", None) or CadencePolicy(organization=request.organization)
    form = forms.CadenceForm(request.POST or None, instance=policy)
    if request.method == "POST" and form.is_valid():
        actions.set_cadence_policy(program=program, by=request.member, at=timezone.now(), **form.cleaned_data)
        messages.success(request, f"“{program.name}” is set up.")
        return redirect("programs:detail", request.organization.slug, program.pk)
    context = {"form": form, "program": program, "step": 4}
    return render(request, "programs/program_cadence.html", context, status=422 if form.errors else 200)


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
            words = f"“{program.name}” is now {ProgramState(to).label.lower()}"
            words += f"; {counted(told, 'person was', 'people were')} told." if told else "."
            messages.success(request, words + invite_if_ticked(request, people, at=at))
            return redirect("programs:detail", request.organization.slug, program.pk)
    effects = rules.EFFECTS.get(ProgramState(to), [])
    missing = [each for each in queries.readiness(program) if not each.is_done] if to == ProgramState.RECRUITING else []
    context = {
        "program": program, "to": ProgramState(to), "effects": effects, "problem": problem, "missing": missing,
        **invite_box(people, at=at),
    }  # fmt: skip
    return render(request, "programs/program_move.html", context, status=422 if problem else 200)


@require_http_methods(["GET", "POST"])
def enrol(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = queries.get_program(request.member, pk)
    if not rules.can_enrol(request.member, program):
        return render(request, "programs/enrol_closed.html", {"program": program})
    guidelines = queries.current_guidelines(program)
    usual = {"role": request.GET.get("role"), "capacity": rules.usual_capacity(program)}
    form = forms.EnrolForm(request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        values, at = {k: v for k, v in form.cleaned_data.items() if k != "agree"}, timezone.now()
        try:
            actions.enrol(program=program, member=request.member, by=request.member, at=at, **values)
        except actions.EnrolmentError as error:
            form.add_error("role", str(error))
        else:
            if guidelines:
                actions.sign_agreement(guidelines=guidelines, member=request.member, at=at)
            messages.success(request, "Your application is in. You hear from us as soon as it is decided.")
            return redirect("programs:detail", request.organization.slug, program.pk)
    context = {"form": form, "program": program, "guidelines": guidelines}
    return render(request, "programs/enrol.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: TenantRequest, pk: UUID, enrolment_pk: UUID) -> HttpResponse:
    enrolment = get_object_or_404(
        Enrolment, organization=request.organization, program=pk, member=request.member, pk=enrolment_pk
    )
    try:
        actions.withdraw(enrolment=enrolment, by=request.member, at=timezone.now())
        messages.success(request, "You have withdrawn. You can apply again while the program recruits.")
    except actions.EnrolmentError as error:
        messages.error(request, str(error))
    return redirect("programs:detail", request.organization.slug, pk)


@require_POST
def sign(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = queries.get_program(request.member, pk)
    guidelines = queries.current_guidelines(program)
    if guidelines is None:
        raise Http404
    actions.sign_agreement(guidelines=guidelines, member=request.member, at=timezone.now())
    messages.success(request, "You have signed the mentoring agreement.")
    return redirect("programs:detail", request.organization.slug, pk)


@require_GET
@require_admin
def enrolment_list(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = queries.get_program(request.member, pk)
    chosen = {name: request.GET.get(name, "") for name in ("role", "state")}
    found = queries.enrolments(program, words=request.GET.get("q", ""), **chosen)
    if request.GET.get("format") == "csv":
        rows = (
            (e.member.name, e.member.email, e.get_role_display(), e.get_state_display(), e.capacity,
             "; ".join(e.topics), timezone.localtime(e.applied_at).date().isoformat())
            for e in found[:EXPORT_AT_MOST]
        )  # fmt: skip
        columns = ["Name", "E-mail", "Role", "State", "Capacity", "Topics", "Applied on"]
        return as_csv(columns, rows, name="enrolments")
    page = page_by_key(found, keys=["applied_at", "id"], after=request.GET.get("after", ""))
    context = {"program": program, "page": page, "roles": EnrolmentRole.choices, "states": EnrolmentState.choices}
    return render(request, "programs/enrolment_list.html", context)


@require_POST
@require_admin
def enrolment_decide(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = queries.get_program(request.member, pk)
    state = request.POST.get("state", "")
    if state not in (EnrolmentState.APPROVED, EnrolmentState.DECLINED, EnrolmentState.WAITLISTED):
        messages.error(request, "Say whether to approve, decline or put on the waiting list.")
        return redirect("programs:enrolments", request.organization.slug, pk)
    changed = actions.decide_enrolments(
        program=program, ids=ids_in(request.POST.getlist("ids")), state=state, by=request.member, at=timezone.now()
    )
    if changed:
        messages.success(
            request, f"{changed} changed to “{EnrolmentState(state).label.lower()}”; each of them was told."
        )
    else:
        messages.error(request, "Nobody changed: tick those whom you decide about.")
    return redirect(_back_to_list(request, pk))


def _back_to_list(request: TenantRequest, pk: UUID) -> str:
    """The list of enrolments with the filters it was left with."""
    url = reverse("programs:enrolments", args=[request.organization.slug, pk])
    chosen = {name: request.POST.get(f"list_{name}", "") for name in ("q", "role", "state")}
    return f"{url}?{urlencode({name: value for name, value in chosen.items() if value})}"


@require_http_methods(["GET", "POST"])
@require_admin
def enrol_people(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = queries.get_program(request.member, pk)
    form = forms.PeopleFilterForm(request.POST if request.method == "POST" else request.GET)
    form.is_valid()
    # One filter that cannot be does not take the others away.
    values = form.cleaned_data
    role = EnrolmentRole(values.get("role") or EnrolmentRole.MENTEE)
    people = queries.people_to_enrol(
        program, role=role, on=timezone.localdate(), words=values.get("q", ""),
        department=values.get("department", ""), level_from=values.get("level_from"), level_to=values.get("level_to"),
        topic=values.get("topic", ""),
    )  # fmt: skip
    usual = rules.usual_capacity(program)
    context = {"program": program, "form": form, "role": role, "usual": usual}
    if request.method == "POST" and form.is_valid():
        is_all = request.POST.get("scope") == "all"
        chosen = list((people if is_all else people.filter(pk__in=ids_in(request.POST.getlist("ids"))))[:ENROL_AT_MOST])
        if chosen and request.POST.get("confirmed"):
            _enrol_chosen(request, program, chosen, role=role, capacity=values.get("capacity") or usual)
            return redirect("programs:enrolments", request.organization.slug, pk)
        if chosen:
            context |= {"chosen": chosen, "is_all": is_all, **invite_box(chosen, at=timezone.now())}
            return render(request, "programs/enrol_confirm.html", context)
        messages.error(request, "Nobody was added: tick those whom you want to add.")
    context |= {
        "page": page_by_key(people, keys=["family_name", "given_name", "id"], after=request.GET.get("after", "")),
        "roles": EnrolmentRole.choices, "departments": departments(request.organization),
        "total": min(people.count(), ENROL_AT_MOST),
    }  # fmt: skip
    return render(request, "programs/enrol_people.html", context)


def _enrol_chosen(request: TenantRequest, program: Program, chosen: list[Member], *, role: str, capacity: int) -> None:
    """Enrol them, invite those who cannot sign in yet where that was ticked, and say so."""
    at = timezone.now()
    added = actions.enrol_people(program=program, people=chosen, role=role, capacity=capacity, by=request.member, at=at)
    words = f"{counted(added, 'person takes', 'people take')} part as {EnrolmentRole(role).label.lower()} now."
    messages.success(request, words + invite_if_ticked(request, chosen, at=at))


def _editable(request: TenantRequest, pk: UUID) -> Program:
    program = queries.get_program(request.member, pk)
    if not rules.can_edit(program):
        raise Http404
    return program
