"""What was achieved, what to improve, and what stood there before."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.paging import page_by_key
from mentorship.ui.sent import form_sent
from mentorship.versions import OvertakenError
from tracking import queries
from tracking.actions import items, written
from tracking.actions.errors import TrackingError
from tracking.enums import ObservationKind
from tracking.forms import logs as log_forms
from tracking.models import ActionItem


@require_GET
def progress(request: TenantRequest, pk: UUID) -> HttpResponse:
    room = queries.get_room(request.member, pk)
    if not room.can_read:
        raise Http404
    kind, found = request.GET.get("kind", ""), queries.observations(room, request.member)
    if kind in ObservationKind.values:
        found = found.filter(kind=kind)
    rows = found.select_related("session", "author")
    context = {
        "room": room,
        "mentorship": room.mentorship,
        "page": page_by_key(rows, keys=["-written_at", "-id"], after=request.GET.get("after", "")),
        "kind": kind,
        "kinds": ObservationKind.choices,
    }
    return render(request, "tracking/progress.html", context)


@require_http_methods(["GET", "POST"])
def observation_edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    row, room = queries.get_observation(request.member, pk)
    now = {"kind": row.kind, "text": row.text}
    form = log_forms.ObservationChangeForm(request.POST or None, initial=now, read_from=now)
    if request.method == "POST" and form.is_valid():
        try:
            written.change_observation(
                observation=row, by=request.member, at=timezone.now(), **form.cleaned_data
            )
        except TrackingError as error:
            form.add_error(None, str(error))
        except OvertakenError as error:
            form.overtaken(error)
        else:
            form_sent(request, "observation", row.pk)
            messages.success(request, _("Saved."))
            return redirect("tracking:progress", request.organization.slug, row.mentorship_id)
    context = {"mentorship": room.mentorship, "form": form, "observation": row}
    return render(
        request, "tracking/observation_edit.html", context, status=422 if form.errors else 200
    )


@require_POST
def observation_delete(request: TenantRequest, pk: UUID) -> HttpResponse:
    row, _room = queries.get_observation(request.member, pk)
    try:
        written.delete_observation(observation=row, by=request.member, at=timezone.now())
        messages.success(request, _("Deleted."))
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:progress", request.organization.slug, row.mentorship_id)


@require_POST
def item_delete(request: TenantRequest, pk: UUID) -> HttpResponse:
    found = ActionItem.objects.select_related("mentorship")
    item = get_object_or_404(found, organization=request.organization, pk=pk)
    queries.get_writable_room(request.member, item.mentorship_id)
    try:
        items.delete_item(item=item, by=request.member, at=timezone.now())
        messages.success(request, _("The action item is deleted."))
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:mentorship", request.organization.slug, item.mentorship_id)


@require_GET
def history(request: TenantRequest, pk: UUID) -> HttpResponse:
    """What a note, an action item or a line of progress said before."""
    room, rows = queries.revisions(request.member, pk)
    context = {"mentorship": room.mentorship, "revisions": rows}
    return render(request, "tracking/history.html", context)
