"""Book and move sessions at times that suit everybody, and say when they usually meet."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.tenancy.requests import TenantRequest
from mentorship.versions import OvertakenError
from tracking import forms, queries
from tracking.actions import booking, series, sessions
from tracking.actions.errors import TrackingError
from tracking.forms import booking as booking_forms
from tracking.models import Series
from tracking.queries import slots
from tracking.queries.polls import open_poll_of
from tracking.queries.series import active_series

LENGTHS = (30, 45, 60)


@require_http_methods(["GET", "POST"])
def session_book(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The times that suit everybody, each a click; below, any other."""
    room, at = queries.get_writable_room(request.member, pk), timezone.now()
    offer = slots.offer(room, request.member, at=at, minutes=_asked_minutes(request))
    repeats = _repeats(request, room)
    initial = _initial(offer) | {"repeat": repeats.chosen}
    form = booking_forms.BookForm(
        request.POST or None, initial=initial, can_repeat=repeats.can_repeat
    )
    if request.method == "POST" and form.is_valid():
        values = {"mentorship": room.mentorship, "at": at, **form.cleaned_data}
        try:
            series.book_repeating(by=request.member, **values)
        except TrackingError as error:
            form.add_error("starts_at", str(error))
        else:
            messages.success(request, _booked_words(values["repeat"]))
            _warn_of_last_day(request, room, form.cleaned_data["starts_at"])
            return redirect("tracking:mentorship", request.organization.slug, pk)
    context = {"room": room, "mentorship": room.mentorship, "form": form, "offer": offer}
    context |= {"repeats": repeats, "has_polls": len(room.participants) > queries.PAIR}
    context["poll"] = open_poll_of(room.mentorship) if context["has_polls"] else None
    return _page(request, "tracking/session_book.html", context, form)


@dataclass(frozen=True)
class Repeats:
    """How often a session could repeat: `choices` are (value, words); the one that the cadence says
    is `usual`.
    """

    can_repeat: bool
    chosen: str
    usual: str
    choices: list[tuple[str, str]]


def _repeats(request: TenantRequest, room: queries.Room) -> Repeats:
    asked, pulse = request.GET.get("repeat", ""), getattr(room.mentorship, "pulse", None)
    can_repeat = active_series(room.mentorship) is None
    choices = [(value, str(words)) for value, words in booking_forms.REPEATS.items()]
    chosen = asked if can_repeat and asked in booking_forms.REPEATS else ""
    return Repeats(can_repeat, chosen, pulse.stage if pulse else "", choices)


def _booked_words(repeat: str) -> str:
    if repeat:
        return _(
            "Your session is booked and repeats. Each invitation comes after the last session."
        )
    return _("Your session is booked. An invitation for your calendars is on its way.")


@require_POST
def session_repeat(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Let the next session repeat from now on."""
    session, room = queries.get_session(request.member, pk)
    stage, at = request.POST.get("repeat", ""), timezone.now()
    try:
        series.repeat_session(session=session, stage=stage, by=request.member, at=at)
        messages.success(request, _("Your session repeats from now on."))
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)


@require_POST
def series_end(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Cancel all following."""
    found = get_object_or_404(Series, organization=request.organization, pk=pk)
    room = queries.get_writable_room(request.member, found.mentorship_id)
    found.mentorship = room.mentorship
    try:
        series.end_series(series=found, by=request.member, at=timezone.now())
        messages.success(request, _("All following sessions are cancelled; calendars are told."))
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)


def _asked_minutes(request: HttpRequest) -> int | None:
    """The length that the page's address asks for."""
    asked = request.GET.get("minutes", "")
    return int(asked) if asked in map(str, LENGTHS) else None


def _initial(offer: slots.Offer) -> dict[str, object]:
    first = offer.slots[0].starts_at if offer.slots else None
    return {"starts_at": first, "minutes": offer.minutes, "place": offer.place}


def _warn_of_last_day(request: TenantRequest, room: queries.Room, starts_at: datetime) -> None:
    last = room.mentorship.program.ends_on
    if timezone.localdate(starts_at) > last:
        words = _(
            "That is after the program’s last day, %(last)s. It is cancelled if the"
            " program is archived by then."
        ) % {"last": f"{last:%-d %B %Y}"}
        messages.warning(request, words)


def _page(
    request: TenantRequest,
    template: str,
    context: dict[str, object],
    form: forms.SessionForm | booking_forms.PreferencesForm,
) -> HttpResponse:
    context |= {"lengths": LENGTHS}
    return render(request, template, context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def session_move(request: TenantRequest, pk: UUID) -> HttpResponse:
    session, room = queries.get_session(request.member, pk)
    at = timezone.now()
    now = {name: getattr(session, name) for name in ("starts_at", "minutes", "place", "agenda")}
    form = forms.ChangeForm(request.POST or None, initial=now, read_from=now)
    if request.method == "POST" and form.is_valid():
        try:
            sessions.move_session(session=session, by=request.member, at=at, **form.cleaned_data)
        except TrackingError as error:
            form.add_error("starts_at", str(error))
        except OvertakenError as error:
            form.overtaken(error)
        else:
            messages.success(request, _("Your session is changed; all calendars are told."))
            _warn_of_last_day(request, room, form.cleaned_data["starts_at"])
            return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    offer = slots.offer(room, request.member, at=at, minutes=session.minutes, except_for=session)
    context = {"room": room, "mentorship": room.mentorship, "form": form, "session": session}
    return _page(request, "tracking/session_move.html", context | {"offer": offer}, form)


@require_http_methods(["GET", "POST"])
def meeting_preferences(request: TenantRequest, pk: UUID) -> HttpResponse:
    room = queries.get_writable_room(request.member, pk)
    usual = slots.preferences_of(room)
    names = ("weekday", "hour", "minutes", "place")
    initial = {name: getattr(usual, name) for name in names}
    initial["time_zone"] = usual.time_zone or request.member.zone
    form = booking_forms.PreferencesForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            booking.set_meeting_preferences(
                mentorship=room.mentorship,
                by=request.member,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved. Times near it are offered first."))
            return redirect("tracking:mentorship", request.organization.slug, pk)
    context = {"room": room, "mentorship": room.mentorship, "form": form}
    return _page(request, "tracking/meeting_preferences.html", context, form)
