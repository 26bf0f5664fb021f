"""Whether a matching treats groups alike: rates and mean scores by group, with what chance alone
explains.

Imports no Django. Every figure passes the disclosure gate before it is read.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import NormalDist

from tracking.disclosure import Cell, disclose_parts

# Together all intervals of a table hold 95 of 100 times (Bonferroni).
ERROR = 0.05
# What is less than this is no difference that anybody would feel: percent of people, points of
# 10,000.
FELT_RATE, FELT_SCORE = 5.0, 200.0


@dataclass(frozen=True)
class Mentee:
    """`score` in points of 10,000; None where nobody was found."""

    group: str
    score: int | None


@dataclass(frozen=True)
class Reading:
    """One group. `rate`, `low` and `high` in percent; `mean` and `spread` (half the interval) in
    points of 10,000.

    All are None where the group is withheld. `verdict` is `withheld`, `alone` (no other group to
    compare with), `alike`, `less` or `more`: whether the whole's rate, or its mean score, lies
    outside the group's interval, and so far from the group that it matters.
    """

    group: str
    people: int | None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    spread: float | None = None
    verdict: str = "withheld"


def wilson(matched: int, people: int, *, z: float) -> tuple[float, float]:
    """The interval of a share, in percent (Wilson 1927, "Probable inference")."""
    share = matched / people
    middle = (share + z * z / (2 * people)) / (1 + z * z / people)
    half = (
        z
        * math.sqrt(share * (1 - share) / people + z * z / (4 * people * people))
        / (1 + z * z / people)
    )
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def read_groups(mentees: Iterable[Mentee], *, k: int) -> list[Reading]:
    """A reading for each group, by name; groups under k are withheld, and others so that none can
    be inferred.
    """
    everybody = list(mentees)
    groups: dict[str, list[Mentee]] = defaultdict(list)
    for each in everybody:
        groups[each.group].append(each)
    names = sorted(groups)
    cells = _both_sides(names, groups, k=k)
    shown = sum(not cell.is_withheld for cell in cells)
    error = ERROR / max(1, shown)
    read = [
        Reading(name, None) if cell.is_withheld else _read(name, groups[name], k=k, error=error)
        for name, cell in zip(names, cells, strict=True)
    ]
    return [_judged(each, _whole(everybody), is_alone=shown < 2) for each in read]


def _both_sides(names: list[str], groups: dict[str, list[Mentee]], *, k: int) -> list[Cell]:
    """The groups, those withheld whose rate would name few people: with somebody, without, or in
    all.
    """
    everybody = {name: len(groups[name]) for name in names}
    placed = {name: sum(each.score is not None for each in groups[name]) for name in names}
    sides = (everybody, placed, {name: everybody[name] - placed[name] for name in names})
    hidden: set[str] = set()
    while True:
        before = len(hidden)
        for sizes in sides:
            open_names = [name for name in names if name not in hidden]
            parts = [Cell(name, 1.0, sizes[name]) for name in open_names]
            rest = sum(sizes[name] for name in hidden)
            if hidden:
                # Those withheld already are one part: what they come to together can be computed.
                parts.append(Cell("", 1.0, rest))
            hidden |= {
                cell.label for cell in disclose_parts(parts, k=k) if cell.is_withheld and cell.label
            }
        if len(hidden) == before:
            return [
                Cell(name, None, 0) if name in hidden else Cell(name, 1.0, len(groups[name]))
                for name in names
            ]


def _whole(everybody: list[Mentee]) -> tuple[float, float]:
    """Everybody's rate in percent and mean score."""
    scores = [each.score for each in everybody if each.score is not None]
    return 100 * len(scores) / max(1, len(everybody)), sum(scores) / max(1, len(scores))


def _read(name: str, group: list[Mentee], *, k: int, error: float) -> Reading:
    scores = [each.score for each in group if each.score is not None]
    low, high = wilson(len(scores), len(group), z=NormalDist().inv_cdf(1 - error / 2))
    middle, spread = _mean(scores, error=error) if len(scores) >= k else (None, None)
    return Reading(name, len(group), 100 * len(scores) / len(group), low, high, middle, spread)


def _judged(group: Reading, whole: tuple[float, float], *, is_alone: bool) -> Reading:
    if group.rate is None or group.low is None or group.high is None:
        return group
    if is_alone:
        return replace(group, verdict="alone")
    verdict = _side(group.rate, group.low, group.high, whole[0], felt=FELT_RATE)
    if verdict == "alike" and group.mean is not None and group.spread is not None:
        low, high = group.mean - group.spread, group.mean + group.spread
        verdict = _side(group.mean, low, high, whole[1], felt=FELT_SCORE)
    return replace(group, verdict=verdict)


def _side(value: float, low: float, high: float, whole: float, *, felt: float) -> str:
    if low <= whole <= high or abs(value - whole) < felt:
        return "alike"
    return "less" if value < whole else "more"


def _mean(scores: list[int], *, error: float) -> tuple[float, float]:
    """The mean and half of its interval by Student's t, at a two-sided error."""
    middle, free = sum(scores) / len(scores), max(1, len(scores) - 1)
    variance = sum((each - middle) ** 2 for each in scores) / free
    return middle, t_quantile(1 - error / 2, free) * math.sqrt(variance / len(scores))


def t_quantile(p: float, degrees: int) -> float:
    """The exact quantile of Student's t for p above one half."""
    # Loaded where it is asked for: pages that draw no interval do without.
    from scipy.special import stdtrit  # noqa: PLC0415

    return float(stdtrit(degrees, p))
