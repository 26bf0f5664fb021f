from collections.abc import Iterable
from datetime import datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q
from django.shortcuts import get_object_or_404

from matching.criteria import RULES, criteria_of
from matching.engine.problem import Person, Problem
from matching.enums import MentorshipState, Objective, ParticipantRole, RunState
from matching.models import Mentorship, Pair, Participant, Run, Unmatched
from mentorship.tenancy.models import Member, Organization
from programs.enums import EnrolmentRole
from programs.models import Enrolment, Program

LONGEST_LINE = 50


def runs(program: Program) -> Any:
    return Run.objects.filter(program=program).select_related("by").order_by("-id")


def get_run(organization: Organization, pk: UUID) -> Run:
    """The run with its program. Raises Http404."""
    return get_object_or_404(Run.objects.select_related("program", "by"), organization=organization, pk=pk)


def pairs(run: Run, *, words: str = "") -> Any:
    """A run's pairs with their people, weakest first."""
    found = Pair.objects.filter(run=run).select_related("mentor__member", "mentee__member")
    for word in words.lower().split():
        found = found.filter(Q(mentor__member__search__contains=word) | Q(mentee__member__search__contains=word))
    return found.order_by("score", "id")


# What the review shows of each pair; rows that are only shown need no objects.
PAIR_FIELDS = (
    "id", "score", "points", "is_removed", "mentor__member__given_name", "mentor__member__family_name",
    "mentor__member__title", "mentee__member__given_name", "mentee__member__family_name", "mentee__member__title",
)  # fmt: skip


def unmatched(run: Run) -> Any:
    """Who found nobody, with the reason; rows of given name, family name, reason."""
    names = ("enrolment__member__given_name", "enrolment__member__family_name", "reason")
    return Unmatched.objects.filter(run=run).order_by("id").values_list(*names)


def counts(run: Run) -> dict[str, int]:
    """How many pairs the admin kept and removed."""
    removed = Pair.objects.filter(run=run, is_removed=True).count()
    return {"kept": run.figures.get("matched", 0) - removed, "removed": removed}


def problem_of(program: Program, weights: dict[str, int], *, objective: str = Objective.FAIR) -> Problem:
    """The matching problem of a program as it is now: free seats and mentees without a mentor."""
    lines = reporting_lines(program.organization)
    busy = Participant.objects.filter(
        enrolment=OuterRef("pk"), mentorship__state=MentorshipState.ACTIVE, organization=program.organization
    )
    enrolments: Any = (
        Enrolment.objects.filter(program=program)
        .approved()
        .select_related("member")
        .annotate(
            taken=Count("participations", filter=Q(participations__mentorship__state=MentorshipState.ACTIVE)),
            is_busy=Exists(busy),
        )
    )
    mentors, mentees = [], []
    moment = datetime.combine(program.starts_on, time(12))
    for each in enrolments:
        if each.role == EnrolmentRole.MENTOR and each.capacity > each.taken:
            mentors.append(_person(each, lines, moment, seats=each.capacity - each.taken))
        elif each.role == EnrolmentRole.MENTEE and not each.is_busy:
            mentees.append(_person(each, lines, moment, seats=1))
    return Problem(tuple(mentors), tuple(mentees), criteria_of(weights), RULES, objective=objective)


def _person(enrolment: Enrolment, lines: dict[UUID, tuple[str, ...]], moment: datetime, *, seats: int) -> Person:
    member = enrolment.member
    offset = moment.replace(tzinfo=ZoneInfo(member.time_zone)).utcoffset() if member.time_zone else None
    answers = {
        "topics": enrolment.topics or member.skills, "level": member.level, "department": member.department,
        "utc_offset": offset.total_seconds() / 3600 if offset is not None else None, "languages": member.languages,
    }  # fmt: skip
    return Person(
        id=str(enrolment.pk), person=str(member.pk), answers=answers, line=lines.get(member.pk, ()), seats=seats
    )


def reporting_lines(organization: Organization) -> dict[UUID, tuple[str, ...]]:
    """For each member the ids of those above, nearest first; a damaged circle ends where it closes."""
    above = dict(Member.objects.of(organization).values_list("id", "manager_id"))
    lines: dict[UUID, tuple[str, ...]] = {}
    for member_id, manager_id in above.items():
        line: list[str] = []
        upper: UUID | None = manager_id
        while upper and str(upper) not in line and len(line) < LONGEST_LINE:
            line.append(str(upper))
            upper = above.get(upper)
        lines[member_id] = tuple(line)
    return lines


def mentorships_seen_by(member: Member) -> Any:
    """Admins see every mentorship, others those they take part in."""
    found = Mentorship.objects.of(member.organization)
    if member.is_admin:
        return found
    return found.filter(Exists(Participant.objects.filter(mentorship=OuterRef("pk"), member=member)))


def participants(mentorship: Mentorship) -> list[Participant]:
    """Mentors first, then mentees, each by name."""
    order = {ParticipantRole.MENTOR: 0, ParticipantRole.MENTEE: 1, ParticipantRole.PEER: 1}
    found = Participant.objects.filter(mentorship=mentorship).select_related("member")
    return sorted(found, key=lambda p: (order[ParticipantRole(p.role)], p.member.name))


def latest_open_run(program: Program) -> Run | None:
    return Run.objects.filter(program=program, state=RunState.REVIEW).order_by("-id").first()


def people_told(kept: Iterable[Pair]) -> int:
    """How many people a publication writes to."""
    return len({member for pair in kept for member in (pair.mentor.member_id, pair.mentee.member_id)})
