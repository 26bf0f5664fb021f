"""Goals that both agree, and the action items that serve them."""

from datetime import date, datetime

from django.db import transaction

from matching.models import Mentorship
from matching.queries import participants
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.pulse import refresh_pulse
from tracking.actions.sessions import lock_for, url_of
from tracking.enums import GoalState
from tracking.models import ActionItem, Goal


@transaction.atomic
def propose_goal(
    *, mentorship: Mentorship, statement: str, due_on: date, by: Member, at: datetime, why: str = ""
) -> Goal:
    """Raises TrackingError where the mentorship has ended."""
    mentorship, _ = lock_for(mentorship, by)
    people = participants(mentorship)
    goal = Goal.objects.create(
        organization_id=mentorship.organization_id, mentorship=mentorship, statement=statement, why=why, due_on=due_on,
        proposed_by=by, proposed_at=at,
    )  # fmt: skip
    record(by=by, action="goal.proposed", subject=mentorship, at=at, goal=str(goal.pk))
    others = [part.member for part in people if rules.can_agree(part.member, goal, people)]
    owe(
        kind="goal_proposed", subject=goal, recipients=others, at=at, other=by.name, goal=statement,
        url=url_of(mentorship),
    )  # fmt: skip
    return goal


@transaction.atomic
def agree_goal(*, goal: Goal, by: Member, at: datetime) -> Goal:
    """The other side says yes. Raises TrackingError for one's own goal, or one that is not open."""
    lock_for(goal.mentorship, by)
    locked = Goal.objects.select_for_update(no_key=True, of=("self",)).select_related("mentorship").get(pk=goal.pk)
    if not rules.can_agree(by, locked, participants(locked.mentorship)):
        raise TrackingError("The other side agrees to a goal, once.")
    locked.state, locked.agreed_by, locked.agreed_at = GoalState.AGREED, by, at
    locked.save(update_fields=["state", "agreed_by", "agreed_at"])
    record(by=by, action="goal.agreed", subject=locked.mentorship, at=at, goal=str(goal.pk))
    return locked


@transaction.atomic
def set_progress(*, goal: Goal, percent: int, by: Member, at: datetime) -> Goal:
    """0 to 100; at 100 the goal is achieved, and below it is open again. Raises TrackingError."""
    lock_for(goal.mentorship, by)
    locked = Goal.objects.select_for_update(no_key=True, of=("self",)).select_related("mentorship").get(pk=goal.pk)
    if locked.state not in (GoalState.AGREED, GoalState.ACHIEVED):
        raise TrackingError("Agree on the goal first.")
    locked.progress_percent = percent
    locked.state = GoalState.ACHIEVED if percent == 100 else GoalState.AGREED
    locked.achieved_at = at if percent == 100 else None
    locked.save(update_fields=["progress_percent", "state", "achieved_at"])
    record(by=by, action="goal.progress", subject=locked.mentorship, at=at, goal=str(goal.pk), percent=percent)
    return locked


@transaction.atomic
def set_done(*, item: ActionItem, is_done: bool, by: Member, at: datetime) -> ActionItem:
    """Check an item off, or take the check back. Doing it twice changes nothing. Raises TrackingError."""
    lock_for(item.mentorship, by)
    changed = ActionItem.objects.filter(pk=item.pk, done_at__isnull=is_done).update(done_at=at if is_done else None)
    item.refresh_from_db()
    if changed:
        record(
            by=by, action="action.done" if is_done else "action.reopened", subject=item.mentorship, at=at,
            item=str(item.pk),
        )  # fmt: skip
        refresh_pulse(mentorship=item.mentorship, at=at)
    return item
