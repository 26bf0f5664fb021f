from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.people import queries
from mentorship.people.absences import warnings_of
from mentorship.people.actions.hours import HoursError, add_absence, remove_absence, set_hours
from mentorship.people.forms.hours import AbsenceForm, HoursForm
from mentorship.people.models import Absence
from mentorship.tenancy.requests import TenantRequest


@require_http_methods(["GET", "POST"])
def working_hours(request: TenantRequest) -> HttpResponse:
    """When the person who is signed in can meet."""
    member = request.member
    form = HoursForm(request.POST or None, stored=queries.hours_of(member), member=member)
    if request.method == "POST" and form.is_valid():
        try:
            set_hours(member=member, by=member, at=timezone.now(), **form.cleaned_data)
        except HoursError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Your working hours are saved."))
            return redirect("people:hours", request.organization.slug)
    return _page(request, form, AbsenceForm())


@require_POST
def absence_add(request: TenantRequest) -> HttpResponse:
    member, absence = request.member, AbsenceForm(request.POST)
    if absence.is_valid():
        try:
            add_absence(member=member, by=member, at=timezone.now(), **absence.cleaned_data)
        except HoursError as error:
            absence.add_error(error.field, str(error))
        else:
            messages.success(request, _("Your absence is saved. No session is offered then."))
            for words in warnings_of(member, **absence.cleaned_data):
                messages.warning(request, words)
            return redirect("people:hours", request.organization.slug)
    return _page(request, HoursForm(stored=queries.hours_of(member), member=member), absence)


@require_POST
def absence_remove(request: TenantRequest, pk: UUID) -> HttpResponse:
    absence = get_object_or_404(
        Absence, organization=request.organization, member=request.member, pk=pk
    )
    remove_absence(absence=absence, by=request.member, at=timezone.now())
    words = _("Your absence from %(first)s to %(last)s is removed. Add it again if it holds.")
    first, last = (date_format(day, "j F Y") for day in (absence.first_day, absence.last_day))
    messages.success(request, words % {"first": first, "last": last})
    return redirect("people:hours", request.organization.slug)


def _page(request: TenantRequest, form: HoursForm, absence: AbsenceForm) -> HttpResponse:
    today = timezone.localdate()
    context = {
        "form": form,
        "absence_form": absence,
        "absences": queries.absences_ahead(request.member, on=today),
        "holidays": queries.next_holidays(form.stored, on=today),
        "zone": request.member.zone,
    }
    status = 422 if form.errors or absence.errors else 200
    return render(request, "people/hours.html", context, status=status)
