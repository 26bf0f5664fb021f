from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.tenancy.requests import TenantRequest
from tracking import queries, rules
from tracking.actions import polls
from tracking.actions.errors import TrackingError
from tracking.forms import booking as booking_forms
from tracking.queries import slots
from tracking.queries.polls import get_option, get_poll, tallies


@require_http_methods(["GET", "POST"])
def poll_new(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Propose three to six times to a group; those that suit by everybody's hours stand there."""
    room, at = queries.get_writable_room(request.member, pk), timezone.now()
    if len(room.participants) <= rules.PAIR:
        raise Http404
    offer = slots.offer(room, request.member, at=at)
    form = booking_forms.PollForm(
        request.POST or None, initial=booking_forms.PollForm.initial_of(offer)
    )
    if request.method == "POST" and form.is_valid():
        try:
            poll = polls.open_poll(
                mentorship=room.mentorship, by=request.member, at=at, **form.values()
            )
        except TrackingError as error:
            form.add_error("start_1", str(error))
        else:
            messages.success(request, _("Your poll is open. Everybody is asked by e-mail."))
            return redirect("tracking:poll", request.organization.slug, poll.pk)
    context = {"room": room, "mentorship": room.mentorship, "form": form}
    return render(request, "tracking/poll_new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def poll_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Say which times suit, and see how the answers stand."""
    poll, room = get_poll(request.member, pk)
    rows = tallies(poll, room, request.member)
    form = booking_forms.VoteForm(request.POST or None, tallies=rows)
    if request.method == "POST" and form.is_valid():
        try:
            polls.vote(poll=poll, answers=form.answers(), by=request.member, at=timezone.now())
            messages.success(request, _("Your answer is saved."))
        except TrackingError as error:
            messages.error(request, str(error))
        return redirect("tracking:poll", request.organization.slug, pk)
    context = {
        "room": room,
        "mentorship": room.mentorship,
        "poll": poll,
        "rows": form.rows(),
        "can_close": rules.can_close_poll(request.member, poll, room.participants),
        "form": form,
    }
    return render(request, "tracking/poll_detail.html", context, status=422 if form.errors else 200)


@require_POST
def poll_book(request: TenantRequest, pk: UUID) -> HttpResponse:
    option, room = get_option(request.member, pk)
    if not rules.can_close_poll(request.member, option.poll, room.participants):
        raise Http404
    try:
        polls.book_option(option=option, by=request.member, at=timezone.now())
    except TrackingError as error:
        messages.error(request, str(error))
        return redirect("tracking:poll", request.organization.slug, option.poll_id)
    messages.success(
        request, _("Your session is booked. An invitation for your calendars is on its way.")
    )
    return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)


@require_POST
def poll_drop(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Close it and book nothing."""
    poll, room = get_poll(request.member, pk)
    if not rules.can_close_poll(request.member, poll, room.participants):
        raise Http404
    try:
        polls.drop_poll(poll=poll, by=request.member, at=timezone.now())
        messages.success(request, _("The poll is closed. Nothing was booked."))
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
