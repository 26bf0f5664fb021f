"""Find mentors: colleagues name each other, admins see the candidates and ask."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from matching import forms, queries
from matching.actions import candidates as actions
from matching.actions.errors import MatchingError
from mentorship.people.actions import PersonError
from mentorship.tenancy.access import require_admin, require_internal
from mentorship.tenancy.models import Member
from mentorship.tenancy.requests import TenantRequest
from mentorship.text import fold, search_words
from mentorship.ui.forms import ids_in
from mentorship.ui.paging import PAGE_SIZE, Page, number_in
from mentorship.ui.tables import as_csv
from programs import rules
from programs.queries import current_guidelines, get_mentor_program

STATES = [
    ("new", gettext_lazy("Not asked yet")),
    ("named", gettext_lazy("Named or asked")),
    ("applied", gettext_lazy("Has applied")),
    ("declined", gettext_lazy("Said no")),
]
COLUMNS = [
    gettext_lazy("Name"),
    gettext_lazy("Title"),
    gettext_lazy("Department"),
    gettext_lazy("Score of 100"),
    gettext_lazy("Leadership"),
    gettext_lazy("Expertise"),
    gettext_lazy("Willingness"),
    gettext_lazy("Named by"),
    gettext_lazy("State"),
]


@require_http_methods(["GET", "POST"])
@require_internal
def nominate(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Name a colleague as a mentor for a program that recruits."""
    program = get_mentor_program(request.member, pk)
    form = forms.NominateForm(request.POST or None, organization=request.organization)
    if request.method == "POST" and form.is_valid():
        person = form.cleaned_data["person"]
        try:
            actions.nominate(
                program=program,
                member=person,
                by=request.member,
                at=timezone.now(),
                words=form.cleaned_data["words"],
            )
        except MatchingError as error:
            form.add_error("person", str(error))
        else:
            messages.success(
                request,
                _("Thank you. %(given_name)s is told that you would like them as a mentor.")
                % {"given_name": person.given_name},
            )
            return redirect("programs:detail", request.organization.slug, program.pk)
    context = {
        "program": program,
        "form": form,
        "is_open": rules.can_enrol(request.member, program),
    }
    return render(request, "matching/nominate.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def nomination(request: TenantRequest, pk: UUID) -> HttpResponse:
    """What somebody reads who was named, and their no."""
    found = queries.get_nomination(request.member, pk)
    if request.method == "POST":
        try:
            actions.decline_nomination(nomination=found, by=request.member, at=timezone.now())
            messages.success(
                request, _("Thank you for saying so. Nobody asks you for this program again.")
            )
        except MatchingError as error:
            messages.error(request, str(error))
        return redirect("matching:nomination", request.organization.slug, pk)
    context = {
        "nomination": found,
        "program": found.program,
        "guidelines": current_guidelines(found.program),
        "is_open": rules.can_enrol(request.member, found.program),
        "part": queries.mentor_part(found.program_id, request.member),
    }
    return render(request, "matching/nomination.html", context)


@require_http_methods(["GET", "POST"])
@require_admin
def candidates(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The board; POST asks those who are ticked."""
    program = get_mentor_program(request.member, pk)
    if request.method == "POST":
        _ask(request, program)
        return redirect(request.get_full_path())
    weights = queries.formula_of(program)
    everybody = queries.board(program, weights=weights, on=timezone.localdate())
    found = [row for row in everybody if _is_wanted(row, request.GET)]
    if request.GET.get("format") == "csv":
        return as_csv(COLUMNS, (_csv_row(row) for row in found), name="candidates")
    context = {
        "program": program,
        "page": _page(found, request.GET.get("after", "")),
        "number": ngettext("%(number)d person", "%(number)d people", len(found))
        % {"number": len(found)},
        "states": STATES,
        "departments": [
            (name, name)
            for name in sorted({each.person["department"] for each in everybody} - {""})
        ],
        "form": forms.FormulaForm(weights=weights),
        "is_open": rules.can_enrol(request.member, program),
        "is_capped": len(everybody) >= queries.LOOKED_AT,
    }
    return render(request, "matching/candidates.html", context)


def _ask(request: TenantRequest, program: Any) -> None:
    chosen = queries.people_among(program, ids_in(request.POST.getlist("ids")))
    if not chosen:
        messages.error(request, _("Nobody was asked: tick those whom you mean."))
        return
    asked = actions.ask_people(program=program, people=chosen, by=request.member, at=timezone.now())
    left = len(chosen) - asked
    words = ngettext(
        "%(number)d person is asked to become a mentor.",
        "%(number)d people are asked to become a mentor.",
        asked,
    ) % {"number": asked}
    messages.success(
        request,
        words
        + (" " + _("%(left)s had been asked or cannot apply.") % {"left": left} if left else ""),
    )


def _is_wanted(row: queries.Row, values: Any) -> bool:
    words, topic = search_words(values.get("q", "")), values.get("topic", "").lower()
    text = fold(f"{row.name} {row.person['title']}")
    return (
        all(word in text for word in words)
        and values.get("department", "") in ("", row.person["department"])
        and values.get("state", "") in ("", row.state)
        and (not topic or topic in {skill.lower() for skill in row.person["skills"]})
    )


def _page(rows: list[queries.Row], after: str) -> Page:
    start = number_in(after, 0)
    # The list may have become shorter since the address was made.
    start = start if start < len(rows) else 0
    end = start + PAGE_SIZE
    return Page(rows[start:end], str(end) if end < len(rows) else "", is_first=not start)


def _csv_row(row: queries.Row) -> list[Any]:
    parts = [
        _("%(value)s of %(value2)s: %(evidence)s")
        % {
            "value": f"{part.points / 100:.0f}",
            "value2": f"{part.most / 100:.0f}",
            "evidence": part.evidence,
        }
        for part in row.candidate.parts
    ]
    state, person = dict(STATES)[row.state], row.person
    score = row.candidate.score / 100
    return [
        row.name,
        person["title"],
        person["department"],
        score,
        *parts,
        "; ".join(row.named_by),
        state,
    ]


@require_POST
@require_admin
def candidates_formula(request: TenantRequest, pk: UUID) -> HttpResponse:
    program = get_mentor_program(request.member, pk)
    form = forms.FormulaForm(request.POST, weights={})
    if form.is_valid():
        actions.save_formula(
            program=program, weights=form.cleaned_data, by=request.member, at=timezone.now()
        )
        messages.success(request, _("The board is ordered by the new formula."))
    else:
        messages.error(
            request, _("Give each part a weight from 0 to 100, and one of them more than 0.")
        )
    url = reverse("matching:candidates", args=[request.organization.slug, pk])
    return redirect(f"{url}?{request.GET.urlencode()}" if request.GET else url)


@require_http_methods(["GET", "POST"])
@require_admin
def invite_mentor(request: TenantRequest, pk: UUID) -> HttpResponse:
    """A mentor from outside: a person, a part in the program and an invitation in one step."""
    program = get_mentor_program(request.member, pk)
    if not rules.can_edit(program):
        raise Http404
    form = forms.InviteMentorForm(
        request.POST or None, initial={"capacity": rules.usual_capacity(program)}
    )
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        capacity = values.pop("capacity")
        person = Member(organization=request.organization, **values)
        try:
            actions.invite_mentor(
                program=program,
                person=person,
                capacity=capacity,
                by=request.member,
                at=timezone.now(),
            )
        except PersonError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(
                request,
                _("%(person)s is a mentor of this program, and invited to sign in.")
                % {"person": person},
            )
            return redirect("programs:enrolments", request.organization.slug, pk)
    context = {"program": program, "form": form}
    return render(
        request, "matching/invite_mentor.html", context, status=422 if form.errors else 200
    )
