"""The measurements, in an order in which none disturbs the next; Django is set up before this is
imported.
"""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.test import Client

from bench import budgets, inside, pages, scale
from bench.budgets import CPU, RATE, Verdict
from bench.pages import Page, Reading, Target
from bench.scale import Filled
from bench.world import World, granian, say
from mentorship.local.servers import free_port

SMALL = 1_040


def measure_pages(world: World, *, rows: int, at: datetime) -> dict[str, Any]:
    """Every page in two organisations of `rows` sessions and a small one, and the bare view."""
    large, other, small = (
        scale.fill(world.owner_url, slug=slug, sessions=sessions, at=at)
        for slug, sessions in (("large", rows), ("other", rows), ("small", SMALL))
    )
    scale.settle(world.owner_url)
    say("three organisations filled")
    inside.write_private_notes(large, at)
    counted = inside.count([large, small], at)
    say("figures counted")
    for each in (large, small):
        scale.remember_figures(world.owner_url, each.id)
    scale.make_bare_rows(world.owner_url, rows)
    admin, mentee = inside.sign_in(large, large.admin), inside.sign_in(large, large.mentee)
    small_admin = inside.sign_in(small, small.admin)
    anybody = inside.sign_in(other, other.admin, backend=inside.DJANGOS_OWN)
    scale.settle(world.owner_url)
    # The pages of the API keep megabytes of scripts, which would take minutes to compress.
    world.run(
        "collectstatic", "--noinput", "--verbosity", "0", "--ignore", "drf_spectacular_sidecar"
    )
    say("static files collected")
    todo = _pages(
        large,
        small,
        inside.cookie_of(admin),
        inside.cookie_of(mentee),
        inside.cookie_of(small_admin),
    )
    readings, bares, run = _in_turn(
        world, todo, Page("a bare Django view", "bare", "/", inside.cookie_of(anybody))
    )
    say("pages measured")
    clients = {inside.cookie_of(each): each for each in (admin, mentee)}
    result = _result(bares, readings, todo, clients)
    result["verdicts"].append(
        Verdict("mentorships (50) beside a run of 20k x 10k, p50", run["growth"], 1.1, "×")
    )
    return result | {"count_figures_seconds": counted, "beside_a_run": run}


def _in_turn(
    world: World, todo: list[Page], bare: Page
) -> tuple[list[Reading], list[Reading], dict[str, float]]:
    """The pages, for each the bare view beside it, and last a list while the engine matches."""
    beside = replace(world, port=free_port())
    with (
        granian(world, "mentorship.wsgi:application", ready="/healthz") as web,
        granian(
            beside, "bench.bare:application", ready="/healthz", settings="bench.bare_settings"
        ) as bare_web,
    ):
        measure = Target(beside, bare_web, bare)
        found = [pages.read(Target(world, web, page), measure) for page in todo]
        run = pages.beside_a_run(world, next(page for page in todo if page.kind == "list"))
    return [page for page, _ in found], [bare for _, bare in found], run


def _pages(large: Filled, small: Filled, admin: str, mentee: str, small_admin: str) -> list[Page]:
    def listed(name: str, path: str, small_path: str = "") -> Page:
        other = f"/o/{small.slug}/{small_path or path}"
        return Page(name, "list", f"/o/{large.slug}/{path}", admin, (other, small_admin))

    return [
        Page("home, mentee", "page", f"/o/{large.slug}/", mentee),
        Page("home, admin", "page", f"/o/{large.slug}/", admin),
        Page(
            "mentorship, mentee", "page", f"/o/{large.slug}/mentorships/{large.mentorship}/", mentee
        ),
        listed("mentorships (50)", "mentorships/"),
        listed("match review (50)", f"programs/runs/{large.run}/", f"programs/runs/{small.run}/"),
        listed("programs (50)", "programs/"),
        listed("people (50)", "people/"),
        Page("insights", "insights", f"/o/{large.slug}/insights/", admin),
    ]


def _result(
    bares: list[Reading], readings: list[Reading], todo: list[Page], clients: dict[str, Client]
) -> dict[str, Any]:
    rows, verdicts = [], []
    for reading, page, bare in zip(readings, todo, bares, strict=True):
        found = inside.statements(clients[page.cookie], page.path)
        verdicts += budgets.of_page(reading, found.count, bare)
        rows.append(
            reading.figures()
            | {
                "queries": found.count,
                "savepoints": found.savepoints,
                "database_ms": found.database_ms,
                "ratio_to_bare": reading.by(bare, CPU),
                "rate_to_bare": reading.by(bare, RATE),
                "sql": found.sql,
            }
        )
    calmest = min(bares, key=lambda each: each.median(CPU))
    return {"bare": calmest.figures(), "pages": rows, "verdicts": verdicts}


def page_table(result: dict[str, Any]) -> str:
    head = (
        "page",
        "queries",
        "savep.",
        "CPU ms",
        "app",
        "pg",
        "× bare",
        "p50 ms",
        "p95",
        "CPU@16",
        "req/s@16",
        "× bare",
        "kB",
        "first kB",
        "growth",
    )
    lines = [f"{head[0]:20}" + "".join(f"{word:>9}" for word in head[1:])]
    bare = result["bare"] | {
        "queries": 3,
        "savepoints": 0,
        "ratio_to_bare": 1.0,
        "rate_to_bare": 1.0,
    }
    for row in [bare, *result["pages"]]:
        numbers = [
            row["cpu_ms"],
            row["app_ms"],
            row["postgres_ms"],
            row["ratio_to_bare"],
            row["p50_ms"],
            row["p95_ms"],
            row["cpu_at_16_ms"],
            row["per_second"],
            row["rate_to_bare"],
            row["html_kb"],
            row["first_load_kb"],
            row["growth"],
        ]
        texts = [
            f"{row['queries']}",
            f"{row['savepoints']}",
            *(f"{n:.2f}" if n else "–" for n in numbers),
        ]
        lines.append(f"{row['name']:20}" + "".join(f"{text:>9}" for text in texts))
    return "\n".join(lines)


def verdict_rows(verdicts: list[Verdict]) -> list[dict[str, Any]]:
    return [asdict(each) | {"is_ok": each.is_ok} for each in verdicts]
