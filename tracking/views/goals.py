"""Goals: proposed, agreed, changed, declined and dropped, and how far they are."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mentorship.tenancy.requests import TenantRequest
from mentorship.ui.charts import Point, line_chart
from mentorship.versions import OvertakenError
from tracking import queries, rules
from tracking.actions import goals, reports
from tracking.actions.errors import TrackingError
from tracking.enums import GoalState, MeasureKind
from tracking.forms import goals as goal_forms
from tracking.models import Goal, GoalProgress
from tracking.suggestions import BY_KEY, of_topic
from tracking.words import goals as goal_words


@require_http_methods(["GET", "POST"])
def goal_new(request: TenantRequest, pk: UUID) -> HttpResponse:
    room = queries.get_writable_room(request.member, pk)
    form = goal_forms.GoalForm(
        request.POST or None,
        initial=_suggested(request),
        program_goals=queries.program_goals_of(room.mentorship),
    )
    if request.method == "POST" and form.is_valid():
        try:
            goals.propose_goal(
                mentorship=room.mentorship,
                by=request.member,
                at=timezone.now(),
                **form.cleaned_data,
            )
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            words = _("Your goal is proposed. It counts as soon as it is agreed to.")
            messages.success(request, words)
            return redirect("tracking:mentorship", request.organization.slug, pk)
    return _new_page(request, room, form)


def _new_page(
    request: TenantRequest, room: queries.Room, form: goal_forms.GoalForm
) -> HttpResponse:
    context = {
        "room": room,
        "mentorship": room.mentorship,
        "form": form,
        "topics": queries.topics_of(room),
        "suggestions": queries.suggestions_for(room, on=timezone.localdate()),
        "to_bring": queries.goals_to_bring(room, request.member),
    }
    return render(request, "tracking/goal_new.html", context, status=422 if form.errors else 200)


def _suggested(request: TenantRequest) -> dict[str, Any]:
    """What a suggestion that was chosen fills the form with."""
    topic = request.GET.get("topic", "").strip()[:160]
    found = of_topic(topic) if topic else BY_KEY.get(request.GET.get("suggestion", ""))
    return goal_forms.values_of_suggestion(found) if found else {}


@require_GET
def goal_detail(request: TenantRequest, pk: UUID) -> HttpResponse:
    goal, room = queries.get_goal(request.member, pk)
    form = goal_forms.ProgressForm(goal=goal)
    return _goal_page(request, goal, room, form)


def _goal_page(
    request: TenantRequest, goal: Goal, room: queries.Room, form: goal_forms.ProgressForm
) -> HttpResponse:
    found = queries.reports_of(goal)
    context = {
        "room": room,
        "mentorship": room.mentorship,
        "goal": goal,
        "form": form,
        "changes": queries.changes_of([goal]).get(goal.pk, []),
        "standing": goal_words.standing(goal),
        "reports": [(each, _told(each, goal)) for each in reversed(found)],
        "chart": _chart(goal, found),
        "places": queries.places_for(goal, request.member),
        "can_agree": room.can_write and rules.can_agree(request.member, goal, room.participants),
        "can": {
            move: room.can_write and rules.can_move_goal(move, goal) for move in rules.GOAL_MOVES
        },
    }
    return render(request, "tracking/goal_detail.html", context, status=422 if form.errors else 200)


def _told(report: GoalProgress, goal: Goal) -> str:
    unit = goal.unit if report.measure_kind == goal.measure_kind else ""
    return goal_words.amount(report.value, kind=report.measure_kind, unit=unit)


def _chart(goal: Goal, found: list[GoalProgress]) -> SafeString | str:
    """The reports in the unit that the goal has now; none below two, which a line needs."""
    rows = [report for report in found if report.measure_kind == goal.measure_kind]
    if len(rows) < 2 or goal.measure_kind == MeasureKind.YES_NO:
        return ""
    points = [
        Point(
            at=report.at,
            value=float(report.value),
            label=str(date_format(timezone.localtime(report.at), "j M")),
            text=goal_words.amount(report.value, kind=report.measure_kind),
        )
        for report in rows
    ]
    baseline, target = goal.baseline, goal.target
    words = _("Target: %(target)s")
    told = goal_words.amount(target, kind=goal.measure_kind) if target is not None else "100 %"
    return line_chart(
        points,
        title=_("Progress of “%(goal)s”") % {"goal": goal.statement},
        baseline=float(baseline) if baseline is not None else 0,
        target=float(target) if target is not None else 100,
        target_text=words % {"target": told},
    )


@require_http_methods(["GET", "POST"])
def goal_edit(request: TenantRequest, pk: UUID) -> HttpResponse:
    goal, room = _goal(request, pk)
    now = goal_forms.values_of_goal(goal)
    form = goal_forms.GoalChangeForm(
        request.POST or None,
        initial=goal_forms.shown(now),
        read_from=now,
        program_goals=queries.program_goals_of(room.mentorship),
    )
    if request.method == "POST" and form.is_valid() and _changed(request, goal, form):
        messages.success(
            request, _("The goal is changed. It counts once the other side agrees to it.")
        )
        return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    context = {
        "room": room,
        "mentorship": room.mentorship,
        "goal": goal,
        "form": form,
        "topics": queries.topics_of(room),
    }
    return render(request, "tracking/goal_edit.html", context, status=422 if form.errors else 200)


def _changed(request: TenantRequest, goal: Goal, form: goal_forms.GoalChangeForm) -> bool:
    try:
        goals.change_goal(goal=goal, by=request.member, at=timezone.now(), **form.cleaned_data)
    except TrackingError as error:
        form.add_error(None, str(error))
        return False
    except OvertakenError as error:
        form.overtaken(error)
        return False
    return True


@require_POST
def goal_agree(request: TenantRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, goals.agree_goal, _("You have agreed on the goal."))


@require_http_methods(["GET", "POST"])
def goal_close(request: TenantRequest, pk: UUID, state: str) -> HttpResponse:
    """Decline or drop it, with a reason."""
    goal, room = _goal(request, pk)
    is_declined = state == GoalState.DECLINED
    close = goals.decline_goal if is_declined else goals.drop_goal
    form = (goal_forms.DeclineForm if is_declined else goal_forms.DropForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            close(goal=goal, by=request.member, at=timezone.now(), **form.cleaned_data)
        except TrackingError as error:
            form.add_error(None, str(error))
        else:
            declined = _("You have declined the goal. The others read why.")
            messages.success(request, declined if is_declined else _("The goal is dropped."))
            return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)
    context = {
        "room": room,
        "mentorship": room.mentorship,
        "goal": goal,
        "form": form,
        "is_declined": is_declined,
    }
    return render(request, "tracking/goal_close.html", context, status=422 if form.errors else 200)


@require_POST
def goal_reopen(request: TenantRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, goals.reopen_goal, _("The goal is open again."))


@require_POST
def goal_achieve(request: TenantRequest, pk: UUID) -> HttpResponse:
    return _do(request, pk, reports.achieve_goal, _("The goal is achieved. Tell each other how."))


@require_POST
def goal_progress(request: TenantRequest, pk: UUID) -> HttpResponse:
    goal, room = _goal(request, pk)
    form = goal_forms.ProgressForm(request.POST, goal=goal)
    if not form.is_valid():
        return _goal_page(request, goal, room, form)
    try:
        reports.report_progress(
            goal=goal, by=request.member, at=timezone.now(), **form.cleaned_data
        )
        messages.success(request, _("The progress is noted."))
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:goal", request.organization.slug, goal.pk)


@require_POST
def goal_bring(request: TenantRequest, pk: UUID, goal_pk: UUID) -> HttpResponse:
    """Bring a goal of an ended mentorship into this one."""
    room = queries.get_writable_room(request.member, pk)
    found = Goal.objects.select_related("mentorship")
    goal = get_object_or_404(found, organization=request.organization, pk=goal_pk)
    if not queries.may_bring(request.member, goal, room.mentorship):
        raise Http404
    try:
        goals.carry_goal(
            goal=goal, mentorship=room.mentorship, by=request.member, at=timezone.now()
        )
        messages.success(request, _("The goal comes along. It counts once it is agreed to."))
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:mentorship", request.organization.slug, pk)


def _do(request: TenantRequest, pk: UUID, act: Callable[..., Goal], words: str) -> HttpResponse:
    goal, room = _goal(request, pk)
    try:
        act(goal=goal, by=request.member, at=timezone.now())
        messages.success(request, words)
    except TrackingError as error:
        messages.error(request, str(error))
    return redirect("tracking:mentorship", request.organization.slug, room.mentorship.pk)


def _goal(request: TenantRequest, pk: UUID) -> tuple[Goal, queries.Room]:
    goal = get_object_or_404(Goal, organization=request.organization, pk=pk)
    room = queries.get_writable_room(request.member, goal.mentorship_id)
    goal.mentorship = room.mentorship
    return goal, room
