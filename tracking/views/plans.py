"""Goals and action items: changing them, and what an item lacks while it is being written."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mentorship.tenancy.requests import TenantRequest
from mentorship.versions import OvertakenError
from tracking import forms, queries, rules
from tracking.actions import goals
from tracking.actions.errors import TrackingError
from tracking.forms import logs as log_forms
from tracking.models import ActionItem, Goal
from tracking.smart import hints
from tracking.words import HINTS


@require_GET
def item_hints(request: TenantRequest) -> HttpResponse:
    """What the line of an action item lacks so far; nothing for one that is empty."""
    text = _of_row(request.GET, "text")
    lacking = hints(
        text=text,
        measure=_of_row(request.GET, "measure"),
        achievable=_of_row(request.GET, "achievable"),
        has_goal=bool(_of_row(request.GET, "goal")),
        due_on=_day(_of_row(request.GET, "due_on")),
        today=timezone.localdate(),
    )
    words = [HINTS[name] for name in lacking] if text else []
    context = {"hints": words, "is_smart": bool(text) and not lacking}
    return render(request, "tracking/item_hints.html", context)


def _of_row(values: QueryDict, name: str) -> str:
    """The field of that name in whichever row of a formset was sent."""
    found = next((key for key in values if key == name or key.endswith(f"-{name}")), name)
    return values.get(found, "").strip()


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


@require_http_methods(["GET", "POST"])
def item_edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    found = ActionItem.objects.select_related("mentorship", "session")
    item = get_object_or_404(found, organization=request.organization, pk=pk)
    room = queries.get_writable_room(request.member, item.mentorship_id)
    if not rules.can_change_item(request.member, item):
        raise Http404
    now = log_forms.ItemChangeForm.values_of(item)
    form = log_forms.ItemChangeForm(
        request.POST or None,
        initial=now,
        read_from=now,
        people=[part.member for part in room.participants],
        goals=list(queries.agreed_goals(room.mentorship)),
        owner=item.owner,
        met_on=timezone.localdate(item.session.starts_at if item.session else item.created_at),
    )
    if request.method == "POST" and form.is_valid():
        try:
            goals.change_item(item=item, by=request.member, at=timezone.now(), **form.values())
        except TrackingError as error:
            form.add_error(None, str(error))
        except OvertakenError as error:
            form.overtaken(error)
        else:
            messages.success(request, _("The action item is changed."))
            return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    return _page(request, "tracking/item_edit.html", room, form, item=item)


@require_http_methods(["GET", "POST"])
def goal_edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    goal = get_object_or_404(Goal, organization=request.organization, pk=pk)
    room = queries.get_writable_room(request.member, goal.mentorship_id)
    now = {name: getattr(goal, name) for name in ("statement", "why", "due_on")}
    form = forms.GoalChangeForm(request.POST or None, initial=now, read_from=now)
    if request.method == "POST" and form.is_valid():
        try:
            goals.change_goal(goal=goal, by=request.member, at=timezone.now(), **form.cleaned_data)
        except TrackingError as error:
            form.add_error(None, str(error))
        except OvertakenError as error:
            form.overtaken(error)
        else:
            messages.success(
                request, _("The goal is changed. It counts once the other side agrees to it.")
            )
            return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    return _page(request, "tracking/goal_edit.html", room, form, goal=goal)


def _page(
    request: TenantRequest, template: str, room: queries.Room, form: Any, **more: Any
) -> HttpResponse:
    context = {"room": room, "mentorship": room.mentorship, "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)
