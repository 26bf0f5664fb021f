"""The budgets of every page and piece of work, and whether a figure is within."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import attrgetter

from bench.pages import Reading, Turn

# How much more than a bare view a page may cost, by its kind. A list may be answered at 0.68 of its
# rate; of the page of figures the database may take 3 ms where a bare view costs 7.
CPU_LIMITS = {"list": 1.4, "page": 3.0, "insights": 2.0}
LIST_RATE, FIGURES = 0.68, 0.43
CPU, RATE = attrgetter("cpu_ms"), attrgetter("per_second")
POSTGRES = attrgetter("postgres_ms")


@dataclass(frozen=True)
class Verdict:
    """`beside` is the absolute figure that a ratio stands for: told, never judged, since machines
    differ by half from day to day.
    """

    what: str
    value: float
    limit: float
    unit: str
    is_least: bool = False
    beside: str = ""

    @property
    def is_ok(self) -> bool:
        return self.value >= self.limit if self.is_least else self.value <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.is_least else "≤"
        return (
            f"{'ok  ' if self.is_ok else 'OVER'} {self.what}: {self.value:.4g} {self.unit} ({sign}"
            f" {self.limit:g}){self.beside and f'  [{self.beside}]'}"
        )


def of_page(reading: Reading, queries: int, bare: Reading) -> list[Verdict]:
    """Against the bare view, which was measured in turns with the page. A list has tighter limits
    than another page; the page of figures some of its own.
    """
    is_list, name = reading.kind == "list", reading.name
    verdicts = [
        Verdict(f"{name}, queries", queries, 8 if is_list else 12, "queries"),
        _by_bare(f"{name}, CPU", reading, bare, CPU, CPU_LIMITS[reading.kind], "ms"),
        Verdict(f"{name}, first load", reading.first_load_kb, 60, "kB"),
    ]
    if is_list:
        verdicts.append(Verdict(f"{name}, HTML", reading.html_kb, 15, "kB"))
        rate = _by_bare(f"{name}, rate", reading, bare, RATE, LIST_RATE, "requests/s")
        verdicts.append(replace(rate, is_least=True))
    if is_list and reading.growth is not None:
        verdicts.append(Verdict(f"{name}, growth", reading.growth, 1.1, "×"))
    if reading.kind == "insights":
        database = reading.median(POSTGRES) / bare.median(CPU)
        told = f"{reading.median(POSTGRES):.2f} ms"
        verdicts.append(
            Verdict(f"{name}, PostgreSQL", database, FIGURES, "× bare CPU", beside=told)
        )
    return verdicts


def _by_bare(
    what: str,
    reading: Reading,
    bare: Reading,
    figure: Callable[[Turn], float],
    limit: float,
    unit: str,
) -> Verdict:
    told = f"{reading.median(figure):.1f} {unit}, bare {bare.median(figure):.1f}"
    return Verdict(what, reading.by(bare, figure), limit, "× bare", beside=told)
