"""Reminders: planned in one statement, delivered to a sink on this machine."""

import json
import subprocess
import sys
import time
from datetime import datetime
from typing import Any

from django.db import connection

from bench import scale
from bench.budgets import Verdict
from bench.cpu import spent_ms
from bench.world import ROOT, World, a_process, say
from mentorship.delivery.enums import Channel, State
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from tracking.actions.reminders import plan_reminders

SESSIONS_DUE = 50_000
MESSAGES = 5_000
SINK = ["-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink"]


def measure_outbox(world: World, *, at: datetime) -> dict[str, Any]:
    """Plan for 50,000 1:1s of two people within a day, then send some of what is owed."""
    due = scale.fill(world.owner_url, slug="due", sessions=2 * SESSIONS_DUE, at=at, soon=True)
    scale.settle(world.owner_url)
    say("an organisation with 50,000 1:1s tomorrow filled")
    planned = _plan(due, at)
    say(f"reminders planned: {planned}")
    again = _plan(due, at)
    scale.postpone_all(world.owner_url, due.id)
    scale.settle(world.owner_url)
    with a_process([sys.executable, *SINK, "-l", f"127.0.0.1:{world.sink_port}"], env=world.env):
        time.sleep(2)
        delivered = _deliver(world, due)
    say(f"delivered: {delivered}")
    verdicts = [
        Verdict("plan 100,000 reminders", planned["seconds"], 2, "s"),
        Verdict("outbox, one process", delivered["per_second"], 2000, "messages/s", is_least=True),
        Verdict("outbox, memory", delivered["rss_growth_mb"], 5, "MB more after 5,000 messages"),
    ]
    return {"plan": planned, "plan_again": again, "deliver": delivered, "verdicts": verdicts}


def _plan(due: scale.Filled, at: datetime) -> dict[str, float]:
    began = time.perf_counter()
    with tenant(due.id):
        rows = plan_reminders(organization_id=due.id, at=at)
        # What the transaction puts off to its end is work of the plan too.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return {"rows": rows, "seconds": time.perf_counter() - began}


def _deliver(world: World, due: scale.Filled) -> dict[str, float]:
    """Raises RuntimeError where the sink did not take what was due."""
    postgres = spent_ms(world.postgres.process.pid)
    command = [sys.executable, "-m", "bench.deliver", str(due.id), str(MESSAGES)]
    done = subprocess.run(
        command, cwd=ROOT, env=world.env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    postgres = spent_ms(world.postgres.process.pid) - postgres
    with tenant(due.id):
        mail = Delivery.objects.filter(organization=due.id, channel=Channel.EMAIL)
        sent = mail.filter(state=State.SENT).count()
    if sent < MESSAGES:
        raise RuntimeError(f"{sent} of {MESSAGES} messages were sent.")
    found: dict[str, float] = json.loads(done.stdout)
    # A tenth more was sent before the measured part.
    return found | {
        "per_second": MESSAGES / found["seconds"],
        "postgres_ms": postgres / (1.1 * MESSAGES),
    }
