"""The people import: reading, the dry run and applying, in an organisation of its own."""

import csv
import io
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from bench import scale
from bench.budgets import Verdict
from bench.world import World, say
from matching.actions.runs import solve_run, start_run
from mentorship.people.actions import apply_import, save_mapping, upload_import
from mentorship.people.importing.mapping import guess
from mentorship.people.importing.reading import Sheet, read_file
from mentorship.people.importing.report import Report
from mentorship.people.models import ImportFile
from mentorship.people.queries import plan_of
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.actions import enrol_people
from programs.models import Program

DRY_SECONDS, APPLY_SECONDS = 20, 60
RUN_SECONDS = 5
T = TypeVar("T")


def measure_import(world: World, synthetic: int, *, at: datetime) -> dict[str, Any]:
    """The demo's file, and with `synthetic` that many people made from it."""
    files = {"people.csv": scale.PEOPLE.read_bytes()}
    if synthetic:
        files["synthetic.csv"] = _multiplied(synthetic)
    found: dict[str, Any] = {"verdicts": []}
    for number, (name, content) in enumerate(files.items()):
        filled = scale.fill(world.owner_url, slug=f"import{number}", sessions=20, at=at)
        with tenant(filled.id):
            found[name] = _import(Member.objects.get(pk=filled.admin), name, content, at)
        say(f"{name} imported: {found[name]}")
        rows = found[name]["rows"]
        found["verdicts"] += [
            Verdict(
                f"import of {rows:,} people, dry run",
                found[name]["dry_run_seconds"],
                DRY_SECONDS,
                "s",
            ),
            Verdict(
                f"import of {rows:,} people, apply",
                found[name]["apply_seconds"],
                APPLY_SECONDS,
                "s",
            ),
        ]
    return found


def measure_company(world: World, *, at: datetime) -> dict[str, Any]:
    """From the start of a run to its review: the demo's file, 300 mentors, 600 mentees."""
    filled = scale.fill(world.owner_url, slug="company", sessions=20, at=at)
    with tenant(filled.id):
        by = Member.objects.get(pk=filled.admin)
        _import(by, "people.csv", scale.PEOPLE.read_bytes(), at)
        program = Program.objects.create(
            organization_id=filled.id,
            name="Everybody",
            starts_on=at.date(),
            ends_on=at.date() + timedelta(days=300),
            created_at=at,
            state="matching",
        )
        people = list(Member.objects.of(by.organization).employed(on=at.date()).exclude(number=""))
        people.sort(key=lambda each: (-(each.level or 0), each.number))
        enrol_people(program=program, people=people[:300], role="mentor", capacity=3, by=by, at=at)
        enrol_people(program=program, people=people[-600:], role="mentee", capacity=1, by=by, at=at)
        run, _ = start_run(program=program, by=by, at=at)
        _, seconds = _timed(lambda: solve_run(run=run, tell=lambda *_: None, on=at.date()))
    verdict = Verdict(
        "people.csv, 300 mentors x 600 mentees, run to review", seconds, RUN_SECONDS, "s"
    )
    say(
        f"people.csv matched: {run.figures['matched']} of {run.figures['mentees']} in"
        f" {seconds:.2f} s"
    )
    return {"seconds": seconds, "figures": run.figures, "verdicts": [verdict]}


def _import(by: Member, name: str, content: bytes, at: datetime) -> dict[str, Any]:
    sheet, read = _timed(lambda: read_file(content, name))
    file, upload = _timed(lambda: _uploaded(by, name, sheet, at))
    dry, dry_run = _timed(lambda: Report.of(plan_of(file, by=by, at=at)))
    done, apply = _timed(lambda: apply_import(file=file, by=by, at=at))
    return {
        "rows": len(sheet.rows),
        "read_seconds": read,
        "upload_seconds": upload,
        "dry_run_seconds": dry_run,
        "apply_seconds": apply,
        "dry_run": dry.counts,
        "applied": done.counts,
    }


def _uploaded(by: Member, name: str, sheet: Sheet, at: datetime) -> ImportFile:
    file = upload_import(name=name, sheet=sheet, by=by, at=at)
    return save_mapping(
        file=file, mapping=guess(sheet.header, {}), order=None, clear_empty=False, by=by, at=at
    )


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    began = time.perf_counter()
    done = work()
    return done, time.perf_counter() - began


def _multiplied(number: int) -> bytes:
    """The demo's people again and again, each round with numbers, addresses and managers of its
    own.
    """
    with scale.PEOPLE.open(newline="") as file:
        header, *rows = csv.reader(file)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    key, mail, boss, skills = map(
        header.index, ("Employee #", "Work Email", "Reports To", "Skills")
    )
    for done in range(number):
        row, turn = list(rows[done % len(rows)]), done // len(rows)
        row[key] = f"{turn}-{row[key]}"
        row[mail], row[boss] = (f"{turn}.{row[n]}" if row[n] else "" for n in (mail, boss))
        # With their skills 50,000 people would be over the size that an upload may have.
        row[skills] = ""
        writer.writerow(row)
    return out.getvalue().encode()
