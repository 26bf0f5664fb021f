"""Action items: writing and changing them, what they lack, and whether they are still right."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from matching.enums import ParticipantRole
from mentorship.tenancy.requests import TenantRequest
from mentorship.versions import OvertakenError
from tracking import queries, rules
from tracking.actions import items
from tracking.actions.errors import TrackingError
from tracking.actions.items import Review
from tracking.forms import items as item_forms
from tracking.forms.goals import shown
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
    now = item_forms.ItemChangeForm.values_of(item)
    form = item_forms.ItemChangeForm(
        request.POST or None,
        initial=shown(now),
        read_from=now,
        people=[part.member for part in room.participants],
        goals=list(queries.agreed_goals(room.mentorship)),
        owner=item.owner,
        met_on=timezone.localdate(item.session.starts_at if item.session else item.created_at),
    )
    if request.method == "POST" and form.is_valid():
        try:
            items.change_item(item=item, by=request.member, at=timezone.now(), **form.values())
        except TrackingError as error:
            form.add_error(None, str(error))
        except OvertakenError as error:
            form.overtaken(error)
        else:
            messages.success(request, _("The action item is changed."))
            return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    return _page(request, "tracking/item_edit.html", room, form, item=item)


@require_http_methods(["GET", "POST"])
def items_add(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Write action items between two sessions."""
    room = queries.get_writable_room(request.member, pk)
    formset = items_form(request, room, list(queries.agreed_goals(room.mentorship)))
    if request.method == "POST" and formset.is_valid():
        rows = [item for form in kept_forms(formset) if (item := form.item())]
        try:
            added = items.add_items(
                mentorship=room.mentorship, items=rows, by=request.member, at=timezone.now()
            )
        except TrackingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _added(len(added)))
            return redirect("tracking:mentorship", request.organization.slug, pk)
    context = {"room": room, "mentorship": room.mentorship, "formset": formset}
    status = 422 if formset.is_bound and not formset.is_valid() else 200
    return render(request, "tracking/items_add.html", context, status=status)


def _added(number: int) -> str:
    words = ngettext("%(number)d action item added.", "%(number)d action items added.", number)
    return words % {"number": number} if number else _("Nothing was written down.")


def items_form(
    request: TenantRequest, room: queries.Room, goals: list[Goal], *, met_on: date | None = None
) -> Any:
    """Rows for new action items, those of a mentee at first."""
    mentees = [part.member for part in room.participants if part.role == ParticipantRole.MENTEE]
    mine = request.member if request.member in mentees else None
    options = {
        "people": [part.member for part in room.participants],
        "goals": goals,
        "owner": mine or (mentees[0] if mentees else request.member),
        "met_on": met_on or timezone.localdate(),
    }
    return item_forms.ItemFormSet(request.POST or None, prefix="items", form_kwargs=options)


def kept_forms(lines: Any) -> list[Any]:
    """Those of a formset that were sent and not removed."""
    rows = lines if lines.is_bound else []
    return [each for each in rows if each.cleaned_data and not each.cleaned_data.get("DELETE")]


@require_http_methods(["GET", "POST"])
def item_review(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Whether an open item is still right: it is done, has a new day, or is dropped."""
    found = ActionItem.objects.select_related("mentorship", "goal")
    item = get_object_or_404(found, organization=request.organization, pk=pk)
    room = queries.get_writable_room(request.member, item.mentorship_id)
    if not rules.can_change_item(request.member, item):
        raise Http404
    form = item_forms.ReviewForm(request.POST or None, item=item, may_change=True)
    if request.method == "POST" and form.is_valid():
        try:
            words = _reviewed(request, form.review())
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, words)
            if request.POST.get("from") == "home":
                return redirect("home", request.organization.slug)
            return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    context = {"from": request.GET.get("from", ""), "today": timezone.localdate()}
    return _page(request, "tracking/item_review.html", room, form, item=item, **context)


def _reviewed(request: TenantRequest, review: Review | None) -> str:
    by, at = request.member, timezone.now()
    if review is None:
        return _("It stays as it is.")
    if review.is_done:
        items.set_done(item=review.item, is_done=True, by=by, at=at)
        return _("“%(item)s” is done.") % {"item": review.item.text}
    if review.due_on:
        items.postpone_item(item=review.item, due_on=review.due_on, by=by, at=at)
        return _("The action item has a new day.")
    items.drop_item(item=review.item, reason=review.drop_reason, by=by, at=at)
    return _("The action item is dropped.")


def _page(
    request: TenantRequest, template: str, room: queries.Room, form: Any, **more: Any
) -> HttpResponse:
    context = {"room": room, "mentorship": room.mentorship, "form": form, **more}
    return render(request, template, context, status=422 if form.errors else 200)
