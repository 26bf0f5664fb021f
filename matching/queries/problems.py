"""What a program's matching is asked, as the program is now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from matching.criteria import PLAIN, Menu, criteria_of, menu_of, rules_of
from matching.engine.problem import Person, Problem, Rule
from matching.enums import MentorshipState, Objective, ParticipantRole, RequestState, RunKind
from matching.models import Participant, Place, Policy, Request, Run
from matching.queries.relations import blocked_pairs, marks_of, pairs_before, reporting_lines
from mentorship.tenancy.models import employed
from programs.enums import EnrolmentRole, ProgramKind
from programs.models import Enrolment, Program


def _completed() -> QuerySet[Participant]:
    """Mentorships that a mentee or a peer of the outer query has completed."""
    return Participant.objects.present().filter(
        enrolment=OuterRef("pk"),
        organization=OuterRef("organization"),
        mentorship__state=MentorshipState.COMPLETED,
    )


# The mentees whom somebody is with now: a mentor's, or for a mentee at least one, themselves. Of
# peers all in the pod.
PLACED = Count(
    "participations__mentorship__participants",
    filter=Q(
        participations__mentorship__state=MentorshipState.ACTIVE,
        participations__left_at=None,
        participations__mentorship__participants__role__in=[
            ParticipantRole.MENTEE,
            ParticipantRole.PEER,
        ],
        participations__mentorship__participants__left_at=None,
    ),
    distinct=True,
)


def waiting(program: Program, *, on: date) -> QuerySet[Any]:
    """Approved people who still work here, with the mentees each has as `taken` (see PLACED);
    without mentees who are done.
    """
    return (
        Enrolment.objects.filter(program=program)
        .filter(employed(on, "member"))
        .approved()
        .select_related("member")
        .annotate(taken=PLACED)
        .exclude(~Q(role=EnrolmentRole.MENTOR) & Q(queued_at=None) & Exists(_completed()))
    )


KINDS = {
    ProgramKind.ONE_TO_ONE: RunKind.PAIRS,
    ProgramKind.GROUP: RunKind.GROUPS,
    ProgramKind.PEER: RunKind.PODS,
}


@dataclass(frozen=True)
class Asked:
    """What a matching goes by: weights and rules by the menu's names, the objective and its dial;
    of groups their least size, of pods of peers their least and most, 0 where there are none.
    """

    kind: RunKind
    weights: dict[str, int]
    rules: dict[str, Any]
    objective: str = Objective.FAIR
    dial: int = 50
    group_least: int = 0
    pod_least: int = 0
    pod_most: int = 0
    menu: Menu = PLAIN


def menu(program: Program) -> Menu:
    """What the program can match by, its own questions with it."""
    return menu_of(program.questions.compared(), is_peer=program.kind == ProgramKind.PEER)


def _questions(offered: Menu) -> list[str]:
    """The keys of the questions among the criteria: no other answer goes into a problem."""
    return [name for name, choice in offered.choices.items() if choice.source == "questions"]


def policy_of(program: Program) -> Policy:
    """The program's own, or the one it begins with."""
    return Policy.objects.filter(program=program).first() or Policy(program=program)


def asked_of(program: Program, policy: Policy | None = None) -> Asked:
    """By the program's policy, where it is not at hand already."""
    policy = policy or policy_of(program)
    kind = KINDS[ProgramKind(program.kind)]
    least = policy.group_least if kind == RunKind.GROUPS else 0
    pods = (policy.pod_least, policy.pod_most) if kind == RunKind.PODS else (0, 0)
    rest = (policy.rules, policy.objective, policy.dial, least, *pods, menu(program))
    return Asked(kind, program.weights, *rest)


def asked_of_run(run: Run) -> Asked:
    sizes = (run.group_least, run.pod_least, run.pod_most)
    rest = (run.rules, run.objective, run.dial, *sizes, menu(run.program))
    return Asked(RunKind(run.kind), run.weights, *rest)


def free_seats(program: Program, *, on: date) -> dict[UUID, int]:
    """By enrolment: the seats that mentors have left, and 1 or 0 for mentees."""
    return {each.pk: max(0, each.capacity - each.taken) for each in waiting(program, on=on)}


def problem_of(program: Program, asked: Asked, *, on: date, parent: Run | None = None) -> Problem:
    """The matching problem of a program as it is now: free seats and mentees without a mentor.

    With a `parent` its pinned and approved pairs are fixed, its other pairs kept by a bonus, and
    those that were taken out of it forbidden; as far as their people still wait.
    """
    if asked.kind == RunKind.PODS:
        return _problem_of_peers(program, asked, on=on, parent=parent)
    lines = reporting_lines(program.organization_id)
    enrolments = list(waiting(program, on=on))
    wishes, answers = _wishes(program), _questions(asked.menu)
    mentors, mentees = [], []
    moment = datetime.combine(program.starts_on, time(12))
    for each in enrolments:
        if each.role == EnrolmentRole.MENTOR:
            seats, least = _seats(each, asked.group_least)
            if seats and is_available(each, on=on):
                mentors.append(_person(each, lines, moment, answers, seats=seats, least=least))
        elif each.role == EnrolmentRole.MENTEE and not each.taken:
            mentees.append(
                _person(each, lines, moment, answers, seats=1, wishes=wishes.get(each.pk, ()))
            )
    blocked, together = (
        blocked_pairs(program, mentors, mentees),
        pairs_before(program, mentors, mentees),
    )
    before = marks_of(parent, mentors, mentees, apart={*blocked, *together})
    rules = (
        *rules_of(asked.rules, asked.menu),
        Rule("blocked", "pairs", pairs=blocked),
        Rule("together", "pairs", pairs=together),
        Rule("taken_out", "pairs", pairs=before["taken_out"]),
    )
    return Problem(
        tuple(mentors),
        tuple(mentees),
        criteria_of(asked.weights, asked.menu),
        rules,
        pins=before["pins"],
        kept=before["kept"],
        objective=asked.objective,
        dial=asked.dial,
        first=_queued(enrolments),
    )


def _problem_of_peers(program: Program, asked: Asked, *, on: date, parent: Run | None) -> Problem:
    """Everybody who waits and is in no approved pod of the parent; its other pods are kept by a
    bonus, and two who were taken out of it are not proposed again.
    """
    lines, moment = (
        reporting_lines(program.organization_id),
        datetime.combine(program.starts_on, time(12)),
    )
    meant = (
        set(meant_places(parent, on=on).values_list("enrolment", flat=True)) if parent else set()
    )
    answers = _questions(asked.menu)
    peers = tuple(
        _person(each, lines, moment, answers, seats=1)
        for each in waiting(program, on=on)
        if not each.taken and is_available(each, on=on) and each.pk not in meant
    )
    ids = {person.id for person in peers}
    kept, taken_out = [], []
    for pairs, is_removed in (
        parent.pods.order_by("id").values_list("pairs", "is_removed") if parent else ()
    ):
        twos = [
            (one, other) for one, other in (pair["people"] for pair in pairs) if {one, other} <= ids
        ]
        if not is_removed:
            kept += twos
        elif len(pairs) == 1:
            taken_out += twos
    people = list(peers)
    rules = (
        *rules_of(asked.rules, asked.menu),
        Rule("blocked", "pairs", pairs=blocked_pairs(program, people, people)),
        Rule("together", "pairs", pairs=_peers_together(program, people)),
        Rule("taken_out", "pairs", pairs=tuple(taken_out)),
    )
    return Problem(
        (),
        (),
        criteria_of(asked.weights, asked.menu),
        rules,
        kept=tuple(kept),
        objective=asked.objective,
        dial=asked.dial,
        peers=peers,
        pod_least=asked.pod_least,
        pod_most=asked.pod_most,
    )


def meant_places(run: Run, *, on: date) -> QuerySet[Place]:
    """The places in approved pods of the run all of whose people can still begin."""
    free = [each.pk for each in waiting(run.program, on=on) if not each.taken]
    lost = Place.objects.filter(run=run).exclude(enrolment__in=free).values("pod")
    return Place.objects.filter(run=run, pod__is_approved=True).exclude(pod__in=lost)


def _peers_together(program: Program, peers: list[Person]) -> tuple[tuple[str, str], ...]:
    """Pairs of enrolments whose people are, or were, peers of each other, in any program."""
    ids = {person.person: person.id for person in peers}
    met = Participant.objects.filter(
        organization=program.organization_id,
        role=ParticipantRole.PEER,
        member__in=list(ids),
        mentorship__participants__role=ParticipantRole.PEER,
        mentorship__participants__member__in=list(ids),
    ).values_list("mentorship__participants__member", "member")
    found = {(ids[str(one)], ids[str(other)]) for one, other in met if str(one) < str(other)}
    return tuple(sorted(found))


def _seats(mentor: Any, group_least: int) -> tuple[int, int]:
    """The mentor's free seats, and how many of them are taken at least if any: a group that runs
    grows by one too.
    """
    seats = max(0, mentor.capacity - mentor.taken)
    if mentor.taken or not group_least:
        return seats, 0
    return (seats, group_least) if seats >= group_least else (0, 0)


def too_small(program: Program, asked: Asked, *, on: date) -> int:
    """How many mentors take fewer people than a group of this program begins with, and
    so get none.
    """
    if asked.kind != RunKind.GROUPS:
        return 0
    return sum(
        each.role == EnrolmentRole.MENTOR and each.capacity < asked.group_least
        for each in waiting(program, on=on)
    )


def is_available(mentor: Enrolment, *, on: date) -> bool:
    """Whether a mentor takes on somebody new on this day, as
    `EnrolmentQuerySet.available` has it.
    """
    return mentor.paused_at is None and (
        mentor.unavailable_until is None or mentor.unavailable_until <= on
    )


def _wishes(program: Program) -> dict[UUID, tuple[str, ...]]:
    """By mentee the mentors whom they asked and who have not declined, in the order of their
    choice.
    """
    found: dict[UUID, tuple[str, ...]] = {}
    states = [RequestState.WAITING, RequestState.ASKED, RequestState.EXPIRED, RequestState.FULL]
    asked = Request.objects.filter(program=program, state__in=states).order_by(
        "mentee", "rank", "id"
    )
    for mentee, mentor in asked.values_list("mentee", "mentor"):
        found[mentee] = tuple(dict.fromkeys((*found.get(mentee, ()), str(mentor))))
    return found


def pair_problem(program: Program, asked: Asked, mentee: Enrolment, mentor: Enrolment) -> Problem:
    """The problem of two people alone: enough to say which rules they break."""
    lines, moment = (
        reporting_lines(program.organization_id),
        datetime.combine(program.starts_on, time(12)),
    )
    left, right = (
        _person(each, lines, moment, _questions(asked.menu), seats=1) for each in (mentee, mentor)
    )
    blocked = Rule("blocked", "pairs", pairs=blocked_pairs(program, [right], [left]))
    return Problem(
        (right,),
        (left,),
        criteria_of(asked.weights, asked.menu),
        (*rules_of(asked.rules, asked.menu), blocked),
    )


def _queued(enrolments: Iterable[Any]) -> tuple[str, ...]:
    """Mentees who lost their mentor and wait for another, as the problem names them."""
    return tuple(
        str(each.pk)
        for each in enrolments
        if each.queued_at and each.role == EnrolmentRole.MENTEE and not each.taken
    )


def _person(
    enrolment: Enrolment,
    lines: dict[UUID, tuple[str, ...]],
    moment: datetime,
    asked: Iterable[str],
    *,
    seats: int,
    wishes: tuple[str, ...] = (),
    least: int = 0,
) -> Person:
    member = enrolment.member
    offset = (
        moment.replace(tzinfo=ZoneInfo(member.time_zone)).utcoffset() if member.time_zone else None
    )
    years = (moment.date() - member.hired_on).days // 365 if member.hired_on else None
    answers = {
        "topics": enrolment.topics or member.skills,
        "level": member.level,
        "department": member.department,
        "location": member.location,
        "motivation": enrolment.motivation,
        "years": years,
        "utc_offset": offset.total_seconds() / 3600 if offset is not None else None,
        "languages": member.languages,
        **{key: enrolment.answers.get(key) for key in asked},
    }
    return Person(
        id=str(enrolment.pk),
        person=str(member.pk),
        answers=answers,
        line=lines.get(member.pk, ()),
        seats=seats,
        wishes=wishes,
        least=least,
    )
