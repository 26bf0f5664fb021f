"""Writing down a session that took place."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mentorship.delivery.words import moment_in_words
from mentorship.tenancy.models import Member
from mentorship.tenancy.requests import TenantRequest
from mentorship.versions import OvertakenError
from tracking import forms, log_forms, queries, rules
from tracking.actions import logs
from tracking.actions.errors import TrackingError
from tracking.enums import SessionState
from tracking.models import Session


@require_http_methods(["GET", "POST"])
def past_meeting(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Name a session that nobody had booked, and go on to its log."""
    room = queries.get_writable_room(request.member, pk)
    at = timezone.now()
    form = forms.PastMeetingForm(request.POST or None, initial={"starts_at": at})
    if request.method == "POST" and form.is_valid():
        try:
            session = logs.log_past_session(
                mentorship=room.mentorship, by=request.member, at=at, **form.cleaned_data
            )
        except TrackingError as error:
            form.add_error("starts_at", str(error))
        else:
            _say_logged_before(request, session, at)
            return redirect("tracking:session-log", request.organization.slug, session.pk)
    context = {"room": room, "mentorship": room.mentorship, "form": form}
    return render(
        request, "tracking/past_meeting.html", context, status=422 if form.errors else 200
    )


def _say_logged_before(request: TenantRequest, session: Session, at: datetime) -> None:
    """Where somebody has logged it before: who and when."""
    if session.logged_at is None or session.logged_at == at:
        return
    when = moment_in_words(session.logged_at)
    if session.logged_by == request.member:
        words = _("You logged this session before: %(when)s. Add to it here.")
        messages.info(request, words % {"when": when})
        return
    name = session.logged_by.name if session.logged_by else _("Somebody")
    words = _("%(name)s logged this session: %(when)s. Add your own notes.")
    messages.info(request, words % {"name": name, "when": when})


@require_http_methods(["GET", "POST"])
def session_log(request: TenantRequest, pk: UUID) -> HttpResponse:
    session, room = queries.get_session(request.member, pk)
    if session.state == SessionState.CANCELLED:
        words = _("This session was cancelled.")
        if rules.is_taken_back(session):
            words = _("This session was taken back. Put it back before you write about it.")
        messages.error(request, words)
        return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    people = [part.member for part in room.participants]
    form = _log_form(request, session, people)
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
    formset = log_forms.ItemFormSet(request.POST or None, prefix="items", form_kwargs=options)
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


def _log_form(request: TenantRequest, session: Session, people: list[Member]) -> log_forms.LogForm:
    written = queries.my_notes(session, request.member)
    if len(people) == queries.PAIR:
        return log_forms.LogForm(request.POST or None, initial=written, read_from=written)
    missing = queries.absent(session)
    return log_forms.GroupLogForm(
        request.POST or None,
        people=people,
        initial=written | {"absent": missing},
        read_from=written,
    )


def _save_log(
    request: TenantRequest, session: Session, form: log_forms.LogForm, formset: Any
) -> bool:
    kept = [each for each in formset if each.cleaned_data and not each.cleaned_data.get("DELETE")]
    items = [item for item in (each.item() for each in kept) if item]
    try:
        logs.log_session(
            session=session, by=request.member, at=timezone.now(), items=items, **form.cleaned_data
        )
    except TrackingError as error:
        form.add_error(None, str(error))
        return False
    except OvertakenError as error:
        form.overtaken(error)
        return False
    return True
