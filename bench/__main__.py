"""`python -m bench`: what pages, the outbox, the hourly round and the import cost on this machine,
against the budgets.
"""

import argparse
import importlib
import json
import os
import platform
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django

from bench.world import World, a_world

PARTS = ("matching", "pages", "outbox", "rounds", "people", "chaos", "smart", "health")
# Read and told without an installation to measure.
ALONE = {"smart"}


def main() -> int:
    options = _options()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if set(options.only or PARTS) <= ALONE:
        result = _measure(None, options)
    else:
        with a_world() as world:
            # From here on this process is the application too: its role, its settings.
            os.environ.update(world.env)
            django.setup()
            result = _measure(world, options)
    options.out.write_text(json.dumps(result, indent=1, default=str) + "\n")
    over = sum(not each["is_ok"] for each in result["verdicts"])
    print(
        f"\n{len(result['verdicts']) - over} budgets kept, {over} not; everything is in"
        f" {options.out}."
    )
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument(
        "--rows", type=int, default=100_000, help="1:1s in each of the two large organisations"
    )
    parser.add_argument(
        "--only", choices=PARTS, action="append", help="measure this part only; may be repeated"
    )
    parser.add_argument(
        "--people", type=int, default=0, help="import that many synthetic people too, such as 50000"
    )
    parser.add_argument(
        "--mentorships", type=int, default=100_000, help="mentorships that the round looks at"
    )
    parser.add_argument("--large", action="store_true", help="match 50,000 and 100,000 mentees too")
    parser.add_argument("--out", type=Path, default=Path("bench.json"))
    return parser.parse_args()


def _measure(world: World | None, options: argparse.Namespace) -> dict[str, Any]:
    at, parts = datetime.now(UTC), options.only or PARTS
    result: dict[str, Any] = {"at": at, "rows": options.rows, "machine": _machine(), "verdicts": []}
    if "smart" in parts:
        _keep(result, "smart", importlib.import_module("bench.smart").measure_smart())
    if world is None:
        return result
    if "matching" in parts:
        _keep(
            result,
            "matching",
            importlib.import_module("bench.matching").measure_matching(large=options.large),
        )
    if "pages" in parts:
        measure = importlib.import_module("bench.measure")
        found = measure.measure_pages(world, rows=options.rows, at=at)
        print(measure.page_table(found))
        _keep(result, "pages", found)
    if "outbox" in parts:
        _keep(
            result, "outbox", importlib.import_module("bench.outbox").measure_outbox(world, at=at)
        )
    if "rounds" in parts:
        measure_rounds = importlib.import_module("bench.rounds").measure_rounds
        _keep(result, "rounds", measure_rounds(world, options.mentorships, at=at))
    if "health" in parts:
        health = importlib.import_module("bench.health")
        _keep(result, "health", health.measure_health(world, at=at))
    if "people" in parts:
        people = importlib.import_module("bench.people")
        _keep(result, "people", people.measure_import(world, options.people, at=at))
        _keep(result, "company", people.measure_company(world, at=at))
    if "chaos" in parts:
        chaos = importlib.import_module("bench.chaos")
        _keep(result, "chaos", chaos.measure_chaos(chaos.FULL))
    return result


def _keep(result: dict[str, Any], part: str, found: dict[str, Any]) -> None:
    verdicts = found.pop("verdicts")
    result[part] = found
    result["verdicts"] += [{**vars(each), "is_ok": each.is_ok} for each in verdicts]
    print(f"\n{part}")
    for verdict in verdicts:
        print(f"  {verdict}", flush=True)


def _machine() -> dict[str, Any]:
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "load_before": os.getloadavg()[0],
    }


if __name__ == "__main__":
    sys.exit(main())
