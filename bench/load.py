"""Requests from a process of its own: reads a plan on its input, prints what it found as JSON."""

import http.client
import json
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

SETTLED = (200,)


@dataclass(frozen=True)
class Plan:
    """`clients` threads ask for `paths` in turn, each (path, cookie), until `seconds` are over."""

    port: int
    clients: int
    seconds: float
    paths: list[tuple[str, str]]


@dataclass(frozen=True)
class Found:
    """`latencies` has one list a path, in ms, in order of time."""

    requests: int
    seconds: float
    latencies: list[list[float]]
    statuses: dict[str, int]


def run(plan: Plan) -> Found:
    latencies: list[list[float]] = [[] for _ in plan.paths]
    statuses: Counter[str] = Counter()
    began = time.perf_counter()
    ends = began + plan.seconds
    threads = [
        threading.Thread(target=_client, args=(plan, ends, latencies, statuses))
        for _ in range(plan.clients)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    return Found(sum(map(len, latencies)), seconds, latencies, dict(statuses))


def _client(plan: Plan, ends: float, latencies: list[list[float]], statuses: Any) -> None:
    """One browser: it keeps its connection, and opens another where the server closed it."""
    link = http.client.HTTPConnection("127.0.0.1", plan.port, timeout=60)
    while time.perf_counter() < ends:
        for number, (path, cookie) in enumerate(plan.paths):
            headers = {"Cookie": cookie, "Accept-Encoding": "gzip, br"}
            began = time.perf_counter()
            link.request("GET", path, headers=headers)
            answer = link.getresponse()
            answer.read()
            latencies[number].append((time.perf_counter() - began) * 1000)
            statuses[str(answer.status)] += 1
    link.close()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    given = json.load(sys.stdin)
    print(json.dumps(asdict(run(Plan(**given)))))
