"""Servers, a prepared database and a web server of our own, all ended by id."""

import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mentorship.local.database import app_url, ensure_database
from mentorship.local.servers import (
    Server,
    ServerError,
    free_port,
    socket_dir,
    start_postgres,
    start_valkey,
)

ROOT = Path(__file__).resolve().parent.parent
READY_SECONDS = 60.0
BEGAN = time.monotonic()
# As the image starts it: threads are few and stay, since each holds a connection to PostgreSQL.
GRANIAN = ("--workers", "2", "--blocking-threads", "4", "--no-access-log", "--log-level", "warning")
# What an installation of this size would set; durability stays on, as in production.
POSTGRES = {
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "random_page_cost": "1.1",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
}


@dataclass(frozen=True)
class World:
    """The running servers, and the environment of the application's processes."""

    postgres: Server
    port: int
    sink_port: int
    owner_url: str
    env: dict[str, str]
    state: Path

    def run(self, *arguments: str, env: dict[str, str] | None = None) -> None:
        """A manage.py command. Raises ServerError."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.env | (env or {}), check=False, capture_output=True
        )
        if done.returncode:
            raise ServerError(
                f"manage.py {arguments[0]} failed:\n{done.stdout.decode()}{done.stderr.decode()}"
            )


def say(words: str) -> None:
    """Progress, apart from what is measured."""
    print(f"{time.monotonic() - BEGAN:5.0f} s  {words}", file=sys.stderr, flush=True)


@contextmanager
def a_world() -> Iterator[World]:
    """Start the servers in a temporary folder, migrate, and leave nothing behind."""
    state = Path(tempfile.mkdtemp(prefix="throughline-bench-"))
    # Reached by `nobody` where root runs this.
    state.chmod(0o755)
    servers: list[Server] = []
    try:
        servers.append(start_postgres(state, settings=POSTGRES))
        servers.append(start_valkey(state))
        world = _world(servers[0], servers[1].url, state)
        world.run(
            "prepare_database", "--verbosity", "0", env={"DATABASE_OWNER_URL": world.owner_url}
        )
        yield world
    finally:
        for server in reversed(servers):
            server.stop()
        for folder in (state, socket_dir(state, "pg"), socket_dir(state, "kv")):
            shutil.rmtree(folder, ignore_errors=True)


def _world(postgres: Server, redis_url: str, state: Path) -> World:
    port, sink_port = free_port(), free_port()
    owner = ensure_database(postgres.url, "throughline")
    # Empty values stand against what a `.env` of this checkout says.
    env = {
        **os.environ,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": app_url(owner, password=secrets.token_urlsafe(24)),
        "DATABASE_OWNER_URL": "",
        "REDIS_URL": redis_url,
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": f"smtp://127.0.0.1:{sink_port}",
        "EMAIL_FROM": "Bench <bench@localhost>",
        "DEMO": "0",
        "TRUST_PROXY": "0",
        "MAILBOX_DIR": "",
        "STATIC_STORAGE": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        "LOG_LEVEL": "ERROR",
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "mentorship.settings",
    }
    return World(postgres, port, sink_port, owner, env, state)


@contextmanager
def granian(
    world: World, application: str, *, ready: str, settings: str = "mentorship.settings"
) -> Iterator[int]:
    """Serve the WSGI application with two workers at the world's port; answers the id of the parent
    process.
    """
    command = [
        str(Path(sys.executable).parent / "granian"),
        "--interface",
        "wsgi",
        "--host",
        "127.0.0.1",
        "--port",
        str(world.port),
        *GRANIAN,
        application,
    ]
    with a_process(command, env={**world.env, "DJANGO_SETTINGS_MODULE": settings}) as process:
        _await(f"http://127.0.0.1:{world.port}{ready}", process)
        yield process.pid


@contextmanager
def a_process(
    command: list[str], *, env: dict[str, str], output: int | None = None
) -> "Iterator[subprocess.Popen[bytes]]":
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise ServerError(f"Nothing answers at {url}.")
