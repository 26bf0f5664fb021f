"""Reminders fall due while workers are killed, the broker is emptied, the database restarts and two
beats tick: what was lost, what left twice, and how late the rest was.

`python -m bench.chaos` prints the result as JSON; the suite runs a small one.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg2
import redis

from bench import scale
from bench.budgets import Verdict
from bench.world import POSTGRES, ROOT, World, a_process, a_world, say
from mentorship.local.database import libpq
from mentorship.local.servers import start_postgres

WORKERS, BEATS, SEED = 2, 2, 15
DATABASE_AWAY_SECONDS = 3.0
# What a worker may have sent and not written down when it is killed, and the one it was at.
ADMITTED_A_KILL = 21
LATE_SECONDS = 60.0
SETTLE_SECONDS = 300.0
PLAN = """
UPDATE delivery_delivery SET due_at = now() + %s * interval '1 second' * (rank - 1) / %s
FROM (SELECT id AS key, row_number() OVER (ORDER BY id) AS rank FROM delivery_delivery
      WHERE channel = 'email') ranked
WHERE key = id
"""
OPEN = "SELECT count(*) FROM delivery_delivery WHERE channel = 'email' AND state <> 'sent'"
DUE = """
SELECT id, extract(epoch FROM first_due) FROM chaos_due
"""
REMEMBER = """
CREATE TABLE chaos_due AS
SELECT id, due_at AS first_due FROM delivery_delivery WHERE channel = 'email'
"""


@dataclass(frozen=True)
class Plan:
    reminders: int
    kills: int
    flushes: int
    restarts: int
    seconds: float


FULL = Plan(reminders=10_000, kills=200, flushes=5, restarts=3, seconds=300)


@dataclass
class Result:
    plan: Plan
    received: int = 0
    unaccounted: int = 0
    repeated: int = 0
    admitted: int = 0
    lateness: float = 0.0
    lost: list[str] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        return (
            not self.unaccounted and self.repeated <= self.admitted and self.lateness < LATE_SECONDS
        )


def run(plan: Plan) -> Result:
    with a_world() as world, tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "ledger"
        _prepare(world, plan)
        sink = [sys.executable, "-m", "bench.ledger", str(ledger), str(world.sink_port)]
        with a_process(sink, env=world.env), _crew(world) as crew:
            ended = _disturb(world, crew, plan)
            _settle(world)
        return _judge(world, plan, ledger, ended)


def _prepare(world: World, plan: Plan) -> None:
    """As many reminders, falling due evenly over the time of the disturbances."""
    at = datetime.now(UTC)
    due = scale.fill(world.owner_url, slug="chaos", sessions=plan.reminders, at=at, soon=True)
    code = (
        "import django; django.setup()\n"
        "from uuid import UUID\nfrom django.utils import timezone\n"
        "from mentorship.tenancy.context import tenant\n"
        "from tracking.actions.reminders import plan_reminders\n"
        f"key = UUID('{due.id}')\n"
        "with tenant(key): plan_reminders(organization_id=key, at=timezone.now())"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=world.env, check=True)
    scale.execute(world.owner_url, PLAN, [plan.seconds, plan.reminders])
    scale.execute(world.owner_url, REMEMBER)


class Crew:
    """Workers and beats of this run; who is killed is replaced."""

    def __init__(self, world: World) -> None:
        self._world, self._random = world, random.Random(SEED)
        self.workers = [self._worker() for _ in range(WORKERS)]
        folder = Path(tempfile.mkdtemp(prefix="throughline-beat-"))
        self.beats = [self._start("beat", "--schedule", str(folder / str(n))) for n in range(BEATS)]

    def _worker(self) -> "subprocess.Popen[bytes]":
        queues = "default,delivery,match,report"
        return self._start("worker", "--queues", queues, "--concurrency", "2")

    def _start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "celery", "-q", "-A", "mentorship", *arguments]
        return subprocess.Popen([*command, "--loglevel", "CRITICAL"], cwd=ROOT, env=self._world.env)

    def kill(self, *, whole: bool) -> None:
        """One process of one worker, as `kill -9` does; with `whole` all of that worker."""
        number = self._random.randrange(WORKERS)
        worker = self.workers[number]
        children = _children(worker.pid)
        if whole or not children:
            for pid in (worker.pid, *children):
                _kill(pid)
            worker.wait()
            self.workers[number] = self._worker()
        else:
            _kill(self._random.choice(children))

    def stop(self) -> None:
        for process in (*self.beats, *self.workers):
            for pid in (process.pid, *_children(process.pid)):
                _kill(pid)
            process.wait()


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


@contextmanager
def _crew(world: World) -> Iterator[Crew]:
    crew = Crew(world)
    try:
        yield crew
    finally:
        crew.stop()


def _disturb(world: World, crew: Crew, plan: Plan) -> float:
    """Everything that can go wrong, evenly spread; returns when the last of it was over."""
    events = ["kill"] * plan.kills + ["flush"] * plan.flushes + ["restart"] * plan.restarts
    random.Random(SEED).shuffle(events)
    began, whole = time.monotonic(), 0
    for number, event in enumerate(events):
        time.sleep(max(0.0, began + plan.seconds * number / len(events) - time.monotonic()))
        if event == "kill":
            whole += 1
            crew.kill(whole=whole % 5 == 0)
        elif event == "flush":
            with redis.Redis.from_url(world.env["REDIS_URL"]) as broker:
                broker.flushdb()
        else:
            _restart_database(world)
    time.sleep(max(0.0, began + plan.seconds - time.monotonic()))
    return time.time()


def _restart_database(world: World) -> None:
    world.postgres.stop()
    time.sleep(DATABASE_AWAY_SECONDS)
    world.postgres.process = start_postgres(world.state, settings=POSTGRES).process


def _settle(world: World) -> None:
    """Until nothing is owed, or no more than a few minutes."""
    deadline = time.monotonic() + SETTLE_SECONDS
    while time.monotonic() < deadline and _asked(world, OPEN)[0][0]:
        time.sleep(0.5)


def _asked(world: World, query: str) -> list[Any]:
    link = psycopg2.connect(libpq(world.owner_url))
    with link, link.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    link.close()
    return rows


def _judge(world: World, plan: Plan, ledger: Path, ended: float) -> Result:
    lines = [line.split() for line in ledger.read_text().splitlines()]
    times: dict[str, float] = {}
    for moment, message_id in lines:
        times.setdefault(message_id.strip("<>").partition("@")[0], float(moment))
    due = {str(key): float(moment) for key, moment in _asked(world, DUE)}
    counts = Counter(message_id for _, message_id in lines)
    lost = [key for key in due if key not in times]
    late = [times[key] - max(moment, ended) for key, moment in due.items() if key in times]
    return Result(
        plan,
        received=len(lines),
        unaccounted=len(lost) + int(_asked(world, OPEN)[0][0]),
        repeated=sum(counts.values()) - len(counts),
        admitted=ADMITTED_A_KILL * (plan.kills + plan.restarts),
        lateness=round(max(late, default=0.0), 1),
        lost=lost[:10],
    )


def measure_chaos(plan: Plan) -> dict[str, Any]:
    result = run(plan)
    say(f"chaos: {asdict(result)}")
    told = f"{result.unaccounted} lost, {result.repeated} repeated of {result.admitted} admitted"
    verdicts = [
        Verdict("chaos, lateness after recovery", result.lateness, LATE_SECONDS, "s", beside=told),
        Verdict("chaos, unaccounted", float(result.unaccounted), 0, "messages"),
        Verdict("chaos, repeated", float(result.repeated), float(result.admitted), "messages"),
    ]
    return {**asdict(result), "verdicts": verdicts}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description=__doc__)
    for name, value in asdict(FULL).items():
        parser.add_argument(f"--{name}", type=type(value), default=value)
    result = run(Plan(**vars(parser.parse_args())))
    print(json.dumps(asdict(result) | {"is_ok": result.is_ok}))
    return 0 if result.is_ok else 1


if __name__ == "__main__":
    sys.exit(main())
