from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.tenancy.requests import TenantRequest
from tracking import forms, queries, rules
from tracking.actions import corrections, sessions
from tracking.actions.errors import TrackingError
from tracking.enums import SessionState


@require_POST
def session_close(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Cancel a booked session, or say that it did not take place."""
    session, room = queries.get_session(request.member, pk)
    state = SessionState.MISSED if request.POST.get("state") == "missed" else SessionState.CANCELLED
    try:
        sessions.close_session(session=session, state=state, by=request.member, at=timezone.now())
        missed = _("It is noted that you did not meet. Book the next one when it suits you all.")
        cancelled = _("Your session is cancelled; all calendars are told.")
        messages.success(request, missed if state == SessionState.MISSED else cancelled)
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)


@require_http_methods(["GET", "POST"])
def session_correct(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Another time for a session that was logged; or the way to take it back."""
    session, room = queries.get_session(request.member, pk)
    now = {"starts_at": session.starts_at, "minutes": session.minutes}
    form = forms.PastMeetingForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        try:
            corrections.correct_session(
                session=session, by=request.member, at=timezone.now(), **form.cleaned_data
            )
        except TrackingError as error:
            form.add_error("starts_at", str(error))
        else:
            messages.success(request, _("The session stands at its right time now."))
            return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    context = {
        "room": room,
        "mentorship": room.mentorship,
        "form": form,
        "session": session,
        "can_correct": rules.can_correct(session),
        "is_taken_back": rules.is_taken_back(session),
    }
    return render(
        request, "tracking/session_correct.html", context, status=422 if form.errors else 200
    )


@require_POST
def session_take_back(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say that a logged session did not take place, or with `undo` that it did."""
    session, room = queries.get_session(request.member, pk)
    act = (
        corrections.put_back_session if request.POST.get("undo") else corrections.take_back_session
    )
    try:
        act(session=session, by=request.member, at=timezone.now())
        taken = _("The session counts no more. What was written is kept, in case you put it back.")
        messages.success(
            request, _("The session counts again.") if request.POST.get("undo") else taken
        )
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
