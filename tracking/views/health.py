"""Which mentorships need somebody, and what a program counts as a sign of it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.forms import id_in
from mentorship.ui.paging import page_by_key
from programs.enums import ProgramState
from programs.queries import programs_seen_by
from tracking import queries
from tracking.actions import health
from tracking.actions.errors import TrackingError
from tracking.forms.health import HealthPolicyForm
from tracking.words.health import ADMIN_STEPS


@require_GET
@require_admin
def attention(request: TenantRequest) -> HttpResponse:
    """What needs a program admin most, first."""
    program = id_in(request.GET.get("program", ""))
    found = queries.needing_attention(request.member, program=program)
    page = page_by_key(found, keys=["-pulse__urgency", "-id"], after=request.GET.get("after", ""))
    for mentorship in page.rows:
        mentorship.step = ADMIN_STEPS.get(mentorship.pulse.health_reason.get("code"), "")
    context = {
        "page": page,
        "programs": programs_seen_by(request.member)
        .exclude(state=ProgramState.ARCHIVED)
        .values_list("pk", "name"),
        "waiting": queries.open_concerns(request.member).count(),
    }
    return render(request, "tracking/attention.html", context)


@require_POST
@require_admin
def mentorship_nudge(request: TenantRequest, pk: UUID) -> HttpResponse:
    room = queries.get_room(request.member, pk)
    try:
        number = health.nudge_mentorship(
            mentorship=room.mentorship, by=request.member, at=timezone.now()
        )
    except TrackingError as error:
        messages.error(request, str(error))
    else:
        words = ngettext("%(number)d person is asked.", "%(number)d people are asked.", number)
        messages.success(request, words % {"number": number})
    return redirect("tracking:attention", request.organization.slug)


@require_http_methods(["GET", "POST"])
def health_policy(request: TenantRequest, pk: UUID) -> HttpResponse:
    """How health is read in a program: for everybody who sees it; admins change it."""
    program = get_object_or_404(programs_seen_by(request.member), pk=pk)
    may_change = request.member.is_admin and program.state != ProgramState.ARCHIVED
    form = HealthPolicyForm(request.POST or None, initial=queries.weights_of(program))
    if request.method == "POST" and not may_change:
        raise Http404
    if request.method == "POST" and form.is_valid():
        health.set_health_policy(
            program=program, weights=form.cleaned_data, by=request.member, at=timezone.now()
        )
        messages.success(request, _("Saved. Every mentorship is read by it within the hour."))
        return redirect("tracking:health-policy", request.organization.slug, pk)
    context = {"program": program, "form": form, "may_change": may_change}
    return render(
        request, "tracking/health_policy.html", context, status=422 if form.errors else 200
    )
