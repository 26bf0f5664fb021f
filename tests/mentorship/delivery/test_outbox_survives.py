"""Killed workers and an emptied broker lose no message and repeat none.

One window is admitted: a worker that dies between handing messages to the mail server and writing
that down leaves them owed, and they leave once more, with the same Message-IDs.
"""

import json
import mailbox
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.utils import timezone

from mentorship.delivery.actions import owe
from mentorship.delivery.models import Delivery
from mentorship.local.servers import free_port, start_valkey
from mentorship.tenancy.context import tenant
from tests import factories, processes

MESSAGES = 500
SEND = "mentorship.delivery.tasks.send_owed"


@pytest.mark.servers
def test_what_is_due_survives_kills_an_emptied_broker_two_beats_and_a_database_that_restarts() -> (
    None
):
    plan = ["--reminders", "320", "--kills", "5", "--flushes", "1", "--restarts", "1"]
    command = [sys.executable, "-m", "bench.chaos", *plan, "--seconds", "20"]
    done = subprocess.run(command, cwd=processes.ROOT, capture_output=True, check=False)
    result = json.loads(done.stdout.splitlines()[-1])
    assert (result["unaccounted"], result["lost"]) == (0, [])
    assert result["received"] == 320 + result["repeated"]
    assert result["repeated"] <= result["admitted"]
    assert result["lateness"] < 60


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
