"""How often a mentorship meets: what its people say to a proposal, and what an admin sets."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mentorship.tenancy.access import require_admin
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.words import inside
from tracking import queries
from tracking.actions import shifts
from tracking.actions.errors import TrackingError
from tracking.forms import cadence as forms
from tracking.models import CadenceProposal


@require_POST
def proposal_answer(request: TenantRequest, pk: UUID) -> HttpResponse:
    proposal = get_object_or_404(
        CadenceProposal.objects.select_related("mentorship__program"),
        organization=request.organization,
        pk=pk,
    )
    queries.get_writable_room(request.member, proposal.mentorship_id)
    form = forms.AnswerForm(request.POST)
    if form.is_valid():
        try:
            messages.success(request, _answered(request, proposal, form))
        except TrackingError as error:
            messages.error(request, str(error))
    else:
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
    return redirect("tracking:mentorship", request.organization.slug, proposal.mentorship_id)


def _answered(request: TenantRequest, proposal: CadenceProposal, form: forms.AnswerForm) -> str:
    """Do what was answered, and say so."""
    by, at, values = request.member, timezone.now(), form.cleaned_data
    stages = {
        "new": inside(proposal.get_to_stage_display()),
        "old": inside(proposal.get_from_stage_display()),
    }
    match values["answer"]:
        case forms.ACCEPT:
            shifts.accept_shift(proposal=proposal, by=by, at=at)
            return _("You meet %(new)s from now on.") % stages
        case forms.PUT_OFF:
            weeks = values["weeks"] or shifts.USUAL_WEEKS_OFF
            shifts.put_off_shift(proposal=proposal, weeks=weeks, by=by, at=at)
            words = ngettext("Put off for %(weeks)d week.", "Put off for %(weeks)d weeks.", weeks)
            return words % {"weeks": weeks}
        case forms.DECLINE:
            shifts.decline_shift(proposal=proposal, reason=values["reason"], by=by, at=at)
            return _("Declined. You go on meeting %(old)s.") % stages
        case forms.OBJECT:
            shifts.object_to_shift(proposal=proposal, by=by, at=at)
            return _("You meet %(old)s as before. The others are told.") % stages
        case _:
            shifts.undo_shift(proposal=proposal, by=by, at=at)
            return _("Taken back. You meet %(old)s as before.") % stages


@require_http_methods(["GET", "POST"])
@require_admin
def cadence_set(request: TenantRequest, pk: UUID) -> HttpResponse:
    room = queries.get_room(request.member, pk)
    history = queries.stages(room.mentorship)
    form = forms.SetCadenceForm(
        request.POST or None, initial={"stage": history[0].stage if history else ""}
    )
    if request.method == "POST" and form.is_valid():
        try:
            shifts.set_cadence(
                mentorship=room.mentorship,
                by=request.member,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The cadence is set. Its people are told."))
            return redirect("tracking:mentorship", request.organization.slug, pk)
    context = {"room": room, "mentorship": room.mentorship, "form": form}
    return render(request, "tracking/cadence_set.html", context, status=422 if form.errors else 200)
