"""What the mail server does is not charged to a message; what is given up is seen and can be sent
again.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import Client
from django.utils import timezone

from mentorship.delivery.actions import claim, owe, postpone
from mentorship.delivery.actions.claiming import SERVER_MAY_BE_AWAY
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.delivery.tasks import send_owed
from mentorship.local.servers import free_port
from mentorship.tenancy.context import act_as
from mentorship.tenancy.models import Member, Organization
from tests import factories


class Server:
    """A mail server with moods: it hangs up after so many messages, or whenever a word stands in
    one.
    """

    def __init__(self, *, hang_up_after: int = 0, hang_up_on: str = "", refuse: str = "") -> None:
        self.taken: list[str] = []
        self.hang_up_after, self.hang_up_on, self.refuse = hang_up_after, hang_up_on, refuse
        self.since = 0

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.refuse and self.refuse in address:
            return "550 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's
        if self.hang_up_on and self.hang_up_on in envelope.rcpt_tos[0]:
            server.transport.close()
            return "421 Bye"
        if self.hang_up_after and self.since >= self.hang_up_after:
            self.since = 0
            server.transport.close()
            return "421 Bye"
        self.since += 1
        self.taken += envelope.rcpt_tos
        return "250 OK"


@contextmanager
def running(server: Server, settings: Any) -> Iterator[Server]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    controller = Controller(server, hostname="127.0.0.1", port=settings.EMAIL_PORT)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()


def owe_to(organization: Organization, number: int) -> list[Member]:
    people = [
        factories.member(organization, email=f"p{n:03}@northwind.example") for n in range(number)
    ]
    owe(
        kind="program_running",
        subject=people[0],
        recipients=people,
        at=timezone.now(),
        channels=["email"],
        program="Compass",
        url="/",
    )
    return people


def attempts() -> set[tuple[str, int]]:
    return set(Delivery.objects.filter(kind="program_running").values_list("state", "attempts"))


def test_a_server_that_hangs_up_now_and_then_loses_nothing(
    northwind: Organization, settings: Any
) -> None:
    people = owe_to(northwind, 120)
    with running(Server(hang_up_after=7), settings) as server:
        send_owed(str(northwind.pk))
    assert sorted(server.taken) == sorted(person.email for person in people)
    assert attempts() == {("sent", 1)}


def test_a_server_that_is_away_costs_no_message_an_attempt(
    northwind: Organization, settings: Any
) -> None:
    owe_to(northwind, 60)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    for _ in range(10):
        Delivery.objects.update(due_at=timezone.now())
        send_owed(str(northwind.pk))
    assert attempts() == {("owed", 0)}
    Delivery.objects.update(due_at=timezone.now())
    with running(Server(), settings) as server:
        send_owed(str(northwind.pk))
    assert len(server.taken) == 60


def test_a_message_on_which_the_server_hangs_up_is_charged_alone(
    northwind: Organization, settings: Any
) -> None:
    owe_to(northwind, 5)
    with running(Server(hang_up_on="p002"), settings) as server:
        send_owed(str(northwind.pk))
    assert len(server.taken) == 4
    assert attempts() == {("sent", 1), ("owed", 1)}
    charged = Delivery.objects.get(state="owed")
    assert charged.due_at > timezone.now() + timedelta(seconds=50)


def test_a_server_that_hangs_up_on_everything_charges_nobody(
    northwind: Organization, settings: Any
) -> None:
    owe_to(northwind, 5)
    with running(Server(hang_up_on="@"), settings):
        send_owed(str(northwind.pk))
    assert attempts() == {("owed", 0)}


def test_nothing_waits_for_a_server_for_ever(northwind: Organization, settings: Any) -> None:
    owe_to(northwind, 1)
    Delivery.objects.update(created_at=timezone.now() - SERVER_MAY_BE_AWAY - timedelta(hours=1))
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    send_owed(str(northwind.pk))
    assert Delivery.objects.get(kind="program_running").state == "failed"


def give_up_all(organization: Organization) -> None:
    for delivery in claim(organization_id=organization.pk, at=timezone.now(), limit=100):
        delivery.attempts = 99
        postpone(delivery=delivery, at=timezone.now(), error="550 No such user")


def test_what_is_given_up_shows_to_who_caused_it_and_to_the_admins(
    northwind: Organization,
    colleague: Member,
    admin: Member,
    admin_client: Client,
    colleague_client: Client,
) -> None:
    act_as(organization_id=northwind.pk, member_id=colleague.pk)
    [person] = owe_to(northwind, 1)
    give_up_all(northwind)
    mine = colleague_client.get("/o/northwind/notifications/").content.decode()
    assert f"did not reach {person.name}" in mine
    assert (
        "Some messages could not be delivered"
        in admin_client.get("/o/northwind/notifications/").content.decode()
    )
    page = admin_client.get("/o/northwind/notifications/failed/").content.decode()
    assert person.email in page
    assert "550 No such user" in page
    assert colleague_client.get("/o/northwind/notifications/failed/").status_code == 403


def test_what_was_given_up_is_sent_again(
    northwind: Organization, admin_client: Client, settings: Any
) -> None:
    owe_to(northwind, 3)
    give_up_all(northwind)
    one = Delivery.objects.filter(state="failed").latest("id")
    admin_client.post("/o/northwind/notifications/failed/send/", {"ids": [str(one.pk), "nonsense"]})
    assert Delivery.objects.filter(kind="program_running", state="failed").count() == 2
    admin_client.post("/o/northwind/notifications/failed/send/", {"all": "1"})
    with running(Server(), settings) as server:
        send_owed(str(northwind.pk))
    assert len(server.taken) == 3
    assert (
        "Every message arrived"
        in admin_client.get("/o/northwind/notifications/failed/").content.decode()
    )


def test_readiness_and_metrics_name_what_failed(northwind: Organization, settings: Any) -> None:
    settings.METRICS_TOKEN = "secret"
    owe_to(northwind, 5)
    give_up_all(northwind)
    state = Client().get("/readyz").json()
    assert (state["failed_messages"], state["mail"], state["ready"]) == (5, False, False)
    text = Client().get("/metrics", headers={"Authorization": "Bearer secret"}).content.decode()
    assert "throughline_failed_messages 5.0" in text


def test_a_secret_is_wiped_once_it_has_left(northwind: Organization, settings: Any) -> None:
    person = factories.member(northwind)
    owe(
        kind="account_mail",
        subject=person,
        recipients=[person],
        at=timezone.now(),
        title="Reset",
        secret="https://x.example/secret",
        occurrence="1",
    )
    assert "x.example/secret" in str(compose(Delivery.objects.get(kind="account_mail")).body)
    with running(Server(), settings):
        send_owed(str(northwind.pk))
    assert Delivery.objects.get(kind="account_mail").sealed is None


@pytest.mark.parametrize(
    "name", ["Mary\nAnn", "Mary\r\nBcc: x@y.example", "Mary\u2028Ann", 'Mary "The" Ann']
)
def test_whatever_stands_in_a_name_the_mail_leaves(
    northwind: Organization, settings: Any, name: str
) -> None:
    [person] = owe_to(northwind, 1)
    Member.objects.filter(pk=person.pk).update(given_name=name)
    with running(Server(), settings) as server:
        send_owed(str(northwind.pk))
    assert server.taken == [person.email]
