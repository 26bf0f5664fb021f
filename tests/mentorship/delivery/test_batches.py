"""Many messages are claimed, sent and finished together; what concerns one stays with that one."""

from collections.abc import Callable
from datetime import timedelta
from typing import Self

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorship.delivery import rounds, tasks
from mentorship.delivery.actions import claim, finish, hand_back, owe
from mentorship.delivery.actions.claiming import LEASE
from mentorship.delivery.enums import Channel
from mentorship.delivery.models import Delivery
from mentorship.delivery.rounds import UNWRITTEN_AT_MOST, Round
from mentorship.delivery.sending import HungUpError, ServerAwayError
from mentorship.delivery.tasks import send_owed
from mentorship.delivery.transports import TRANSPORTS, Parcel, parcels
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tests import factories
from tests.races import at_once


class Way:
    """A transport that keeps what it is given; `act` sees each parcel's number first."""

    def __init__(self, act: Callable[[int], None] = lambda _: None) -> None:
        self.act, self.taken = act, []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing stays open."""

    def send(self, parcel: Parcel) -> None:
        self.act(len(self.taken))
        self.taken += [row.pk for row in parcel]


def owe_to(organization: Organization, number: int, *, channel: str = "email") -> None:
    people = [factories.member(organization) for _ in range(number)]
    owe(
        kind="program_running",
        subject=people[0],
        recipients=people,
        at=timezone.now(),
        channels=[channel],
        program="Compass",
        url="/",
    )


def packed(organization: Organization, number: int) -> list[Parcel]:
    rows = claim(organization_id=organization.pk, at=timezone.now(), limit=number)
    [(_, found)] = parcels(rows or [])
    return found


def states() -> list[tuple[str, int]]:
    return sorted(Delivery.objects.values_list("state", "attempts"))


def fail_at(number: int, error: Exception) -> Callable[[int], None]:
    """Once."""
    left = [error]

    def act(now: int) -> None:
        if now == number and left:
            raise left.pop()

    return act


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_that_finish_the_same_batch_one_does() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        owe_to(organization, 20)
    held, at = [], timezone.now()
    for moment in (at, at + LEASE):
        with tenant(organization.pk):
            held.append(claim(organization_id=organization.pk, at=moment, limit=50))
    results = at_once(organization.pk, lambda: finish(deliveries=held.pop() or [], at=at + LEASE))
    assert sorted(results) == [0, 20]
    with tenant(organization.pk):
        assert states() == [("sent", 2)] * 20


@pytest.mark.django_db(transaction=True)
def test_a_batch_is_handed_back_once_however_many_try() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        owe_to(organization, 20)
        at = timezone.now()
        held = claim(organization_id=organization.pk, at=at, limit=50) or []
    results = at_once(organization.pk, lambda: hand_back(deliveries=held, at=at))
    assert sorted(results) == [0, 20]
    with tenant(organization.pk):
        assert states() == [("owed", 0)] * 20


def test_a_message_that_fails_is_charged_alone(northwind: Organization) -> None:
    owe_to(northwind, 30)
    way = Way(fail_at(10, ValueError("No such template")))
    assert Round(northwind.pk, way).send(packed(northwind, 30))
    assert len(way.taken) == 29
    assert states() == [("owed", 1)] + [("sent", 1)] * 29
    failed = Delivery.objects.get(state="owed")
    assert (failed.error, failed.lease) == ("ValueError: No such template", None)


def test_where_the_server_goes_away_what_was_sent_is_written_down_and_the_rest_put_back(
    northwind: Organization,
) -> None:
    owe_to(northwind, 30)
    way = Way(fail_at(25, ServerAwayError("gone")))
    assert not Round(northwind.pk, way).send(packed(northwind, 30))
    assert states() == [("owed", 0)] * 5 + [("sent", 1)] * 25
    assert set(Delivery.objects.filter(state="owed").values_list("error", flat=True)) == {"gone"}


def test_whom_the_server_hung_up_on_is_charged_once_another_gets_through(
    northwind: Organization,
) -> None:
    owe_to(northwind, 6)
    assert Round(northwind.pk, Way(fail_at(2, HungUpError("bye")))).send(packed(northwind, 6))
    assert states() == [("owed", 1)] + [("sent", 1)] * 5


def test_who_is_last_when_the_server_hangs_up_is_not_charged(northwind: Organization) -> None:
    owe_to(northwind, 6)
    assert Round(northwind.pk, Way(fail_at(5, HungUpError("bye")))).send(packed(northwind, 6))
    assert states() == [("owed", 0)] + [("sent", 1)] * 5


def test_a_lease_that_another_worker_has_taken_is_not_finished(northwind: Organization) -> None:
    owe_to(northwind, 10)
    late = packed(northwind, 10)
    taken: list[Delivery] = []

    def act(number: int) -> None:
        if number == 4:
            later = timezone.now() + LEASE
            taken.extend(claim(organization_id=northwind.pk, at=later, limit=3) or [])

    Round(northwind.pk, Way(act)).send(late)
    assert len(taken) == 3
    assert states() == [("owed", 2)] * 3 + [("sent", 1)] * 7
    assert finish(deliveries=taken, at=timezone.now()) == 3


def test_nothing_is_begun_when_the_lease_is_about_to_end(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    owe_to(northwind, 10)
    batch, began = packed(northwind, 10), timezone.now()

    def act(number: int) -> None:
        if number == 3:
            monkeypatch.setattr(rounds.timezone, "now", lambda: began + timedelta(seconds=100))

    way = Way(act)
    assert Round(northwind.pk, way).send(batch)
    assert len(way.taken) == 4
    assert states() == [("owed", 0)] * 6 + [("sent", 1)] * 4
    assert len(packed(northwind, 10)) == 6


@pytest.mark.parametrize("number", [1, UNWRITTEN_AT_MOST])
def test_what_has_left_is_written_down_in_one_statement(
    northwind: Organization, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "WRITE_AFTER_SECONDS", 60)
    owe_to(northwind, number)
    batch = packed(northwind, number)
    with CaptureQueriesContext(connection) as captured:
        Round(northwind.pk, Way()).send(batch)
    updates = [query for query in captured.captured_queries if "UPDATE" in query["sql"]]
    assert len(updates) == 1


def test_a_slow_server_has_each_message_written_down_by_itself(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rounds, "WRITE_AFTER_SECONDS", 0)
    owe_to(northwind, 5)
    batch = packed(northwind, 5)

    def act(number: int) -> None:
        assert Delivery.objects.filter(state="sent").count() == number

    Round(northwind.pk, Way(act)).send(batch)
    assert states() == [("sent", 1)] * 5


@pytest.mark.parametrize("number", [1, 3])
def test_a_claim_asks_as_much_for_many_as_for_one(northwind: Organization, number: int) -> None:
    owe_to(northwind, number)
    with CaptureQueriesContext(connection) as captured:
        claim(organization_id=northwind.pk, at=timezone.now(), limit=10)
    statements = [
        query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]
    ]
    # What is due, the organisation, the messages, what their people wish, the lease.
    assert len(statements) == 5


def test_batch_follows_batch_until_nothing_is_due(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "BATCH", 3)
    monkeypatch.setitem(TRANSPORTS, Channel.EMAIL, Way)
    owe_to(northwind, 7)
    send_owed(str(northwind.pk))
    assert states() == [("sent", 1)] * 7


def test_where_mail_cannot_leave_chat_does(
    northwind: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(TRANSPORTS, Channel.EMAIL, lambda: Way(fail_at(0, ServerAwayError("gone"))))
    monkeypatch.setitem(TRANSPORTS, Channel.SLACK, Way)
    owe_to(northwind, 3)
    owe_to(northwind, 2, channel="slack")
    send_owed(str(northwind.pk))
    assert states() == [("owed", 0)] * 3 + [("sent", 1)] * 2
