"""The hourly round of a large organisation: what lists show of each mentorship, and which cadence
is proposed.

Beside it, what the machine allows: the rows that the round reads, fetched by a cursor and thrown
away.
"""

import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from bench import scale
from bench.budgets import Verdict
from bench.world import World, say
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tracking.actions import cadence, pulse
from tracking.models import CadenceProposal, Pulse
from tracking.queries import CHUNK, active_after

FILL = (Path(__file__).parent / "rounds.sql").read_text()
READ = {
    "tracking_session": "mentorship_id, state, starts_at",
    "tracking_actionitem": "mentorship_id, due_on, done_at",
    "tracking_feedback": "mentorship_id, author_id, given_at, independence",
    "tracking_goal": "mentorship_id, progress_percent",
    "matching_participant": "mentorship_id, member_id, role",
    "tracking_cadencestage": "mentorship_id, stage, from_day, by_id",
    "tracking_pulse": "*",
}
SECONDS, TIMES_READ = 60, 6


def measure_rounds(world: World, mentorships: int, *, at: datetime) -> dict[str, Any]:
    """A first round, in which every row changes, and one an hour later, in which few do."""
    pk = UUID(str(uuid7()))
    scale.run_script(world.owner_url, FILL, {"org": pk, "pairs": mentorships, "at": at})
    scale.settle(world.owner_url)
    say(f"{mentorships:,} mentorships filled")
    read = _read(world, pk)
    first, again = _round(pk, at), _round(pk, at + timedelta(hours=1))
    read = min(read, _read(world, pk))
    with tenant(pk):
        done = {
            "health": sorted(set(Pulse.objects.values_list("health", flat=True))),
            "proposals": CadenceProposal.objects.count(),
        }
    say(f"rounds: {first}, {again}, the rows read alone {read:.1f} s; {done}")
    seconds = first["pulses_seconds"] + first["proposals_seconds"]
    told = f"{seconds:.1f} s, where {SECONDS} s were wished for; read alone {read:.1f} s"
    verdict = Verdict(
        f"pulses and proposals of {mentorships:,} mentorships",
        seconds / read,
        TIMES_READ,
        "× reading",
        beside=told,
    )
    return {"first": first, "again": again, "read_seconds": read, **done, "verdicts": [verdict]}


def _round(pk: UUID, at: datetime) -> dict[str, float]:
    """As `propose_cadence_in` does it, a transaction a chunk."""
    spent, last = {"pulses_seconds": 0.0, "proposals_seconds": 0.0}, None
    with tenant(pk):
        organization = Organization.objects.get(pk=pk)
    while True:
        began = time.perf_counter()
        with tenant(pk):
            chunk = active_after(organization, last, size=CHUNK)
            courses = pulse.refresh_chunk(mentorships=chunk, at=at)
            counted = time.perf_counter()
            cadence.propose_chunk(courses=courses, at=at)
        ended = time.perf_counter()
        spent["pulses_seconds"] += counted - began
        spent["proposals_seconds"] += ended - counted
        if not chunk:
            return spent
        last = chunk[-1].pk


def _read(world: World, pk: UUID) -> float:
    return sum(
        scale.timed(
            world.owner_url, f"SELECT {columns} FROM {table} WHERE organization_id = %s", [pk]
        )
        for table, columns in READ.items()
    )
