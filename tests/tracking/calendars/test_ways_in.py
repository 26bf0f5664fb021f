"""Mail that arrives: over a mail service's webhook, and over SMTP."""

import importlib
import json
import os
import signal
import smtplib
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from anymail.signals import inbound
from django.core.checks import run_checks
from django.test import Client
from django.urls import clear_url_caches
from django.utils import timezone

from mentorship import urls
from mentorship.local.servers import free_port
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from tests import factories, processes
from tests.calendar_mails import MAKERS, calendar, mail
from tests.pairs import Pair
from tracking.actions import sessions
from tracking.calendars import tasks, webhooks
from tracking.calendars.models import Inbound
from tracking.models import Attendance, Session
from tracking.reply_address import reply_address

INBOUND = "calendar@reply.mentoring.example"
SOON = (datetime.now(UTC) + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)


def book(pair: Pair, starts_at: datetime = SOON) -> Session:
    return sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=starts_at,
        minutes=45,
        by=pair.mentee,
        at=timezone.now(),
    )


def part_of(session: Session, member: Member) -> Attendance:
    return Attendance.objects.get(session=session, member=member)


@pytest.fixture
def postmark(settings: Any) -> Iterator[None]:
    """The webhook of one mail service is open."""
    settings.INBOUND_EMAIL = INBOUND
    settings.INBOUND_SERVICES = ["postmark"]
    settings.ANYMAIL_WEBHOOK_SECRET = "mail:secret"
    inbound.disconnect(webhooks.keep)
    importlib.reload(webhooks)
    reload_urls()
    yield
    settings.INBOUND_SERVICES = []
    inbound.disconnect(webhooks.keep)
    importlib.reload(webhooks)
    reload_urls()


def reload_urls() -> None:
    clear_url_caches()
    importlib.reload(urls)


def handed_over(client: Client, address: str, text: str, *, key: str = "mail:secret") -> int:
    """As Postmark does: the message in pieces, its calendar as an attachment."""
    content = b64encode(text.encode()).decode()
    body = {
        "From": "mallory@elsewhere.example",
        "To": address,
        "OriginalRecipient": address,
        "MessageID": "1",
        "TextBody": "See you",
        "Headers": [{"Name": "Message-ID", "Value": "<1@mail.example>"}],
        "Attachments": [{"Name": "invite.ics", "Content": content, "ContentType": "text/calendar"}],
    }
    sent = b64encode(key.encode()).decode()
    response = client.post(
        "/inbound/postmark/",
        json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Basic {sent}"},
    )
    return response.status_code


def test_a_webhook_takes_an_answer_in(northwind: Organization, postmark: None) -> None:
    pair = Pair(northwind, timezone.now())
    session = book(pair)
    part = part_of(session, pair.mentor)
    text = calendar("google", session.pk, email=pair.mentor.email, starts_at=SOON)
    assert handed_over(Client(), reply_address(part.pk), text, key="mail:wrong") == 400
    assert not Inbound.objects.exists()
    assert handed_over(Client(), reply_address(part.pk), text) == 200
    assert handed_over(Client(), "calendar@reply.mentoring.example", text) == 200
    assert Inbound.objects.count() == 1
    tasks.answer_mail(str(northwind.pk))
    part.refresh_from_db()
    assert part.answer == "accepted"


def test_no_webhook_is_open_that_was_not_asked_for(db: None, postmark: None) -> None:
    assert Client().post("/inbound/sendgrid/").status_code == 404


def test_none_is_open_by_itself(db: None) -> None:
    assert Client().post("/inbound/postmark/").status_code == 404


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({}, []),
        ({"INBOUND_EMAIL": INBOUND}, []),
        ({"INBOUND_EMAIL": "calendar"}, ["calendars.E001"]),
        ({"INBOUND_EMAIL": "a+b@c.example"}, ["calendars.E001"]),
        ({"INBOUND_EMAIL": f"{'x' * 22}@c.example"}, ["calendars.E001"]),
        ({"INBOUND_SERVICES": ["pigeon"]}, ["calendars.E002", "calendars.E003"]),
        ({"INBOUND_SERVICES": ["postmark"], "INBOUND_EMAIL": INBOUND}, ["calendars.E003"]),
        (
            {
                "INBOUND_SERVICES": ["postmark"],
                "INBOUND_EMAIL": INBOUND,
                "ANYMAIL_WEBHOOK_SECRET": "a:b",
            },
            [],
        ),
    ],
)
def test_settings_that_cannot_be_are_named(
    values: dict[str, Any], found: list[str], settings: Any
) -> None:
    for name, value in values.items():
        setattr(settings, name, value)
    problems = [each.id for each in run_checks() if str(each.id).startswith("calendars.")]
    assert problems == found


@pytest.fixture
def postbox(transactional_db: None, settings: Any) -> Iterator[int]:
    """The port of a running `receive_mail`."""
    settings.INBOUND_EMAIL = INBOUND
    port = free_port()
    command = [sys.executable, "manage.py", "receive_mail", "--listen", f"127.0.0.1:{port}"]
    env = processes.environment(INBOUND_EMAIL=INBOUND)
    process = subprocess.Popen(command, cwd=processes.ROOT, env=env)
    try:
        processes.wait_for(lambda: answers(port), seconds=60, what="SMTP answers")
        yield port
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def answers(port: int) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=5) as server:
            return server.noop()[0] == 250
    except OSError:
        return False


def send(port: int, address: str, raw: bytes) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        lines = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        server.sendmail("mallory@elsewhere.example", [address], lines)


@pytest.mark.servers
def test_answers_of_three_makers_come_in_over_smtp(postbox: int) -> None:
    northwind = factories.organization("northwind")
    with tenant(northwind.pk):
        pair = Pair(northwind, timezone.now())
        booked = [book(pair, SOON + timedelta(days=day)) for day in range(6)]
        parts = [part_of(session, pair.mentor) for session in booked]
    for number, (session, part) in enumerate(zip(booked, parts, strict=True)):
        maker, is_yes = MAKERS[number % 3], number < 3
        text = calendar(
            maker,
            session.pk,
            method="REPLY" if is_yes else "COUNTER",
            partstat="ACCEPTED" if is_yes else "TENTATIVE",
            email=pair.mentor.email,
            starts_at=session.starts_at + timedelta(hours=0 if is_yes else 2),
        )
        # Mail servers on the way may change the case.
        address = reply_address(part.pk)
        send(postbox, address.upper() if is_yes else address, mail(maker, text, number=number))
    tasks.answer_mail(str(northwind.pk))
    with tenant(northwind.pk):
        for number, (session, part) in enumerate(zip(booked, parts, strict=True)):
            part.refresh_from_db()
            wanted = session.starts_at + timedelta(hours=2)
            expected = ("accepted", None) if number < 3 else ("other_time", wanted)
            assert (MAKERS[number % 3], part.answer, part.other_starts_at) == (
                MAKERS[number % 3],
                *expected,
            )
    for address in (
        "calendar@reply.mentoring.example",
        f"calendar+{'x' * 42}@reply.mentoring.example",
    ):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(postbox, address, b"Subject: x\r\n\r\nx")
        assert next(iter(refused.value.recipients.values()))[0] == 550
    with pytest.raises(smtplib.SMTPResponseException):
        send(postbox, reply_address(parts[0].pk), b"x: y\r\n\r\n" + b"xxxxxxx\r\n" * 150_000)
