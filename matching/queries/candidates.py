"""Candidates to be mentors of a program, and who has been named for it."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404

from matching.candidates import Candidate, Facts, rank
from matching.enums import ParticipantRole
from matching.models import Nomination, Participant, Policy
from mentorship.tenancy.models import Member
from programs.enums import EnrolmentRole, EnrolmentState
from programs.models import Enrolment, Program

# The most senior people of a large organisation are looked at.
LOOKED_AT = 2000
YEAR_DAYS = 365.25
SHOWN = (
    "id",
    "given_name",
    "family_name",
    "title",
    "department",
    "level",
    "skills",
    "hired_on",
    "has_mentored",
    "led",
)
PART = EnrolmentState


@dataclass(frozen=True)
class Row:
    """A candidate as the board shows them; `person` holds the fields of SHOWN, `named_by` the names
    of who named them.
    """

    person: dict[str, Any]
    candidate: Candidate
    named_by: tuple[str, ...]
    has_applied: bool
    has_declined: bool

    @property
    def name(self) -> str:
        return f"{self.person['given_name']} {self.person['family_name']}".strip()

    @property
    def state(self) -> str:
        if self.has_applied:
            return "applied"
        return "declined" if self.has_declined else "named" if self.named_by else "new"


def board(program: Program, *, weights: dict[str, int], on: date) -> list[Row]:
    """Everybody who is no mentor of the program and was not declined as one, best first; the
    LOOKED_AT most senior.
    """
    parts = Enrolment.objects.filter(organization=program.organization_id, program=program)
    mentors: dict[UUID, str] = {}
    demand: Counter[str] = Counter()
    for role, state, member, topics in parts.values_list("role", "state", "member_id", "topics"):
        if role == EnrolmentRole.MENTOR:
            mentors[member] = state
        elif state in (PART.APPROVED, PART.APPLIED):
            demand.update(set(topics))
    decided = {
        member for member, state in mentors.items() if state in (PART.APPROVED, PART.DECLINED)
    }
    people = {
        str(each["id"]): each for each in _people(program, on=on) if each["id"] not in decided
    }
    named, declined = _named(program)
    facts = (
        _facts(
            each,
            mentors.get(each["id"]),
            named[each["id"]],
            has_declined=each["id"] in declined,
            on=on,
        )
        for each in people.values()
    )
    top = max((each["level"] or 0 for each in people.values()), default=0)
    return [
        Row(
            people[found.id],
            found,
            tuple(name for name, _ in named[UUID(found.id)]),
            mentors.get(UUID(found.id)) in (PART.APPLIED, PART.WAITLISTED),
            UUID(found.id) in declined,
        )
        for found in rank(facts, demand=demand, top_level=top, weights=weights)
    ]


def _people(program: Program, *, on: date) -> QuerySet[Any]:
    reports = Member.objects.filter(
        organization=program.organization_id, manager=OuterRef("pk")
    ).employed(on=on)
    number = reports.order_by().values("manager").annotate(number=Count("pk")).values("number")
    mentored = Participant.objects.filter(
        organization=program.organization_id, member=OuterRef("pk"), role=ParticipantRole.MENTOR
    )
    found = Member.objects.filter(organization=program.organization_id, is_external=False).employed(
        on=on
    )
    rows: QuerySet[Any, Any] = found.annotate(
        has_mentored=Exists(mentored), led=Subquery(number, output_field=IntegerField())
    )
    return rows.order_by(F("level").desc(nulls_last=True), "id").values(*SHOWN)[:LOOKED_AT]


def _named(program: Program) -> tuple[dict[UUID, list[tuple[str, str]]], set[UUID]]:
    """By person (name of who named them, relation); and who has said no."""
    named: dict[UUID, list[tuple[str, str]]] = defaultdict(list)
    declined = set()
    found = Nomination.objects.filter(
        organization=program.organization_id, program=program
    ).order_by("id")
    columns = ("member_id", "by__given_name", "by__family_name", "relation", "declined_at")
    for member, given, family, relation, declined_at in found.values_list(*columns):
        named[member].append((f"{given} {family}".strip(), relation))
        if declined_at:
            declined.add(member)
    return named, declined


def _facts(
    person: dict[str, Any],
    part: str | None,
    named: list[tuple[str, str]],
    *,
    has_declined: bool,
    on: date,
) -> Facts:
    hired = person["hired_on"]
    return Facts(
        id=str(person["id"]),
        level=person["level"],
        reports=person["led"] or 0,
        years=max(0, int((on - hired).days / YEAR_DAYS)) if hired else 0,
        skills=tuple(person["skills"]),
        has_applied=part in (PART.APPLIED, PART.WAITLISTED),
        has_mentored=person["has_mentored"],
        has_declined=has_declined,
        named_by=tuple(relation for _, relation in named),
    )


def formula_of(program: Program) -> dict[str, int]:
    """The weights that the program's admins have set, by criterion; empty where they
    have set none.
    """
    kept = Policy.objects.filter(organization=program.organization_id, program=program)
    return kept.values_list("candidate_weights", flat=True).first() or {}


def mentor_part(program_id: UUID, member: Member) -> Enrolment | None:
    """How the member stands in the program as a mentor; None without an application or after taking
    it back.
    """
    found = Enrolment.objects.filter(
        organization=member.organization_id,
        program=program_id,
        member=member,
        role=EnrolmentRole.MENTOR,
    )
    return found.exclude(state=PART.WITHDRAWN).first()


def get_nomination(member: Member, pk: UUID) -> Nomination:
    """A nomination of this member, with its program and who made it. Raises Http404."""
    found = Nomination.objects.select_related("program__organization", "by", "member")
    return get_object_or_404(found, organization=member.organization_id, member=member, pk=pk)


def people_among(program: Program, ids: Iterable[UUID]) -> list[Member]:
    """Those of the program's organisation."""
    return list(Member.objects.of(program.organization).filter(pk__in=list(ids)).order_by("id"))


def nominations_seen_by(member: Member) -> QuerySet[Nomination]:
    """Admins see all, others those they made or got."""
    found = Nomination.objects.filter(organization=member.organization_id)
    return found if member.is_admin else found.filter(Q(member=member) | Q(by=member))
