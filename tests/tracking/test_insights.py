from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Mentorship, Participant
from mentorship.tenancy.models import Organization
from programs.models import Enrolment, Program, ProgramGoal
from tests import factories
from tracking.actions import answers, figures, logs, pulse, sessions
from tracking.insights import read_insights
from tracking.metrics import probable_per_pair, sessions_per_pair
from tracking.models import Pulse


def program_with_pairs(organization: Organization, name: str, pairs: int) -> Program:
    at = timezone.now()
    program = Program.objects.create(
        organization=organization,
        name=name,
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=99),
        created_at=at,
        state="running",
    )
    ProgramGoal.objects.create(
        organization=organization,
        program=program,
        statement="Worth it",
        kpi="session_rating",
        target=4,
        due_on=at.date(),
    )
    for _ in range(pairs):
        mentorship = Mentorship.objects.create(
            organization=organization,
            program=program,
            title="A & B",
            started_at=at - timedelta(days=40),
        )
        people = []
        for role in ("mentor", "mentee"):
            member = factories.member(organization)
            enrolment = Enrolment.objects.create(
                organization=organization,
                program=program,
                member=member,
                role=role,
                state="approved",
                applied_at=at,
            )
            Participant.objects.create(
                organization=organization,
                mentorship=mentorship,
                member=member,
                role=role,
                enrolment=enrolment,
            )
            people.append(member)
        session = logs.log_past_session(
            mentorship=mentorship, starts_at=at - timedelta(days=2), minutes=45, by=people[0], at=at
        )
        logs.log_session(session=session, by=people[0], at=at, rating=5)
    pulse.refresh_pulses(organization=organization, at=at)
    return program


def values(organization: Organization, key: str, program: Program | None = None) -> dict[str, Any]:
    found = read_insights(organization, program_id=program.pk if program else None)
    [figure] = [each for each in found.figures if each.key == key]
    return {row[0]: row[1] for row in figure.table.rows}


def test_figures_count_what_happened(northwind: Organization) -> None:
    program = program_with_pairs(northwind, "Large", 6)
    figures.count_figures(organization=northwind, at=timezone.now())
    assert values(northwind, "funnel", program) == {
        "Applied": "12",
        "Approved": "12",
        "Matched": "12",
        "Met": "12",
    }
    assert list(values(northwind, "sessions").values()) == ["6"]
    [kpi] = read_insights(northwind).kpis
    assert (kpi["value"], kpi["is_reached"]) == (5.0, True)


def test_confirmed_and_probable_sessions_are_counted_apart(northwind: Organization) -> None:
    program, at = program_with_pairs(northwind, "Large", 6), timezone.now()
    for mentorship in Mentorship.objects.filter(program=program):
        first, second = (part.member for part in mentorship.participants.order_by("id"))
        session = sessions.book_session(
            mentorship=mentorship,
            starts_at=at - timedelta(hours=3),
            minutes=30,
            by=first,
            at=at - timedelta(days=1),
        )
        answers.accept_session(session=session, by=second, at=at - timedelta(hours=20))
    figures.count_figures(organization=northwind, at=at)
    assert list(values(northwind, "sessions", program).values()) == ["6"]
    assert list(values(northwind, "probable", program).values()) == ["6"]
    Mentorship.objects.update(started_at=at - timedelta(days=60))
    confirmed = sessions_per_pair(program.pk, at.date())
    probable = probable_per_pair(program.pk, at.date())
    assert confirmed is not None
    assert probable is not None
    assert (confirmed.people, probable.people) == (12, 12)
    assert confirmed.value == probable.value == Decimal("0.51")


def test_a_small_program_is_withheld_and_so_is_what_would_give_it_away(
    northwind: Organization,
) -> None:
    large, small = (
        program_with_pairs(northwind, "Large", 6),
        program_with_pairs(northwind, "Small", 2),
    )
    figures.count_figures(organization=northwind, at=timezone.now())
    assert set(values(northwind, "funnel", small).values()) == {"withheld"}
    # All programs minus the large one would be the small one.
    assert set(values(northwind, "funnel", large).values()) == {"withheld"}
    assert values(northwind, "funnel")["Applied"] == "16"


def test_figures_are_published_once_a_day_and_change_when_enough_people_did(
    northwind: Organization, hr_client: Client
) -> None:
    program, at = program_with_pairs(northwind, "Large", 6), timezone.now()
    assert figures.count_figures(organization=northwind, at=at) == 1
    before = values(northwind, "sessions", program)
    [rating] = [row["value"] for row in read_insights(northwind).kpis]
    mentorship = Mentorship.objects.filter(program=program).first()
    assert mentorship is not None
    one = mentorship.participants.get(role="mentor").member
    session = logs.log_past_session(
        mentorship=mentorship, starts_at=at - timedelta(days=1), minutes=45, by=one, at=at
    )
    logs.log_session(session=session, by=one, at=at, rating=1)
    assert figures.count_figures(organization=northwind, at=at) == 0
    page = hr_client.post(
        reverse("tracking:insights-refresh", args=["northwind"]), follow=True
    ).content.decode()
    assert "published already" in page
    assert figures.count_figures(organization=northwind, at=at + timedelta(days=1)) == 1
    # One pair met and one person said how it was: nobody reads that off two days.
    assert values(northwind, "sessions", program) == before
    assert [row["value"] for row in read_insights(northwind).kpis] == [rating]
    for other in Mentorship.objects.filter(program=program).order_by("pk")[1:4]:
        who = other.participants.get(role="mentor").member
        also = logs.log_past_session(
            mentorship=other, starts_at=at - timedelta(days=1), minutes=45, by=who, at=at
        )
        logs.log_session(session=also, by=who, at=at, rating=1)
    figures.count_figures(organization=northwind, at=at + timedelta(days=2))
    assert sum(map(int, values(northwind, "sessions", program).values())) == 10
    assert [row["value"] for row in read_insights(northwind).kpis] == [rating]


def test_two_publications_and_all_views_give_no_pair_away(northwind: Organization) -> None:
    """An analyst keeps every view of two days, and subtracts each from each."""
    large, small = (
        program_with_pairs(northwind, "Large", 30),
        program_with_pairs(northwind, "Small", 8),
    )
    at = timezone.now()
    one = Mentorship.objects.filter(program=small).first()
    assert one is not None
    Pulse.objects.filter(mentorship=one).update(health="attention")
    figures.count_figures(organization=northwind, at=at)
    first = {
        name: values(northwind, "health", program)
        for name, program in (("L", large), ("S", small), ("W", None))
    }
    assert first["S"]["Needs attention"] == "withheld"
    assert first["W"]["Needs attention"] == "withheld"
    Pulse.objects.filter(mentorship__in=Mentorship.objects.filter(program=large)[:1]).update(
        health="attention"
    )
    figures.count_figures(organization=northwind, at=at + timedelta(days=1))
    second = {
        name: values(northwind, "health", program)
        for name, program in (("L", large), ("S", small), ("W", None))
    }
    assert second == first


def test_a_raised_group_size_withholds_more(northwind: Organization) -> None:
    program_with_pairs(northwind, "Large", 6)
    figures.count_figures(organization=northwind, at=timezone.now())
    northwind.settings.min_group_size = 20
    northwind.settings.save()
    assert set(values(northwind, "funnel").values()) == {"withheld"}
    [kpi] = read_insights(northwind).kpis
    assert (kpi["value"], kpi["is_withheld"]) == (None, True)


def test_exports_say_what_the_page_says(northwind: Organization, hr_client: Client) -> None:
    program_with_pairs(northwind, "Small", 2)
    figures.count_figures(organization=northwind, at=timezone.now())
    url = reverse("tracking:insights", args=["northwind"])
    page = hr_client.get(url).content.decode()
    assert "withheld" in page
    text = hr_client.get(url, {"export": "funnel", "format": "csv"}).content.decode("utf-8-sig")
    assert text.splitlines()[1:] == [
        "Applied,withheld",
        "Approved,withheld",
        "Matched,withheld",
        "Met,withheld",
    ]
    assert hr_client.get(url, {"export": "funnel", "format": "xlsx"}).content[:2] == b"PK"
    assert hr_client.get(url, {"export": "nothing"}).status_code == 404
    assert hr_client.get(url, {"program": "nonsense"}).status_code == 404
