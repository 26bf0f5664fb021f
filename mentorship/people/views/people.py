from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.people.actions import PersonError, invite_people, save_person
from mentorship.people.forms import PersonForm, RolesForm
from mentorship.people.panels import panels_of
from mentorship.people.queries import (
    COLUMNS,
    People,
    awaits_confirmation,
    directory,
    export_rows,
    people,
    profile,
    reports_of,
    with_state,
)
from mentorship.people.rules import hidden_fields, sees_details
from mentorship.tenancy.access import require_admin, require_internal, require_owner
from mentorship.tenancy.actions import LastOwnerError, change_roles
from mentorship.tenancy.models import Member
from mentorship.tenancy.queries import departments
from mentorship.tenancy.requests import TenantRequest
from mentorship.tenancy.rules import can_see_member
from mentorship.ui.forms import ids_in
from mentorship.ui.paging import capped_count, page_by_key
from mentorship.ui.tables import as_csv, as_xlsx
from mentorship.versions import OvertakenError

BY_NAME = ("family_name", "given_name", "id")
INVITE_AT_MOST = 100
WHO = (
    ("signed-in", gettext_lazy("Who signs in")),
    ("invited", gettext_lazy("Invited, not in yet")),
    ("not-invited", gettext_lazy("Not invited")),
    ("external", gettext_lazy("From outside")),
    ("left", gettext_lazy("Who has left")),
    ("all", gettext_lazy("Everybody")),
)
# What a row of the list shows of a person; program admins see the state too.
SHOWN = (
    "id",
    "family_name",
    "given_name",
    "title",
    "department",
    "location",
    "level",
    "roles",
    "manager__family_name",
    "manager__given_name",
)


@require_GET
@require_internal
def person_list(request: TenantRequest) -> HttpResponse:
    found, form = _found(request), request.GET.get("format", "")
    if form in ("csv", "xlsx"):
        if not request.member.is_admin:
            raise PermissionDenied
        answer = as_csv if form == "csv" else as_xlsx
        return answer(COLUMNS, export_rows(found), name="people")
    number, has_more = capped_count(found)
    shown = (*SHOWN, "state") if request.member.is_admin else SHOWN
    context = {
        "page": page_by_key(found.values(*shown), keys=BY_NAME, after=request.GET.get("after", "")),
        "number": number,
        "has_more": has_more,
        "departments": [(name, name) for name in departments(request.organization)],
        "states": WHO,
    }
    return render(request, "people/person_list.html", context)


def _found(request: TenantRequest) -> People:
    """What the address filters; the state only for program admins."""
    filters: dict[str, Any] = {
        "organization": request.organization,
        "on": timezone.localdate(),
        "words": request.GET.get("q", ""),
        "department": request.GET.get("department", ""),
    }
    if request.member.is_admin:
        return people(**filters, at=timezone.now(), state=request.GET.get("state", ""))
    return directory(**filters)


@require_GET
def person_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    at, on = timezone.now(), timezone.localdate()
    everybody = Member.objects.of(request.organization).select_related("manager")
    person = get_object_or_404(with_state(everybody, at=at, on=on), pk=pk)
    if not can_see_member(request.member, person):
        raise Http404
    is_unconfirmed = sees_details(request.member, person) and awaits_confirmation(person, at=at)
    context = {
        "person": person,
        "sees_details": sees_details(request.member, person),
        "profile": profile(person, with_details=sees_details(request.member, person)),
        "is_unconfirmed": is_unconfirmed,
        "can_be_invited": request.member.is_admin
        and (is_unconfirmed or person.state in ("invited", "not-invited")),
        "panels": panels_of(person) if sees_details(request.member, person) else [],
        "reports": [] if request.member.is_external else reports_of(person, on=on),
        "roles_form": RolesForm(initial={"roles": person.roles})
        if request.member.is_owner
        else None,
    }
    return render(request, "people/person_detail.html", context)


@require_http_methods(["GET", "POST"])
@require_admin
def person_create(request: TenantRequest) -> HttpResponse:
    return _person_form(request, Member(organization=request.organization))


@require_http_methods(["GET", "POST"])
@require_admin
def person_edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    return _person_form(request, _person(request, pk))


def _person_form(request: TenantRequest, person: Member) -> HttpResponse:
    is_new = person._state.adding
    form = PersonForm(
        request.POST or None, instance=person, hidden=hidden_fields(request.organization.settings)
    )
    if request.method == "POST" and form.is_valid():
        try:
            save_person(
                member=form.instance,
                fields=form.saved_fields,
                by=request.member,
                at=timezone.now(),
                read=form.cleaned_data["read"],
            )
        except PersonError as error:
            form.add_error(error.field, str(error))
        except OvertakenError as error:
            form.overtaken(error)
        else:
            words = _("%(person)s is saved.")
            if is_new:
                words = _("%(person)s is one of your people now.")
            messages.success(request, words % {"person": person.name})
            return redirect("people:detail", request.organization.slug, person.pk)
    context = {"form": form, "person": None if is_new else person}
    return render(request, "people/person_form.html", context, status=422 if form.is_bound else 200)


@require_POST
@require_admin
def person_invite(request: TenantRequest, pk: UUID) -> HttpResponse:
    person = _person(request, pk)
    if invite_people(
        members=[person], by=request.member, on=timezone.localdate(), at=timezone.now()
    ):
        messages.success(
            request, _("An invitation is on its way to %(email)s.") % {"email": person.email}
        )
    else:
        messages.error(
            request,
            _("%(person)s signs in already or has left, so nothing was sent.")
            % {"person": person.name},
        )
    return redirect("people:detail", request.organization.slug, person.pk)


@require_POST
@require_admin
def invite_selected(request: TenantRequest) -> HttpResponse:
    ids, back = ids_in(request.POST.getlist("ids")), _back_to_list(request)
    if not 0 < len(ids) <= INVITE_AT_MOST:
        messages.error(
            request,
            _("Select between 1 and %(invite_at_most)s people. Nobody was invited.")
            % {"invite_at_most": INVITE_AT_MOST},
        )
        return redirect(back)
    chosen = list(
        Member.objects.of(request.organization).filter(pk__in=ids).select_related("organization")
    )
    number = invite_people(
        members=chosen, by=request.member, on=timezone.localdate(), at=timezone.now()
    )
    left_out = len(chosen) - number
    words = ngettext("%(number)d person is invited.", "%(number)d people are invited.", number) % {
        "number": number
    }
    if left_out:
        words += " " + _("%(left_out)s of those you selected sign in already or have left.") % {
            "left_out": left_out
        }
    messages.success(request, words)
    return redirect(back)


def _back_to_list(request: TenantRequest) -> str:
    """The list with the filters it was left with."""
    chosen = {name: request.POST.get(name, "") for name in ("q", "department", "state")}
    url = reverse("people:list", args=[request.organization.slug])
    query = urlencode({name: value for name, value in chosen.items() if value})
    return f"{url}?{query}" if query else url


@require_POST
@require_owner
def person_roles(request: TenantRequest, pk: UUID) -> HttpResponse:
    person, form = _person(request, pk), RolesForm(request.POST)
    if not form.is_valid():
        messages.error(
            request, _("One of these roles does not exist. The roles stay as they were.")
        )
        return redirect("people:detail", request.organization.slug, person.pk)
    try:
        change_roles(
            member=person, roles=form.cleaned_data["roles"], by=request.member, at=timezone.now()
        )
    except LastOwnerError:
        messages.error(
            request,
            _("%(person)s is the only owner. Make somebody else an owner first.")
            % {"person": person.name},
        )
    else:
        messages.success(request, _("The roles of %(person)s are saved.") % {"person": person.name})
    return redirect("people:detail", request.organization.slug, person.pk)


def _person(request: TenantRequest, pk: UUID) -> Member:
    found = Member.objects.of(request.organization).select_related("organization", "manager")
    return get_object_or_404(found, pk=pk)
