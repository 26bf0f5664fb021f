"""Pages as a browser meets them: CPU, time, requests a second, kilobytes."""

import http.client
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from urllib.parse import urljoin

from bench.cpu import spent_ms
from bench.load import Found, Plan
from bench.world import World, a_process

SECONDS = 3.0
# Of every page and of the bare view alike the fastest counts: what else a machine does only takes away.
CROWDS = 2
MANY = 16
TURNS, UNTIL_IT_MATCHES = 3, 2.0
MATCHING = ["nice", "-n", "10", sys.executable, "-m", "bench.matching", "solve", "20000", "10000"]
LOAD = Path(__file__).parent / "load.py"
ASSET = re.compile(r'(?:href|src)="(/static/[^"#]+)')


@dataclass(frozen=True)
class Page:
    """`small` is the same page of an organisation with a hundredth of the rows, as its admin."""

    name: str
    kind: str
    path: str
    cookie: str
    small: tuple[str, str] | None = None


@dataclass
class Reading:
    """CPU and latencies are ms a request; `growth` is p50 here by p50 in the small organisation."""

    name: str
    kind: str
    app_ms: float = 0.0
    postgres_ms: float = 0.0
    p50_ms: float = 0.0
    p95_ms: float = 0.0
    cpu_at_16_ms: float = 0.0
    per_second: float = 0.0
    growth: float | None = None
    html_kb: float = 0.0
    first_load_kb: float = 0.0
    assets_kb: dict[str, float] = field(default_factory=dict)

    @property
    def cpu_ms(self) -> float:
        return self.app_ms + self.postgres_ms


@dataclass
class Spent:
    app_ms: float = 0.0
    postgres_ms: float = 0.0


@contextmanager
def spending(world: World, web: int) -> Iterator[Spent]:
    """What the web server and PostgreSQL spend inside."""
    spent = Spent()
    app, postgres = spent_ms(web), spent_ms(world.postgres.process.pid)
    yield spent
    spent.app_ms = spent_ms(web) - app
    spent.postgres_ms = spent_ms(world.postgres.process.pid) - postgres


def ask(world: World, paths: Sequence[tuple[str, str]], *, clients: int, seconds: float = SECONDS) -> Found:
    """Load from another process. Raises RuntimeError where an answer is no 200."""
    plan = json.dumps(asdict(Plan(world.port, clients, seconds, list(paths))))
    done = subprocess.run([sys.executable, str(LOAD)], input=plan, capture_output=True, text=True, check=True)
    found = Found(**json.loads(done.stdout))
    if set(found.statuses) != {"200"}:
        raise RuntimeError(f"{paths} answered {found.statuses}.")
    return found


def read(world: World, web: int, page: Page) -> Reading:
    reading, here = Reading(page.name, page.kind), (page.path, page.cookie)
    ask(world, [here], clients=MANY, seconds=SECONDS / 3)
    with spending(world, web) as spent:
        alone = ask(world, [here], clients=1)
    reading.app_ms, reading.postgres_ms = spent.app_ms / alone.requests, spent.postgres_ms / alone.requests
    reading.p50_ms = statistics.median(alone.latencies[0])
    reading.p95_ms = statistics.quantiles(alone.latencies[0], n=20)[-1]
    for _ in range(CROWDS):
        with spending(world, web) as spent:
            crowd = ask(world, [here], clients=MANY)
        if crowd.requests / crowd.seconds > reading.per_second:
            reading.per_second = crowd.requests / crowd.seconds
            reading.cpu_at_16_ms = (spent.app_ms + spent.postgres_ms) / crowd.requests
    if page.small:
        reading.growth = growth(world, here, page.small)
    _weigh(world, page, reading)
    return reading


def between(first: Reading, last: Reading) -> Reading:
    """The mean of two readings of one page: a machine is not equally fast all the while."""
    names = ("app_ms", "postgres_ms", "p50_ms", "p95_ms", "cpu_at_16_ms", "per_second")
    return replace(first, **{name: (getattr(first, name) + getattr(last, name)) / 2 for name in names})


def growth(world: World, large: tuple[str, str], small: tuple[str, str]) -> float:
    """Asked in turn by one client, so that noise meets both."""
    ask(world, [small], clients=MANY, seconds=1)
    found = ask(world, [large, small], clients=1, seconds=2 * SECONDS)
    return statistics.median(found.latencies[0]) / statistics.median(found.latencies[1])


def beside_a_run(world: World, page: Page) -> dict[str, float]:
    """The page's p50 and p95 in ms, alone and while 20,000 x 10,000 are matched as a worker does it: with less right
    to the processor. `growth` is the median of how much longer it takes, over some turns.
    """  # fmt: skip
    here, turns = [(page.path, page.cookie)], []
    for _ in range(TURNS):
        alone = ask(world, here, clients=1).latencies[0]
        with a_process(MATCHING, env=world.env, output=subprocess.DEVNULL) as process:
            time.sleep(UNTIL_IT_MATCHES)
            beside = ask(world, here, clients=1).latencies[0]
            if process.poll() is not None:
                raise RuntimeError("The run ended before the page was measured.")
        turns.append((alone, beside))
    growths = [statistics.median(beside) / statistics.median(alone) for alone, beside in turns]
    found = {"growth": statistics.median(growths)}
    for name, number in (("alone", 0), ("beside", 1)):
        found[f"{name}_p50_ms"] = statistics.median(statistics.median(turn[number]) for turn in turns)
        found[f"{name}_p95_ms"] = statistics.median(statistics.quantiles(turn[number], n=20)[-1] for turn in turns)
    return found


def _weigh(world: World, page: Page, reading: Reading) -> None:
    """Bytes on the wire, and of all files that the page names but fonts."""
    sent, html = _fetch(world, page.path, page.cookie), _fetch(world, page.path, page.cookie, packed=False)
    names = {urljoin(page.path, name) for name in ASSET.findall(html.decode())}
    reading.html_kb = len(sent) / 1000
    reading.assets_kb = {name: len(_fetch(world, name, "")) / 1000 for name in sorted(names)}
    reading.first_load_kb = reading.html_kb + sum(reading.assets_kb.values())


def _fetch(world: World, path: str, cookie: str, *, packed: bool = True) -> bytes:
    link = http.client.HTTPConnection("127.0.0.1", world.port, timeout=60)
    link.request("GET", path, headers={"Cookie": cookie, "Accept-Encoding": "gzip, br" if packed else "identity"})
    content = link.getresponse().read()
    link.close()
    return content
