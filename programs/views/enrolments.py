"""Applying for a program, and what its admins decide."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.people.views.inviting import invite_box, invite_if_ticked
from mentorship.questions.answers import answer_words
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.models import Member
from mentorship.tenancy.queries import departments
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.forms import id_in, ids_in
from mentorship.ui.paging import page_by_key
from mentorship.ui.tables import as_csv
from mentorship.ui.words import inside
from mentorship.wording import Words
from programs import actions, forms, queries, rules
from programs.enums import EnrolmentRole, EnrolmentState
from programs.models import Enrolment, Program, Question
from programs.views.programs import editable

EXPORT_AT_MOST = 50_000
ENROL_AT_MOST = 5_000


def _ask_role(request: TenantRequest, context: dict[str, Any]) -> HttpResponse:
    is_unsaid = request.method == "POST"
    return render(
        request,
        "programs/enrol_role.html",
        {**context, "is_unsaid": is_unsaid},
        status=422 if is_unsaid else 200,
    )


@require_http_methods(["GET", "POST"])
def enrol(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = queries.get_program(request.member, pk)
    if not rules.can_enrol(request.member, program):
        return render(request, "programs/enrol_closed.html", {"program": program})
    guidelines = queries.current_guidelines(program)
    roles, mine = rules.roles_of(program), queries.open_parts(request.member, program)
    role = roles[0] if len(roles) == 1 else (request.POST or request.GET).get("role", "")
    if role not in roles:
        return _ask_role(request, {"program": program, "guidelines": guidelines, "mine": mine})
    if request.method == "GET" and role in mine:
        messages.info(
            request,
            gettext("You have applied as %(role)s already.")
            % {"role": inside(mine[role].get_role_display())},
        )
        return redirect("programs:answers", request.organization.slug, pk, mine[role].pk)
    form = forms.EnrolForm(
        request.POST or None,
        role=role,
        questions=program.questions.asked_of(role),
        initial={"capacity": rules.usual_capacity(program)},
    )
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            actions.enrol(
                program=program,
                member=request.member,
                by=request.member,
                at=at,
                **form.application(),
            )
        except actions.EnrolmentError as error:
            form.add_error(None, str(error))
        else:
            if guidelines:
                actions.sign_agreement(guidelines=guidelines, member=request.member, at=at)
            messages.success(
                request,
                gettext("Your application is in. You hear from us as soon as it is decided."),
            )
            return redirect("programs:detail", request.organization.slug, program.pk)
    context = {"form": form, "program": program, "guidelines": guidelines, "role": role}
    return render(request, "programs/enrol.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: TenantRequest, pk: UUID, enrolment_pk: UUID) -> HttpResponse:
    enrolment = get_object_or_404(
        Enrolment,
        organization=request.organization,
        program=pk,
        member=request.member,
        pk=enrolment_pk,
    )
    try:
        actions.withdraw(enrolment=enrolment, by=request.member, at=timezone.now())
        messages.success(
            request, gettext("You have withdrawn. You can apply again while the program recruits.")
        )
    except actions.EnrolmentError as error:
        messages.error(request, str(error))
    return redirect("programs:detail", request.organization.slug, pk)


@require_POST
def sign(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = queries.get_program(request.member, pk)
    guidelines = queries.current_guidelines(program)
    if guidelines is None:
        raise Http404
    try:
        actions.sign_agreement(guidelines=guidelines, member=request.member, at=timezone.now())
        messages.success(request, gettext("You have signed the mentoring agreement."))
    except actions.EnrolmentError as error:
        messages.error(request, str(error))
    return redirect("programs:detail", request.organization.slug, pk)


@require_GET
@require_admin
def enrolment_list(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = queries.get_program(request.member, pk)
    chosen = {name: request.GET.get(name, "") for name in ("role", "state")}
    found = queries.enrolments(program, words=request.GET.get("q", ""), **chosen)
    if request.GET.get("format") == "csv":
        asked = queries.questions(program)
        rows = (_csv_row(each, asked) for each in found[:EXPORT_AT_MOST])
        columns = [
            gettext("Name"),
            "E-mail",
            gettext("Role"),
            gettext("State"),
            gettext("Capacity"),
            gettext("Topics"),
            gettext("Applied on"),
            gettext("Hopes for"),
            *map(str, asked),
        ]
        return as_csv(columns, rows, name="enrolments")
    page = page_by_key(found, keys=["applied_at", "id"], after=request.GET.get("after", ""))
    context = {
        "program": program,
        "page": page,
        "can_edit": rules.can_edit(program),
        "roles": _roles(program),
        "states": EnrolmentState.choices,
    }
    return render(request, "programs/enrolment_list.html", context)


def _roles(program: Program) -> list[tuple[str, Words]]:
    return [(role.value, role.label) for role in rules.roles_of(program)]


def _csv_row(enrolment: Enrolment, asked: list[Question]) -> list[object]:
    answers = (answer_words(each, enrolment.answers.get(each.key)) for each in asked)
    return [
        enrolment.member.name,
        enrolment.member.email,
        enrolment.get_role_display(),
        enrolment.get_state_display(),
        enrolment.capacity,
        "; ".join(enrolment.topics),
        timezone.localtime(enrolment.applied_at).date().isoformat(),
        enrolment.motivation,
        *answers,
    ]


@require_POST
@require_admin
def enrolment_decide(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = queries.get_program(request.member, pk)
    state = request.POST.get("state", "")
    if state not in (EnrolmentState.APPROVED, EnrolmentState.DECLINED, EnrolmentState.WAITLISTED):
        messages.error(
            request, gettext("Say whether to approve, decline or put on the waiting list.")
        )
        return redirect("programs:enrolments", request.organization.slug, pk)
    ids = ids_in(request.POST.getlist("ids"))
    try:
        decided = actions.decide_enrolments(
            program=program,
            ids=ids,
            state=state,
            by=request.member,
            at=timezone.now(),
            # Where a page does not say what it showed, nothing is decided.
            seen=dict.fromkeys(ids, "") | _seen(request.POST.getlist("seen")),
        )
    except actions.EnrolmentError as error:
        messages.error(request, str(error))
        return redirect(_back_to_list(request, pk))
    _say_decided(request, decided, EnrolmentState(state))
    return redirect(_back_to_list(request, pk))


def _seen(values: list[str]) -> dict[UUID, str]:
    """The states that the page showed, from its `id=state`."""
    pairs = (value.partition("=") for value in values)
    return {pk: state for text, _, state in pairs if (pk := id_in(text))}


def _say_decided(request: TenantRequest, decided: actions.Decided, state: EnrolmentState) -> None:
    if decided.changed:
        words = ngettext(
            "%(number)d application is %(state)s now, and their people were told.",
            "%(number)d applications are %(state)s now, and their people were told.",
            decided.changed,
        )
        numbers = {"number": decided.changed, "state": inside(state.label)}
        messages.success(request, words % numbers)
    if decided.overtaken:
        words = ngettext(
            "Somebody decided about %(number)d application meanwhile. Look again before you decide"
            " otherwise.",
            "Somebody decided about %(number)d applications meanwhile. Look again before you decide"
            " otherwise.",
            decided.overtaken,
        )
        messages.error(request, words % {"number": decided.overtaken})
    if not decided.changed and not decided.overtaken:
        messages.error(request, gettext("Nobody changed: tick those whom you decide about."))


@require_POST
@require_admin
def enrolment_capacity(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Set how many mentees the ticked mentors take, or the one whose page this came from."""
    program, form = queries.get_program(request.member, pk), forms.CapacityForm(request.POST)
    back, ids = _back_to_list(request, pk), ids_in(request.POST.getlist("ids"))
    if one := id_in(request.POST.get("one", "")):
        back, ids = reverse("programs:enrolment", args=[request.organization.slug, pk, one]), [one]
    if not form.is_valid():
        messages.error(
            request,
            gettext("Give a whole number from 1 to %(max_capacity)s: mentees at once.")
            % {"max_capacity": rules.MAX_CAPACITY},
        )
        return redirect(back)
    try:
        changed = actions.set_capacity(
            program=program, ids=ids, by=request.member, at=timezone.now(), **form.cleaned_data
        )
        words = ngettext(
            "%(number)d mentor takes %(capacity)d at once from now on.",
            "%(number)d mentors take %(capacity)d at once from now on.",
            changed,
        )
        numbers = {"number": changed, "capacity": form.cleaned_data["capacity"]}
        messages.success(request, words % numbers)
    except actions.EnrolmentError as error:
        messages.error(request, str(error))
    return redirect(back)


def _back_to_list(request: TenantRequest, pk: UUID) -> str:
    """The list of enrolments with the filters it was left with."""
    url = reverse("programs:enrolments", args=[request.organization.slug, pk])
    chosen = {name: request.POST.get(f"list_{name}", "") for name in ("q", "role", "state")}
    return f"{url}?{urlencode({name: value for name, value in chosen.items() if value})}"


@require_http_methods(["GET", "POST"])
@require_admin
def enrol_people(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = editable(request, pk)
    form = forms.PeopleFilterForm(request.POST if request.method == "POST" else request.GET)
    form.is_valid()
    # One filter that cannot be does not take the others away.
    values = form.cleaned_data
    roles = rules.roles_of(program)
    role = next((each for each in roles if each == values.get("role")), roles[-1])
    people = queries.people_to_enrol(
        program,
        role=role,
        on=timezone.localdate(),
        words=values.get("q", ""),
        department=values.get("department", ""),
        level_from=values.get("level_from"),
        level_to=values.get("level_to"),
        topic=values.get("topic", ""),
    )
    usual = rules.usual_capacity(program)
    context = {"program": program, "form": form, "role": role, "usual": usual}
    if request.method == "POST" and form.is_valid():
        is_all = request.POST.get("scope") == "all"
        chosen = list(
            (people if is_all else people.filter(pk__in=ids_in(request.POST.getlist("ids"))))[
                :ENROL_AT_MOST
            ]
        )
        if chosen and request.POST.get("confirmed"):
            _enrol_chosen(
                request, program, chosen, role=role, capacity=values.get("capacity") or usual
            )
            return redirect("programs:enrolments", request.organization.slug, pk)
        if chosen:
            context |= {"chosen": chosen, "is_all": is_all, **invite_box(chosen, at=timezone.now())}
            return render(request, "programs/enrol_confirm.html", context)
        messages.error(request, gettext("Nobody was added: tick those whom you want to add."))
    context |= {
        "page": page_by_key(
            people, keys=["family_name", "given_name", "id"], after=request.GET.get("after", "")
        ),
        "roles": _roles(program),
        "departments": departments(request.organization),
        "total": min(people.count(), ENROL_AT_MOST),
    }
    return render(request, "programs/enrol_people.html", context)


def _enrol_chosen(
    request: TenantRequest, program: Program, chosen: list[Member], *, role: str, capacity: int
) -> None:
    """Enrol them, invite those who cannot sign in yet where that was ticked, and say so."""
    at = timezone.now()
    added = actions.enrol_people(
        program=program, people=chosen, role=role, capacity=capacity, by=request.member, at=at
    )
    words = _enrolled_words(EnrolmentRole(role), added) % {"number": added}
    messages.success(request, words + invite_if_ticked(request, chosen, at=at))


def _enrolled_words(role: EnrolmentRole, number: int) -> str:
    if role == EnrolmentRole.MENTOR:
        one = "%(number)d person takes part as mentor now."
        return ngettext(one, "%(number)d people take part as mentors now.", number)
    if role == EnrolmentRole.PEER:
        one = "%(number)d person takes part as peer now."
        return ngettext(one, "%(number)d people take part as peers now.", number)
    one = "%(number)d person takes part as mentee now."
    return ngettext(one, "%(number)d people take part as mentees now.", number)
