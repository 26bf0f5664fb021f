"""Goals that both agree: proposed, agreed, changed, declined, dropped and taken along."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from matching.models import Mentorship
from matching.queries import participants
from mentorship import versions
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member
from programs.models import ProgramGoal
from tracking import rules
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import lock_for
from tracking.actions.written import keep_revision
from tracking.enums import GoalState, MeasureKind, Written
from tracking.measures import Measure, begin, percent_of, problem_of
from tracking.models import Goal
from tracking.queries.goals import Version, last_agreed, may_bring
from tracking.words.goals import problem

CENTS = Decimal("0.01")
# What is brought from another mentorship gets at least so long again.
AGAIN = timedelta(days=90)
# What both agree to, by the names of the goal's fields.
TERMS = (
    "statement",
    "why",
    "due_on",
    "measure_kind",
    "unit",
    "baseline",
    "target",
    "topic",
    "program_goal",
)
# What the actions below write.
SAVED = (
    *TERMS,
    "current",
    "progress_percent",
    "state",
    "proposed_by",
    "agreed_by",
    "agreed_at",
    "achieved_at",
    "closed_by",
    "closed_at",
    "closed_reason",
)


def url_of_goal(goal: Goal, mentorship: Mentorship) -> str:
    return reverse("tracking:goal", args=[mentorship.organization.slug, goal.pk])


@transaction.atomic
def propose_goal(
    *,
    mentorship: Mentorship,
    statement: str,
    due_on: date,
    by: Member,
    at: datetime,
    why: str = "",
    measure_kind: str = "",
    unit: str = "",
    baseline: Decimal | None = None,
    target: Decimal | None = None,
    topic: str = "",
    program_goal: UUID | None = None,
    carried_from: Goal | None = None,
) -> Goal:
    """`program_goal` is one of the mentorship's program. Raises TrackingError where the mentorship
    has ended, or the measure leads nowhere.
    """
    mentorship, _people = lock_for(mentorship, by)
    terms = {
        "statement": statement,
        "why": why,
        "due_on": due_on,
        "measure_kind": measure_kind,
        "unit": unit,
        "baseline": baseline,
        "target": target,
        "topic": topic,
        "program_goal": program_goal,
    }
    goal = Goal(
        organization_id=mentorship.organization_id,
        mentorship=mentorship,
        proposed_by=by,
        proposed_at=at,
        carried_from=carried_from,
    )
    _write_terms(goal, _checked(terms, mentorship))
    goal.current = begin(goal.measure)
    goal.save()
    record(by=by, action="goal.proposed", subject=mentorship, at=at, goal=str(goal.pk))
    _ask("goal_proposed", goal, mentorship, by=by, at=at)
    return goal


@transaction.atomic
def agree_goal(*, goal: Goal, by: Member, at: datetime) -> Goal:
    """The other side says yes. Raises TrackingError for one's own goal, or one that is not open."""
    mentorship, people = lock_for(goal.mentorship, by)
    locked = lock_goal(goal)
    if not rules.can_agree(by, locked, participants(mentorship)):
        raise TrackingError(gettext("The other side agrees to a goal, once."))
    locked.state, locked.agreed_by, locked.agreed_at = GoalState.AGREED, by, at
    locked.save(update_fields=["state", "agreed_by", "agreed_at"])
    record(by=by, action="goal.agreed", subject=mentorship, at=at, goal=str(goal.pk))
    _tell("goal_agreed", locked, mentorship, people, by=by, at=at)
    return locked


@transaction.atomic
def change_goal(*, goal: Goal, by: Member, at: datetime, read: str = "", **values: Any) -> Goal:
    """Write the goal anew: it counts once the other side agrees to it as it is now. One that was
    declined is proposed again, changed or not.

    Raises TrackingError for one that is achieved or dropped, and OvertakenError.
    """
    mentorship, _people = lock_for(goal.mentorship, by)
    locked = lock_goal(goal)
    if not rules.can_move_goal("change", locked):
        raise TrackingError(gettext("This goal is achieved or dropped. Propose a new one."))
    stored = _terms_of(locked)
    given = {name: in_cents(value) for name, value in values.items()}
    merged = versions.merge(read=read, given=given, stored={name: stored[name] for name in values})
    terms = _checked({**stored, **merged}, mentorship)
    if terms == stored and locked.state != GoalState.DECLINED:
        return locked
    keep_revision(locked, kind=Written.GOAL, text=_as_it_stands(locked), by=by, at=at)
    had = locked.measure
    _write_terms(locked, terms)
    _measure_anew(locked, had=had)
    _propose_again(locked, by=by)
    locked.save(update_fields=SAVED)
    record(by=by, action="goal.changed", subject=mentorship, at=at, goal=str(goal.pk))
    _ask("goal_changed", locked, mentorship, by=by, at=at)
    return locked


@transaction.atomic
def decline_goal(*, goal: Goal, reason: str, by: Member, at: datetime) -> Goal:
    """The other side says no. What was changed since both had agreed is taken back; a goal that
    nobody had agreed to is closed until it is changed. Raises TrackingError.
    """
    mentorship, people = lock_for(goal.mentorship, by)
    locked = lock_goal(goal)
    if not rules.can_agree(by, locked, participants(mentorship)):
        raise TrackingError(gettext("The other side answers a goal that is proposed, once."))
    _check_reason(reason)
    before = last_agreed(locked)
    if before:
        _restore(locked, before, by=by, at=at)
    else:
        _close(locked, GoalState.DECLINED, reason, by=by, at=at)
    locked.save(update_fields=SAVED)
    record(by=by, action="goal.declined", subject=mentorship, at=at, goal=str(goal.pk))
    values = {"reason": reason, "stays": bool(before)}
    _tell("goal_declined", locked, mentorship, people, by=by, at=at, **values)
    return locked


@transaction.atomic
def drop_goal(*, goal: Goal, reason: str, by: Member, at: datetime) -> Goal:
    """It is not worked on any more; it counts in no figure. Raises TrackingError."""
    mentorship, people = lock_for(goal.mentorship, by)
    locked = lock_goal(goal)
    _check_move("drop", locked)
    _check_reason(reason)
    _close(locked, GoalState.DROPPED, reason, by=by, at=at)
    locked.save(update_fields=SAVED)
    record(by=by, action="goal.dropped", subject=mentorship, at=at, goal=str(goal.pk))
    _tell("goal_dropped", locked, mentorship, people, by=by, at=at, reason=reason)
    return locked


@transaction.atomic
def reopen_goal(*, goal: Goal, by: Member, at: datetime) -> Goal:
    """One that was achieved is worked on again; one that was dropped is proposed anew. Raises
    TrackingError.
    """
    mentorship, _people = lock_for(goal.mentorship, by)
    locked = lock_goal(goal)
    _check_move("reopen", locked)
    was_achieved = locked.state == GoalState.ACHIEVED
    if was_achieved:
        locked.state, locked.achieved_at = GoalState.AGREED, None
    else:
        keep_revision(locked, kind=Written.GOAL, text=_as_it_stands(locked), by=by, at=at)
        _propose_again(locked, by=by)
    locked.save(update_fields=SAVED)
    record(by=by, action="goal.reopened", subject=mentorship, at=at, goal=str(goal.pk))
    if not was_achieved:
        _ask("goal_proposed", locked, mentorship, by=by, at=at)
    return locked


@transaction.atomic
def carry_goal(*, goal: Goal, mentorship: Mentorship, by: Member, at: datetime) -> Goal:
    """Propose what a mentorship of one's own left open in the next one, from where it stands. Once.
    Raises TrackingError.
    """
    locked, _people = lock_for(mentorship, by)
    if not may_bring(by, goal, locked):
        raise TrackingError(
            gettext("Only an open goal of a mentorship of yours that has ended comes along, once.")
        )
    terms = _terms_of(goal)
    if goal.measure.leads and goal.current not in (None, goal.target):
        terms["baseline"] = goal.current
    terms["due_on"] = max(goal.due_on, timezone.localdate(at) + AGAIN)
    if goal.mentorship.program_id != locked.program_id:
        terms["program_goal"] = None
    return propose_goal(mentorship=mentorship, by=by, at=at, carried_from=goal, **terms)


def lock_goal(goal: Goal) -> Goal:
    """The goal as it stands, locked. Raises TrackingError where it is gone."""
    found = Goal.objects.select_for_update(no_key=True, of=("self",)).filter(pk=goal.pk)
    locked = found.select_related("mentorship").first()
    if locked is None:
        raise TrackingError(gettext("This was deleted meanwhile."))
    return locked


def _checked(terms: Mapping[str, Any], mentorship: Mentorship) -> dict[str, Any]:
    """The terms without what their measure has no use for. Raises TrackingError."""
    kind = terms["measure_kind"]
    measure = Measure(kind, in_cents(terms["baseline"]), in_cents(terms["target"]))
    if wrong := problem_of(measure):
        raise TrackingError(problem(wrong))
    program_goal = terms["program_goal"]
    if program_goal and not _is_of_program(program_goal, mentorship):
        raise TrackingError(gettext("That goal is none of this program’s."))
    return {
        **terms,
        "unit": terms["unit"] if kind == MeasureKind.NUMBER else "",
        "baseline": measure.baseline if measure.leads else None,
        "target": measure.target if measure.leads else None,
    }


def _is_of_program(pk: UUID, mentorship: Mentorship) -> bool:
    return ProgramGoal.objects.filter(pk=pk, program=mentorship.program_id).exists()


def in_cents(value: Any) -> Any:
    """As the database keeps it, so that what was read and what is written compare."""
    return value.quantize(CENTS) if isinstance(value, Decimal) and value.is_finite() else value


def _terms_of(goal: Goal) -> dict[str, Any]:
    return {
        name: goal.program_goal_id if name == "program_goal" else getattr(goal, name)
        for name in TERMS
    }


def _write_terms(goal: Goal, terms: Mapping[str, Any]) -> None:
    for name, value in terms.items():
        setattr(goal, "program_goal_id" if name == "program_goal" else name, value)


def _as_it_stands(goal: Goal) -> str:
    """What a revision of the goal holds; `Version` reads it."""
    values = {
        "terms": _terms_of(goal),
        "state": goal.state,
        "proposed_by": goal.proposed_by_id,
        "agreed_by": goal.agreed_by_id,
        "agreed_at": goal.agreed_at,
    }
    return json.dumps(values, cls=DjangoJSONEncoder)


def _measure_anew(goal: Goal, *, had: Measure) -> None:
    """Where it stands, by its new measure: what was reported in another unit says nothing of it."""
    if goal.measure == had:
        return
    if goal.measure_kind != had.kind or not goal.reports.exists():
        goal.current = begin(goal.measure)
        goal.progress_percent = 0
    elif goal.current is not None:
        goal.progress_percent = percent_of(goal.measure, goal.current)


def _propose_again(goal: Goal, *, by: Member) -> None:
    goal.state, goal.proposed_by = GoalState.PROPOSED, by
    goal.agreed_by, goal.agreed_at = None, None
    goal.closed_by, goal.closed_at, goal.closed_reason = None, None, ""


def _restore(goal: Goal, version: Version, *, by: Member, at: datetime) -> None:
    """As both had agreed."""
    keep_revision(goal, kind=Written.GOAL, text=_as_it_stands(goal), by=by, at=at)
    had = goal.measure
    _write_terms(goal, version.terms)
    _measure_anew(goal, had=had)
    goal.state, goal.proposed_by_id = GoalState.AGREED, version.proposed_by
    goal.agreed_by_id, goal.agreed_at = version.agreed_by, version.agreed_at


def _close(goal: Goal, state: GoalState, reason: str, *, by: Member, at: datetime) -> None:
    goal.state = state
    goal.closed_by, goal.closed_at, goal.closed_reason = by, at, reason


def _check_move(move: str, goal: Goal) -> None:
    if not rules.can_move_goal(move, goal):
        raise TrackingError(gettext("Somebody was faster: look at how the goal stands now."))


def _check_reason(reason: str) -> None:
    if not reason.strip():
        raise TrackingError(gettext("Say in a line why."))


def _ask(kind: str, goal: Goal, mentorship: Mentorship, *, by: Member, at: datetime) -> None:
    """Those who can agree to it as it is now."""
    people = participants(mentorship)
    asked = [part.member for part in people if rules.can_agree(part.member, goal, people)]
    _tell(kind, goal, mentorship, asked, by=by, at=at)


def _tell(
    kind: str,
    goal: Goal,
    mentorship: Mentorship,
    people: Collection[Member],
    *,
    by: Member,
    at: datetime,
    **values: Any,
) -> None:
    owe(
        kind=kind,
        subject=goal,
        recipients=[person for person in people if person != by],
        at=at,
        occurrence=at.isoformat(),
        other=by.name,
        goal=goal.statement,
        url=url_of_goal(goal, mentorship),
        **values,
    )
