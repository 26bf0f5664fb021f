"""One running installation: web server, worker and mail sink beside this process, on its test
database.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from pathlib import Path
from typing import Any

import redis
from aiosmtpd.controller import Controller
from celery import Celery
from django.db import connections

from mentorship.local.database import with_database
from mentorship.local.servers import free_port, socket_dir, start_valkey

ROOT = Path(__file__).resolve().parent.parent.parent
QUEUES = ("default", "delivery", "match", "report")
WORKER = (
    "celery",
    "--quiet",
    "-A",
    "mentorship",
    "worker",
    "--pool",
    "solo",
    "--concurrency",
    "1",
    "--loglevel",
    "WARNING",
    "--queues",
    ",".join(QUEUES),
    "--without-gossip",
    "--without-mingle",
)
WEB = (
    "granian",
    "--interface",
    "wsgi",
    "--host",
    "127.0.0.1",
    "--workers",
    "1",
    "--no-access-log",
    "--log-level",
    "warning",
)
SECONDS = 30.0


def wait_until(done: Callable[[], bool], what: str, *, seconds: float = SECONDS) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline, f"Waited {seconds:g} s for {what}."
        time.sleep(0.02)


class Outbox:
    """Every e-mail that left, in the order of arrival; an aiosmtpd handler."""

    def __init__(self) -> None:
        self._mails: list[tuple[str, EmailMessage]] = []
        self._arrived = threading.Condition()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        mail = message_from_bytes(envelope.content, policy=modern)
        with self._arrived:
            self._mails += [(to, mail) for to in envelope.rcpt_tos]
            self._arrived.notify_all()
        return "250 OK"

    def clear(self) -> None:
        with self._arrived:
            self._mails.clear()

    def to(self, address: str, subject: str) -> list[EmailMessage]:
        """The mails to the address whose subject matches the pattern."""
        with self._arrived:
            return [
                mail
                for to, mail in self._mails
                if to == address and re.search(subject, str(mail["subject"]).strip())
            ]

    def wait_for(self, address: str, subject: str) -> EmailMessage:
        with self._arrived:
            found = self._arrived.wait_for(lambda: self.to(address, subject), timeout=SECONDS)
            assert found, f"No “{subject}” to {address}; there are {self._subjects()}"
            return found[-1]

    def _subjects(self) -> list[str]:
        return sorted({f"{to}: {mail['subject']}" for to, mail in self._mails})[:40]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


@dataclass
class Installation:
    url: str
    outbox: Outbox
    valkey: "redis.Redis[bytes]"
    celery: Celery
    worker: "subprocess.Popen[bytes]"

    def at(self, path: str) -> str:
        return f"{self.url}{path}"

    def run_task(self, name: str) -> None:
        """Let the worker do what beat would ask for, and wait until it has."""
        self.celery.send_task(name, queue="default")
        self.settle()

    def settle(self) -> None:
        """Wait until the worker has nothing to do: nothing queued, nothing unacknowledged, seen
        thrice.
        """
        seen = 0

        def is_idle() -> bool:
            nonlocal seen
            busy = any(self.valkey.llen(queue) for queue in QUEUES) or self.valkey.hlen("unacked")
            seen = 0 if busy else seen + 1
            return seen == 3

        wait_until(is_idle, "the worker to come to rest")

    @contextmanager
    def worker_paused(self) -> Iterator[None]:
        """Hold the worker still, so that a page can be seen while its job waits."""
        self.settle()
        self.worker.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.worker.send_signal(signal.SIGCONT)


def _environment(*, port: int, mail_port: int, redis_url: str) -> dict[str, str]:
    database = str(connections["default"].settings_dict["NAME"])
    return {
        **os.environ,
        "DATABASE_URL": with_database(os.environ["DATABASE_URL"], database),
        # Empty, not absent: a demo's own file must not bring it back.
        "DATABASE_OWNER_URL": "",
        "REDIS_URL": redis_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "PYTHONWARNINGS": "ignore",
        "LOG_LEVEL": "WARNING",
    }


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGCONT)
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _answers(url: str, process: "subprocess.Popen[bytes]", log: Path) -> bool:
    assert process.poll() is None, log.read_text()
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def running_installation(folder: Path) -> Iterator[Installation]:
    """Start it with files in `folder`, a Valkey of its own among them; on leaving everything is
    stopped.
    """
    with ExitStack() as stack:
        outbox, port, mail_port = Outbox(), free_port(), free_port()
        mail = Controller(outbox, hostname="127.0.0.1", port=mail_port)
        mail.start()
        stack.callback(mail.stop)
        stack.callback(shutil.rmtree, socket_dir(folder, "kv"), ignore_errors=True)
        valkey = start_valkey(folder, arguments=["--save", "", "--appendonly", "no"])
        stack.callback(valkey.stop)
        env = _environment(port=port, mail_port=mail_port, redis_url=valkey.url)
        worker = _start(stack, folder / "worker.log", env, *WORKER)
        web = _start(
            stack, folder / "web.log", env, *WEB, "--port", str(port), "mentorship.wsgi:application"
        )
        url = env["PUBLIC_URL"]
        wait_until(lambda: _answers(f"{url}/healthz", web, folder / "web.log"), "the web server")
        client = redis.Redis.from_url(valkey.url)
        stack.callback(client.close)
        celery = Celery(
            "tests",
            set_as_current=False,
            broker=valkey.url.replace("unix://", "redis+socket://", 1),
        )
        stack.callback(celery.close)
        yield Installation(url, outbox, client, celery, worker)


def _start(
    stack: ExitStack, log: Path, env: dict[str, str], *command: str
) -> "subprocess.Popen[bytes]":
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=env, stdout=out, stderr=out
        )
    stack.callback(_stop, process)
    return process
