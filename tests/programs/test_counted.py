"""A program's numbers of people, which the database keeps."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs import actions
from programs.enums import EnrolmentRole
from programs.models import Enrolment, Program
from tests import factories, races
from tests.matching.pools import pool


def numbers(program: Program) -> tuple[int, int, int]:
    """Approved mentors, approved mentees, applications."""
    program.refresh_from_db()
    return program.mentors, program.mentees, program.waiting


@pytest.fixture
def program(admin: Member, at: Any) -> Program:
    made = pool(admin, at, mentors=0, mentees=0)
    Program.objects.update(state="recruiting")
    return made


def test_every_way_in_and_out_is_counted(program: Program, admin: Member, at: Any) -> None:
    people = [factories.member(admin.organization) for _ in range(4)]
    actions.enrol_people(
        program=program, people=people[:3], role="mentee", capacity=1, by=admin, at=at
    )
    actions.enrol_people(
        program=program, people=people[:3], role="mentee", capacity=1, by=admin, at=at
    )
    actions.enrol_people(
        program=program, people=people[:1], role="mentor", capacity=2, by=admin, at=at
    )
    applied = actions.enrol(
        program=program, member=people[3], role=EnrolmentRole.MENTOR, by=people[3], at=at
    )
    assert numbers(program) == (1, 3, 1)
    actions.decide_enrolments(program=program, ids=[applied.pk], state="approved", by=admin, at=at)
    assert numbers(program) == (2, 3, 0)
    actions.withdraw(enrolment=applied, by=people[3], at=at)
    actions.release(members=people[:2], at=at)
    assert numbers(program) == (0, 1, 0)
    Enrolment.objects.filter(member=people[2]).delete()
    assert numbers(program) == (0, 0, 0)


def test_saving_an_old_copy_changes_no_number(program: Program, admin: Member, at: Any) -> None:
    old = Program.objects.get(pk=program.pk)
    actions.enrol_people(
        program=program,
        people=[factories.member(admin.organization)],
        role="mentee",
        capacity=1,
        by=admin,
        at=at,
    )
    old.summary = "Changed"
    old.save()
    assert numbers(program) == (0, 1, 0)
    assert program.summary == "Changed"


def test_the_list_shows_them(
    program: Program, admin: Member, admin_client: Client, at: Any
) -> None:
    people = [factories.member(admin.organization) for _ in range(2)]
    actions.enrol_people(program=program, people=people, role="mentee", capacity=1, by=admin, at=at)
    html = admin_client.get(reverse("programs:list", args=["northwind"])).content.decode()
    assert '<td class="num" data-label="Mentees">2</td>' in html


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_others_coming_in_at_once_are_all_counted() -> None:
    organization, at = factories.organization("northwind"), timezone.now()
    with tenant(organization.pk):
        admin = factories.member(organization, roles=["admin"])
        program = pool(admin, at, mentors=1, mentees=1)
        mine = Enrolment.objects.get(program=program, role=EnrolmentRole.MENTEE)
        people = [factories.member(organization) for _ in range(2)]
    acts = iter(
        [
            lambda: actions.withdraw(enrolment=mine, by=mine.member, at=at),
            *(
                lambda each=each: actions.enrol_people(
                    program=program, people=[each], role="mentee", capacity=1, by=admin, at=at
                )
                for each in people
            ),
        ]
    )

    def act() -> object:
        return next(acts)()

    results = races.at_once(organization.pk, act, times=3)
    assert not [each for each in results if isinstance(each, Exception)]
    with tenant(organization.pk):
        assert numbers(program) == (1, 2, 0)


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_decision_at_once_do_not_wait_for_each_other() -> None:
    organization, at = factories.organization("northwind"), timezone.now()
    with tenant(organization.pk):
        admin = factories.member(organization, roles=["admin"])
        program = pool(admin, at, mentors=0, mentees=0)
        Program.objects.update(state="recruiting")
        applied = [
            actions.enrol(program=program, member=each, role=EnrolmentRole.MENTEE, by=each, at=at)
            for each in (factories.member(organization) for _ in range(8))
        ]
    ids = [each.pk for each in applied]
    acts = iter(
        [
            lambda: actions.decide_enrolments(
                program=program, ids=ids, state="approved", by=admin, at=at
            ),
            *(
                lambda each=each: actions.withdraw(enrolment=each, by=each.member, at=at)
                for each in applied
            ),
        ]
    )

    def act() -> object:
        return next(acts)()

    results = races.at_once(organization.pk, act, times=9)
    assert not [each for each in results if isinstance(each, Exception)]
    with tenant(organization.pk):
        approved = Enrolment.objects.filter(state="approved").count()
        assert numbers(program) == (0, approved, 0)
