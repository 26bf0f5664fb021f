"""A pytest plugin that gives every run its own PostgreSQL and Valkey, before Django loads.

The controller starts the servers and migrates one template database as the owner; each worker
clones it, so that tests run as the application's role on a database of their own.
"""

import atexit
import hashlib
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from mentorship.local.database import app_url, ensure_database
from mentorship.local.servers import start_postgres, start_valkey

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE = "throughline_template"
# Nothing here outlives the run, so nothing needs to reach the disk.
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def _schema_digest() -> str:
    digest = hashlib.sha256()
    for path in sorted(ROOT.glob("*/migrations/*.py")) + sorted(ROOT.glob("*/*/migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update((ROOT / "mentorship/tenancy/operations.py").read_bytes())
    digest.update(
        (ROOT / "mentorship/tenancy/management/commands/prepare_database.py").read_bytes()
    )
    digest.update((ROOT / "requirements.txt").read_bytes())
    return digest.hexdigest()[:12]


def _start() -> None:
    state = Path(tempfile.mkdtemp(prefix="throughline-tests-"))
    server_url = os.environ.get("TEST_DATABASE_URL")
    redis_url = os.environ.get("TEST_REDIS_URL")
    if not server_url:
        # Reached by `nobody` where root runs the tests.
        state.chmod(0o755)
        postgres = start_postgres(state, settings=FAST)
        atexit.register(postgres.stop)
        server_url = postgres.url
    if not redis_url:
        valkey = start_valkey(
            state, arguments=["--save", "", "--appendonly", "no", "--databases", "64"]
        )
        atexit.register(valkey.stop)
        redis_url = valkey.url
    template = f"{TEMPLATE}_{_schema_digest()}"
    owner = ensure_database(server_url, template)
    os.environ |= {
        "SECRET_KEY": "tests-only-" + "x" * 50,
        "DATABASE_OWNER_URL": owner,
        "DATABASE_URL": app_url(owner, password="tests"),
        "REDIS_URL": redis_url,
        "PUBLIC_URL": "http://testserver",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DEMO": "1",
        "MAILBOX_DIR": str(state / "mailbox"),
        "STATIC_STORAGE": "django.contrib.staticfiles.storage.StaticFilesStorage",
        "TESTS_TEMPLATE": template,
        "LOG_LEVEL": "ERROR",
    }
    subprocess.run(
        [sys.executable, "manage.py", "prepare_database", "--verbosity", "0"], cwd=ROOT, check=True
    )


if "PYTEST_XDIST_WORKER" not in os.environ and "TESTS_TEMPLATE" not in os.environ:
    _start()
if worker := os.environ.get("PYTEST_XDIST_WORKER"):
    # Celery, sessions and locks of one worker must not meet those of another.
    number = int(worker.removeprefix("gw")) + 1
    base = os.environ["REDIS_URL"].partition("?")[0]
    separator = f"?db={number}" if base.startswith("unix://") else f"/{number}"
    os.environ["REDIS_URL"] = base + separator
