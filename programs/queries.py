from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KeyTransform
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from mentorship.people.models import ImportFile
from mentorship.people.panels import Line
from mentorship.tenancy.expressions import Fold
from mentorship.tenancy.models import Member, Organization
from mentorship.text import search_words
from mentorship.ui.addresses import address, addresses
from mentorship.ui.links import Link
from mentorship.ui.words import inside
from programs.cadence import Rules
from programs.course import Step, step_in
from programs.enums import Audience, EnrolmentRole, EnrolmentState, ProgramKind, ProgramState
from programs.kpis import kpi_named
from programs.models import (
    CadencePolicy,
    Enrolment,
    Guidelines,
    Measurement,
    Program,
    Question,
    Signature,
)
from programs.rules import Check, has_enough

DECISIONS_SHOWN = 8
CLOSED_TO_MEMBERS = [ProgramState.DRAFT, ProgramState.ARCHIVED]


def programs_to_choose(member: Member) -> list[tuple[UUID, str]]:
    """The programs whose news a chat channel can take alone, by id and name."""
    living = programs_seen_by(member).exclude(state=ProgramState.ARCHIVED)
    return list(living.order_by("name").values_list("pk", "name")[:200])


def programs_seen_by(member: Member) -> QuerySet[Program]:
    """Admins see every program; members those that are open or theirs; people from
    outside theirs.
    """
    found = Program.objects.of(member.organization)
    if member.is_admin:
        return found
    mine = Exists(Enrolment.objects.filter(program=OuterRef("pk"), member=member))
    if member.is_external:
        return found.filter(mine)
    return found.filter(mine | ~Q(state__in=CLOSED_TO_MEMBERS))


def program_list(member: Member, *, state: str = "", words: str = "") -> QuerySet[Program]:
    """Programs that the member may see, latest first."""
    found = programs_seen_by(member)
    if state:
        found = found.filter(state=state)
    for word in search_words(words):
        found = found.alias(folded=Fold("name")).filter(folded__contains=word)
    return found.order_by("-id")


def get_program(member: Member, pk: UUID) -> Program:
    """The program where this member may see it. Raises Http404."""
    program: Program = get_object_or_404(program_list(member), pk=pk)
    return program


def get_mentor_program(member: Member, pk: UUID) -> Program:
    """One that has mentors. Raises Http404, for a program of peers too."""
    program = get_program(member, pk)
    if program.kind == ProgramKind.PEER:
        raise Http404
    return program


def current_guidelines(program: Program) -> Guidelines | None:
    return Guidelines.objects.filter(program=program).order_by("-version").first()


def approved_parts(member: Member) -> list[Enrolment]:
    """Where the member takes part, as mentor or as mentee."""
    return list(
        Enrolment.objects.filter(organization=member.organization_id, member=member).approved()
    )


def unsigned(member: Member, parts: Iterable[Enrolment]) -> list[Guidelines]:
    """The present guidelines of the programs the member takes part in, where the agreement is not
    signed.
    """
    signed = Signature.objects.filter(guidelines=OuterRef("pk"), member=member)
    latest = (
        Guidelines.objects.filter(program__in={each.program_id for each in parts})
        .exclude(program__state=ProgramState.ARCHIVED)
        .order_by("program", "-version")
        .distinct("program")
        .annotate(is_signed=Exists(signed))
        .select_related("program")
    )
    return [each for each in latest if not each.is_signed]


def to_decide(organization: Organization) -> list[Program]:
    """Programs at work that may wait for an admin, latest first."""
    return list(
        Program.objects.of(organization)
        .exclude(state=ProgramState.ARCHIVED)
        .order_by("-id")[:DECISIONS_SHOWN]
    )


def has_signed(member: Member, guidelines: Guidelines) -> bool:
    return Signature.objects.filter(member=member, guidelines=guidelines).exists()


def cadence_of(program: Program) -> tuple[Rules, bool]:
    """The program's rules, and whether its admin has saved any."""
    policy: CadencePolicy | None = getattr(program, "cadence_policy", None)
    return (policy.rules, True) if policy else (Rules(), False)


def readiness(program: Program) -> list[Check]:
    """What still stops a launch, in the order of the wizard."""
    has = Program.objects.filter(pk=program.pk).aggregate(
        goals=Count("goals", distinct=True), guidelines=Count("guidelines", distinct=True)
    )
    steps = [
        (_("A name, a focus and dates"), True, "edit"),
        (_("At least one goal with its KPI and target"), has["goals"] > 0, "goals"),
        (_("Guidelines and the mentoring agreement"), has["guidelines"] > 0, "guidelines"),
        (_("The cadence policy"), hasattr(program, "cadence_policy"), "cadence"),
    ]
    return [Check(words, is_done=done, view=f"programs:{view}") for words, done, view in steps]


def next_step(program: Program) -> Step | None:
    """For a program with its people counted; None where nothing waits for an admin."""
    is_peer, has_both = program.kind == ProgramKind.PEER, has_enough(program)
    match program.state:
        case ProgramState.RECRUITING if not has_both:
            needs = _("two people at least") if is_peer else _("mentors and mentees")
            return Step(
                _("A matching needs %(needs)s. Add people, or let them apply.") % {"needs": needs},
                _("Add people"),
                "programs:enrol-people",
            )
        case ProgramState.RECRUITING:
            return Step(
                _("Enough people? Close applications, and match them."),
                _("Move to matching"),
                "programs:move",
                ("matching",),
            )
    return step_in(program)


def enrolments(
    program: Program, *, role: str = "", state: str = "", words: str = ""
) -> QuerySet[Enrolment]:
    """A program's enrolments with their people, those who wait longest first."""
    found = Enrolment.objects.filter(program=program).select_related("member")
    if role:
        found = found.filter(role=role)
    if state:
        found = found.filter(state=state)
    for word in search_words(words):
        found = found.filter(member__search__contains=word)
    return found.order_by("applied_at", "id")


def my_enrolments(member: Member, program: Program) -> list[Enrolment]:
    return list(Enrolment.objects.filter(program=program, member=member).order_by("role"))


def open_parts(member: Member, program: Program) -> dict[str, Enrolment]:
    """By role what the member has applied for, or takes part as."""
    return {
        each.role: each
        for each in my_enrolments(member, program)
        if each.state != EnrolmentState.WITHDRAWN
    }


def people_to_enrol(
    program: Program,
    *,
    role: str,
    on: date,
    words: str = "",
    department: str = "",
    level_from: int | None = None,
    level_to: int | None = None,
    topic: str = "",
) -> QuerySet[Member]:
    """Employed people who have no part of this kind in the program yet; with a `topic` those who
    have it as a skill.
    """
    found = Member.objects.of(program.organization).employed(on=on).matching(words)
    if topic:
        found = found.filter(skills__contains=[topic])
    if department:
        found = found.filter(department=department)
    if level_from is not None:
        found = found.filter(level__gte=level_from)
    if level_to is not None:
        found = found.filter(level__lte=level_to)
    enrolled = Enrolment.objects.filter(program=program, role=role, member=OuterRef("pk"))
    return found.filter(~Exists(enrolled)).order_by("family_name", "given_name", "id")


def goals_with_values(program: Program) -> list[dict[str, Any]]:
    """Each goal with its KPI and that one's latest measurement, or None before the first."""
    latest = {
        each.kpi: each
        for each in (
            Measurement.objects.filter(program=program).order_by("kpi", "-on").distinct("kpi")
        )
    }
    return [
        {"goal": goal, "kpi": kpi_named(goal.kpi), "measurement": latest.get(goal.kpi)}
        for goal in program.goals.order_by("id")
    ]


def links_of_import(member: Member, _file: ImportFile) -> list[Link]:
    """Once people are in, a program can be set up for them."""
    return [Link(_("Set up a program"), address("programs:new", member.organization.slug))]


def parts_of(person: Member) -> list[Line]:
    """The programs a person has applied to or takes part in, latest first."""
    found = Enrolment.objects.filter(
        organization=person.organization_id, member=person
    ).select_related("program")
    url = addresses(person.organization.slug)("programs:detail")
    return [
        Line(
            each.program.name,
            url(each.program_id),
            f"{each.get_role_display()}, {inside(each.get_state_display())}",
        )
        for each in found.order_by("-applied_at", "id")
    ]


def admins(organization: Organization) -> QuerySet[Member]:
    return Member.objects.of(organization).filter(
        Q(roles__contains=["admin"]) | Q(roles__contains=["owner"])
    )


def enrolled_people(program: Program) -> QuerySet[Member]:
    """Everyone who is approved, once."""
    return Member.objects.filter(
        pk__in=Enrolment.objects.filter(program=program, state=EnrolmentState.APPROVED).values(
            m=F("member")
        )
    )


def questions(program: Program) -> list[Question]:
    """All of a program, those not asked any more last, each with the people who have
    `answered` it.
    """
    keys = Enrolment.objects.filter(program=program).annotate(
        key=Func(F("answers"), function="jsonb_object_keys", output_field=TextField())
    )
    answered = dict(keys.values("key").annotate(number=Count("id")).values_list("key", "number"))
    found = list(program.questions.order_by(F("retired_at").asc(nulls_first=True), "place", "id"))
    for each in found:
        each.answered = answered.get(each.key, 0)  # type: ignore[attr-defined]
    return found


def questions_seen_by(member: Member, *, program: UUID | None = None) -> QuerySet[Question]:
    """Those of every program, or of one, for program admins; none for others."""
    found = Question.objects.filter(organization=member.organization_id).select_related("program")
    if program:
        found = found.filter(program=program)
    return (found if member.is_admin else found.none()).order_by("-id")


def enrolments_seen_by(member: Member, *, program: UUID | None = None) -> QuerySet[Enrolment]:
    """Everybody's for program admins, for others their own; as with questions."""
    found = Enrolment.objects.filter(organization=member.organization_id)
    if program:
        found = found.filter(program=program)
    return (found if member.is_admin else found.filter(member=member)).order_by("-id")


def answers_to(question: Question) -> list[Any]:
    """What was answered, in no order."""
    given = Enrolment.objects.filter(program=question.program_id, answers__has_key=question.key)
    return list(given.values_list(KeyTransform(question.key, "answers"), flat=True))


def unanswered(program: Program, asked: Iterable[Question]) -> QuerySet[Enrolment]:
    """Approved people who have not answered all of these that they must, or that the matching
    counts.
    """
    wanted = [each for each in asked if each.is_required or each.comparison]
    waiting = Q(pk=None)
    for role in EnrolmentRole:
        keys = [each.key for each in wanted if each.audience in (role, Audience.BOTH)]
        waiting |= Q(role=role) & ~Q(answers__has_keys=keys)
    return Enrolment.objects.filter(program=program).approved().filter(waiting).order_by("id")


def answers_of(enrolment: Enrolment) -> list[tuple[Question, Any]]:
    """The questions put to somebody with their answers, None where there is none; then what was
    asked before.
    """
    found = list(enrolment.program.questions.asked_of(enrolment.role))
    before = enrolment.program.questions.exclude(pk__in=[each.pk for each in found]).order_by(
        "place", "id"
    )
    found += [each for each in before if each.key in enrolment.answers]
    return [(each, enrolment.answers.get(each.key)) for each in found]


def goal_values(program: Program) -> list[dict[str, Any]]:
    """The program's goals as the form of all of them takes them."""
    found = program.goals.order_by("id").values("statement", "kpi", "baseline", "target", "due_on")
    return [dict(goal) for goal in found]
