"""Who leaves a mentorship is named nowhere, and cannot be told from anything that is left."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.models import Mentorship, Participant
from mentorship.acts.links import path_of
from mentorship.acts.models import Use
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member, Organization
from programs.models import Enrolment, Program
from tests import factories
from tests.pairs import Pair
from tracking.actions.errors import TrackingError
from tracking.endings import actions
from tracking.endings.models import Exit

PLANTED = 1000


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def test_until_the_day_only_the_leaver_knows_and_may_stay(pair: Pair) -> None:
    path = reverse("endings:leave", args=["northwind", pair.mentorship.pk])
    client, other = factories.client_of(pair.mentee), factories.client_of(pair.mentor)
    before = other.get(pair.url("mentorship")).content.decode()
    assert client.post(path, {"words": "It was good."}).status_code == 302
    assert "Stay after all" in client.get(path).content.decode()
    assert "Stay after all" not in other.get(path).content.decode()
    assert without_tokens(other.get(pair.url("mentorship")).content.decode()) == without_tokens(
        before
    )
    with pytest.raises(TrackingError, match="nothing to take back"):
        actions.take_back_exit(mentorship=pair.mentorship, by=pair.mentor, at=timezone.now())
    assert client.post(path, {"stay": "1"}).status_code == 302
    assert not Exit.objects.exists()
    assert (
        actions.carry_out_exits(
            organization=pair.organization, at=timezone.now() + timedelta(days=30)
        )
        == 0
    )


def test_it_ends_on_its_day_once_and_forgets_who_it_was(pair: Pair) -> None:
    at = timezone.now()
    given = {"mentorship": pair.mentorship, "words": "", "at": at}
    first = actions.leave(**given, by=pair.mentee)
    assert actions.leave(**given, by=pair.mentee).pk == first.pk
    actions.leave(**given, by=pair.mentor)
    organization = {"organization": pair.organization}
    assert actions.carry_out_exits(**organization, at=at + timedelta(days=1)) == 0
    assert actions.carry_out_exits(**organization, at=at + timedelta(days=6)) == 1
    assert not Exit.objects.exists()
    pair.mentorship.refresh_from_db()
    assert (pair.mentorship.state, pair.mentorship.end_cause) == ("ended", "people")


def without_tokens(page: str) -> str:
    return "\n".join(
        line for line in page.splitlines() if "csrf" not in line and "nonce" not in line
    )


def _planted(organization: Organization) -> Iterator[tuple[Mentorship, Member, Member]]:
    """Pairs whose people differ in nothing."""
    at = timezone.now()
    program = Program.objects.create(
        organization=organization,
        name="Compass",
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=300),
        created_at=at,
        state="running",
    )
    people = Member.objects.bulk_create(
        Member(
            organization=organization,
            given_name=f"P{n}",
            family_name="Q",
            email=f"p{n}@northwind.example",
        )
        for n in range(2 * PLANTED)
    )
    enrolments = Enrolment.objects.bulk_create(
        Enrolment(
            organization=organization,
            program=program,
            member=person,
            role="mentee" if n % 2 else "mentor",
            state="approved",
            applied_at=at,
        )
        for n, person in enumerate(people)
    )
    pairs = Mentorship.objects.bulk_create(
        Mentorship(
            organization=organization,
            program=program,
            title=f"Pair {n}",
            started_at=at - timedelta(days=90),
        )
        for n in range(PLANTED)
    )
    Participant.objects.bulk_create(
        Participant(
            organization=organization,
            mentorship=pairs[n // 2],
            member=people[n],
            enrolment=enrolments[n],
            role=enrolments[n].role,
        )
        for n in range(2 * PLANTED)
    )
    for n, mentorship in enumerate(pairs):
        mentorship.organization, mentorship.program = organization, program
        yield mentorship, people[2 * n], people[2 * n + 1]


def _traces(organization: Organization) -> dict[str, dict[str, int]]:
    """By every column of a tenant table that names a member: how many rows name each of them."""
    found: dict[str, dict[str, int]] = {}
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if field.related_model is Member:
                table, column = model._meta.db_table, field.column
                with connection.cursor() as cursor:
                    cursor.execute(
                        f'SELECT "{column}", count(*) FROM "{table}"'
                        f' WHERE "{column}" IS NOT NULL GROUP BY 1'
                    )
                    found[f"{table}.{column}"] = {str(pk): n for pk, n in cursor.fetchall()}
    return found


def test_a_thousand_exits_name_nobody_above_chance(northwind: Organization) -> None:
    at, chosen = timezone.now(), random.Random(7)
    leavers: dict[str, Member] = {}
    couples: dict[str, tuple[Member, Member]] = {}
    for mentorship, mentor, mentee in _planted(northwind):
        by = chosen.choice([mentor, mentee])
        by.organization = northwind
        actions.leave(mentorship=mentorship, words="", by=by, at=at)
        leavers[str(mentorship.pk)], couples[str(mentorship.pk)] = by, (mentor, mentee)
    for days in range(1, 7):
        actions.carry_out_exits(organization=northwind, at=at + timedelta(days=days))
    assert Mentorship.objects.filter(state="ended", end_cause="people").count() == PLANTED
    assert not Exit.objects.exists()

    for name, rows in _traces(northwind).items():
        differing = right = 0
        for key, (mentor, mentee) in couples.items():
            counts = rows.get(str(mentor.pk), 0), rows.get(str(mentee.pk), 0)
            if counts[0] != counts[1]:
                differing += 1
                guess = mentor if counts[0] > counts[1] else mentee
                right += guess == leavers[key]
        # Within four standard deviations of guessing; where roles differ, all of them do alike.
        assert abs(right - differing / 2) <= 4 * (differing**0.5) / 2, (name, right, differing)
    ended = dict(Mentorship.objects.values_list("pk", "ended_at"))
    assert len({moment.date() for moment in ended.values()}) > 1


def test_both_get_the_same_letter_and_every_reader_the_same_page(pair: Pair) -> None:
    at = timezone.now()
    admin = factories.member(pair.organization, roles=["admin", "owner", "hr"], sign_in=True)
    actions.leave(mentorship=pair.mentorship, words="All the best.", by=pair.mentor, at=at)
    actions.carry_out_exits(organization=pair.organization, at=at + timedelta(days=7))
    letters = {
        each.recipient_id: compose(each).body
        for each in Delivery.objects.filter(kind="mentorship_closed", channel="email")
    }
    plain = [body.replace("Maya", "X").replace("Tom", "X") for body in map(str, letters.values())]
    assert len(letters) == 2
    assert plain[0].split("http")[0] == plain[1].split("http")[0]
    assert {each.caused_by_id for each in Delivery.objects.filter(kind="mentorship_closed")} == {
        None
    }
    client = factories.client_of(admin)
    pages: list[Any] = [
        client.get(reverse("audit:entries", args=["northwind"])),
        client.get(pair.url("mentorship")),
        client.get(reverse("matching:blocks", args=["northwind"])),
    ]
    for page in pages:
        text = page.content.decode()
        assert "All the best." not in text
        assert "Ended by" not in text
    entries = pages[0].content.decode()
    assert "Mentorship ended" in entries


def test_a_link_that_was_used_to_leave_is_forgotten_too(pair: Pair) -> None:
    at = timezone.now()
    path = path_of("mentorship.end", subject_id=pair.mentorship.pk, member=pair.mentee)
    assert Client().post(path, {"words": ""}).status_code == 200
    assert [use.member_id for use in Use.objects.all()] == [pair.mentee.pk]
    actions.carry_out_exits(organization=pair.organization, at=at + timedelta(days=7))
    assert not Use.objects.exists()
    page = Client().post(path, {"words": ""}).content.decode()
    assert "Nothing to do any more" in page
