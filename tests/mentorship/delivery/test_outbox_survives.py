"""Killed workers and an emptied broker lose no message and repeat none.

One window is admitted: a worker that dies between handing messages to the mail server and writing
that down leaves them owed, and they leave once more, with the same Message-IDs.
"""

import mailbox
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.utils import timezone

from mentorship.delivery.actions import owe
from mentorship.delivery.models import Delivery
from mentorship.delivery.rounds import UNWRITTEN_AT_MOST
from mentorship.delivery.wakeups import wake
from mentorship.local.servers import free_port, start_valkey
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
            kind="program_closing",
            subject=people[0],
            recipients=people,
            at=timezone.now(),
            channels=["email"],
            occurrence="2026-03-02",
            program="A & B",
            url="/",
        )
    port, box_dir = free_port(), tmp_path / "box"
    env = processes.environment(EMAIL_URL=f"smtp://127.0.0.1:{port}")
    sink = (
        "aiosmtpd",
        "-n",
        "-c",
        "aiosmtpd.handlers.Mailbox",
        str(box_dir),
        "-l",
        f"127.0.0.1:{port}",
    )
    with processes.running(*sink, env=env):
        box = mailbox.Maildir(str(box_dir), create=True)
        first = processes.worker(env)
        try:
            wake(SEND, organization.pk)
            processes.wait_for(
                lambda: len(box) > 100, seconds=180, what="a hundred messages have left"
            )
        finally:
            first.kill()
            first.wait()
        with redis.Redis.from_url(settings.REDIS_URL) as broker:
            broker.flushdb()
        killed_at = len(box)
        assert killed_at < MESSAGES
        with tenant(organization.pk):
            # What the dead worker held is due again when its lease has run out; the test does not
            # wait for it.
            Delivery.objects.filter(organization=organization, lease__isnull=False).update(
                due_at=timezone.now()
            )
        second = processes.worker(env)
        try:
            wake(SEND, organization.pk)
            processes.wait_for(
                lambda: _sent(organization) == MESSAGES, seconds=240, what="all messages have left"
            )
        finally:
            second.kill()
            second.wait()
        received = Counter(str(message["To"]) for message in box)
        ids = Counter(str(message["Message-ID"]) for message in box)
    assert set(received) == {f'"{person.name}" <{person.email}>' for person in people}
    # At most what the killed worker had not written down yet, and the one it was at.
    assert sum(received.values()) - MESSAGES <= UNWRITTEN_AT_MOST
    assert len(ids) == MESSAGES


def _sent(organization: object) -> int:
    with tenant(organization.pk):  # type: ignore[attr-defined]
        return Delivery.objects.filter(state="sent").count()


@pytest.mark.servers
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("pool", ["solo", "prefork"])
def test_a_restart_of_the_broker_ends_no_worker_and_loses_no_message(
    tmp_path: Path, pool: str
) -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        people = [factories.member(organization) for _ in range(MESSAGES)]
        owe(
            kind="program_closing",
            subject=people[0],
            recipients=people,
            at=timezone.now(),
            channels=["email"],
            occurrence="2026-03-02",
            program="A & B",
            url="/",
        )
    port, box_dir, state = free_port(), tmp_path / "box", Path(tempfile.mkdtemp(prefix="tl-kv-"))
    broker = start_valkey(state)
    env = processes.environment(EMAIL_URL=f"smtp://127.0.0.1:{port}", REDIS_URL=broker.url)
    sink = (
        "aiosmtpd",
        "-n",
        "-c",
        "aiosmtpd.handlers.Mailbox",
        str(box_dir),
        "-l",
        f"127.0.0.1:{port}",
    )
    with processes.running(*sink, env=env):
        box = mailbox.Maildir(str(box_dir), create=True)
        worker = processes.worker(env, pool=pool)
        try:
            send(env, organization.pk)
            processes.wait_for(lambda: len(box) > 50, seconds=180, what="fifty messages have left")
            broker.stop()
            time.sleep(3)
            broker = start_valkey(state)
            processes.wait_for(
                lambda: _sent(organization) == MESSAGES, seconds=240, what="all messages have left"
            )
            with tenant(organization.pk):
                owe(
                    kind="program_closing",
                    subject=people[1],
                    recipients=people[:1],
                    at=timezone.now(),
                    channels=["email"],
                    occurrence="2026-03-03",
                    program="A & B",
                    url="/",
                )
            send(env, organization.pk)
            processes.wait_for(
                lambda: _sent(organization) == MESSAGES + 1,
                seconds=60,
                what="the worker takes what comes afterwards",
            )
            assert worker.poll() is None
        finally:
            worker.kill()
            worker.wait()
            broker.stop()
    assert len({str(message["Message-ID"]) for message in box}) == MESSAGES + 1


def send(env: dict[str, str], organization_id: object) -> None:
    """Wake the worker through the broker of that environment, as the web process would."""
    code = (
        "import django; django.setup(); from mentorship.delivery.wakeups import wake; import uuid,"
        f" sys;wake({SEND!r}, uuid.UUID({str(organization_id)!r}))"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command,
        cwd=processes.ROOT,
        env={**env, "DJANGO_SETTINGS_MODULE": "mentorship.settings"},
        check=False,
    )
    assert done.returncode == 0
