"""Programs with people to match, for the tests of matching."""

from datetime import date
from typing import Any

from matching.actions import runs
from matching.criteria import CHOICES
from matching.models import Policy, Run
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member
from programs.actions import enrol_people
from programs.models import Enrolment, Program
from tests import factories


def pool(admin: Member, at: Any, *, mentors: int, mentees: int, capacity: int = 1) -> Program:
    """All alike; the first mentor is every mentee's manager."""
    organization = admin.organization
    program = Program.objects.create(
        organization=organization,
        name="Compass",
        starts_on=date(2026, 4, 1),
        ends_on=date(2026, 12, 1),
        created_at=at,
        state="matching",
        weights={"skills": 1},
    )
    seniors = [
        factories.member(organization, level=4, skills=["law", "sales"]) for _ in range(mentors)
    ]
    juniors = [
        factories.member(organization, level=2, skills=["law"], manager=seniors[0])
        for _ in range(mentees)
    ]
    enrol_people(program=program, people=seniors, role="mentor", capacity=capacity, by=admin, at=at)
    enrol_people(program=program, people=juniors, role="mentee", capacity=1, by=admin, at=at)
    Delivery.objects.all().delete()
    return program


def circles(
    admin: Member, at: Any, *, mentors: int = 2, mentees: int = 7, capacity: int = 4
) -> Program:
    """A program in groups whose people are all alike, so that only the sizes decide; of its mentors
    one more is everybody's manager.
    """
    program = pool(admin, at, mentors=mentors + 1, mentees=mentees, capacity=capacity)
    Program.objects.filter(pk=program.pk).update(kind="group", name="Circles")
    program.refresh_from_db()
    return program


def peers(
    admin: Member,
    at: Any,
    *,
    least: int = 2,
    most: int = 2,
    topics: tuple[str, ...] = ("law", "code", "art"),
) -> Program:
    """A program in which two people care for each topic; their names are the topic and a number."""
    organization = admin.organization
    program = Program.objects.create(
        organization=organization,
        name="Among equals",
        starts_on=date(2026, 4, 1),
        ends_on=date(2026, 12, 1),
        created_at=at,
        state="matching",
        kind="peer",
        weights=dict.fromkeys(CHOICES, 0) | {"skills": 50},
    )
    Policy.objects.create(
        organization=organization, program=program, pod_least=least, pod_most=most
    )
    people = [
        factories.member(
            organization, given_name=topic.title(), family_name=str(number), skills=[topic, "talk"]
        )
        for topic in topics
        for number in (1, 2)
    ]
    enrol_people(program=program, people=people, role="peer", capacity=1, by=admin, at=at)
    Delivery.objects.all().delete()
    return program


def company(run: Run) -> set[tuple[str, ...]]:
    """The names in each pod that is kept."""
    found: dict[Any, list[str]] = {}
    for place in run.places.filter(pod__is_removed=False).select_related("enrolment__member"):
        found.setdefault(place.pod_id, []).append(place.enrolment.member.name)
    return {tuple(sorted(names)) for names in found.values()}


def named_pool(admin: Member, at: Any) -> tuple[Program, dict[str, Enrolment]]:
    """Three mentors with one seat each, three mentees; each mentee shares one topic more with one
    mentor.
    """
    program = pool(admin, at, mentors=0, mentees=0)
    topics = {"Law": ["law", "tax"], "Code": ["code", "data"], "Art": ["art", "film"]}
    people = {}
    for role in ("mentor", "mentee"):
        for name, skills in topics.items():
            person = factories.member(
                admin.organization,
                given_name=f"{name}",
                family_name=role.title(),
                skills=skills,
                level=4 if role == "mentor" else 2,
            )
            enrol_people(program=program, people=[person], role=role, capacity=1, by=admin, at=at)
            people[f"{name} {role.title()}"] = Enrolment.objects.select_related("member").get(
                member=person
            )
    Delivery.objects.all().delete()
    return program, people


def solved(program: Program, admin: Member, at: Any, *, parent: Run | None = None) -> Run:
    run, _ = runs.start_run(program=program, by=admin, at=at, parent=parent)
    return runs.solve_run(run=run, tell=lambda *_: None, on=at.date())


def names(run: Run) -> dict[str, str]:
    """Mentee to mentor of the pairs that are kept."""
    found = run.pairs.filter(is_removed=False).select_related("mentor__member", "mentee__member")
    return {pair.mentee.member.name: pair.mentor.member.name for pair in found}
