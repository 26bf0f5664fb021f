"""`python -m mentorship.local demo`: the whole product in one foreground group of processes."""

import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import IO

from mentorship.local import browser
from mentorship.local.database import app_url, ensure_database
from mentorship.local.servers import (
    Server,
    ServerError,
    free_port,
    port_is_taken,
    start_postgres,
    start_valkey,
)

ROOT = Path(__file__).resolve().parent.parent.parent
# Where the servers keep their files; another place lets a second demo run beside the first.
STATE = Path(os.environ.get("LOCAL_STATE") or ROOT / ".local")
READY_SECONDS = 60

ACCOUNTS = """
  owner@northwind.example    owner            admin@northwind.example    program admin
  hr@northwind.example       HR analyst       mentor@northwind.example   mentor
  mentee@northwind.example   mentee           guest@partner.example      external mentor
  owner@fabrikam.example     another owner    mentee@fabrikam.example    another mentee
  Password for all: mentoring-demo-2026       Every e-mail that leaves: {url}mailbox/
  What calendars answer to invitations is taken over SMTP: {replies}
"""


def main() -> int:
    command = sys.argv[1] if len(sys.argv) > 1 else "demo"
    try:
        if command == "browser":
            print(f"Browser for the tests: {browser.ensure()}")
            return 0
        if command != "demo":
            return _fail(f"“{command}” is unknown: say demo, or browser.")
        return demo()
    except (ServerError, browser.NoBrowserError) as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return 130


def _fail(words: str) -> int:
    print(words, file=sys.stderr)
    return 1


def demo() -> int:
    port = os.environ.get("PORT", "8000")
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise ServerError(f"PORT={port} is no port: give a number from 1 to 65535.")
    if port_is_taken(int(port)):
        raise ServerError(
            f"Port {port} is in use. Stop what uses it, or choose another: make demo"
            f" PORT={int(port) + 1}"
        )
    STATE.mkdir(parents=True, exist_ok=True)
    lock = _lock()
    # What a seeding left that was broken off is neither empty nor whole.
    if os.environ.get("RESET") == "1" or (STATE / "seeding").exists():
        _forget()
    servers: list[Server] = []
    try:
        env = _start_servers(servers, int(port))
        _prepare(env)
        return _run(env, int(port))
    finally:
        for server in reversed(servers):
            server.stop()
        lock.close()


def _lock() -> IO[str]:
    lock = (STATE / "lock").open("w")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise ServerError(
            "The demo runs already in this folder: stop it first, with Ctrl-C in its window."
        ) from error
    return lock


def _forget() -> None:
    for name in ("postgres", "valkey", "mailbox", "env", "prepared", "seeding"):
        path = STATE / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def _start_servers(servers: list[Server], port: int) -> dict[str, str]:
    """Start what is not given, and answer the environment that its clients need."""
    values = _read_env()
    values.setdefault("SECRET_KEY", secrets.token_urlsafe(48))
    values.setdefault("APP_PASSWORD", secrets.token_urlsafe(24))
    owner = os.environ.get("DATABASE_URL")
    if not owner:
        postgres = start_postgres(STATE)
        servers.append(postgres)
        owner = ensure_database(postgres.url, "throughline")
    redis_url = os.environ.get("REDIS_URL")
    if not redis_url:
        valkey = start_valkey(STATE)
        servers.append(valkey)
        redis_url = valkey.url
    values |= {
        "DEMO": "1",
        "DEMO_ACCOUNTS": "0" if os.environ.get("SEED") == "0" else "1",
        "DATABASE_OWNER_URL": owner,
        "DATABASE_URL": app_url(owner, password=values["APP_PASSWORD"]),
        "REDIS_URL": redis_url,
        "PUBLIC_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": f"smtp://127.0.0.1:{free_port()}",
        "INBOUND_EMAIL": "calendar@reply.localhost",
        "INBOUND_LISTEN": f"127.0.0.1:{free_port()}",
        "MAILBOX_DIR": str(STATE / "mailbox"),
        "STATIC_STORAGE": "mentorship.local.static.DemoStaticFilesStorage",
        "STATIC_ROOT": str(STATE / "static"),
    }
    text = "".join(f"{name}='{value}'\n" for name, value in values.items())
    file = STATE / "env"
    file.touch(mode=0o600)
    file.write_text(text)
    # Celery warns about root; the demo is one person's machine.
    return {**os.environ, **values, "PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}


def _read_env() -> dict[str, str]:
    file = STATE / "env"
    if not file.exists():
        return {}
    pairs = (line.partition("=") for line in file.read_text().splitlines())
    kept = {"SECRET_KEY", "APP_PASSWORD"}
    return {name: value.strip("'") for name, _, value in pairs if name in kept}


def _prepare(env: dict[str, str]) -> None:
    """Collect static files; migrate and seed, unless this very schema was prepared here before."""
    _manage(env, "collectstatic", "--noinput", "--clear", "--verbosity", "0")
    mark, wanted = STATE / "prepared", f"{_schema_digest()} SEED={os.environ.get('SEED', '1')}"
    if "DATABASE_URL" not in os.environ and mark.exists() and mark.read_text() == wanted:
        return
    _manage(env, "prepare_database", "--verbosity", "0")
    if os.environ.get("SEED") != "0":
        begun = STATE / "seeding"
        if "DATABASE_URL" not in os.environ:
            begun.touch()
        _manage(env, "seed", "--if-empty")
        begun.unlink(missing_ok=True)
    mark.write_text(wanted)


def _schema_digest() -> str:
    """Of everything that decides the schema: our migrations, and the versions of the packages with
    theirs.
    """
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(ROOT.glob("*/migrations/*.py")) + sorted(ROOT.glob("*/*/migrations/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _manage(env: dict[str, str], *arguments: str) -> None:
    done = subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=False)
    if done.returncode:
        raise ServerError(f"`manage.py {arguments[0]}` failed; what it said is above.")


def _run(env: dict[str, str], port: int) -> int:
    from honcho.manager import Manager  # noqa: PLC0415 - not needed by the other commands
    from honcho.printer import Printer  # noqa: PLC0415 - as above

    bin_dir = Path(sys.executable).parent
    sink = env["EMAIL_URL"].removeprefix("smtp://")
    # Beat's own file is only a hint about the last round; what is due stands in rows.
    scratch = Path(tempfile.mkdtemp(prefix="throughline-"))
    beat_file, answers = scratch / "schedule", scratch / "web-answers"
    # On a small machine pages come before work in the background: it starts when they answer.
    later = f'until [ -e "{answers}" ]; do sleep 0.1; done; exec nice -n 10'
    celery = f'{later} "{bin_dir}/celery" --quiet -A mentorship'
    manager = Manager(Printer(sys.stdout))
    commands = {
        "mail": (
            f'exec "{sys.executable}" -m aiosmtpd -n -c aiosmtpd.handlers.Mailbox'
            f' "{env["MAILBOX_DIR"]}" -l {sink}'
        ),
        "web": (
            f'exec "{bin_dir}/granian" --interface wsgi --host 127.0.0.1 --port {port} --workers 2'
            " --blocking-threads 4 --no-access-log --respawn-failed-workers --log-level warning"
            " mentorship.wsgi:application"
        ),
        "worker": (
            f"{celery} worker --loglevel WARNING --concurrency 2 --queues"
            " default,delivery,match,report"
        ),
        "replies": (
            f'{later} "{sys.executable}" manage.py receive_mail --listen {env["INBOUND_LISTEN"]}'
        ),
        "beat": f'{celery} beat --loglevel WARNING --pidfile= --schedule "{beat_file}"',
    }
    for name, command in commands.items():
        manager.add_process(name, command, env=env, cwd=str(ROOT))
    threading.Thread(
        target=_say_ready, args=(port, env["INBOUND_LISTEN"], answers), daemon=True
    ).start()
    manager.loop()
    shutil.rmtree(scratch, ignore_errors=True)
    return manager.returncode if manager.returncode not in (None, -2, -15, 130, 143) else 0


def _wait_for_web(port: int) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=READY_SECONDS):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)


def _say_ready(port: int, replies: str, answers: Path) -> None:
    url = f"http://localhost:{port}/"
    _wait_for_web(port)
    answers.touch()
    seeded = os.environ.get("SEED") != "0"
    words = (
        ACCOUNTS.format(url=url, replies=replies)
        if seeded
        else "\n  Its first visit makes the first organisation and its owner.\n"
    )
    print(f"\nReady: {url}\n{words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
