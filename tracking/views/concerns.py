from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.paging import page_by_key
from tracking import forms, queries
from tracking.actions import concerns
from tracking.actions.errors import TrackingError


@require_GET
@require_admin
def concern_list(request: TenantRequest) -> HttpResponse:
    found = queries.open_concerns(request.member)
    page = page_by_key(found, keys=["answer_by", "id"], after=request.GET.get("after", ""))
    context = {"page": page, "today": timezone.localdate(), "form": forms.NoteForm()}
    return render(request, "tracking/concern_list.html", context)


@require_POST
@require_admin
def concern_resolve(request: TenantRequest, pk: UUID) -> HttpResponse:
    concern = get_object_or_404(queries.open_concerns(request.member), pk=pk)
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        messages.error(
            request,
            _("Say in a line what you did, in 500 characters at most. Nothing was changed."),
        )
        return redirect("tracking:concerns", request.organization.slug)
    try:
        concerns.resolve_concern(
            concern=concern, by=request.member, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("Taken off the list."))
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:concerns", request.organization.slug)


@require_http_methods(["GET", "POST"])
def concern_raise(request: TenantRequest, pk: UUID) -> HttpResponse:
    room = queries.get_writable_room(request.member, pk)
    form = forms.ConcernForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            concern = concerns.raise_concern(
                mentorship=room.mentorship,
                by=request.member,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            words = _("Your program admins know, and answer by %(day)s. Nobody else sees this.")
            messages.success(request, words % {"day": date_format(concern.answer_by, "j F")})
            return redirect("tracking:mentorship", request.organization.slug, pk)
    told = queries.open_concern_of(room.mentorship, request.member)
    context = {"room": room, "mentorship": room.mentorship, "form": form, "told": told}
    return render(
        request, "tracking/concern_raise.html", context, status=422 if form.errors else 200
    )


@require_POST
def mentorship_keep(request: TenantRequest, pk: UUID) -> HttpResponse:
    """A silent mentorship goes on."""
    room = queries.get_writable_room(request.member, pk)
    concerns.keep_mentorship(mentorship=room.mentorship, by=request.member, at=timezone.now())
    messages.success(request, _("You go on. Book the next session while you are here."))
    return redirect("tracking:session-book", request.organization.slug, pk)
