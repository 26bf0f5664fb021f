"""Organisations at scale, written set by set as the owner, who sees past row-level security."""

import csv
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg2
from psycopg2.extras import register_uuid
from uuid_utils.compat import uuid7

from bench.world import ROOT
from mentorship.local.database import libpq

FILL = (Path(__file__).parent / "fill.sql").read_text()
PEOPLE = ROOT / "mentorship" / "local" / "data" / "people.csv"
SESSIONS_A_PAIR = 20
PROGRAMS = 60
TEMPORARY = "words, person, program, pair, meeting, candidate, run"
# A nightly count keeps its snapshots, so a year of them lies there.
HISTORY = """
INSERT INTO tracking_figuresnapshot (id, organization_id, program_id, counted_at, cells)
SELECT uuidv7(), organization_id, program_id, counted_at - interval '1 day' * n, cells
FROM tracking_figuresnapshot, generate_series(1, 365) n WHERE organization_id = %s
"""
BARE = """
CREATE TABLE bench_row (id bigint PRIMARY KEY, owner int NOT NULL,
    title text NOT NULL, state text NOT NULL,
                        number int NOT NULL, at timestamptz NOT NULL);
INSERT INTO bench_row SELECT n, n %% 20, 'Ada Byron & Grace Hopper ' || n,
    'active', n %% 17, now() - interval '1 h' * n
FROM generate_series(1, %s) n;
CREATE INDEX ON bench_row (owner, id DESC);
GRANT SELECT ON bench_row TO throughline_app;
"""


@dataclass(frozen=True)
class Filled:
    """An organisation, and the rows in it that the pages are about."""

    id: UUID
    slug: str
    admin: UUID
    mentee: UUID
    mentorship: UUID
    run: UUID


def fill(owner_url: str, *, slug: str, sessions: int, at: datetime, soon: bool = False) -> Filled:
    """An organisation with that many 1:1s; with `soon` half as many, all booked for the
    next day.
    """
    organization_id = UUID(str(uuid7()))
    values = {"org": organization_id, "slug": slug, "at": at, "programs": PROGRAMS, "soon": soon}
    with _connect(owner_url) as link, link.cursor() as cursor:
        # The rows are right as they are made; checking a million references one by one would take
        # minutes.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(FILL, values | {"pairs": sessions // SESSIONS_A_PAIR} | _words())
        keys = cursor.fetchone()
        cursor.execute(f"DROP TABLE {TEMPORARY}")
    return Filled(organization_id, slug, *keys)


def run_script(owner_url: str, script: str, values: dict[str, Any]) -> None:
    """Rows of an organisation that are right as they are made, see `fill`."""
    with _connect(owner_url) as link, link.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(script, values)


def remember_figures(owner_url: str, organization_id: UUID) -> None:
    execute(owner_url, HISTORY, [organization_id])


def make_bare_rows(owner_url: str, rows: int) -> None:
    execute(owner_url, BARE, [rows])


def settle(owner_url: str) -> None:
    """Leave no work behind that would be counted as a page's."""
    for statement in ("VACUUM ANALYZE", "CHECKPOINT"):
        execute(owner_url, statement)


def postpone_all(owner_url: str, organization_id: UUID) -> None:
    """Make nothing due today."""
    moved = (
        "UPDATE delivery_delivery SET due_at = due_at + interval '2 days' WHERE organization_id"
        " = %s"
    )
    execute(owner_url, moved, [organization_id])


def execute(owner_url: str, statement: str, values: list[Any] | None = None) -> None:
    link = _connect(owner_url)
    link.autocommit = True
    with link.cursor() as cursor:
        cursor.execute(statement, values)
    link.close()


def timed(owner_url: str, statement: str, values: list[Any] | None = None) -> float:
    """Seconds of one statement in a transaction, with what that puts off to its end; a SELECT's
    rows are fetched.
    """
    with _connect(owner_url) as link, link.cursor() as cursor:
        began = time.perf_counter()
        cursor.execute(statement, values)
        if cursor.description:
            cursor.fetchall()
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        return time.perf_counter() - began


def _connect(owner_url: str) -> Any:
    link = psycopg2.connect(libpq(owner_url))
    register_uuid(conn_or_curs=link)
    return link


def _words() -> dict[str, list[str]]:
    """What the demo's people are called and do."""
    with PEOPLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {
        "given": "First Name",
        "family": "Last Name",
        "title": "Job Title",
        "department": "Department",
    }
    found = {
        name: sorted({row[column] for row in rows if row[column]})
        for name, column in columns.items()
    }
    return found | {"skills": [row["Skills"] for row in rows if row["Skills"]]}
