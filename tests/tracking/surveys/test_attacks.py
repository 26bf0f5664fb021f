"""Who wrote which anonymous answer: a thousand planted answers of known people, and everything that
anybody can see or the database keeps. Guessing has to do no better than chance.
"""

import csv
import io
import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from mentorship.audit.models import Entry
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member, Organization
from tests import factories
from tests.surveying import Cohort, answer
from tests.tokens import api
from tracking.surveys import actions
from tracking.surveys.models import AnonymousAnswer, SurveyRequest

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
APRIL = datetime(2026, 4, 2, 12, tzinfo=UTC)
PAIRS = 200
# What the server knows of a row beside its columns.
ORDERS = ("id", "ctid", "xmin::text::bigint, ctid", "xmax::text::bigint, ctid DESC")


class Planted:
    """Everybody's answers to two scales and a text, and the order in which they came."""

    def __init__(self, organization: Organization) -> None:
        draw = random.Random(7)
        self.cohort = Cohort(organization, NOON, pairs=PAIRS, met=0)
        anonymous = {"seen_by": "anonymous"}
        self.survey = self.cohort.own(
            Trust=anonymous, Fit=anonymous, Say={"kind": "text", **anonymous}
        )
        version = self.survey.versions.get()
        people = list(self.cohort.mentees) + list(self.cohort.mentors)
        mentorships = [*self.cohort.mentorships, *self.cohort.mentorships]
        self.asked = SurveyRequest.objects.bulk_create(
            SurveyRequest(
                organization=organization,
                survey=self.survey,
                version=version,
                mentorship=mentorship,
                member=member,
                role="mentee" if number < PAIRS else "mentor",
                occasion="once",
                asked_at=NOON,
                closes_on=NOON.date() + timedelta(days=14),
            )
            for number, (member, mentorship) in enumerate(zip(people, mentorships, strict=True))
        )
        self.told = [person.pk for person in people]
        draw.shuffle(self.asked)
        words = [f"word{number:03}" for number in range(len(people))]
        draw.shuffle(words)
        self.values = {
            request.member_id: {
                "Trust": draw.randint(1, 5),
                "Fit": draw.randint(1, 5),
                "Say": words.pop(),
            }
            for request in self.asked
        }
        self.before = (Entry.objects.count(), Delivery.objects.count())
        for request in self.asked:
            answer(request, NOON, **self.values[request.member_id])

    def orders_of_people(self) -> dict[str, list[Any]]:
        """In which orders somebody who wants to know can bring those who answered."""
        found = {"as they answered": [request.member_id for request in self.asked]}
        for order in ORDERS:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT member_id FROM surveys_surveyrequest ORDER BY {order}")
                found[order] = [row[0] for row in cursor.fetchall()]
        return found

    def answers_in(self, order: str, name: str) -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT a.value FROM surveys_anonymousanswer a JOIN surveys_surveyquestion q"
                f" ON q.id = a.question_id WHERE q.name = %s ORDER BY {_of_answers(order)}",
                [name],
            )
            return [_plain(row[0]) for row in cursor.fetchall()]

    def best_guess(self, name: str) -> float:
        """The share of people whom the best pair of orders tells rightly."""
        people = self.orders_of_people().values()
        rows = [self.answers_in(order, name) for order in ORDERS]
        return max(
            sum(self.values[pk][name] == value for pk, value in zip(order, answers, strict=True))
            / len(self.values)
            for order in people
            for answers in (*rows, *(each[::-1] for each in rows))
        )


def _of_answers(order: str) -> str:
    return ", ".join(f"a.{part.strip()}" for part in order.split(","))


def _plain(value: Any) -> Any:
    text = str(value)
    return int(text) if text.isdigit() else text.strip('"')


@pytest.fixture
def planted(northwind: Organization) -> Planted:
    return Planted(northwind)


def mixed(planted: Planted) -> None:
    actions.mix_answers(organization=planted.cohort.organization, at=NOON)


def test_nothing_the_database_keeps_tells_who_wrote_which(planted: Planted) -> None:
    assert AnonymousAnswer.objects.count() == 3 * 2 * PAIRS > 1000
    # By day the rows stand as they came: this is what the night takes away.
    assert planted.best_guess("Trust") > 0.9
    mixed(planted)
    people, tries = len(planted.values), 5 * 8
    for name in ("Trust", "Fit"):
        shares = Counter(values[name] for values in planted.values.values())
        chance = sum((number / people) ** 2 for number in shares.values())
        spread = (chance * (1 - chance) / people) ** 0.5
        assert tries < 100
        assert planted.best_guess(name) < chance + 5 * spread
    assert planted.best_guess("Say") < 10 / people
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM surveys_anonymousanswer")
        writers = {row[0] for row in cursor.fetchall()}
        cursor.execute("SELECT DISTINCT xmin::text FROM surveys_surveyrequest")
        assert len(writers) == 1
        assert writers.isdisjoint({row[0] for row in cursor.fetchall()})


def test_mixing_changes_no_answer_and_no_other_month(planted: Planted) -> None:
    old = AnonymousAnswer.objects.filter(question__name="Fit")
    old.filter(pk__in=old.values("pk")[:50]).update(period="2025-06")
    kept = set(AnonymousAnswer.objects.filter(period="2025-06").values_list("pk", flat=True))

    def counted() -> Counter[Any]:
        rows = AnonymousAnswer.objects.values_list("question", "role", "period", "value")
        return Counter(rows)

    before, keys = counted(), set(AnonymousAnswer.objects.values_list("pk", flat=True))
    mixed(planted)
    assert counted() == before
    now = set(AnonymousAnswer.objects.values_list("pk", flat=True))
    assert now & keys == kept
    assert {pk.version for pk in now} == {4}


def test_no_log_and_no_message_knows_that_anybody_answered(planted: Planted) -> None:
    mixed(planted)
    assert (Entry.objects.count(), Delivery.objects.count()) == planted.before


def readers(planted: Planted) -> dict[str, Member]:
    organization = planted.cohort.organization
    made = {
        role: factories.member(organization, roles=[role], sign_in=True) for role in ("owner", "hr")
    }
    return made | {
        "admin": planted.cohort.admin,
        "mentor": planted.cohort.mentors[0],
        "mentee": planted.cohort.mentees[0],
        "colleague": factories.member(organization, sign_in=True),
    }


def addresses(planted: Planted) -> dict[str, str]:
    program, survey = planted.cohort.program.pk, planted.survey.pk
    results = reverse("surveys:results", args=["northwind", program, survey])
    room = reverse("tracking:mentorship", args=["northwind", planted.cohort.mentorships[0].pk])
    names = ("home", "surveys:mine", "delivery:notifications", "audit:entries")
    return {
        "results": results,
        "download": f"{results}?format=csv",
        "mentorship": room,
        "list": reverse("surveys:list", args=["northwind", program]),
        "audit as CSV": reverse("audit:entries", args=["northwind"]) + "?format=csv",
        **{name: reverse(name, args=["northwind"]) for name in names},
        "requests over the API": "/api/v1/survey-requests/?limit=200",
        "results over the API": f"/api/v1/surveys/{survey}/results/",
    }


def test_no_page_shows_an_answer_beside_a_person(planted: Planted) -> None:
    mixed(planted)
    words = [values["Say"] for values in planted.values.values()]
    names = {person.name for person in planted.cohort.people}
    may_read = {"results", "download", "results over the API"}
    with time_machine.travel(APRIL):
        for role, reader in readers(planted).items():
            client = factories.client_of(reader)
            over_api = api(reader)
            for name, url in addresses(planted).items():
                text = (over_api if "API" in name else client).get(url).content.decode()
                shown = [word for word in words if word in text]
                if name not in may_read or role in {"mentor", "mentee", "colleague"}:
                    assert shown == [], (role, name)
                else:
                    assert len(shown) == len(words), (role, name)
                    assert not any(person in text for person in names - {reader.name})


def test_the_order_of_shown_texts_tells_nobody(planted: Planted) -> None:
    mixed(planted)
    client = factories.client_of(planted.cohort.admin)
    with time_machine.travel(APRIL):
        text = client.get(addresses(planted)["download"]).content.decode()
    rows = list(csv.reader(io.StringIO(text)))
    shown = [row[-1] for row in rows if row[-1].startswith("word")]
    for order in planted.orders_of_people().values():
        right = sum(
            planted.values[pk]["Say"] == word for pk, word in zip(order, shown, strict=True)
        )
        assert right < 10


def test_an_answer_more_changes_nothing_that_is_shown_before_its_month_is_over(
    planted: Planted,
) -> None:
    """Who looks before and after somebody has answered learns nothing but that they have."""
    late = factories.member(planted.cohort.organization)
    url, client = addresses(planted)["download"], factories.client_of(planted.cohort.admin)

    def figures() -> list[list[str]]:
        rows = csv.reader(io.StringIO(client.get(url).content.decode()))
        return [row[:4] + row[5:] for row in rows]

    with time_machine.travel(APRIL):
        before = figures()
        assert len(before) > 6
        request = SurveyRequest.objects.create(
            organization=planted.cohort.organization,
            survey=planted.survey,
            version=planted.survey.versions.get(),
            mentorship=planted.cohort.mentorships[0],
            member=late,
            role="mentee",
            occasion="once",
            asked_at=APRIL,
            closes_on=APRIL.date() + timedelta(days=14),
        )
        answer(request, APRIL, Trust=1, Fit=1, Say="the last word")
        assert figures() == before
