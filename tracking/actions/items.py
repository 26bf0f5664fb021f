"""Action items: written in a session or between two, done, put off, dropped, changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from matching.models import Mentorship
from mentorship import versions
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.goals import in_cents
from tracking.actions.pulse import refresh_pulse
from tracking.actions.sessions import lock_for, url_of
from tracking.actions.written import forget_revisions, keep_revision
from tracking.enums import Written
from tracking.models import ActionItem, Goal, Session
from tracking.words.goals import figures_of

# As an owner: everybody in the mentorship.
ALL = "all"
FIELDS = ("text", "measure", "unit", "baseline", "target", "achievable", "due_on")
REFERENCES = ("goal", "owner")


@dataclass(frozen=True)
class Item:
    """An action item as it was written down; all five SMART parts but the text may be missing. One
    that is shared is everybody's, whoever owns it.
    """

    text: str
    owner: Member
    measure: str = ""
    achievable: str = ""
    goal_id: UUID | None = None
    due_on: date | None = None
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    is_shared: bool = False


@dataclass(frozen=True)
class Review:
    """What is said of an open item when one looks back: it is done, or dropped with a reason, or
    has a new day.
    """

    item: ActionItem
    is_done: bool = False
    drop_reason: str = ""
    due_on: date | None = None


@transaction.atomic
def add_items(
    *, mentorship: Mentorship, items: Sequence[Item], by: Member, at: datetime
) -> list[ActionItem]:
    """Between two sessions. Raises TrackingError where somebody takes no part in it."""
    locked, people = lock_for(mentorship, by)
    _check_owners(items, people)
    _check_goals([item.goal_id for item in items if item.goal_id], locked)
    rows = ActionItem.objects.bulk_create(
        new_row(item, mentorship=locked, session=None, by=by, at=at) for item in items
    )
    if rows:
        record(by=by, action="action.added", subject=locked, at=at, items=len(rows))
        _tell_added(locked, items, people, by=by, at=at)
        refresh_pulse(mentorship=locked, at=at)
    return rows


def _tell_added(
    mentorship: Mentorship,
    added: Sequence[Item],
    people: Sequence[Member],
    *,
    by: Member,
    at: datetime,
) -> None:
    """Those who have something to do now that somebody else wrote down."""
    of_all = any(item.is_shared for item in added)
    owners = {item.owner.pk for item in added if not item.is_shared}
    owe(
        kind="items_added",
        subject=mentorship,
        recipients=[
            person for person in people if person != by and (of_all or person.pk in owners)
        ],
        at=at,
        occurrence=at.isoformat(),
        other=by.name,
        url=url_of(mentorship),
    )


def new_row(
    item: Item, *, mentorship: Mentorship, session: Session | None, by: Member, at: datetime
) -> ActionItem:
    return ActionItem(
        organization_id=mentorship.organization_id,
        mentorship=mentorship,
        session=session,
        owner=item.owner,
        is_shared=item.is_shared,
        text=item.text,
        measure=item.measure,
        unit=item.unit,
        baseline=in_cents(item.baseline),
        target=in_cents(item.target),
        achievable=item.achievable,
        goal_id=item.goal_id,
        due_on=item.due_on,
        created_at=at,
        written_by=by,
    )


@transaction.atomic
def change_item(
    *, item: ActionItem, by: Member, at: datetime, read: str = "", **values: Any
) -> ActionItem:
    """Write an open action item anew; `goal` and `owner` are ids of this mentorship's, and "all"
    for everybody in it.

    Raises TrackingError, and OvertakenError where somebody else changed the same.
    """
    mentorship, people = lock_for(item.mentorship, by)
    locked = _lock_item(item)
    _check_open(locked)
    _check_may_change(locked, by)
    stored = {name: _written(locked, name) for name in (*FIELDS, *REFERENCES)}
    given = {name: in_cents(value) for name, value in values.items()}
    read_of = {name: stored[name] for name in values}
    now = {**stored, **versions.merge(read=read, given=given, stored=read_of)}
    if now == stored:
        return locked
    _refer(locked, now, mentorship, people)
    keep_revision(locked, kind=Written.ITEM, text=_in_lines(locked), by=by, at=at)
    for name in FIELDS:
        setattr(locked, name, now[name])
    locked.edited_at = at
    locked.save(update_fields=[*FIELDS, *REFERENCES, "is_shared", "edited_at"])
    record(by=by, action="action.changed", subject=mentorship, at=at, item=str(item.pk))
    return locked


def _refer(
    item: ActionItem, values: Mapping[str, Any], mentorship: Mentorship, people: Sequence[Member]
) -> None:
    """Point to the owner and the goal that were chosen. Raises TrackingError for others'."""
    owner, goal = values["owner"], UUID(values["goal"]) if values["goal"] else None
    item.is_shared = owner == ALL
    if not item.is_shared:
        if owner not in {str(person.pk) for person in people}:
            raise TrackingError(no_part())
        item.owner_id = UUID(owner)
    if goal and goal != item.goal_id:
        _check_goals([goal], mentorship)
    item.goal_id = goal


@transaction.atomic
def postpone_item(*, item: ActionItem, due_on: date, by: Member, at: datetime) -> ActionItem:
    """It is still right, by another day. Raises TrackingError."""
    mentorship, _people = lock_for(item.mentorship, by)
    locked = _lock_item(item)
    _check_may_change(locked, by)
    _postpone(locked, mentorship, due_on=due_on, by=by, at=at)
    return locked


def _postpone(
    item: ActionItem, mentorship: Mentorship, *, due_on: date, by: Member, at: datetime
) -> None:
    _check_open(item)
    if due_on < timezone.localdate(at):
        raise TrackingError(gettext("Choose a day that is still to come."))
    if due_on == item.due_on:
        return
    keep_revision(item, kind=Written.ITEM, text=_in_lines(item), by=by, at=at)
    item.due_on, item.edited_at = due_on, at
    item.save(update_fields=["due_on", "edited_at"])
    record(by=by, action="action.postponed", subject=mentorship, at=at, item=str(item.pk))


@transaction.atomic
def drop_item(*, item: ActionItem, reason: str, by: Member, at: datetime) -> ActionItem:
    """It will not be done: it stays with its reason, and counts for nothing. Raises
    TrackingError.
    """
    mentorship, _people = lock_for(item.mentorship, by)
    locked = _lock_item(item)
    _check_may_change(locked, by)
    _drop(locked, mentorship, reason=reason, by=by, at=at)
    refresh_pulse(mentorship=mentorship, at=at)
    return locked


def _drop(
    item: ActionItem, mentorship: Mentorship, *, reason: str, by: Member, at: datetime
) -> None:
    _check_open(item)
    if not reason.strip():
        raise TrackingError(gettext("Say in a line why."))
    item.dropped_at, item.drop_reason = at, reason
    item.save(update_fields=["dropped_at", "drop_reason"])
    record(by=by, action="action.dropped", subject=mentorship, at=at, item=str(item.pk))


def review_items(
    *, mentorship: Mentorship, reviews: Sequence[Review], by: Member, at: datetime
) -> None:
    """What a session says of the items that were open, under the lock of the mentorship. What
    somebody else closed meanwhile stays as it is. Raises TrackingError.
    """
    chosen = {review.item.pk: review for review in reviews}
    rows = ActionItem.objects.select_for_update(no_key=True).filter(
        mentorship=mentorship, pk__in=list(chosen)
    )
    for item in rows.order_by("id"):
        review = chosen[item.pk]
        if not item.is_open:
            continue
        if review.is_done:
            _mark(item, mentorship, is_done=True, by=by, at=at)
            continue
        _check_may_change(item, by)
        if review.drop_reason:
            _drop(item, mentorship, reason=review.drop_reason, by=by, at=at)
        elif review.due_on:
            _postpone(item, mentorship, due_on=review.due_on, by=by, at=at)


@transaction.atomic
def delete_item(*, item: ActionItem, by: Member, at: datetime) -> None:
    """By who wrote it or does it, with its history. Raises TrackingError."""
    mentorship, _people = lock_for(item.mentorship, by)
    locked = _lock_item(item)
    _check_may_change(locked, by)
    record(by=by, action="action.deleted", subject=mentorship, at=at, item=str(locked.pk))
    forget_revisions(locked.pk)
    locked.delete()
    refresh_pulse(mentorship=mentorship, at=at)


@transaction.atomic
def set_done(*, item: ActionItem, is_done: bool, by: Member, at: datetime) -> ActionItem:
    """Check an item off, or take the check back. Doing it twice changes nothing. Raises
    TrackingError.
    """
    mentorship, _people = lock_for(item.mentorship, by)
    if _mark(item, mentorship, is_done=is_done, by=by, at=at):
        refresh_pulse(mentorship=mentorship, at=at)
    item.refresh_from_db()
    return item


def _mark(
    item: ActionItem, mentorship: Mentorship, *, is_done: bool, by: Member, at: datetime
) -> bool:
    """Whether that changed anything."""
    rows = ActionItem.objects.kept().filter(pk=item.pk, done_at__isnull=is_done)
    if not rows.update(done_at=at if is_done else None):
        return False
    action = "action.done" if is_done else "action.reopened"
    record(by=by, action=action, subject=mentorship, at=at, item=str(item.pk))
    return True


def _lock_item(item: ActionItem) -> ActionItem:
    locked = ActionItem.objects.select_for_update(no_key=True).filter(pk=item.pk).first()
    if locked is None:
        raise TrackingError(gettext("This was deleted meanwhile."))
    return locked


def _check_open(item: ActionItem) -> None:
    if item.done_at:
        raise TrackingError(
            gettext("This action item is done. Take the check back before you change it.")
        )
    if item.dropped_at:
        raise TrackingError(gettext("This action item is dropped. Write a new one instead."))


def _check_may_change(item: ActionItem, by: Member) -> None:
    if not rules.can_change_item(by, item):
        raise TrackingError(gettext("Only who wrote it or does it can change it."))


def _check_owners(items: Sequence[Item], people: Sequence[Member]) -> None:
    if {item.owner.pk for item in items} - {person.pk for person in people}:
        raise TrackingError(no_part())


def no_part() -> str:
    return gettext("They take no part in this mentorship any more. Choose somebody else.")


def _check_goals(ids: Sequence[UUID], mentorship: Mentorship) -> None:
    if Goal.objects.filter(mentorship=mentorship, pk__in=ids).count() != len(set(ids)):
        raise TrackingError(gettext("That goal is none of this mentorship’s."))


def _in_lines(item: ActionItem) -> str:
    """The item as it is kept in its history."""
    parts = (item.text, item.measure, figures_of(item), item.achievable, item.due_on)
    return "\n".join(str(part) for part in parts if part)


def _written(item: ActionItem, name: str) -> Any:
    """A field of the item as the form has it: references as their ids, nothing as empty text."""
    if name == "owner":
        return ALL if item.is_shared else str(item.owner_id)
    return str(item.goal_id or "") if name == "goal" else getattr(item, name)
