"""The matching engine on synthetic pools, against scoring in plain Python and scipy's dense
assignment.

A pool of n mentees and n / 2 mentors of mean capacity 2; topics from 300 skills, rare as 1 / rank
(Zipf).
"""

import json
import math
import os
import random
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from functools import partial
from itertools import accumulate, product
from typing import Any

from bench.budgets import Verdict
from bench.cpu import peak_kb
from bench.ties import STRUCTURES, pool_of_alike
from bench.world import ROOT, say
from matching.engine.problem import Criterion, Person, Problem, Rule

SIZES = ((1_000, 500), (5_000, 2_500), (10_000, 5_000), (20_000, 10_000))
LARGE = ((50_000, 25_000), (100_000, 50_000))
# Of MATCHING's table: seconds, GiB and times faster than the plain way, by mentees.
TARGETS = {
    1_000: (0.1, 0.1, 14),
    5_000: (1, 0.15, 32),
    10_000: (3, 0.25, 49),
    20_000: (12, 0.4, 52),
    50_000: (45, 0.8, None),
    100_000: (240, 1.5, None),
}
# People, and how many meet: pairs, pods that can be listed, and pods that cannot.
PEERS = ((300, 2, 2), (1_000, 2, 2), (24, 3, 3), (100, 4, 4), (400, 3, 5))
# Where people answer alike: so many times the time of a pool without ties of the same size at most.
ALIKE_SIZES, ALIKE_TIMES = ((2_000, 1_000), (5_000, 2_500)), 3
SKILLS = 300
# What the plain way can be waited for; beyond, scoring grows by pairs and the assignment by n to
# the 2.5 (9.0 s at 5,000, 51.6 s at 10,000).
PLAIN_AT_MOST, COMPARED_AT_MOST = 5_000, 20_000
DENSE_GROWTH = 2.5
# Up to this size a run is short against what else happens on a machine, and the fastest of some
# counts.
SHORT_AT_MOST, TRIES = 5_000, 3
# The plain way too, where it takes about a second.
PLAIN_SHORT_AT_MOST = 1_000


@dataclass(frozen=True)
class Run:
    """Seconds of wall time; `peak_gib` is the process's whole memory, interpreter and libraries
    included.
    """

    mentees: int
    mentors: int
    reading: float
    solving: float
    peak_gib: float
    gap: float
    matched: int
    worst: int
    rounds: int

    @property
    def seconds(self) -> float:
        return self.reading + self.solving


def measure_matching(*, large: bool) -> dict[str, Any]:
    """Each size in a process of its own, so that one's memory is not another's.

    The targets of time and memory are for *fair*. The plain way knows the best total alone, so that
    is what the engine is asked beside it.
    """
    rows, verdicts = [], []
    plain: dict[str, float] = {}
    for mentees, mentors in SIZES + (LARGE if large else ()):
        run = _fastest(mentees, mentors, "fair")
        total = _fastest(mentees, mentors, "total") if mentees <= COMPARED_AT_MOST else None
        if mentees <= PLAIN_AT_MOST:
            tries = TRIES if mentees <= PLAIN_SHORT_AT_MOST else 1
            plain = min(
                (_ask("plain", str(mentees)) for _ in range(tries)),
                key=lambda each: sum(each.values()),
            )
        plain_seconds = _plain_seconds(plain, mentees)
        ratio = plain_seconds / total.seconds if total else None
        rows.append(
            asdict(run)
            | {
                "total_seconds": total and total.seconds,
                "plain_seconds": plain_seconds,
                "plain_is_measured": mentees <= PLAIN_AT_MOST,
                "times_faster": ratio,
            }
        )
        say(f"matched {mentees} x {mentors}: {rows[-1]}")
        verdicts += _verdicts(run, ratio)
    alike, of_alike = _measure_alike()
    verdicts += of_alike
    single = _ask("single")
    verdicts += [
        Verdict("explain one pair of 20k x 10k", single["explain_ms"], 5, "ms"),
        Verdict("a new mentee's top 20 of 10k mentors", single["rank_ms"], 20, "ms"),
    ]
    print(table(rows))
    peers = [_ask("peers", *map(str, asked)) for asked in PEERS]
    print(peer_table(peers))
    print(alike_table(alike))
    return {"runs": rows, "alike": alike, "single": single, "peers": peers, "verdicts": verdicts}


def _fastest(mentees: int, mentors: int, objective: str, structure: str = "") -> Run:
    tries = TRIES if mentees <= SHORT_AT_MOST else 1
    asked = ("solve", str(mentees), str(mentors), objective, structure)
    found = (Run(**_ask(*asked)) for _ in range(tries))
    return min(found, key=lambda run: run.seconds)


def _measure_alike() -> tuple[list[dict[str, Any]], list[Verdict]]:
    """Rows of every structure, size and objective, each beside a pool without ties."""
    rows, verdicts = [], []
    for (mentees, mentors), objective in product(ALIKE_SIZES, ("fair", "total")):
        usual = _fastest(mentees, mentors, objective).seconds
        for name in STRUCTURES:
            run = _fastest(mentees, mentors, objective, name)
            rows.append(
                asdict(run) | {"structure": name, "objective": objective, "usual_seconds": usual}
            )
            say(f"matched people who answer alike: {rows[-1]}")
            what = f"{name}, {mentees:,} x {mentors:,}, {objective}"
            verdicts += [
                Verdict(
                    f"{what}, against a pool without ties",
                    run.seconds / usual,
                    ALIKE_TIMES,
                    "times",
                ),
                Verdict(f"{what}, proven gap", 100 * run.gap, 0.01, "%"),
            ]
    return rows, verdicts


def _verdicts(run: Run, ratio: float | None) -> list[Verdict]:
    seconds, gib, times = TARGETS[run.mentees]
    name = f"matching {run.mentees:,} x {run.mentors:,}"
    found = [
        Verdict(f"{name}, time", run.seconds, seconds, "s"),
        Verdict(f"{name}, memory", run.peak_gib, gib, "GiB"),
        Verdict(f"{name}, proven gap", 100 * run.gap, 0.01, "%"),
    ]
    if ratio is None or times is None:
        return found
    return [
        *found,
        Verdict(f"{name}, best total against the plain way", ratio, times, "times", is_least=True),
    ]


def table(rows: list[dict[str, Any]]) -> str:
    head = (
        f"{'mentees x mentors':>20} {'encode s':>9} {'solve s':>8} {'GiB':>6} {'gap %':>8}"
        f" {'worst':>6} {'total s':>8} {'plain s':>10} {'times':>7}"
    )
    lines = [
        f"{row['mentees']:>10,} x {row['mentors']:<7,} {row['reading']:>9.3f}"
        f" {row['solving']:>8.3f} {row['peak_gib']:>6.2f} "
        f"{100 * row['gap']:>8.4f} {row['worst'] / 100:>6.1f}"
        f" {row['total_seconds'] or math.nan:>8.3f} {row['plain_seconds']:>10.2f}"
        f"{' ' if row['plain_is_measured'] else '*'}{row['times_faster'] or math.nan:>6.1f}"
        for row in rows
    ]
    return "\n".join(
        ["", head, *lines, f"  * cannot be waited for: extrapolated from {PLAIN_AT_MOST:,} mentees"]
    )


def alike_table(rows: list[dict[str, Any]]) -> str:
    head = (
        f"{'people who answer alike':>23} {'mentees x mentors':>18} {'':>6} {'s':>7} {'times':>6}"
        f" {'gap %':>8}"
    )
    lines = [
        f"{STRUCTURES[row['structure']].words:>23.23} {row['mentees']:>8,} x {row['mentors']:<7,} "
        f"{row['objective']:>6} {row['reading'] + row['solving']:>7.3f} "
        f"{(row['reading'] + row['solving']) / row['usual_seconds']:>6.1f} {100 * row['gap']:>8.4f}"
        for row in rows
    ]
    return "\n".join(["", head, *lines])


def peer_table(rows: list[dict[str, Any]]) -> str:
    """Without a budget: peers wait for a worker, not for a page."""
    lines = [
        f"{row['people']:>7,} in {row['least']} to {row['most']} {row['seconds']:>9.2f}"
        f" {row['placed']:>7,} {row['worst'] / 100:>6.1f} {100 * row['gap']:>7.2f}"
        for row in rows
    ]
    return "\n".join(
        ["", f"{'peers':>17} {'solve s':>10} {'placed':>7} {'worst':>6} {'gap %':>7}", *lines]
    )


def _plain_seconds(plain: dict[str, float], mentees: int) -> float:
    times = mentees / min(mentees, PLAIN_AT_MOST)
    return plain["scoring"] * times**2 + plain["assignment"] * times**DENSE_GROWTH


def _ask(*arguments: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-m", "bench.matching", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


def a_problem(mentees: int, mentors: int, *, objective: str = "fair") -> Problem:
    draw = random.Random(mentees)
    ranks = list(accumulate(1 / rank for rank in range(1, SKILLS + 1)))

    def person(side: str, number: int) -> Person:
        count = draw.randint(2, 7)
        level = draw.randint(3, 5) if side == "mentor" else draw.randint(1, 3)
        answers = {
            "topics": [
                f"skill {n}" for n in set(draw.choices(range(SKILLS), cum_weights=ranks, k=count))
            ],
            "level": level,
            "department": f"Department {draw.randrange(12)}",
            "offset": draw.choice([-5, -3, 0, 1, 2, 5, 8]),
        }
        return Person(
            id=f"{side}-{number}",
            person=f"{side}-{number}",
            answers=answers,
            seats=draw.randint(1, 3),
        )

    return Problem(
        mentors=tuple(person("mentor", n) for n in range(mentors)),
        mentees=tuple(person("mentee", n) for n in range(mentees)),
        criteria=(
            Criterion("topics", "terms", 50, "topics", "topics"),
            Criterion("level", "gap", 20, "level", "level"),
            Criterion("department", "different", 10, "department", "department"),
            Criterion("hours", "hours", 20, "offset", "offset"),
        ),
        rules=(Rule("hours", "hours", "offset", "offset", at_least=4),),
        objective=objective,
    )


def _solve(
    mentees: int, mentors: int, objective: str = "fair", structure: str = ""
) -> dict[str, Any]:
    from matching.engine.scores import Scoring  # noqa: PLC0415 - the plain way does without
    from matching.engine.solve import solve  # noqa: PLC0415

    make = partial(pool_of_alike, structure) if structure else a_problem
    problem = make(mentees, mentors, objective=objective)
    began = time.perf_counter()
    scoring = Scoring(problem)
    read = time.perf_counter()
    found = solve(problem, scoring)
    ended = time.perf_counter()
    peak = peak_kb(os.getpid()) / 2**20
    placed = found.scores[found.columns >= 0]
    return asdict(
        Run(
            mentees,
            mentors,
            read - began,
            ended - read,
            peak,
            found.gap or 0.0,
            found.matched,
            int(placed.min()),
            found.rounds,
        )
    )


def _plain(mentees: int) -> dict[str, float]:
    """Sets and loops for the score, a dense matrix with a column for each seat for the
    assignment.
    """
    import numpy as np  # noqa: PLC0415
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415

    problem = a_problem(mentees, mentees // 2)
    began = time.perf_counter()
    rows = [
        [_plain_score(mentee, mentor) for mentor in problem.mentors] for mentee in problem.mentees
    ]
    scored = time.perf_counter()
    seats = [column for column, mentor in enumerate(problem.mentors) for _ in range(mentor.seats)]
    linear_sum_assignment(np.array(rows)[:, seats], maximize=True)
    return {"scoring": scored - began, "assignment": time.perf_counter() - scored}


def _plain_score(mentee: Person, mentor: Person) -> float:
    mine, theirs = set(mentee.answers["topics"]), set(mentor.answers["topics"])
    apart = abs(mentee.answers["offset"] - mentor.answers["offset"])
    hours = max(0, 9 - min(apart, 24 - apart))
    if hours < 4:
        return 0.0
    gap = mentor.answers["level"] - mentee.answers["level"]
    return (
        50 * len(mine & theirs) / (len(mine) * len(theirs)) ** 0.5
        + 20 * max(0, 1 - abs(gap - 2) / 4)
        + 10 * (mentee.answers["department"] != mentor.answers["department"])
        + 20 * hours / 9
    )


def _peers(people: int, least: int, most: int) -> dict[str, Any]:
    from dataclasses import replace  # noqa: PLC0415

    from matching.engine.peers import solve_peers  # noqa: PLC0415

    pool = a_problem(people, 0)
    problem = replace(pool, mentees=(), peers=pool.mentees, pod_least=least, pod_most=most)
    began = time.perf_counter()
    found = solve_peers(problem)
    return {
        "people": people,
        "least": least,
        "most": most,
        "seconds": time.perf_counter() - began,
        "placed": found.placed,
        "worst": found.worst,
        "gap": found.gap,
    }


def _single() -> dict[str, float]:
    """Milliseconds, the median of 50."""
    import statistics  # noqa: PLC0415

    import numpy as np  # noqa: PLC0415

    from matching.engine.scores import Scoring  # noqa: PLC0415

    problem = a_problem(20_000, 10_000)
    scoring = Scoring(problem)
    explained, ranked = [], []
    for number in range(50):
        began = time.perf_counter()
        scoring.explain(number, 7 * number)
        scoring.broken_rules(number, 7 * number)
        explained.append(1000 * (time.perf_counter() - began))
        began = time.perf_counter()
        row = scoring.row(problem.mentees[-number])
        best = np.argpartition(-row, 20)[:20]
        _ = best[np.argsort(-row[best])]
        ranked.append(1000 * (time.perf_counter() - began))
    return {"explain_ms": statistics.median(explained), "rank_ms": statistics.median(ranked)}


if __name__ == "__main__":
    kind, *numbers = sys.argv[1:]
    print(
        json.dumps(
            {"solve": _solve, "plain": _plain, "single": _single, "peers": _peers}[kind](
                *(int(each) if each.isdecimal() else each for each in numbers)
            )
        )
    )
