from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from matching.actions.endings import end_mentorship, leave_group
from matching.actions.errors import MatchingError
from matching.enums import MentorshipState
from matching.rules import is_last
from mentorship.tenancy.models import Member
from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.forms import id_in
from mentorship.ui.paging import page_by_key
from mentorship.ui.tables import as_csv
from mentorship.ui.words import joined
from programs.enums import Stage
from programs.queries import programs_seen_by
from tracking import forms, queries, rules
from tracking.actions import items
from tracking.actions.errors import TrackingError
from tracking.enums import GoalState, Health, SessionState
from tracking.models import ActionItem
from tracking.notices import notices_for
from tracking.queries import slots
from tracking.queries.series import repeating
from tracking.smart import hints
from tracking.views.plans import items_form
from tracking.words import HINTS
from tracking.words.goals import figures_of, standing
from tracking.words.health import next_step

EXPORT_AT_MOST = 50_000
CLOSED = {GoalState.DECLINED, GoalState.DROPPED}


@require_GET
def mentorship_list(request: TenantRequest) -> HttpResponse:
    get = request.GET
    found = queries.mentorship_list(
        request.member,
        program=id_in(get.get("program", "")),
        health=get.get("health", ""),
        state=get.get("state", ""),
        stage=get.get("stage", ""),
        words=get.get("q", ""),
    )
    if get.get("format") == "csv":
        return as_csv(
            CSV_COLUMNS, (_csv_row(each) for each in found[:EXPORT_AT_MOST]), name="mentorships"
        )
    context = {
        "page": page_by_key(
            found.values(*queries.LIST_FIELDS), keys=["-id"], after=get.get("after", "")
        ),
        "programs": programs_seen_by(request.member)
        .order_by("name")
        .values_list("id", "name")[:100],
        "healths": Health.choices,
        "states": MentorshipState.choices,
        "stages": Stage.choices,
    }
    return render(request, "tracking/mentorship_list.html", context)


CSV_COLUMNS = [
    gettext_lazy("Mentorship"),
    gettext_lazy("Program"),
    gettext_lazy("State"),
    gettext_lazy("Cadence"),
    gettext_lazy("Health"),
    gettext_lazy("Sessions held"),
    gettext_lazy("Last met"),
    gettext_lazy("Open action items"),
]


def _csv_row(mentorship: object) -> list[object]:
    pulse = getattr(mentorship, "pulse", None)
    row = [mentorship.title, mentorship.program.name, mentorship.get_state_display()]  # type: ignore[attr-defined]
    if pulse is None:
        return [*row, "", "", 0, "", 0]
    last = timezone.localtime(pulse.last_held_at).date().isoformat() if pulse.last_held_at else ""
    return [
        *row,
        pulse.get_stage_display(),
        pulse.get_health_display(),
        pulse.sessions_held,
        last,
        pulse.open_actions,
    ]


@require_GET
def mentorship_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    room = queries.get_room(request.member, pk)
    today, history = timezone.localdate(), queries.stages(room.mentorship)
    goals_found = queries.goals(room)
    sessions = queries.thread(room, request.member, after=request.GET.get("after", ""))
    items_found = queries.open_items(room, goals_found, sessions.rows)
    _show_items(items_found, room, request.member)
    agreed = [goal for goal in goals_found if goal.state == GoalState.AGREED]
    for part in room.participants:
        part.can_leave = rules.can_take_out(  # type: ignore[attr-defined]
            request.member, room.mentorship, part, room.participants
        )
    _show_goals(goals_found, room, request.member)
    context = {
        "room": room,
        "notices": notices_for(request.member, at=timezone.now(), mentorship=room.mentorship),
        "mentorship": room.mentorship,
        "program": room.mentorship.program,
        "repeating": repeating(sessions.rows, at=timezone.now(), zone=request.member.zone),
        "today": today,
        "now": timezone.now(),
        "goals": [each for each in goals_found if each.state not in CLOSED],
        "closed_goals": [each for each in goals_found if each.state in CLOSED],
        "items": items_found,
        "formset": items_form(request, room, agreed) if room.can_write else None,
        "sessions": sessions,
        "session_states": SessionState.choices,
        "shifting": queries.shifting(room.mentorship, request.member, history, at=timezone.now()),
        "stages": history,
        "progress": queries.latest_progress(room, request.member),
        "first_stage": queries.policy_of(room.mentorship.program),
        "usually": slots.usually(slots.preferences_of(room), request.member.zone),
        "pulse": (pulse := getattr(room.mentorship, "pulse", None)),
        "next_step": next_step(pulse, is_own=room.mine is not None),
        "can_write_letter": rules.can_write_letter(
            request.member, room.mentorship, room.participants
        ),
        "can_end": request.member.is_admin and room.mentorship.state == MentorshipState.ACTIVE,
    }
    return render(request, "tracking/mentorship_detail.html", context)


def _show_items(items_found: list[Any], room: queries.Room, member: Member) -> None:
    """What a row says of each: what it lacks, who does it, whether this member may change it."""
    everybody = joined([part.member.name for part in room.participants])
    for item in items_found:
        lacking = hints(
            text=item.text,
            measure=item.measure,
            achievable=item.achievable,
            has_goal=item.goal_id is not None,
            due_on=item.due_on,
            today=item.created_at.date(),
        )
        item.hints = [HINTS[name] for name in lacking]
        item.figures = figures_of(item)
        item.who = everybody if item.is_shared else item.owner.name
        item.may_change = rules.can_change_item(member, item)


def _show_goals(goals_found: list[Any], room: queries.Room, member: Member) -> None:
    """What a row says of each: what was changed, where it stands, whether it waits for them."""
    changes = queries.changes_of(goals_found)
    for goal in goals_found:
        goal.changes, goal.standing = changes.get(goal.pk, []), standing(goal)
        goal.can_agree = room.can_write and rules.can_agree(member, goal, room.participants)


@require_http_methods(["GET", "POST"])
def mentorship_end(request: TenantRequest, pk: UUID) -> HttpResponse:
    room = queries.get_room(request.member, pk)
    if room.mentorship.state != MentorshipState.ACTIVE:
        messages.info(request, _("This mentorship has ended already."))
        return redirect("tracking:mentorship", request.organization.slug, pk)
    if not request.member.is_admin:
        raise Http404
    form = forms.EndForm(request.POST or None)
    if room.is_group:
        form.fields["rematch"].label = _("If it ends early: look for other groups for the mentees")
        form.fields["never"].label = _("Never match this mentor with these mentees again")
    if room.is_peer:
        form.fields["rematch"].label = _(
            "If it ends early: look for somebody else for each of them"
        )
        form.fields["never"].label = _("Never match these people with each other again")
    if request.method == "POST" and form.is_valid():
        try:
            end_mentorship(
                mentorship=room.mentorship,
                by=request.member,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except MatchingError as error:
            form.add_error(None, str(error))
        else:
            messages.success(
                request, _("The mentorship has ended. Its notes stay with its people.")
            )
            return redirect("tracking:mentorship", request.organization.slug, pk)
    context = {"room": room, "mentorship": room.mentorship, "form": form}
    return render(
        request, "tracking/mentorship_end.html", context, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def group_leave(request: TenantRequest, pk: UUID, part_pk: UUID) -> HttpResponse:
    """A mentee leaves their group, or the mentor or an admin takes them out."""
    room = queries.get_room(request.member, pk)
    part = next((each for each in room.participants if each.pk == part_pk), None)
    if part is None and room.mentorship.participants.filter(pk=part_pk).exists():
        messages.info(request, _("They have left the group already."))
        return redirect("tracking:mentorship", request.organization.slug, pk)
    if part is None or not rules.can_take_out(
        request.member, room.mentorship, part, room.participants
    ):
        raise Http404
    form, is_mine = forms.LeaveForm(request.POST or None), part.member_id == request.member.pk
    if room.is_peer:
        form.fields["rematch"].label = _("Look for other people to meet")
        form.fields["never"].label = _("Never match them with these people again")
    if request.method == "POST" and form.is_valid():
        try:
            leave_group(part=part, by=request.member, at=timezone.now(), **form.cleaned_data)
        except MatchingError as error:
            form.add_error(None, str(error))
        else:
            theirs = _("%(person)s has left the group.") % {"person": part.member}
            messages.success(request, _("You have left the group.") if is_mine else theirs)
            if is_mine and not request.member.is_admin:
                return redirect("tracking:mentorships", request.organization.slug)
            return redirect("tracking:mentorship", request.organization.slug, pk)
    context = {
        "room": room,
        "mentorship": room.mentorship,
        "form": form,
        "part": part,
        "is_mine": is_mine,
        "is_last": is_last(part, room.participants),
    }
    return render(request, "tracking/group_leave.html", context, status=422 if form.errors else 200)


@require_POST
def item_toggle(request: TenantRequest, pk: UUID) -> HttpResponse:
    item = get_object_or_404(
        ActionItem.objects.select_related("mentorship__program"),
        organization=request.organization,
        pk=pk,
    )
    queries.get_writable_room(request.member, item.mentorship_id)
    is_done = request.POST.get("done") == "1"
    try:
        items.set_done(item=item, is_done=is_done, by=request.member, at=timezone.now())
        words = _("“%(item)s” is done.") if is_done else _("“%(item)s” is open again.")
        messages.success(request, words % {"item": item.text})
    except TrackingError as error:
        messages.error(request, str(error))
    if request.POST.get("from") == "home":
        return redirect("home", request.organization.slug)
    return redirect("tracking:mentorship", request.organization.slug, item.mentorship_id)
