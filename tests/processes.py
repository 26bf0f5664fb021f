"""Real child processes for tests, on this test worker's own database and Redis."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent


def environment(**more: str) -> dict[str, str]:
    """The settings of this test, for another process; the owner's address is not among them."""
    database = connection.settings_dict
    url = (
        f"postgresql://{database['USER']}:{quote(database['PASSWORD'])}"
        f"@{quote(database['HOST'], safe='')}/{database['NAME']}"
    )
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_OWNER_URL", "PYTHONPATH")
    }
    return {
        **env,
        "DATABASE_URL": url,
        "DATABASE_OWNER_URL": "",
        "PYTHONWARNINGS": "ignore",
        **more,
    }


@contextmanager
def running(*command: str, env: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    """A Python module as a child that is gone when the block ends."""
    process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=env)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def worker(env: dict[str, str], *, pool: str = "solo") -> "subprocess.Popen[bytes]":
    queues = "default,delivery,match,report"
    arguments = [
        "--quiet",
        "-A",
        "mentorship",
        "worker",
        "--pool",
        pool,
        "--loglevel",
        "ERROR",
        "--queues",
        queues,
    ]
    arguments += ["--concurrency", "2"] if pool == "prefork" else []
    return subprocess.Popen([sys.executable, "-m", "celery", *arguments], cwd=ROOT, env=env)


def wait_for(condition: Callable[[], bool], *, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError(f"Not within {seconds:g} s: {what}")
