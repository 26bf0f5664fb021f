"""Killed workers and an emptied broker lose no message and repeat none.

One window is admitted: a worker that dies between handing a message to the mail server and
writing that down leaves it owed, and it leaves once more, with the same Message-ID.
"""

import mailbox
from collections import Counter
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from mentorship.delivery.actions import owe
from mentorship.delivery.models import Delivery
from mentorship.delivery.wakeups import wake
from mentorship.local.servers import free_port
from mentorship.tenancy.context import tenant
from tests import factories, processes

MESSAGES = 500
SEND = "mentorship.delivery.tasks.send_owed"


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
def test_kill_and_empty_broker_lose_none_and_repeat_none(tmp_path: Path) -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        people = [factories.member(organization) for _ in range(MESSAGES)]
        owe(
            kind="session_reminder", subject=people[0], recipients=people, at=timezone.now(), channels=["email"],
            occurrence="2026-03-02", when="tomorrow", title_of="A & B", place="", agenda="", url="/",
        )  # fmt: skip
    port, box_dir = free_port(), tmp_path / "box"
    env = processes.environment(EMAIL_URL=f"smtp://127.0.0.1:{port}")
    sink = ("aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Mailbox", str(box_dir), "-l", f"127.0.0.1:{port}")
    with processes.running(*sink, env=env):
        box = mailbox.Maildir(str(box_dir), create=True)
        first = processes.worker(env)
        try:
            wake(SEND, organization.pk)
            processes.wait_for(lambda: len(box) > 100, seconds=180, what="a hundred messages have left")
        finally:
            first.kill()
            first.wait()
        with redis.Redis.from_url(settings.REDIS_URL) as broker:
            # The dead worker's wake-up waits there, unacknowledged.
            assert broker.dbsize() > 0
            broker.flushdb()
        killed_at = len(box)
        assert killed_at < MESSAGES
        with tenant(organization.pk):
            # What the dead worker held is due again when its lease has run out; the test does not wait for it.
            Delivery.objects.filter(organization=organization, lease__isnull=False).update(due_at=timezone.now())
        second = processes.worker(env)
        try:
            wake(SEND, organization.pk)
            processes.wait_for(lambda: _sent(organization) == MESSAGES, seconds=240, what="all messages have left")
        finally:
            second.kill()
            second.wait()
        received = Counter(str(message["To"]) for message in box)
        ids = Counter(str(message["Message-ID"]) for message in box)
    assert set(received) == {f'"{person.name}" <{person.email}>' for person in people}
    # At most the one message that the killed worker was at.
    assert sum(received.values()) - MESSAGES <= 1
    assert len(ids) == MESSAGES


def _sent(organization: object) -> int:
    with tenant(organization.pk):  # type: ignore[attr-defined]
        return Delivery.objects.filter(state="sent").count()
