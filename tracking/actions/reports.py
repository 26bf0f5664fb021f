"""How far goals are: what people report, with what shows it."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext

from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.goals import lock_goal, url_of_goal
from tracking.actions.sessions import lock_for
from tracking.enums import GoalState
from tracking.measures import DONE, YES_NO, percent_of, value_problem
from tracking.models import Goal, GoalProgress
from tracking.words.goals import problem

ALL_OF_IT = Decimal(100)


@transaction.atomic
def report_progress(
    *, goal: Goal, value: Decimal, by: Member, at: datetime, note: str = ""
) -> Goal:
    """`value` is in the goal's unit, in percent where it has no measure. Where the target is
    reached the goal is achieved, and before it is open again. Raises TrackingError.
    """
    mentorship, people = lock_for(goal.mentorship, by)
    locked = lock_goal(goal)
    _check_agreed(locked)
    was_achieved = locked.state == GoalState.ACHIEVED
    _report(locked, value, note, by=by, at=at)
    details = {"goal": str(goal.pk), "percent": locked.progress_percent}
    record(by=by, action="goal.progress", subject=mentorship, at=at, **details)
    if locked.state == GoalState.ACHIEVED and not was_achieved:
        _tell_achieved(locked, people, by=by, at=at)
    return locked


@transaction.atomic
def achieve_goal(*, goal: Goal, by: Member, at: datetime, note: str = "") -> Goal:
    """It is reached, also short of its target: how far it came stays as it was reported. Raises
    TrackingError.
    """
    mentorship, people = lock_for(goal.mentorship, by)
    locked = lock_goal(goal)
    if not rules.can_move_goal("achieve", locked):
        raise TrackingError(gettext("Agree on the goal first."))
    if not locked.measure.leads:
        _report(locked, DONE if locked.measure_kind == YES_NO else ALL_OF_IT, note, by=by, at=at)
    locked.state, locked.achieved_at = GoalState.ACHIEVED, at
    locked.save(update_fields=["state", "achieved_at"])
    record(by=by, action="goal.achieved", subject=mentorship, at=at, goal=str(goal.pk))
    _tell_achieved(locked, people, by=by, at=at)
    return locked


def _check_agreed(goal: Goal) -> None:
    if not rules.can_move_goal("progress", goal):
        raise TrackingError(gettext("Agree on the goal first."))


def _report(goal: Goal, value: Decimal, note: str, *, by: Member, at: datetime) -> None:
    if wrong := value_problem(goal.measure_kind, value):
        raise TrackingError(problem(wrong))
    percent = percent_of(goal.measure, value)
    GoalProgress.objects.create(
        organization_id=goal.organization_id,
        goal=goal,
        measure_kind=goal.measure_kind,
        value=value,
        percent=percent,
        note=note,
        by=by,
        at=at,
    )
    goal.current = value if goal.measure_kind else None
    goal.progress_percent = percent
    is_reached = percent == ALL_OF_IT
    goal.state = GoalState.ACHIEVED if is_reached else GoalState.AGREED
    goal.achieved_at = at if is_reached else None
    goal.save(update_fields=["current", "progress_percent", "state", "achieved_at"])


def _tell_achieved(goal: Goal, people: list[Member], *, by: Member, at: datetime) -> None:
    owe(
        kind="goal_achieved",
        subject=goal,
        recipients=[person for person in people if person != by],
        at=at,
        occurrence=at.isoformat(),
        other=by.name,
        goal=goal.statement,
        url=url_of_goal(goal, goal.mentorship),
    )
