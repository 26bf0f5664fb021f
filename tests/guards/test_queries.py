"""What a page costs in queries: the same at 1 row and at 50, and never more than the budget.

Statements on tables count, and those that open the tenant; SAVEPOINT and RELEASE do not.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from matching.actions.pairs import block_people
from matching.models import Mentorship, Nomination, Pair, Participant, Place, Pod, Unmatched
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Organization
from programs.models import Enrolment, Program, Question
from recognition.models import Award, Badge, BadgeRule
from tests import factories, world
from tracking.actions import figures, logs, pulse
from tracking.models import Pulse
from tracking.surveys.models import AnonymousAnswer, Answer, Survey, SurveyRequest, SurveyVersion

# One of a page's is what the rooms of tracking put on it, together.
LIST, PAGE = 8, 13


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200, url
    return sum(
        not each["sql"].startswith(("SAVEPOINT", "RELEASE")) for each in captured.captured_queries
    )


@pytest.fixture
def place(northwind: Organization) -> world.World:
    return world.build(northwind)


def add_rows(place: world.World, number: int) -> None:
    """`number` more rows of everything that a page lists."""
    organization, at = place.organization, timezone.now()
    admin, mentee = place.people["admin"], place.people["mentee"]
    program = Program.objects.get(pk=place.ids["program"])
    badge = Badge.objects.first()
    rule = BadgeRule.objects.get(badge=badge)
    version = SurveyVersion.objects.get(survey=place.ids["survey"], number=1)
    named = version.questions.filter(seen_by="admins").latest("id")
    anonymous = version.questions.filter(seen_by="anonymous").latest("id")
    for n in range(number):
        person = factories.member(organization, manager=admin)
        enrolments = [
            Enrolment.objects.create(
                organization=organization,
                program=program,
                member=person,
                role=role,
                state="approved",
                applied_at=at,
            )
            for role in ("mentor", "mentee")
        ]
        Pair.objects.create(
            organization=organization,
            run_id=place.ids["run"],
            mentor=enrolments[0],
            mentee=enrolments[1],
            score=n,
            points=[{"criterion": "skills", "points": 1, "of": 2, "evidence": "x"}],
        )
        pod = Pod.objects.create(
            organization=organization, run_id=place.ids["peer_run"], score=n, worst=n
        )
        Place.objects.create(
            organization=organization,
            run_id=place.ids["peer_run"],
            pod=pod,
            enrolment=enrolments[0],
            score=n,
        )
        Unmatched.objects.create(
            organization=organization,
            run_id=place.ids["run"],
            enrolment=enrolments[1],
            reason="r",
            alternatives=[
                {
                    "mentor_id": str(enrolments[0].pk),
                    "score": n,
                    "kind": "full",
                    "lowest": None,
                    "cost": 1,
                }
            ],
        )
        mentorship = Mentorship.objects.create(
            organization=organization, program=program, title=f"P {n}", started_at=at
        )
        for member, role in ((person, "mentor"), (mentee, "mentee")):
            Participant.objects.create(
                organization=organization, mentorship=mentorship, member=member, role=role
            )
        Program.objects.create(
            organization=organization,
            name=f"Program {person.number}",
            starts_on=at.date(),
            ends_on=at.date() + timedelta(days=9),
            created_at=at,
            state="recruiting",
        )
        Question.objects.create(
            organization=organization,
            program=program,
            place=person.number,
            name=f"Question {person.number}",
            text="?",
            kind="scale",
        )
        Nomination.objects.create(
            organization=organization,
            program=program,
            member=mentee,
            by=person,
            relation="peer",
            created_at=at,
        )
        survey = Survey.objects.create(
            organization=organization,
            program=program,
            kind="own",
            name=f"Survey {person.number}",
            created_at=at,
        )
        request = SurveyRequest.objects.create(
            organization=organization,
            survey=survey,
            version=version,
            mentorship=mentorship,
            member=place.people["owner"],
            role="mentor",
            occasion="once",
            asked_at=at,
            closes_on=at.date() + timedelta(days=n % 2),
        )
        Answer.objects.create(
            organization=organization, request=request, question=named, value=True
        )
        AnonymousAnswer.objects.create(
            organization=organization,
            question=anonymous,
            program=program,
            role="mentor",
            period="2026-01",
            value=4,
        )
        block_people(mentor=person, mentee=mentee, reason="r", by=admin, at=at)
        owe(
            kind="job_ended",
            subject=person,
            recipients=[admin, mentee],
            at=at,
            title="T",
            message="M",
            url="/",
        )
        record(by=admin, action="member.changed", subject=person, at=at)
        Award.objects.create(
            organization=organization,
            rule=rule,
            badge=badge,
            member=person,
            awarded_at=at,
            evidence="e",
            consented_at=at,
        )
    pulse.begin_mentorships(organization=organization)
    Pulse.objects.update(health="at_risk")


LISTS = {
    "programs:list": (),
    "tracking:mentorships": (),
    "tracking:attention": (),
    "people:list": (),
    "delivery:notifications": (),
    "audit:entries": (),
    "recognition:wall": (),
    "programs:enrolments": ("program",),
    "matching:review": ("run",),
    "programs:enrol-people": ("program",),
    "people:imports": (),
    "accounts:tokens": (),
    "matching:runs": ("program",),
    "matching:blocks": (),
    "matching:unmatched": ("run",),
    "matching:groups": ("run",),
    "matching:gaps": ("program",),
    "matching:candidates": ("program",),
    "programs:questions": ("program",),
    "matching:pods": ("peer_run",),
    "surveys:list": ("program",),
    "surveys:mine": (),
}
# (queries at any number of rows); what is more than a list's budget says why.
LITERAL = {
    "programs:list": 4,
    "tracking:mentorships": 5,
    "tracking:attention": 6,
    "people:list": 6,
    "delivery:notifications": 4,
    "audit:entries": 4,
    "recognition:wall": 5,
    "programs:enrolments": 5,
    "matching:review": 6,
    "programs:enrol-people": 8,
    "people:imports": 4,
    "accounts:tokens": 4,
    "matching:runs": 7,
    "matching:blocks": 4,
    "matching:unmatched": 7,
    "matching:groups": 8,
    "matching:gaps": 5,
    "matching:candidates": 8,
    "programs:questions": 7,
    "matching:pods": 6,
    "surveys:list": 6,
    "surveys:mine": 8,
}


def test_a_list_costs_the_same_at_1_and_50_rows(place: world.World) -> None:
    client = factories.client_of(place.people["owner"])
    urls = {
        name: reverse(name, args=["northwind", *(place.ids[key] for key in args)])
        for name, args in LISTS.items()
    }
    add_rows(place, 1)
    few = {name: queries(client, url) for name, url in urls.items()}
    add_rows(place, 49)
    many = {name: queries(client, url) for name, url in urls.items()}
    assert (few, many) == (LITERAL, LITERAL)
    assert max(LITERAL.values()) <= LIST


def test_no_page_costs_more_than_its_budget_however_much_there_is(place: world.World) -> None:
    at = timezone.now()
    add_rows(place, 20)
    mentorship = Mentorship.objects.select_related("organization__settings").get(
        pk=place.ids["mentorship"]
    )
    for n in range(10):
        day = at - timedelta(days=3 + n)
        past = logs.log_past_session(
            mentorship=mentorship, starts_at=day, minutes=45, by=place.people["mentee"], at=at
        )
        items = [logs.Item(text=f"Do {n}", owner=place.people["mentee"])]
        logs.log_session(
            session=past, by=place.people["mentor"], at=at, shared="s", private="p", items=items
        )
    figures.count_figures(organization=place.organization, at=at)
    found: dict[str, int] = {}
    for role in ("mentee", "mentor", "admin", "hr"):
        client = factories.client_of(place.people[role])
        found[f"home as {role}"] = queries(client, reverse("home", args=["northwind"]))
    pages: dict[str, Any] = {
        "tracking:mentorship": ("mentor", "mentorship"),
        "tracking:session-log": ("mentor", "past"),
        "tracking:goal": ("mentor", "goal"),
        "tracking:goal-new": ("mentee", "mentorship"),
        "tracking:items-add": ("mentor", "mentorship"),
        "tracking:session-book": ("mentor", "mentorship"),
        "tracking:session-move": ("mentor", "session"),
        "people:hours": ("mentor", ""),
        "programs:detail": ("admin", "program"),
        "matching:publish": ("admin", "run"),
        "people:detail": ("admin", "member"),
        "matching:pair": ("admin", "pair"),
        "matching:pod": ("admin", "pod"),
        "matching:policy": ("admin", "program"),
        "surveys:request": ("mentee", "survey_request"),
    }
    colleague = factories.client_of(place.people["colleague"])
    found["directory as mentee"] = queries(
        colleague, reverse("matching:directory", args=["northwind"])
    )
    for name, (role, key) in pages.items():
        url = reverse(name, args=["northwind", *([place.ids[key]] if key else [])])
        found[name] = queries(factories.client_of(place.people[role]), url)
    group = reverse("tracking:mentorship", args=["northwind", place.ids["group"]])
    found["a group"] = queries(factories.client_of(place.people["mentor"]), group)
    results = reverse(
        "surveys:results", args=["northwind", place.ids["program"], place.ids["survey"]]
    )
    found["results"] = queries(factories.client_of(place.people["admin"]), results)
    found["insights"] = queries(
        factories.client_of(place.people["hr"]), reverse("tracking:insights", args=["northwind"])
    )
    assert {name: number for name, number in found.items() if number > PAGE} == {}
    assert found["home as mentee"] == 12
    assert found["tracking:session-book"] == 9
