"""Reminders: planned in one statement, delivered by two workers to sinks on this machine.

What the machine allows is measured in the same run: planning is compared with a bare INSERT of the
same rows into the same table, under the same constraints; delivering with as many bare loops of
smtplib to the same sink.
"""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from bench import scale
from bench.budgets import Verdict
from bench.cpu import spent_ms
from bench.world import ROOT, World, a_process, say
from mentorship.delivery.enums import Channel, State
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from tracking.actions.reminders import plan_reminders

SESSIONS_DUE = 50_000
WORKERS, PLANS, TURNS, WARMING, MESSAGES = 2, 3, 5, 500, 4_000
MESSAGES_SLOW = 1_000
SINK = ["-m", "bench.sink"]
AIOSMTPD = ["-m", "aiosmtpd", "-n", "-c", "aiosmtpd.handlers.Sink", "-l"]
KEEP = """
CREATE TABLE bench_planned AS
SELECT * FROM delivery_delivery WHERE organization_id = %s AND kind = 'session_reminder'
"""
FORGET = "DELETE FROM delivery_delivery WHERE organization_id = %s AND kind = 'session_reminder'"
BARE = "INSERT INTO delivery_delivery SELECT * FROM bench_planned"
HEAP = "CREATE TABLE bench_heap AS SELECT * FROM bench_planned"


@dataclass(frozen=True)
class Turn:
    """What some processes did together; CPU is that of a message."""

    messages: int
    seconds: float
    worker_ms: float
    postgres_ms: float
    sink_ms: float
    rss_mb: float

    @property
    def per_second(self) -> float:
        return self.messages / self.seconds


def measure_outbox(world: World, *, at: datetime) -> dict[str, Any]:
    """Plan for 50,000 1:1s of two people within a day, then send some of what is owed."""
    due = scale.fill(world.owner_url, slug="due", sessions=2 * SESSIONS_DUE, at=at, soon=True)
    scale.settle(world.owner_url)
    say("an organisation with 50,000 1:1s tomorrow filled")
    plans = _plans(world, due, at)
    say(f"reminders planned: {plans}")
    scale.postpone_all(world.owner_url, due.id)
    scale.settle(world.owner_url)
    delivered, verdicts = _delivered(world, due)
    return {"plan": plans, "deliver": delivered, "verdicts": [_plan_verdict(plans), *verdicts]}


def _plan_verdict(plans: dict[str, Any]) -> Verdict:
    told = f"{plans['rows']:,} rows in {plans['seconds']:.2f} s, where 2 s were wished for"
    return Verdict("plan 100,000 reminders", plans["ratio"], 1.8, "× a bare INSERT", beside=told)


def _plans(world: World, due: scale.Filled, at: datetime) -> dict[str, Any]:
    """The plan and the bare INSERT in turns, each into a table without the other's rows."""
    planned, bare, rows = [], [], 0
    for turn in range(PLANS):
        if turn:
            _forget(world, due)
        rows, seconds = _plan(due, at)
        planned.append(seconds)
        if not turn:
            scale.execute(world.owner_url, KEEP, [due.id])
        _forget(world, due)
        bare.append(scale.timed(world.owner_url, BARE))
    ratios = [mine / theirs for mine, theirs in zip(planned, bare, strict=True)]
    return {
        "rows": rows,
        "seconds": statistics.median(planned),
        "again_seconds": _plan(due, at)[1],
        "bare_seconds": statistics.median(bare),
        "heap_seconds": scale.timed(world.owner_url, HEAP),
        "ratio": statistics.median(ratios),
    }


def _forget(world: World, due: scale.Filled) -> None:
    scale.execute(world.owner_url, FORGET, [due.id])
    scale.settle(world.owner_url)


def _plan(due: scale.Filled, at: datetime) -> tuple[int, float]:
    began = time.perf_counter()
    with tenant(due.id):
        rows = plan_reminders(organization_id=due.id, at=at)
        # What the transaction puts off to its end is work of the plan too.
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return rows, time.perf_counter() - began


def _delivered(world: World, due: scale.Filled) -> tuple[dict[str, Any], list[Verdict]]:
    with _sending(world, due, [*SINK, str(world.sink_port)]) as (outbox, bare):
        outbox(WARMING)
        pairs = [(outbox(MESSAGES), bare(MESSAGES)) for _ in range(TURNS)]
    with _sending(world, due, [*AIOSMTPD, f"127.0.0.1:{world.sink_port}"]) as (outbox, bare):
        outbox(WARMING)
        slow = (outbox(MESSAGES_SLOW), bare(MESSAGES_SLOW))
    mine, theirs = ([pair[number] for pair in pairs] for number in (0, 1))
    rate, bare_rate = (
        statistics.median(turn.per_second for turn in turns) for turns in (mine, theirs)
    )
    ratio = statistics.median(one.per_second / other.per_second for one, other in pairs)
    growth = mine[-1].rss_mb - mine[0].rss_mb
    cpu = [statistics.median(turn.worker_ms for turn in mine)]
    cpu += [statistics.median(turn.postgres_ms for turn in mine)]
    cpu += [statistics.median(turn.sink_ms for turn in mine)]
    say(f"delivered: {rate:.0f} a second, the bare loop {bare_rate:.0f}; through aiosmtpd {slow}")
    told = (
        f"{rate:.0f} a second, bare {bare_rate:.0f}; CPU ms: {', '.join(f'{ms:.2f}' for ms in cpu)}"
    )
    verdicts = [
        Verdict(f"outbox, {WORKERS} workers", ratio, 0.25, "× smtplib", is_least=True, beside=told),
        Verdict("outbox, memory", growth, 5, f"MB more after {TURNS * MESSAGES:,} messages"),
    ]
    figures = {"per_second": rate, "bare_per_second": bare_rate, "ratio": ratio}
    return figures | {"turns": pairs, "through_aiosmtpd": slow}, verdicts


@contextmanager
def _sending(world: World, due: scale.Filled, sink: list[str]) -> Iterator[Any]:
    """(send so many by way of the outbox, send as many bare), with processes that stay."""
    with ExitStack() as stack:
        server = stack.enter_context(a_process([sys.executable, *sink], env=world.env))
        time.sleep(2)
        crews = [stack.enter_context(_crew(world, due, kind)) for kind in ("outbox", "bare")]

        def outbox(number: int) -> Turn:
            _make_due(due, number)
            before = _sent(due)
            turn = _together(world, server.pid, crews[0], number)
            return _of(turn, _sent(due) - before)

        def bare(number: int) -> Turn:
            return _of(_together(world, server.pid, crews[1], number // WORKERS), number)

        yield outbox, bare


@contextmanager
def _crew(world: World, due: scale.Filled, kind: str) -> "Iterator[list[subprocess.Popen[str]]]":
    """As many processes as there are workers, ready."""
    command = [sys.executable, "-m", "bench.deliver", kind, str(due.id)]
    pipe = subprocess.PIPE
    crew = [
        subprocess.Popen(command, cwd=ROOT, env=world.env, stdin=pipe, stdout=pipe, text=True)
        for _ in range(WORKERS)
    ]
    try:
        for process in crew:
            assert process.stdout is not None
            if process.stdout.readline() != "ready\n":
                raise RuntimeError(f"A process that is to send ({kind}) did not start.")
        yield crew
    finally:
        for process in crew:
            process.communicate(timeout=60)


def _together(
    world: World, sink: int, crew: "list[subprocess.Popen[str]]", number: int
) -> dict[str, float]:
    postgres, taken = spent_ms(world.postgres.process.pid), spent_ms(sink)
    began = time.perf_counter()
    for process in crew:
        assert process.stdin is not None
        process.stdin.write(f"{number}\n")
        process.stdin.flush()
    answers = [json.loads(process.stdout.readline()) for process in crew if process.stdout]
    return {
        "seconds": time.perf_counter() - began,
        "worker_ms": sum(answer["cpu_ms"] for answer in answers),
        "postgres_ms": spent_ms(world.postgres.process.pid) - postgres,
        "sink_ms": spent_ms(sink) - taken,
        "rss_mb": max(answer["rss_mb"] for answer in answers),
    }


def _of(turn: dict[str, float], messages: int) -> Turn:
    """Raises RuntimeError where the sink took nothing."""
    if not messages:
        raise RuntimeError("Nothing was sent.")
    each = {name: turn[name] / messages for name in ("worker_ms", "postgres_ms", "sink_ms")}
    return Turn(messages=messages, seconds=turn["seconds"], rss_mb=turn["rss_mb"], **each)


def _make_due(due: scale.Filled, number: int) -> None:
    now = timezone.now()
    with tenant(due.id):
        later = Delivery.objects.filter(organization=due.id, state=State.OWED, due_at__gt=now)
        some = later.order_by("-id").values("id")[:number]
        Delivery.objects.filter(pk__in=some).update(due_at=now - timedelta(seconds=1))


def _sent(due: scale.Filled) -> int:
    with tenant(due.id):
        mail = Delivery.objects.filter(organization=due.id, channel=Channel.EMAIL)
        return mail.filter(state=State.SENT).count()
