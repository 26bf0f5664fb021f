"""Two workers on two real connections never hold the same message."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from mentorship.delivery.actions import claim, finish, owe, postpone
from mentorship.delivery.actions.claiming import LEASE
from mentorship.delivery.models import Delivery
from mentorship.delivery.queries import oldest_owed_seconds, organizations_with_due
from mentorship.tenancy.context import tenant
from tests import factories


def owed(organization: Any, number: int, **values: Any) -> list[Delivery]:
    people = [factories.member(organization) for _ in range(number)]
    owe(
        kind="invitation",
        subject=people[0],
        recipients=people,
        at=values.get("at", timezone.now()),
        channels=["email"],
        by="Ada",
        organization="Northwind",
        url="/",
    )
    return list(Delivery.objects.order_by("id"))


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_share_the_messages_without_overlap() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        owed(organization, 20)
    held: dict[str, list[Delivery]] = {}
    barrier = threading.Barrier(2, timeout=20)

    def worker(name: str) -> None:
        try:
            with tenant(organization.pk):
                held[name] = claim(organization_id=organization.pk, at=timezone.now(), limit=12)
                # Both hold their claims open at the same time: only SKIP LOCKED keeps them apart.
                barrier.wait()
        finally:
            connection.close()

    threads = [threading.Thread(target=worker, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    first, second = ({each.pk for each in held[name]} for name in ("a", "b"))
    assert first & second == set()
    assert len(first | second) == 20


def test_owing_twice_owes_once(northwind: Any, at: Any) -> None:
    person = factories.member(northwind)
    for _ in range(2):
        owe(
            kind="goal_proposed",
            subject=person,
            recipients=[person],
            at=at,
            other="B",
            goal="G",
            url="/",
        )
    assert sorted(Delivery.objects.values_list("channel", flat=True)) == ["email", "in_app"]


def test_a_worker_whose_lease_ran_out_cannot_finish(northwind: Any) -> None:
    at = timezone.now()
    owed(northwind, 1, at=at)
    [late] = claim(organization_id=northwind.pk, at=at, limit=5)
    assert claim(organization_id=northwind.pk, at=at, limit=5) is None
    [now] = claim(organization_id=northwind.pk, at=at + LEASE, limit=5)
    assert (late.pk, late.lease != now.lease) == (now.pk, True)
    assert finish(deliveries=[late], at=at) == 0
    assert not postpone(delivery=late, at=at, error="x")
    assert finish(deliveries=[now], at=at) == 1
    assert Delivery.objects.get().state == "sent"


def test_a_failing_message_is_tried_less_and_less_often_and_then_given_up(northwind: Any) -> None:
    at = timezone.now()
    owed(northwind, 1, at=at)
    pauses = []
    for _ in range(6):
        [held] = claim(organization_id=northwind.pk, at=at, limit=1)
        postpone(delivery=held, at=at, error="mail server says no")
        held.refresh_from_db()
        if held.state == "failed":
            break
        pauses.append(held.due_at - at)
        at = held.due_at
    assert pauses == [timedelta(minutes=m) for m in (1, 5, 30, 120, 720)]
    assert (held.state, held.error) == ("failed", "mail server says no")


@pytest.mark.django_db(transaction=True)
def test_work_across_tenants_learns_ids_and_an_age_only() -> None:
    first, second, third = (factories.organization(slug) for slug in ("one", "two", "three"))
    at = timezone.now()
    for organization, due in (
        (first, at - timedelta(minutes=9)),
        (second, at + timedelta(hours=1)),
    ):
        with tenant(organization.pk):
            owed(organization, 1, at=due)
    assert organizations_with_due(at) == [first.pk]
    assert 530 < oldest_owed_seconds(at) < 560
    assert Delivery.objects.count() == 0
    assert third.pk not in organizations_with_due(at + timedelta(days=9))
