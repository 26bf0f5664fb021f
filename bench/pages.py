"""Pages as a browser meets them: CPU, time, requests a second, kilobytes."""

import http.client
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from operator import attrgetter
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from bench.cpu import spent_ms
from bench.load import Found, Plan
from bench.world import World, a_process

# A page and the bare view are asked in short turns, one after the other: what else the machine does
# meets both.
TURNS, SECONDS, WARMING, GROWING = 9, 0.8, 1.0, 6.0
MANY = 16
RUNS, UNTIL_IT_MATCHES, BESIDE = 3, 2.0, 3.0
MATCHING = ["nice", "-n", "10", sys.executable, "-m", "bench.matching", "solve", "20000", "10000"]
MEDIANS = ("app_ms", "postgres_ms", "cpu_ms", "cpu_at_16_ms", "per_second")
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


@dataclass(frozen=True)
class Target:
    """What is asked: a page of a server, whose processes descend from `web`."""

    world: World
    web: int
    page: Page


@dataclass(frozen=True)
class Turn:
    """CPU and latencies are ms a request, asked by one client or by MANY."""

    app_ms: float
    postgres_ms: float
    latencies: list[float]
    cpu_at_16_ms: float
    per_second: float

    @property
    def cpu_ms(self) -> float:
        return self.app_ms + self.postgres_ms


@dataclass
class Reading:
    """The medians of some turns; `growth` is p50 here by p50 in the small organisation."""

    name: str
    kind: str
    turns: list[Turn]
    growth: float | None = None
    html_kb: float = 0.0
    assets_kb: dict[str, float] = field(default_factory=dict)

    def median(self, figure: Callable[[Turn], float]) -> float:
        return statistics.median(map(figure, self.turns))

    def by(self, bare: "Reading", figure: Callable[[Turn], float]) -> float:
        """The median of what each turn is of the bare view's turn after it."""
        pairs = zip(self.turns, bare.turns, strict=True)
        return statistics.median(figure(here) / figure(there) for here, there in pairs)

    @property
    def p50_ms(self) -> float:
        return self.median(lambda turn: statistics.median(turn.latencies))

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles([ms for turn in self.turns for ms in turn.latencies], n=20)[-1]

    @property
    def first_load_kb(self) -> float:
        return self.html_kb + sum(self.assets_kb.values())

    def figures(self) -> dict[str, Any]:
        medians = {name: self.median(attrgetter(name)) for name in MEDIANS}
        weights = {
            "html_kb": self.html_kb,
            "first_load_kb": self.first_load_kb,
            "assets_kb": self.assets_kb,
        }
        times = {"p50_ms": self.p50_ms, "p95_ms": self.p95_ms, "growth": self.growth}
        return {"name": self.name, "kind": self.kind} | medians | times | weights


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


def ask(
    world: World, paths: Sequence[tuple[str, str]], *, clients: int, seconds: float = SECONDS
) -> Found:
    """Load from another process. Raises RuntimeError where an answer is no 200."""
    plan = json.dumps(asdict(Plan(world.port, clients, seconds, list(paths))))
    done = subprocess.run(
        [sys.executable, str(LOAD)], input=plan, capture_output=True, text=True, check=True
    )
    found = Found(**json.loads(done.stdout))
    if set(found.statuses) != {"200"}:
        raise RuntimeError(f"{paths} answered {found.statuses}.")
    return found


def read(here: Target, there: Target) -> tuple[Reading, Reading]:
    """The page `here`, and `there` the bare view, in turns."""
    for each in (here, there):
        ask(each.world, [(each.page.path, each.page.cookie)], clients=MANY, seconds=WARMING)
    turns = [(_turn(here), _turn(there)) for _ in range(TURNS)]
    page, bare = (Reading(each.page.name, each.page.kind, []) for each in (here, there))
    page.turns, bare.turns = [first for first, _ in turns], [last for _, last in turns]
    if here.page.small:
        page.growth = growth(here.world, (here.page.path, here.page.cookie), here.page.small)
    _weigh(here.world, here.page, page)
    return page, bare


def _turn(target: Target) -> Turn:
    asked = [(target.page.path, target.page.cookie)]
    with spending(target.world, target.web) as alone:
        one = ask(target.world, asked, clients=1)
    with spending(target.world, target.web) as together:
        crowd = ask(target.world, asked, clients=MANY)
    return Turn(
        alone.app_ms / one.requests,
        alone.postgres_ms / one.requests,
        one.latencies[0],
        (together.app_ms + together.postgres_ms) / crowd.requests,
        crowd.requests / crowd.seconds,
    )


def growth(world: World, large: tuple[str, str], small: tuple[str, str]) -> float:
    """Asked in turn by one client, so that noise meets both."""
    ask(world, [small], clients=MANY, seconds=1)
    found = ask(world, [large, small], clients=1, seconds=GROWING)
    return statistics.median(found.latencies[0]) / statistics.median(found.latencies[1])


def beside_a_run(world: World, page: Page) -> dict[str, float]:
    """The page's p50 and p95 in ms, alone and while 20,000 x 10,000 are matched as a worker does
    it: with less right to the processor. `growth` is the median of how much longer it takes, over
    some turns.
    """
    here, turns = [(page.path, page.cookie)], []
    for _ in range(RUNS):
        alone = ask(world, here, clients=1, seconds=BESIDE).latencies[0]
        with a_process(MATCHING, env=world.env, output=subprocess.DEVNULL) as process:
            time.sleep(UNTIL_IT_MATCHES)
            beside = ask(world, here, clients=1, seconds=BESIDE).latencies[0]
            if process.poll() is not None:
                raise RuntimeError("The run ended before the page was measured.")
        turns.append((alone, beside))
    growths = [statistics.median(beside) / statistics.median(alone) for alone, beside in turns]
    found = {"growth": statistics.median(growths)}
    for name, number in (("alone", 0), ("beside", 1)):
        found[f"{name}_p50_ms"] = statistics.median(
            statistics.median(turn[number]) for turn in turns
        )
        found[f"{name}_p95_ms"] = statistics.median(
            statistics.quantiles(turn[number], n=20)[-1] for turn in turns
        )
    return found


def _weigh(world: World, page: Page, reading: Reading) -> None:
    """Bytes on the wire, and of all files that the page names but fonts."""
    sent, html = (
        _fetch(world, page.path, page.cookie),
        _fetch(world, page.path, page.cookie, packed=False),
    )
    names = {urljoin(page.path, name) for name in ASSET.findall(html.decode())}
    reading.html_kb = len(sent) / 1000
    reading.assets_kb = {name: len(_fetch(world, name, "")) / 1000 for name in sorted(names)}


def _fetch(world: World, path: str, cookie: str, *, packed: bool = True) -> bytes:
    link = http.client.HTTPConnection("127.0.0.1", world.port, timeout=60)
    link.request(
        "GET",
        path,
        headers={"Cookie": cookie, "Accept-Encoding": "gzip, br" if packed else "identity"},
    )
    content = link.getresponse().read()
    link.close()
    return content
