"""A goal with its story: what changed since it was agreed, what was reported, what could be
next.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.dateparse import parse_date, parse_datetime

from matching.enums import MentorshipState, ParticipantRole
from matching.models import Mentorship, Participant
from mentorship.tenancy.models import Member
from programs.models import Enrolment, ProgramGoal
from tracking import prompts
from tracking.enums import GoalState, SessionState, Written
from tracking.models import Goal, GoalProgress, Revision, Session
from tracking.queries.rooms import Room, get_room
from tracking.suggestions import Suggestion, suggest
from tracking.words.goals import LABELS, field_words

# Whose goals they are: a mentor brings none of one mentee's to another.
OWNERS = (ParticipantRole.MENTEE, ParticipantRole.PEER)
VERSIONS_READ = 100
AMOUNTS = ("baseline", "target")


@dataclass(frozen=True)
class Version:
    """A goal as it stood before it was changed."""

    terms: dict[str, Any]
    state: str
    proposed_by: UUID
    agreed_by: UUID | None
    agreed_at: datetime | None


@dataclass(frozen=True)
class Change:
    """A field of a goal that was changed, in words."""

    label: str
    old: str
    new: str


def get_goal(member: Member, pk: UUID) -> tuple[Goal, Room]:
    """A goal of a mentorship whose goals the member may read. Raises Http404."""
    goal = get_object_or_404(
        Goal.objects.select_related("proposed_by", "agreed_by", "closed_by", "program_goal"),
        organization=member.organization,
        pk=pk,
    )
    room = get_room(member, goal.mentorship_id)
    if not room.can_read:
        raise Http404
    goal.mentorship = room.mentorship
    return goal, room


def versions_of(goals: Iterable[Goal]) -> dict[UUID, list[Version]]:
    """By goal, how it stood before, the latest first."""
    rows = list(goals)
    found = {goal.pk: [_version(text) for text in getattr(goal, "was", ())] for goal in rows}
    unread = [goal.pk for goal in rows if not hasattr(goal, "was")]
    if unread:
        revisions = Revision.objects.filter(subject__in=unread, kind=Written.GOAL)
        for row in revisions.order_by("-at", "-id")[:VERSIONS_READ]:
            found[row.subject].append(_version(row.text))
    return found


def last_agreed(goal: Goal) -> Version | None:
    """What both had agreed to before the changes that wait now; None where they had not."""
    return _agreed(versions_of([goal])[goal.pk])


def _agreed(versions: list[Version]) -> Version | None:
    waiting = {GoalState.PROPOSED, GoalState.DECLINED}
    latest = next((version for version in versions if version.state not in waiting), None)
    return latest if latest and latest.state == GoalState.AGREED else None


def changes_of(goals: Iterable[Goal]) -> dict[UUID, list[Change]]:
    """By goal that waits, what is different from what both had agreed to, or from what was proposed
    before.
    """
    waiting = [goal for goal in goals if goal.state == GoalState.PROPOSED]
    found = versions_of(waiting)
    compared = {
        goal.pk: _agreed(found[goal.pk]) or next(iter(found[goal.pk]), None) for goal in waiting
    }
    names = _program_goals(
        pk
        for goal in waiting
        if (version := compared[goal.pk]) is not None
        and version.terms["program_goal"] != goal.program_goal_id
        for pk in (version.terms["program_goal"], goal.program_goal_id)
    )
    return {
        goal.pk: _changes(goal, version, names)
        for goal in waiting
        if (version := compared[goal.pk]) is not None
    }


def _changes(goal: Goal, version: Version, program_goals: dict[UUID, str]) -> list[Change]:
    def said(name: str, value: Any, kind: str) -> str:
        shown = program_goals.get(value, "") if name == "program_goal" else value
        return field_words(name, shown, kind=kind)

    def now(name: str) -> object:
        return getattr(goal, "program_goal_id" if name == "program_goal" else name)

    return [
        Change(
            str(label),
            said(name, version.terms[name], version.terms["measure_kind"]),
            said(name, now(name), goal.measure_kind),
        )
        for name, label in LABELS.items()
        if version.terms[name] != now(name)
    ]


def _program_goals(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    wanted = [pk for pk in ids if pk]
    if not wanted:
        return {}
    return dict(ProgramGoal.objects.filter(pk__in=wanted).values_list("pk", "statement"))


def _version(text: str) -> Version:
    values = json.loads(text)
    terms = values["terms"]
    for name in AMOUNTS:
        terms[name] = Decimal(terms[name]) if terms[name] is not None else None
    due_on: date | None = parse_date(terms["due_on"])
    agreed_at = values["agreed_at"]
    return Version(
        terms={**terms, "due_on": due_on, "program_goal": _id(terms["program_goal"])},
        state=values["state"],
        proposed_by=UUID(values["proposed_by"]),
        agreed_by=_id(values["agreed_by"]),
        agreed_at=parse_datetime(agreed_at) if agreed_at else None,
    )


def _id(text: str | None) -> UUID | None:
    return UUID(text) if text else None


def reports_of(goal: Goal) -> list[GoalProgress]:
    """What was reported, the earliest first."""
    found = GoalProgress.objects.filter(goal=goal).select_related("by")
    return list(found.order_by("at", "id"))


def program_goals_of(mentorship: Mentorship) -> list[ProgramGoal]:
    return list(ProgramGoal.objects.filter(program=mentorship.program_id).order_by("id"))


def may_bring(member: Member, goal: Goal, mentorship: Mentorship) -> bool:
    """Whether it is an open goal of an ended mentorship of theirs that has not come along yet."""
    parts = Participant.objects.filter(member=member, role__in=OWNERS)
    return (
        goal.is_open
        and goal.mentorship_id != mentorship.pk
        and goal.mentorship.state != MentorshipState.ACTIVE
        and parts.filter(mentorship=goal.mentorship_id).exists()
        and parts.filter(mentorship=mentorship).exists()
        and not Goal.objects.filter(mentorship=mentorship, carried_from=goal).exists()
    )


def places_for(goal: Goal, member: Member) -> list[Mentorship]:
    """The running mentorships of the member into which the goal could come along."""
    if goal.mentorship.state == MentorshipState.ACTIVE or not goal.is_open:
        return []
    parts = Participant.objects.present().filter(
        member=member, role__in=OWNERS, mentorship__state=MentorshipState.ACTIVE
    )
    rows = [part.mentorship for part in parts.select_related("mentorship").order_by("-id")]
    return [mentorship for mentorship in rows if may_bring(member, goal, mentorship)]


def goals_to_bring(room: Room, member: Member) -> list[Goal]:
    """What ended mentorships of the member's left open, and has not come along yet."""
    if not room.can_write or room.mine is None or room.mine.role not in OWNERS:
        return []
    ended = Participant.objects.filter(member=member, role__in=OWNERS).exclude(
        mentorship__state=MentorshipState.ACTIVE
    )
    brought = Goal.objects.filter(mentorship=room.mentorship, carried_from__isnull=False)
    found = Goal.objects.filter(
        mentorship__in=ended.values("mentorship"),
        organization=member.organization_id,
        state__in=[GoalState.PROPOSED, GoalState.AGREED],
    ).exclude(pk__in=brought.values("carried_from"))
    return list(found.select_related("mentorship").order_by("-mentorship__ended_at", "id")[:10])


def suggestions_for(room: Room, *, on: date) -> list[Suggestion]:
    """By what the program is about, how far they have come, and what the mentees want to learn."""
    mentorship = room.mentorship
    held = Session.objects.filter(mentorship=mentorship, state=SessionState.HELD).count()
    progress = prompts.Progress(held, mentorship.started_at.date(), mentorship.program.ends_on)
    taken = Goal.objects.filter(mentorship=mentorship).values_list("statement", flat=True)
    return suggest(
        focus=mentorship.program.focus,
        stage=prompts.stage_of(progress, on=on),
        topics=topics_of(room),
        taken=set(taken),
    )


def topics_of(room: Room) -> list[str]:
    """What the mentees said in the program that they want to learn; without, what their profile
    says they work at.
    """
    people = [part.member for part in room.participants if part.role in OWNERS]
    found = Enrolment.objects.filter(
        program=room.mentorship.program_id, member__in=people
    ).values_list("topics", flat=True)
    wanted = [topic for topics in found for topic in topics]
    profile = [skill for person in people for skill in person.skills]
    return list(dict.fromkeys(wanted or profile))
