"""Writing down a session that took place."""

from dataclasses import dataclass
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
from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.sent import form_sent
from mentorship.versions import OvertakenError
from tracking import forms, queries, rules
from tracking.actions import logs
from tracking.actions.errors import TrackingError
from tracking.enums import SessionState
from tracking.forms import ask_about_independence
from tracking.forms import logs as log_forms
from tracking.forms.items import ReviewForm
from tracking.models import Session
from tracking.views.plans import items_form, kept_forms


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
@require_admin
def log_for_others(request: TenantRequest, pk: UUID) -> HttpResponse:
    """An admin logs a session for people who did not."""
    room, at = queries.get_room(request.member, pk), timezone.now()
    people = [part.member for part in room.participants]
    form = log_forms.LogForOthersForm(
        request.POST or None, people=people, initial={"starts_at": at}
    )
    if request.method == "POST" and form.is_valid():
        try:
            session = logs.log_for_others(
                mentorship=room.mentorship, by=request.member, at=at, **form.cleaned_data
            )
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            _say_logged_for_them(request, session, at)
            return redirect("tracking:mentorship", request.organization.slug, pk)
    context = {"mentorship": room.mentorship, "form": form}
    return render(
        request, "tracking/log_for_others.html", context, status=422 if form.errors else 200
    )


def _say_logged_for_them(request: TenantRequest, session: Session, at: datetime) -> None:
    if session.logged_at in (None, at):
        messages.success(request, _("Session logged. Its people are told."))
        return
    name = session.logged_by.name if session.logged_by else _("Somebody")
    words = _("%(name)s logged this session: %(when)s. Nothing was changed.")
    messages.info(request, words % {"name": name, "when": moment_in_words(session.logged_at)})


@require_http_methods(["GET", "POST"])
def session_log(request: TenantRequest, pk: UUID) -> HttpResponse:
    session, room = queries.get_session(request.member, pk)
    if session.state == SessionState.CANCELLED:
        words = _("This session was cancelled.")
        if rules.is_taken_back(session):
            words = _("This session was taken back. Put it back before you write about it.")
        messages.error(request, words)
        return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    sent = _Sent(
        form=_log_form(request, session, room),
        items=_items(request, session, room),
        remarks=log_forms.ObservationFormSet(_lines(request, "remarks"), prefix="remarks"),
        reviews=_reviews(request, room),
    )
    if request.method == "POST" and sent.is_valid() and _save_log(request, session, sent):
        form_sent(request, "log", session.pk)
        messages.success(request, _("Session logged."))
        return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    context = {
        "mentorship": room.mentorship,
        "session": session,
        "form": sent.form,
        "formset": sent.items,
        "remarks": sent.remarks,
        "reviews": sent.reviews,
        "today": timezone.localdate(),
    }
    return render(
        request, "tracking/session_log.html", context, status=422 if sent.form.is_bound else 200
    )


@dataclass
class _Sent:
    """The log as its page has it: notes and answers, action items, lines of progress."""

    form: log_forms.LogForm
    items: Any
    remarks: Any
    reviews: list[ReviewForm]

    def is_valid(self) -> bool:
        # A page from before had no lines of progress.
        lines = [self.items, *([self.remarks] if self.remarks.is_bound else [])]
        return all([self.form.is_valid(), *(each.is_valid() for each in (*lines, *self.reviews))])

    def values(self) -> dict[str, Any]:
        items = [each.item() for each in kept_forms(self.items)]
        remarks = [each.remark() for each in kept_forms(self.remarks)]
        return {
            **self.form.cleaned_data,
            "items": [item for item in items if item],
            "reviews": [review for each in self.reviews if (review := each.review())],
            "remarks": [remark for remark in remarks if remark],
        }


def _lines(request: TenantRequest, prefix: str) -> Any:
    """What was sent of lines; nothing from a page that had none of these."""
    return request.POST if f"{prefix}-TOTAL_FORMS" in request.POST else None


def _items(request: TenantRequest, session: Session, room: queries.Room) -> Any:
    goals = list(queries.agreed_goals(room.mentorship))
    return items_form(request, room, goals, met_on=timezone.localdate(session.starts_at))


def _reviews(request: TenantRequest, room: queries.Room) -> list[ReviewForm]:
    """A form for each action item that is open; what an older page has not asked stays."""
    return [
        ReviewForm(
            request.POST or None,
            prefix=f"review-{item.pk}",
            item=item,
            may_change=rules.can_change_item(request.member, item),
        )
        for item in queries.items_to_review(room)
    ]


def _log_form(request: TenantRequest, session: Session, room: queries.Room) -> log_forms.LogForm:
    written = queries.my_notes(session, request.member)
    initial: dict[str, Any] = {**written, "mood": queries.my_mood(session, request.member)}
    people = [part.member for part in room.participants]
    if len(people) == queries.PAIR:
        form = log_forms.LogForm(request.POST or None, initial=initial, read_from=written)
    else:
        initial["absent"] = queries.absent(session)
        form = log_forms.GroupLogForm(
            request.POST or None, people=people, initial=initial, read_from=written
        )
    if room.mine:
        ask_about_independence(form.fields["independence"], role=room.mine.role)
    return form


def _save_log(request: TenantRequest, session: Session, sent: _Sent) -> bool:
    try:
        logs.log_session(session=session, by=request.member, at=timezone.now(), **sent.values())
    except TrackingError as error:
        sent.form.add_error(None, str(error))
        return False
    except OvertakenError as error:
        sent.form.overtaken(error)
        return False
    return True
