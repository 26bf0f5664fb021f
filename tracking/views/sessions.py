from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.tenancy.models import Member
from mentorship.tenancy.requests import TenantRequest
from tracking import forms, queries, rules
from tracking.actions import corrections, logs, sessions
from tracking.actions.errors import TrackingError
from tracking.enums import SessionState
from tracking.models import Session


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
def past_meeting(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Name a session that nobody had booked, and go on to its log."""
    room = queries.get_writable_room(request.member, pk)
    form = forms.PastMeetingForm(request.POST or None, initial={"starts_at": timezone.now()})
    if request.method == "POST" and form.is_valid():
        try:
            session = logs.log_past_session(
                mentorship=room.mentorship,
                by=request.member,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except TrackingError as error:
            form.add_error("starts_at", str(error))
        else:
            return redirect("tracking:session-log", request.organization.slug, session.pk)
    context = {"room": room, "mentorship": room.mentorship, "form": form}
    return render(
        request, "tracking/past_meeting.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def session_log(request: TenantRequest, pk: UUID) -> HttpResponse:
    session, room = queries.get_session(request.member, pk)
    if session.state == SessionState.CANCELLED:
        words = _("This session was cancelled.")
        if rules.is_taken_back(session):
            words = _("This session was taken back. Put it back before you write about it.")
        messages.error(request, words)
        return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    written = queries.my_notes(session, request.member)
    people = [part.member for part in room.participants]
    form = _log_form(request, session, people, initial=written)
    if room.is_peer:
        form.fields["independence"].label = _("How well would each of you get on alone by now?")
    mentees = [part.member for part in room.participants if part.role == "mentee"]
    mentee = next(
        (each for each in mentees if each == request.member),
        mentees[0] if mentees else request.member,
    )
    options = {
        "people": people,
        "goals": list(queries.agreed_goals(room.mentorship)),
        "owner": mentee,
        "met_on": timezone.localdate(session.starts_at),
    }
    formset = forms.ItemFormSet(request.POST or None, prefix="items", form_kwargs=options)
    is_valid = request.method == "POST" and form.is_valid() and formset.is_valid()
    if is_valid and _save_log(request, session, form, formset):
        messages.success(request, _("Session logged."))
        return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    context = {
        "room": room,
        "mentorship": room.mentorship,
        "session": session,
        "form": form,
        "formset": formset,
    }
    return render(
        request, "tracking/session_log.html", context, status=422 if form.is_bound else 200
    )


def _log_form(
    request: TenantRequest, session: Session, people: list[Member], *, initial: dict[str, Any]
) -> forms.LogForm:
    if len(people) == queries.PAIR:
        return forms.LogForm(request.POST or None, initial=initial)
    missing = queries.absent(session)
    return forms.GroupLogForm(
        request.POST or None, people=people, initial=initial | {"absent": missing}
    )


def _save_log(request: TenantRequest, session: Session, form: forms.LogForm, formset: Any) -> bool:
    kept = [each for each in formset if each.cleaned_data and not each.cleaned_data.get("DELETE")]
    items = [item for item in (each.item() for each in kept) if item]
    try:
        logs.log_session(
            session=session, by=request.member, at=timezone.now(), items=items, **form.cleaned_data
        )
    except TrackingError as error:
        form.add_error(None, str(error))
        return False
    return True


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
