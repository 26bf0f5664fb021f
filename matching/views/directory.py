"""The directory where mentees look for a mentor and ask, and where mentors answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matching import queries
from matching.actions import requests as actions
from matching.actions.errors import MatchingError
from matching.forms import AnswerForm, AskForm, AvailabilityForm
from matching.models import Request
from mentorship.tenancy.access import require_internal
from mentorship.tenancy.queries import departments
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.addresses import address_of
from mentorship.ui.forms import id_in
from mentorship.ui.paging import page_by_key
from programs.actions import set_availability
from programs.models import Enrolment
from programs.queries import approved_parts

BY_NAME = ["member__family_name", "member__given_name", "id"]


@require_GET
@require_internal
def directory(request: TenantRequest) -> HttpResponse:
    """Mentors of the programs that this person looks for one in, and what they have asked."""
    seekers = queries.seekers(request.member)
    wanted = id_in(request.GET.get("as", ""))
    seeker = next((each for each in seekers if each.pk == wanted), seekers[0] if seekers else None)
    context: dict[str, Any] = {
        "seekers": seekers,
        "seeker": seeker,
        "requests": queries.requests_of(seekers),
        "waiting": queries.waiting_for_mentor(approved_parts(request.member)),
        "parts": queries.mentoring_parts(request.member),
        "availability": AvailabilityForm(),
    }
    if seeker:
        words = request.GET.get("q", "").strip()
        found = queries.mentors(
            seeker,
            on=timezone.localdate(),
            words=words,
            department=request.GET.get("department", ""),
            language=request.GET.get("language", ""),
            everybody=request.GET.get("free") == "all",
        )
        keys = ["-fit", "id"] if words else BY_NAME
        context |= {
            "page": page_by_key(found, keys=keys, after=request.GET.get("after", "")),
            "departments": [(name, name) for name in departments(request.organization)],
            "languages": [(name, name) for name in queries.languages_of(seeker)],
            "topics": set(seeker.topics or request.member.skills),
            "asked": {
                each.mentor_id for each in context["requests"] if each.state in ("asked", "waiting")
            },
        }
    return render(request, "matching/directory.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Write to a mentor; without anybody asked before they are asked at once."""
    mentor = get_object_or_404(
        Enrolment.objects.select_related("member", "program"),
        organization=request.organization,
        pk=pk,
        role="mentor",
    )
    seekers = queries.seekers(request.member)
    seeker = next((each for each in seekers if each.program_id == mentor.program_id), None)
    if seeker is None:
        raise Http404
    form = AskForm(request.POST or None)
    asked = queries.requests_of([seeker])
    if (
        request.method == "GET"
        and sum(each.state in actions.OPEN for each in asked) >= actions.CHOICES_AT_MOST
    ):
        messages.error(request, actions.no_choice_left())
        return redirect("matching:directory", request.organization.slug)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.ask(
                mentee=seeker,
                mentor=mentor,
                message=form.cleaned_data["message"],
                by=request.member,
                at=timezone.now(),
                on=timezone.localdate(),
            )
        except MatchingError as error:
            form.add_error(None, str(error))
        else:
            now = (
                _("%(mentor)s is asked now.") % {"mentor": mentor.member}
                if made.state == "asked"
                else _("%(mentor)s is your next choice.") % {"mentor": mentor.member}
            )
            messages.success(request, now)
            return redirect("matching:directory", request.organization.slug)
    context = {
        "mentor": mentor,
        "form": form,
        "is_next": any(each.state == "asked" for each in asked),
    }
    return render(request, "matching/ask.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def request_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    """What was asked; the mentor answers here, the mentee can take it back."""
    asked = queries.get_request(request.member, pk)
    is_mentor = asked.mentor.member_id == request.member.pk
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and not is_mentor:
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            return _answer(request, asked, form)
        except MatchingError as error:
            form.add_error(None, str(error))
    context = {"asked": asked, "is_mentor": is_mentor, "form": form}
    return render(
        request, "matching/request_detail.html", context, status=422 if form.errors else 200
    )


def _answer(request: TenantRequest, asked: Request, form: AnswerForm) -> HttpResponse:
    at, on, values = timezone.now(), timezone.localdate(), form.cleaned_data
    if values["answer"] == "accept":
        made = actions.accept(request=asked, by=request.member, at=at, on=on)
        messages.success(
            request,
            _("You mentor %(mentee)s now. Both of you get a message.")
            % {"mentee": asked.mentee.member},
        )
        return redirect(address_of("mentorship", request.organization.slug, made.pk))
    actions.decline(
        request=asked,
        reason=values["reason"],
        words=values["words"],
        until=values["until"],
        by=request.member,
        at=at,
        on=on,
    )
    messages.success(
        request,
        _("%(mentee)s is told kindly, and goes on to another choice.")
        % {"mentee": asked.mentee.member},
    )
    return redirect("matching:directory", request.organization.slug)


@require_POST
def request_withdraw(request: TenantRequest, pk: UUID) -> HttpResponse:
    asked = queries.get_request(request.member, pk)
    if asked.mentee.member_id != request.member.pk:
        raise Http404
    try:
        actions.withdraw(
            request=asked, by=request.member, at=timezone.now(), on=timezone.localdate()
        )
        messages.success(
            request, _("You do not ask %(mentor)s any more.") % {"mentor": asked.mentor.member}
        )
    except MatchingError as error:
        messages.error(request, str(error))
    return redirect("matching:directory", request.organization.slug)


@require_POST
def availability(request: TenantRequest, pk: UUID) -> HttpResponse:
    """Be unavailable until a day, or there again."""
    part = get_object_or_404(
        Enrolment, organization=request.organization, member=request.member, pk=pk, role="mentor"
    )
    form = AvailabilityForm(request.POST)
    if form.is_valid():
        set_availability(
            enrolment=part, until=form.cleaned_data["until"], by=request.member, at=timezone.now()
        )
        until = form.cleaned_data["until"]
        messages.success(
            request,
            _("Nobody new asks you before %(until)s.") % {"until": f"{until:%d %B %Y}"}
            if until
            else _("You are there again."),
        )
    else:
        messages.error(request, str(form.errors["until"][0]))
    return redirect("matching:directory", request.organization.slug)
