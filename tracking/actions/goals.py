"""Goals that both agree, and the action items that serve them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext

from matching.models import Mentorship
from matching.queries import participants
from mentorship import versions
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.pulse import refresh_pulse
from tracking.actions.sessions import lock_for, url_of
from tracking.actions.written import forget_revisions, keep_revision
from tracking.enums import GoalState, Written
from tracking.models import ActionItem, Goal


@transaction.atomic
def propose_goal(
    *, mentorship: Mentorship, statement: str, due_on: date, by: Member, at: datetime, why: str = ""
) -> Goal:
    """Raises TrackingError where the mentorship has ended."""
    mentorship, _ = lock_for(mentorship, by)
    people = participants(mentorship)
    goal = Goal.objects.create(
        organization_id=mentorship.organization_id,
        mentorship=mentorship,
        statement=statement,
        why=why,
        due_on=due_on,
        proposed_by=by,
        proposed_at=at,
    )
    record(by=by, action="goal.proposed", subject=mentorship, at=at, goal=str(goal.pk))
    others = [part.member for part in people if rules.can_agree(part.member, goal, people)]
    owe(
        kind="goal_proposed",
        subject=goal,
        recipients=others,
        at=at,
        other=by.name,
        goal=statement,
        url=url_of(mentorship),
    )
    return goal


@transaction.atomic
def agree_goal(*, goal: Goal, by: Member, at: datetime) -> Goal:
    """The other side says yes. Raises TrackingError for one's own goal, or one that is not open."""
    lock_for(goal.mentorship, by)
    locked = (
        Goal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("mentorship")
        .get(pk=goal.pk)
    )
    if not rules.can_agree(by, locked, participants(locked.mentorship)):
        raise TrackingError(gettext("The other side agrees to a goal, once."))
    locked.state, locked.agreed_by, locked.agreed_at = GoalState.AGREED, by, at
    locked.save(update_fields=["state", "agreed_by", "agreed_at"])
    record(by=by, action="goal.agreed", subject=locked.mentorship, at=at, goal=str(goal.pk))
    return locked


@transaction.atomic
def change_goal(*, goal: Goal, by: Member, at: datetime, read: str = "", **values: Any) -> Goal:
    """Write the goal anew: it counts once the other side agrees to it as it is now.

    Raises TrackingError for one that is achieved or dropped, and OvertakenError.
    """
    mentorship, _ = lock_for(goal.mentorship, by)
    locked = Goal.objects.select_for_update(no_key=True).get(pk=goal.pk)
    if locked.state not in (GoalState.PROPOSED, GoalState.AGREED):
        raise TrackingError(gettext("This goal is achieved or dropped. Propose a new one."))
    stored = {name: getattr(locked, name) for name in values}
    values = versions.merge(read=read, given=values, stored=stored)
    if values == stored:
        return locked
    for name, value in values.items():
        setattr(locked, name, value)
    locked.state, locked.proposed_by, locked.agreed_by, locked.agreed_at = (
        GoalState.PROPOSED,
        by,
        None,
        None,
    )
    locked.save(update_fields=[*values, "state", "proposed_by", "agreed_by", "agreed_at"])
    record(by=by, action="goal.changed", subject=mentorship, at=at, goal=str(goal.pk))
    people = participants(mentorship)
    owe(
        kind="goal_proposed",
        subject=locked,
        recipients=[part.member for part in people if rules.can_agree(part.member, locked, people)],
        at=at,
        occurrence=at.isoformat(),
        other=by.name,
        goal=locked.statement,
        url=url_of(mentorship),
    )
    return locked


@transaction.atomic
def change_item(
    *, item: ActionItem, by: Member, at: datetime, read: str = "", **values: Any
) -> ActionItem:
    """Write an open action item anew; `goal` and `owner` are ids of this mentorship's.

    Raises TrackingError, and OvertakenError where somebody else changed the same.
    """
    mentorship, people = lock_for(item.mentorship, by)
    locked = ActionItem.objects.select_for_update(no_key=True).get(pk=item.pk)
    if locked.done_at:
        raise TrackingError(
            gettext("This action item is done. Take the check back before you change it.")
        )
    _check_may_change(locked, by)
    stored = {name: _written(locked, name) for name in values}
    values = versions.merge(read=read, given=values, stored=stored)
    if values == stored:
        return locked
    if values["owner"] not in {str(person.pk) for person in people}:
        raise TrackingError(
            gettext("They take no part in this mentorship any more. Choose somebody else.")
        )
    locked.owner_id, locked.goal_id = (
        UUID(values["owner"]),
        UUID(values["goal"]) if values["goal"] else None,
    )
    keep_revision(locked, kind=Written.ITEM, text=_in_lines(stored), by=by, at=at)
    names = ("text", "measure", "achievable", "due_on")
    for name in names:
        setattr(locked, name, values[name])
    locked.edited_at = at
    locked.save(update_fields=[*names, "owner", "goal", "edited_at"])
    record(by=by, action="action.changed", subject=mentorship, at=at, item=str(item.pk))
    return locked


@transaction.atomic
def delete_item(*, item: ActionItem, by: Member, at: datetime) -> None:
    """By who wrote it or does it, with its history. Raises TrackingError."""
    mentorship, _ = lock_for(item.mentorship, by)
    locked = ActionItem.objects.select_for_update(no_key=True).filter(pk=item.pk).first()
    if locked is None:
        raise TrackingError(gettext("This was deleted meanwhile."))
    _check_may_change(locked, by)
    record(by=by, action="action.deleted", subject=mentorship, at=at, item=str(locked.pk))
    forget_revisions(locked.pk)
    locked.delete()
    refresh_pulse(mentorship=mentorship, at=at)


def _check_may_change(item: ActionItem, by: Member) -> None:
    if not rules.can_change_item(by, item):
        raise TrackingError(gettext("Only who wrote it or does it can change it."))


def _in_lines(values: dict[str, Any]) -> str:
    """The item as it is kept in its history."""
    lines = (str(values[name] or "") for name in ("text", "measure", "achievable", "due_on"))
    return "\n".join(line for line in lines if line)


def _written(item: ActionItem, name: str) -> Any:
    """A field of the item as the form has it: references as their ids, nothing as empty text."""
    return (
        str(getattr(item, f"{name}_id") or "") if name in ("goal", "owner") else getattr(item, name)
    )


@transaction.atomic
def set_progress(*, goal: Goal, percent: int, by: Member, at: datetime) -> Goal:
    """0 to 100; at 100 the goal is achieved, and below it is open again. Raises TrackingError."""
    lock_for(goal.mentorship, by)
    locked = (
        Goal.objects.select_for_update(no_key=True, of=("self",))
        .select_related("mentorship")
        .get(pk=goal.pk)
    )
    if locked.state not in (GoalState.AGREED, GoalState.ACHIEVED):
        raise TrackingError(gettext("Agree on the goal first."))
    locked.progress_percent = percent
    locked.state = GoalState.ACHIEVED if percent == 100 else GoalState.AGREED
    locked.achieved_at = at if percent == 100 else None
    locked.save(update_fields=["progress_percent", "state", "achieved_at"])
    details = {"goal": str(goal.pk), "percent": percent}
    record(by=by, action="goal.progress", subject=locked.mentorship, at=at, **details)
    return locked


@transaction.atomic
def set_done(*, item: ActionItem, is_done: bool, by: Member, at: datetime) -> ActionItem:
    """Check an item off, or take the check back. Doing it twice changes nothing. Raises
    TrackingError.
    """
    lock_for(item.mentorship, by)
    changed = ActionItem.objects.filter(pk=item.pk, done_at__isnull=is_done).update(
        done_at=at if is_done else None
    )
    item.refresh_from_db()
    if changed:
        record(
            by=by,
            action="action.done" if is_done else "action.reopened",
            subject=item.mentorship,
            at=at,
            item=str(item.pk),
        )
        refresh_pulse(mentorship=item.mentorship, at=at)
    return item
