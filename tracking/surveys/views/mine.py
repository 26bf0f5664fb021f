"""What somebody is asked, what they answered, and what others show them."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.questions.answers import answer_words
from mentorship.tenancy.requests import TenantRequest
from mentorship.tenancy.zones import today_in
from mentorship.ui.paging import page_by_key
from tracking.actions.errors import TrackingError
from tracking.queries import get_room
from tracking.surveys import actions, queries, rules
from tracking.surveys.forms import ColleaguesForm, RequestForm
from tracking.surveys.models import Colleague, SurveyRequest
from tracking.surveys.queries.averages import what_colleagues_see
from tracking.surveys.queries.feedback import feedback_of

FEEDBACK_SHOWN = 20


@require_GET
def mine(request: TenantRequest) -> HttpResponse:
    at, member = timezone.now(), request.member
    waiting = list(queries.open_requests(member, at=at)[:20])
    mentorships = queries.own_mentorships(member)
    past = queries.requests_of(member).exclude(pk__in=[each.pk for each in waiting])
    context = {
        "waiting": waiting,
        "page": page_by_key(past, keys=["-id"], after=request.GET.get("after", "")),
        "shown": [
            (each, answer_words(each.question, each.value)) for each in queries.shown_to(member)
        ],
        "feedback": feedback_of(member)[:FEEDBACK_SHOWN],
        "mentorships": mentorships,
        "to_name": [each for each in mentorships if each.may_name],
    }
    return render(request, "tracking/surveys/mine.html", context)


@require_http_methods(["GET", "POST"])
def request_answer(request: TenantRequest, pk: UUID) -> HttpResponse:
    """The survey on one page; once it is answered or closed, what was answered."""
    found = queries.get_request(request.member, pk)
    if not found.is_open(today_in(request.organization, at=timezone.now())):
        return _past(request, found)
    form = RequestForm(request.POST or None, questions=queries.asked_in(found))
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_request(
                request=found, answers=form.answers(), by=request.member, at=timezone.now()
            )
        except actions.SurveyError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. Your answers are in."))
            return redirect("surveys:mine", request.organization.slug)
    context = {"asked": found, "survey": found.survey, "form": form}
    return render(
        request, "tracking/surveys/request.html", context, status=422 if form.errors else 200
    )


def _past(request: TenantRequest, found: SurveyRequest) -> HttpResponse:
    answers = [
        (question, answer_words(question, value)) for question, value in queries.my_answers(found)
    ]
    context = {"asked": found, "survey": found.survey, "answers": answers}
    return render(request, "tracking/surveys/request_past.html", context)


@require_POST
def request_decline(request: TenantRequest, pk: UUID) -> HttpResponse:
    found = queries.get_request(request.member, pk)
    try:
        actions.decline_request(request=found, by=request.member, at=timezone.now())
    except actions.SurveyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("That is fine. Nobody asks why."))
    return redirect("surveys:mine", request.organization.slug)


@require_http_methods(["GET", "POST"])
def colleagues(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Whom a mentee has named, and what they see on average; or the form that names them."""
    room = get_room(request.member, pk)
    if not rules.is_mentee(request.member, room.participants):
        raise Http404
    named = Colleague.objects.filter(mentorship=room.mentorship, about=request.member)
    form = ColleaguesForm(request.POST or None, member=request.member)
    if request.method == "POST" and form.is_valid():
        people = form.cleaned_data["emails"]
        try:
            actions.name_colleagues(
                mentorship=room.mentorship, people=people, by=request.member, at=timezone.now()
            )
        except (actions.SurveyError, TrackingError) as error:
            form.add_error(None, str(error))
        else:
            words = ngettext(
                "%(number)d colleague is asked.", "%(number)d colleagues are asked.", len(people)
            )
            messages.success(request, words % {"number": len(people)})
            return redirect("surveys:colleagues", request.organization.slug, pk)
    today = today_in(request.organization, at=timezone.now())
    context = {
        "mentorship": room.mentorship,
        "named": list(named.select_related("member").order_by("id")),
        "may_name": room.can_write,
        "seen": what_colleagues_see(request.member, room.mentorship, today=today),
        "form": form,
    }
    return render(
        request, "tracking/surveys/colleagues.html", context, status=422 if form.errors else 200
    )
