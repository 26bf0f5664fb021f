"""Feedback from one to another: writing it with advice beside, reading it, and a reply."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matching.models import Mentorship
from mentorship.tenancy.requests import TenantRequest
from tracking.actions.errors import TrackingError
from tracking.queries import get_writable_room
from tracking.surveys import actions
from tracking.surveys.forms import FeedbackForm
from tracking.surveys.queries.feedback import get_feedback, parts_of
from tracking.surveys.wording_help import advice
from tracking.surveys.words import advice_words


@require_http_methods(["GET", "POST"])
def give(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Where there is advice it is shown first, once; sending as it is stays possible."""
    room = get_writable_room(request.member, pk)
    receivers = room.others()
    if not receivers:
        raise Http404
    form = FeedbackForm(request.POST or None, receivers=receivers)
    hints: list[str] = []
    if request.method == "POST" and form.is_valid():
        hints = [advice_words(each) for each in advice(**form.parts())]
        if not hints or request.POST.get("anyway"):
            return _give(request, room.mentorship, form)
    context = {"mentorship": room.mentorship, "form": form, "hints": hints}
    return render(
        request, "tracking/surveys/give.html", context, status=422 if form.errors else 200
    )


def _give(request: TenantRequest, mentorship: Mentorship, form: FeedbackForm) -> HttpResponse:
    receiver = form.receiver_chosen()
    actions.give_feedback(
        mentorship=mentorship,
        receiver=receiver,
        parts=form.parts(),
        by=request.member,
        at=timezone.now(),
    )
    words = _("Sent. Only you and %(receiver)s can read it.") % {"receiver": receiver.name}
    messages.success(request, words)
    return redirect("surveys:mine", request.organization.slug)


@require_GET
def given(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Reading it by its receiver marks it as read."""
    found = get_feedback(request.member, pk)
    is_mine = found.receiver_id == request.member.pk
    if is_mine:
        actions.mark_read(given=found, by=request.member, at=timezone.now())
    context = {"given": found, "parts": parts_of(found), "is_mine": is_mine}
    return render(request, "tracking/surveys/given.html", context)


@require_POST
def reply(request: TenantRequest, pk: UUID) -> HttpResponse:
    found = get_feedback(request.member, pk)
    if found.receiver_id != request.member.pk:
        raise Http404
    try:
        actions.reply_to_feedback(
            given=found, reply=request.POST.get("reply", ""), by=request.member, at=timezone.now()
        )
    except (actions.SurveyError, TrackingError) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(author)s is told.") % {"author": found.author.name})
    return redirect("surveys:given", request.organization.slug, pk)
