from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.delivery.words import moment_in_words
from mentorship.tenancy.requests import TenantRequest
from tracking import queries
from tracking.actions import answers, confirming, sessions
from tracking.actions.errors import TrackingError
from tracking.forms.booking import TimeForm
from tracking.models import Session
from tracking.queries import slots


def _back(request: TenantRequest, session: Session) -> HttpResponse:
    return redirect("tracking:mentorship", request.organization.slug, session.mentorship_id)


@require_POST
def session_answer(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Accept, decline, or take the time that somebody else proposed (`starts_at`, ISO 8601)."""
    session, _room = queries.get_session(request.member, pk)
    given: dict[str, Any] = {"session": session, "by": request.member, "at": timezone.now()}
    answer = request.POST.get("answer")
    try:
        if answer == "decline":
            answers.decline_session(**given, reason=request.POST.get("reason", "")[:300])
            messages.success(request, _("The others are told that you cannot come."))
        elif answer == "take":
            starts_at = parse_datetime(request.POST.get("starts_at", "")) or session.starts_at
            answers.take_other_time(**given, starts_at=starts_at)
            messages.success(request, _("Your session is moved; all calendars are told."))
        else:
            answers.accept_session(**given)
            messages.success(request, _("You have accepted the session."))
    except TrackingError as error:
        messages.error(request, str(error))
    return _back(request, session)


@require_http_methods(["GET", "POST"])
def session_propose(request: TenantRequest, pk: UUID) -> HttpResponse:
    session, room = queries.get_session(request.member, pk)
    at = timezone.now()
    offer = slots.offer(room, request.member, at=at, minutes=session.minutes, except_for=session)
    form = TimeForm(request.POST or None, offered=offer.slots)
    if request.method == "POST" and form.is_valid():
        try:
            answers.propose_time(session=session, by=request.member, at=at, **form.cleaned_data)
        except TrackingError as error:
            form.add_error("starts_at", str(error))
        else:
            messages.success(
                request, _("The others are asked. Until they agree, the session stays.")
            )
            return _back(request, session)
    context = {"room": room, "mentorship": room.mentorship, "form": form, "session": session}
    return render(
        request, "tracking/session_propose.html", context, status=422 if form.errors else 200
    )


@require_POST
def session_confirm(request: TenantRequest, pk: UUID) -> HttpResponse:
    """One tap: we met. A second one, by anybody, changes nothing and says who was first."""
    session, _room = queries.get_session(request.member, pk)
    at = timezone.now()
    try:
        session = confirming.confirm_session(session=session, by=request.member, at=at)
    except TrackingError as error:
        messages.error(request, str(error))
        return _back(request, session)
    if session.logged_at == at or session.logged_at is None:
        messages.success(request, _("Noted: you met. Add notes now, or whenever you like."))
    else:
        name = session.logged_by.name if session.logged_by else _("Somebody")
        words = _("%(name)s logged this session: %(when)s.")
        when = moment_in_words(session.logged_at)
        messages.info(request, words % {"name": name, "when": when})
    return _back(request, session)


@require_POST
def session_reopen(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Undo that it was cancelled or said not to have taken place."""
    session, _room = queries.get_session(request.member, pk)
    try:
        sessions.reopen_session(session=session, by=request.member, at=timezone.now())
        messages.success(request, _("Undone. The session is booked again."))
    except TrackingError as error:
        messages.error(request, str(error))
    return _back(request, session)
