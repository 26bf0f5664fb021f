from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.sent import form_sent
from tracking.actions.errors import TrackingError
from tracking.endings import actions, forms, queries, rules
from tracking.endings.enums import Next
from tracking.queries import Room, get_room


def _room(request: TenantRequest, pk: UUID) -> Room:
    """A mentorship of the reader's own that runs, or can go on still. Raises Http404."""
    room = get_room(request.member, pk)
    may = rules.can_reflect(request.member, room.mentorship, room.participants, at=timezone.now())
    if not may:
        raise Http404
    return room


def _page(request: TenantRequest, room: Room, status: int = 200, **bound: Form) -> HttpResponse:
    """The ending, with the forms as they were sent where something is wrong with them."""
    wrap, at = queries.wrap_of(room, request.member), timezone.now()
    mine = wrap.mine
    written = {
        "takes_along": mine.takes_along if mine else "",
        "thanks": mine.thanks if mine else "",
        "next_step": mine.next_step if mine else Next.NOTHING,
    }
    context: dict[str, Any] = {
        "room": room,
        "mentorship": room.mentorship,
        "wrap": wrap,
        "can_plan": rules.can_plan(request.member, room.mentorship, room.participants),
        "is_over": room.mentorship.ended_at is not None,
        "reflection": bound.get("reflection") or forms.ReflectionForm(initial=written),
        "plan": bound.get("plan")
        or forms.DayForm(label=_("End on"), prefix="plan", initial={"day": wrap.ends_on}),
        "longer": bound.get("longer") or forms.DayForm(label=_("Go on until"), prefix="longer"),
        "today": timezone.localdate(at),
    }
    return render(request, "tracking/endings/ending.html", context, status=status)


@require_GET
def ending(request: TenantRequest, pk: UUID) -> HttpResponse:
    """What stands before the end, and what comes after it."""
    return _page(request, _room(request, pk))


@require_POST
def ending_plan(request: TenantRequest, pk: UUID) -> HttpResponse:
    form = forms.DayForm(request.POST, label=_("End on"), prefix="plan")
    return _dated(request, pk, form, "plan", _plan, _("Planned. The others are told."))


def _plan(**given: Any) -> None:
    actions.plan_end(ends_on=given.pop("day"), **given)


@require_POST
def ending_extend(request: TenantRequest, pk: UUID) -> HttpResponse:
    form = forms.DayForm(request.POST, label=_("Go on until"), prefix="longer")
    return _dated(request, pk, form, "longer", _ask, _("The others are asked."))


def _ask(**given: Any) -> None:
    actions.ask_extension(until=given.pop("day"), **given)


def _dated(
    request: TenantRequest,
    pk: UUID,
    form: forms.DayForm,
    name: str,
    do: Callable[..., None],
    done: str,
) -> HttpResponse:
    room = _room(request, pk)
    if form.is_valid():
        given = {"mentorship": room.mentorship, "by": request.member, "at": timezone.now()}
        try:
            do(day=form.cleaned_data["day"], **given)
        except TrackingError as error:
            form.add_error("day", str(error))
        else:
            messages.success(request, done)
            return redirect("endings:ending", request.organization.slug, pk)
    return _page(request, room, 422, **{name: form})


@require_POST
def ending_answer(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Agree to a longer mentorship, or not."""
    room, agrees = _room(request, pk), request.POST.get("answer") == "agree"
    act = actions.agree_extension if agrees else actions.decline_extension
    try:
        act(mentorship=room.mentorship, by=request.member, at=timezone.now())
    except TrackingError as error:
        messages.error(request, str(error))
    else:
        words = _("You go on together.") if agrees else _("It ends as planned.")
        messages.success(request, words)
    return redirect("endings:ending", request.organization.slug, pk)


@require_POST
def reflection_save(request: TenantRequest, pk: UUID) -> HttpResponse:
    room, form = _room(request, pk), forms.ReflectionForm(request.POST)
    if form.is_valid():
        try:
            actions.write_reflection(
                mentorship=room.mentorship,
                by=request.member,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            form_sent(request, "reflection", pk)
            messages.success(request, _("Your reflection is saved."))
            return redirect("endings:ending", request.organization.slug, pk)
    return _page(request, room, 422, reflection=form)


@require_POST
def ending_finish(request: TenantRequest, pk: UUID) -> HttpResponse:
    room = _room(request, pk)
    try:
        actions.finish(mentorship=room.mentorship, by=request.member, at=timezone.now())
        messages.success(request, _("Your mentorship is complete. Well done."))
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("endings:ending", request.organization.slug, pk)


@require_http_methods(["GET", "POST"])
def leave(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Leave without blame, or take that back."""
    room, by = _room(request, pk), request.member
    if not rules.can_plan(by, room.mentorship, room.participants):
        raise Http404
    form = forms.LeaveForm(request.POST or None)
    given: dict[str, Any] = {"mentorship": room.mentorship, "by": by, "at": timezone.now()}
    if request.method == "POST" and "stay" in request.POST:
        try:
            actions.take_back_exit(**given)
            messages.success(request, _("You stay. Nobody has heard of it."))
        except TrackingError as error:
            messages.error(request, str(error))
        return redirect("tracking:mentorship", request.organization.slug, pk)
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(**given, **form.cleaned_data)
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Noted. Nobody hears of it before it ends."))
            return redirect("endings:leave", request.organization.slug, pk)
    mine = queries.my_exit(room.mentorship, by)
    context = {"room": room, "mentorship": room.mentorship, "form": form, "mine": mine}
    return render(
        request, "tracking/endings/leave.html", context, status=422 if form.errors else 200
    )


@require_POST
def resume(request: TenantRequest, pk: UUID) -> HttpResponse:
    """As a program admin, let one go on that has ended."""
    room, at = get_room(request.member, pk), timezone.now()
    if not rules.can_resume(request.member, room.mentorship, at=at):
        raise Http404
    try:
        actions.resume_mentorship(mentorship=room.mentorship, by=request.member, at=at)
        messages.success(request, _("It goes on. Its people are told."))
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:mentorship", request.organization.slug, pk)
