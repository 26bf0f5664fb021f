"""The budgets of every page and piece of work, and whether a figure is within."""

from dataclasses import dataclass
from operator import attrgetter

from bench.pages import Reading

# A bare Django view, where the budgets were set.
BARE_MS, BARE_RATE = 7.0, 280.0
CPU, RATE = attrgetter("cpu_ms"), attrgetter("per_second")


@dataclass(frozen=True)
class Verdict:
    what: str
    value: float
    limit: float
    unit: str
    is_least: bool = False

    @property
    def is_ok(self) -> bool:
        return self.value >= self.limit if self.is_least else self.value <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.is_least else "≤"
        return (
            f"{'ok  ' if self.is_ok else 'OVER'} {self.what}: {self.value:.4g} {self.unit} ({sign}"
            f" {self.limit:g})"
        )


def of_page(reading: Reading, queries: int, bare: Reading) -> list[Verdict]:
    """A list has tighter limits than another page; the page of figures one of its own besides.

    The budgets were set where a bare view costs BARE_MS and answers BARE_RATE: what a slower or
    busier machine adds to both is taken out.
    """
    is_list, name, calm = reading.kind == "list", reading.name, BARE_MS / bare.median(CPU)
    found = [
        Verdict(f"{name}, queries", queries, 8 if is_list else 12, "queries"),
        Verdict(f"{name}, CPU", BARE_MS * reading.by(bare, CPU), 10 if is_list else 20, "ms"),
        Verdict(f"{name}, first load", reading.first_load_kb, 60, "kB"),
    ]
    if is_list:
        rate = BARE_RATE * reading.by(bare, RATE)
        found.append(Verdict(f"{name}, HTML", reading.html_kb, 15, "kB"))
        found.append(Verdict(f"{name}, rate", rate, 190, "requests/s", is_least=True))
    if is_list and reading.growth is not None:
        found.append(Verdict(f"{name}, growth", reading.growth, 1.1, "×"))
    if reading.kind == "insights":
        found.append(
            Verdict(
                f"{name}, PostgreSQL", calm * reading.median(attrgetter("postgres_ms")), 3, "ms"
            )
        )
        found.append(Verdict(f"{name}, p50", calm * reading.p50_ms, 15, "ms"))
    return found
