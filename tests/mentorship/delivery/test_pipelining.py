"""With a server that offers PIPELINING the same messages arrive, and troubles are told apart."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.utils import timezone

from mentorship.delivery.actions import owe
from mentorship.delivery.models import Delivery
from mentorship.delivery.tasks import send_owed
from mentorship.tenancy.models import Organization
from tests import factories

OFFERS = "250-here\r\n250-PIPELINING\r\n250 SIZE 1000000"


class Mailbox(socketserver.StreamRequestHandler):
    """`server.moods` maps a part of an address to what is said of a message to it: at `rcpt`, at
    `data` or at its `end`; without an answer the server hangs up.
    """

    def handle(self) -> None:
        self.say("220 here")
        self.recipient, self.is_refused = "", False
        while line := self.rfile.readline().decode().strip():
            if not self.command(line):
                return

    def command(self, line: str) -> bool:
        verb = line.split(maxsplit=1)[0].upper()
        if verb == "RCPT":
            self.recipient = line.partition("<")[2].partition(">")[0]
            self.is_refused = self.mood("rcpt") not in (None, "250 OK")
            return self.say(self.mood("rcpt") or "250 OK")
        if verb == "DATA" and not (self.is_refused and not self.server.takes_all):  # type: ignore[attr-defined]
            return self.data()
        answers = {"EHLO": OFFERS, "QUIT": "221 Bye", "DATA": "503 No recipient"}
        return self.say(answers.get(verb, "250 OK")) and verb != "QUIT"

    def data(self) -> bool:
        if refusal := self.mood("data"):
            return self.say(refusal)
        self.say("354 Go on")
        lines = list(iter(self.rfile.readline, b".\r\n"))
        answer = self.mood("end") or "250 OK"
        if answer == "hang up":
            return False
        if answer == "250 OK" and lines:
            self.server.taken.append((self.recipient, b"".join(lines)))  # type: ignore[attr-defined]
        return self.say(answer)

    def mood(self, when: str) -> str | None:
        for name, (at, answer) in self.server.moods.items():  # type: ignore[attr-defined]
            if name in self.recipient and at == when:
                return str(answer)
        return None

    def say(self, text: str) -> bool:
        self.wfile.write(f"{text}\r\n".encode())
        return True


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True

    def __init__(self, moods: dict[str, tuple[str, str]], *, takes_all: bool = False) -> None:
        super().__init__(("127.0.0.1", 0), Mailbox)
        self.moods, self.takes_all = moods, takes_all
        self.taken: list[tuple[str, bytes]] = []


@contextmanager
def running(
    settings: Any, *, takes_all: bool = False, **moods: tuple[str, str]
) -> Iterator[Server]:
    with Server(moods, takes_all=takes_all) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def owe_to(organization: Organization, number: int, *, program: str = "Compass") -> list[str]:
    people = [
        factories.member(organization, email=f"p{n:03}@northwind.example") for n in range(number)
    ]
    owe(
        kind="program_running",
        subject=people[0],
        recipients=people,
        at=timezone.now(),
        channels=["email"],
        program=program,
        url="/",
    )
    return [person.email for person in people]


def outcomes() -> dict[str, tuple[str, str]]:
    rows = Delivery.objects.filter(kind="program_running").select_related("recipient")
    return {row.recipient.email[:4]: (row.state, row.error) for row in rows if row.recipient}


def test_all_arrive_whole(northwind: Organization, settings: Any) -> None:
    people = owe_to(northwind, 30, program="A\n.\n..B")
    with running(settings) as server:
        send_owed(str(northwind.pk))
    assert [recipient for recipient, _ in server.taken] == people
    # The full stop at the beginning of a line is doubled on the way, RFC 5321, section 4.5.2.
    assert all(b"\r\n..\r\n...B" in content for _, content in server.taken)
    assert set(outcomes().values()) == {("sent", "")}


@pytest.mark.parametrize("takes_all", [False, True])
@pytest.mark.parametrize(
    ("mood", "error"),
    [
        (("rcpt", "550 No such user"), "SMTPRecipientsRefused"),
        (("data", "554 No"), "SMTPDataError"),
        (("end", "552 Too long"), "SMTPDataError"),
    ],
)
def test_a_message_that_is_refused_holds_up_no_other(
    northwind: Organization, settings: Any, mood: tuple[str, str], error: str, takes_all: bool
) -> None:
    owe_to(northwind, 5)
    with running(settings, takes_all=takes_all, p002=mood) as server:
        send_owed(str(northwind.pk))
    assert [recipient[:4] for recipient, _ in server.taken] == ["p000", "p001", "p003", "p004"]
    state, told = outcomes()["p002"]
    assert (state, told.partition(":")[0]) == ("owed", error)


@pytest.mark.parametrize(
    "mood", [("rcpt", "421 Busy"), ("data", "421 Busy"), ("end", "421 Busy"), ("end", "hang up")]
)
def test_a_server_that_is_busy_with_one_charges_that_one_alone(
    northwind: Organization, settings: Any, mood: tuple[str, str]
) -> None:
    owe_to(northwind, 5)
    with running(settings, p002=mood) as server:
        send_owed(str(northwind.pk))
    assert len(server.taken) == 4
    assert outcomes()["p002"] == ("owed", "The mail server hangs up on this message.")


def test_a_server_that_is_busy_with_all_charges_nobody(
    northwind: Organization, settings: Any
) -> None:
    owe_to(northwind, 5)
    with running(settings, northwind=("end", "421 Busy")) as server:
        send_owed(str(northwind.pk))
    assert server.taken == []
    assert set(Delivery.objects.values_list("state", "attempts")) == {("owed", 0)}
