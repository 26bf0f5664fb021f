from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.tenancy.access import require_owner
from mentorship.tenancy.models import Member
from mentorship.tenancy.requests import TenantRequest
from tracking.actions.errors import TrackingError
from tracking.safeguarding import actions, forms, queries, rules


@require_http_methods(["GET", "POST"])
def report_new(request: TenantRequest) -> HttpResponse:
    """Tell the safeguarding contacts about somebody."""
    at, people = timezone.now(), queries.known_people(request.member)
    form = forms.ReportForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            actions.report_concern(by=request.member, at=at, **form.cleaned_data)
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Your report is with the contacts. Nobody else sees it."))
            return redirect("home", request.organization.slug)
    context = {
        "form": form,
        "contacts": queries.contacts(request.organization, at=at),
        "is_contact": rules.is_contact(request.member),
    }
    return render(
        request,
        "tracking/safeguarding/report_new.html",
        context,
        status=422 if form.errors else 200,
    )


def _check_contact(request: TenantRequest) -> None:
    """Raises Http404: for everybody else there is no such page."""
    if not rules.is_contact(request.member):
        raise Http404


@require_GET
def report_list(request: TenantRequest) -> HttpResponse:
    _check_contact(request)
    context = {"reports": queries.reports_for(request.member)}
    return render(request, "tracking/safeguarding/report_list.html", context)


@require_http_methods(["GET", "POST"])
def report(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Read it, which is kept; note what was done, or close it."""
    _check_contact(request)
    opened, at = queries.get_report(request.member, pk), timezone.now()
    form = forms.NoteForm(request.POST or None)
    given: dict[str, Any] = {"report": opened.report, "by": request.member, "at": at}
    actions.mark_read(**given)
    if request.method == "POST" and form.is_valid():
        act = actions.close_report if "close" in request.POST else actions.add_note
        try:
            act(text=form.cleaned_data["text"], **given)
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("safeguarding:report", request.organization.slug, pk)
    context = {"opened": opened, "notes": queries.notes_of(opened), "form": form}
    return render(
        request, "tracking/safeguarding/report.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
@require_owner
def contacts(request: TenantRequest) -> HttpResponse:
    """Who hears of concerns about safety."""
    at = timezone.now()
    form = forms.ContactForm(request.POST or None, organization=request.organization)
    if request.method == "POST" and form.is_valid():
        actions.name_contact(member=form.cleaned_data["email"], by=request.member, at=at)
        messages.success(request, _("They are a safeguarding contact now."))
        return redirect("safeguarding:contacts", request.organization.slug)
    context = {"form": form, "contacts": queries.contacts(request.organization, at=at)}
    return render(
        request, "tracking/safeguarding/contacts.html", context, status=422 if form.errors else 200
    )


@require_POST
@require_owner
def contact_remove(request: TenantRequest, pk: UUID) -> HttpResponse:
    member = get_object_or_404(Member, organization=request.organization, pk=pk)
    try:
        actions.remove_contact(member=member, by=request.member, at=timezone.now())
        messages.success(request, _("They are no contact any more."))
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("safeguarding:contacts", request.organization.slug)
