import re
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.actions import candidates as actions
from matching.actions.errors import MatchingError
from matching.models import Nomination, Policy
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Invitation, Member, Organization
from programs.actions import enrol, enrol_people
from programs.models import Enrolment, Program
from tests import factories, races


@pytest.fixture
def program(northwind: Organization) -> Program:
    return recruiting(northwind)


def recruiting(organization: Organization) -> Program:
    at = timezone.now()
    return Program.objects.create(
        organization=organization,
        name="Compass",
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=99),
        created_at=at,
        state="recruiting",
    )


def url(program: Program, name: str, pk: Any = None) -> str:
    return reverse(f"matching:{name}", args=[program.organization.slug, pk or program.pk])


def somebody(program: Program, name: str, **values: Any) -> Member:
    return factories.member(
        program.organization, given_name=name, family_name="", sign_in=True, **values
    )


def text(client: Client, address: str, **values: Any) -> str:
    return tight(client.get(address, values).content.decode())


def tight(page: str) -> str:
    """Without the space beside its tags."""
    return re.sub(r"(?<=>)\s+|\s+(?=<)", "", page)


def test_a_colleague_names_another_who_reads_it_and_says_no(program: Program) -> None:
    ana, ben = somebody(program, "Ana"), somebody(program, "Ben")
    page = factories.client_of(ana).post(
        url(program, "nominate"),
        {"person": ben.email.upper(), "words": "You explain well <b>"},
        follow=True,
    )
    assert "Ben is told" in page.content.decode()
    letter = Delivery.objects.select_related("recipient", "organization__settings").get(
        channel="email"
    )
    assert letter.recipient == ben
    assert "You explain well <b>" in compose(letter).body
    named = Nomination.objects.get()
    client = factories.client_of(ben)
    shown = text(client, url(program, "nomination", named.pk))
    assert "Ana would like you as a mentor" in shown
    assert "You explain well &lt;b&gt;" in shown
    assert (
        "Thank you for saying so"
        in client.post(url(program, "nomination", named.pk), follow=True).content.decode()
    )
    assert Delivery.objects.get(kind="nomination_declined").recipient == ana
    assert (
        "You have answered already"
        in client.post(url(program, "nomination", named.pk), follow=True).content.decode()
    )
    again = factories.client_of(ana).post(url(program, "nominate"), {"person": ben.email})
    assert (again.status_code, "cannot this time" in again.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("nobody@northwind.example", "Nobody here has this e-mail or name."),
        ("Ana", "apply as a mentor"),
        ("Same", "Several people have this name."),
        ("Guest", "Guest is from outside"),
        ("Gone", "Nobody here has this e-mail or name."),
        ("Mia", "Mia has come forward as a mentor already."),
    ],
)
def test_who_cannot_be_named_is_said_beside_the_field(
    program: Program, who: str, words: str
) -> None:
    ana, at = somebody(program, "Ana"), timezone.now()
    for name in ("Same", "Same"):
        somebody(program, name)
    somebody(program, "Guest", is_external=True)
    somebody(program, "Gone", terminated_on=at.date())
    mia = somebody(program, "Mia")
    enrol(program=program, member=mia, role="mentor", by=mia, at=at)
    page = factories.client_of(ana).post(
        url(program, "nominate"), {"person": who, "words": "Because"}
    )
    assert page.status_code == 422
    assert words in page.content.decode()
    assert "Because" in page.content.decode()
    assert not Nomination.objects.exists()


def test_the_relation_is_what_they_are_to_each_other(program: Program) -> None:
    at, boss, admin = (
        timezone.now(),
        somebody(program, "Boss"),
        somebody(program, "Amy", roles=["admin"]),
    )
    ben = somebody(program, "Ben", manager=boss)
    for by in (boss, admin, somebody(program, "Ana")):
        actions.nominate(program=program, member=ben, by=by, at=at)
    assert list(Nomination.objects.order_by("id").values_list("relation", flat=True)) == [
        "manager",
        "admin",
        "peer",
    ]
    with pytest.raises(MatchingError, match="named Ben already"):
        actions.nominate(program=program, member=ben, by=boss, at=at)


def test_the_board_ranks_with_evidence_and_asks_whom_the_admin_ticks(program: Program) -> None:
    at, admin = timezone.now(), somebody(program, "Amy", roles=["admin"], level=None)
    for name, level, skills in (("Low", 1, ["golf"]), ("High", 5, ["law"]), ("Mid", 3, ["law"])):
        somebody(
            program, name, level=level, skills=skills, hired_on=at.date() - timedelta(days=800)
        )
    mentor = somebody(program, "Already", level=5)
    enrol_people(program=program, people=[mentor], role="mentor", capacity=1, by=admin, at=at)
    mentee = somebody(program, "Kid", level=0, skills=["law"])
    enrol_people(program=program, people=[mentee], role="mentee", capacity=1, by=admin, at=at)
    client, board = factories.client_of(admin), url(program, "candidates")
    shown = text(client, board)
    order = [shown.index(f'<th scope="row">{name}<') for name in ("High", "Mid", "Low")]
    assert order == sorted(order)
    assert "law (wanted by 1)" in shown
    assert "level 5 of 5, leads nobody, 2 years here" in shown
    assert '<th scope="row">Already<' not in shown
    assert '<th scope="row">Mid<' not in text(client, board, q="high")
    assert '<th scope="row">Low<' not in text(client, board, topic="law")
    chosen = Member.objects.filter(given_name__in=["High", "Mid"])
    page = client.post(board, {"ids": [each.pk for each in chosen]}, follow=True).content.decode()
    assert "2 people are asked to become a mentor." in page
    assert "by Amy" in page
    page = client.post(board, {"ids": [each.pk for each in chosen]}, follow=True).content.decode()
    assert "0 people are asked to become a mentor. 2 had been asked" in page
    assert "Nobody was asked" in client.post(board, follow=True).content.decode()
    assert '<th scope="row">Low<' in text(client, board, state="new")
    assert '<th scope="row">High<' not in text(client, board, state="new")
    rows = text(client, board, format="csv").splitlines()
    assert rows[0].startswith("\ufeffName,Title") or rows[0].startswith("Name,Title")


def test_the_formula_is_kept_and_orders_the_board(program: Program) -> None:
    admin = somebody(program, "Amy", roles=["admin"], level=0)
    somebody(program, "Boss", level=5, skills=[])
    somebody(program, "Wise", level=1, skills=["a", "b", "c"])
    client, board = factories.client_of(admin), url(program, "candidates")
    response = client.post(
        url(program, "candidates-formula"),
        {"leadership": 0, "expertise": 100, "willingness": 0},
        follow=True,
    )
    page = tight(response.content.decode())
    assert page.index('<th scope="row">Wise<') < page.index('<th scope="row">Boss<')
    assert Policy.objects.get().candidate_weights == {
        "leadership": 0,
        "expertise": 100,
        "willingness": 0,
    }
    none = client.post(
        url(program, "candidates-formula"),
        dict.fromkeys(["leadership", "expertise", "willingness"], 0),
    )
    assert none.status_code == 302
    assert "one of them more than 0" in text(client, board)


def test_a_mentor_from_outside_takes_part_and_is_invited_in_one_step(program: Program) -> None:
    admin = somebody(program, "Amy", roles=["admin"])
    client, page = factories.client_of(admin), url(program, "invite-mentor")
    values = {
        "given_name": "Grace",
        "email": "grace@partner.example",
        "skills": "law; sales",
        "capacity": "2",
    }
    done = client.post(page, values, follow=True).content.decode()
    assert "Grace is a mentor of this program, and invited to sign in." in done
    person = Member.objects.get(email="grace@partner.example")
    assert (person.is_external, person.skills) == (True, ["law", "sales"])
    part = Enrolment.objects.get(member=person)
    assert (part.role, part.state, part.capacity) == ("mentor", "approved", 2)
    assert Invitation.objects.filter(member=person).exists()
    again = client.post(page, values)
    assert (
        again.status_code,
        "Somebody here has this e-mail already." in again.content.decode(),
    ) == (422, True)
    assert Member.objects.filter(given_name="Grace").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_names_by_one_person_at_once_are_one() -> None:
    organization, at = factories.organization("northwind"), timezone.now()
    with tenant(organization.pk):
        program = recruiting(organization)
        by, ben = factories.member(organization), factories.member(organization)

    def act() -> Nomination:
        return actions.nominate(program=program, member=ben, by=by, at=at)

    results = races.at_once(organization.pk, act)
    assert len([each for each in results if isinstance(each, MatchingError)]) == len(results) - 1
    with tenant(organization.pk):
        assert Nomination.objects.count() == 1
        assert connection.in_atomic_block


def test_who_has_applied_is_not_asked_for_a_no_and_counts_as_applied_even_after_one(
    program: Program,
) -> None:
    at, admin, ben = (
        timezone.now(),
        somebody(program, "Amy", roles=["admin"]),
        somebody(program, "Ben"),
    )
    first = actions.nominate(program=program, member=ben, by=somebody(program, "Ana"), at=at)
    actions.decline_nomination(nomination=first, by=first.member, at=at)
    assert "Said no" in text(
        factories.client_of(admin), url(program, "candidates"), state="declined"
    )
    enrol(program=program, member=ben, role="mentor", by=ben, at=at)
    client = factories.client_of(ben)
    shown = text(client, url(program, "nomination", first.pk))
    assert "You have come forward" in shown
    assert "Not this time" not in shown
    assert (
        "withdraw on the program"
        in client.post(url(program, "nomination", first.pk), follow=True).content.decode()
    )
    assert '<th scope="row">Ben<' in text(
        factories.client_of(admin), url(program, "candidates"), state="applied"
    )


@pytest.mark.parametrize("after", ["²", "-1", "9" * 5000, "١٢", "999", "x"])
def test_an_odd_page_number_is_the_first_page(program: Program, after: str) -> None:
    admin = somebody(program, "Amy", roles=["admin"])
    assert '<th scope="row">Amy<' in text(
        factories.client_of(admin), url(program, "candidates"), after=after
    )


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("email", "a" * 60 + "@" + ".".join(["b" * 60] * 4) + ".com", "At most 254 characters"),
        ("skills", "x" * 161, "at most 160 characters each"),
        ("skills", "; ".join(map(str, range(101))), "at most 100 can be kept"),
        ("given_name", "", "required"),
    ],
)
def test_what_cannot_be_kept_of_a_mentor_is_said_beside_the_field(
    program: Program, field: str, value: str, words: str
) -> None:
    admin = somebody(program, "Amy", roles=["admin"])
    values = {
        "given_name": "Grace",
        "email": "grace@partner.example",
        "capacity": "1",
        field: value,
    }
    page = factories.client_of(admin).post(url(program, "invite-mentor"), values)
    assert (page.status_code, words in page.content.decode()) == (422, True)
    assert not Member.objects.filter(email="grace@partner.example").exists()


def test_a_letter_reaches_somebody_with_a_comma_in_the_name(program: Program) -> None:
    admin = somebody(program, "Amy", roles=["admin"])
    person = Member(
        organization=program.organization,
        given_name='Anna "Zed" <b>',
        family_name="Weber, PhD",
        email="w@x.example",
    )
    actions.invite_mentor(program=program, person=person, capacity=1, by=admin, at=timezone.now())
    letter = Delivery.objects.select_related("recipient", "organization__settings").get(
        kind="invitation"
    )
    message = compose(letter).message()
    assert parseaddr(message["To"]) == ('Anna "Zed" <b> Weber, PhD', "w@x.example")
