"""Whether a matching treats groups alike: rates and mean scores by group, with what chance alone explains.

Imports no Django. Every figure passes the disclosure gate before it is read.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tracking.disclosure import Cell, disclose_parts

# The 97.5th percentile of the normal distribution: intervals hold 95 of 100 times.
Z = 1.96


@dataclass(frozen=True)
class Mentee:
    """`score` in points of 10,000; None where nobody was found."""

    group: str
    score: int | None


@dataclass(frozen=True)
class Reading:
    """One group. `rate`, `low` and `high` in percent; `mean` and `spread` (half the interval) in points of 10,000.

    All are None where the group is withheld. `verdict` is `withheld`, `alike`, `less` or `more`: whether the
    whole's rate, or its mean score, lies outside the group's interval.
    """

    group: str
    people: int | None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    mean: float | None = None
    spread: float | None = None
    verdict: str = "withheld"


def wilson(matched: int, people: int) -> tuple[float, float]:
    """The 95 % interval of a share, in percent (Wilson 1927, "Probable inference")."""
    share = matched / people
    middle = (share + Z * Z / (2 * people)) / (1 + Z * Z / people)
    half = Z * math.sqrt(share * (1 - share) / people + Z * Z / (4 * people * people)) / (1 + Z * Z / people)
    return 100 * max(0.0, middle - half), 100 * min(1.0, middle + half)


def read_groups(mentees: Iterable[Mentee], *, k: int) -> list[Reading]:
    """A reading for each group, by name; groups under k are withheld, and others so that none can be inferred."""
    everybody = list(mentees)
    groups: dict[str, list[Mentee]] = defaultdict(list)
    for each in everybody:
        groups[each.group].append(each)
    names = sorted(groups)
    cells = disclose_parts([Cell(name, 1.0, len(groups[name])) for name in names], k=k)
    scores = [each.score for each in everybody if each.score is not None]
    rate = 100 * len(scores) / len(everybody) if everybody else 0.0
    mean = sum(scores) / len(scores) if scores else 0.0
    return [
        Reading(name, None) if cell.is_withheld else _read(name, groups[name], rate=rate, mean=mean, k=k)
        for name, cell in zip(names, cells, strict=True)
    ]


def _read(name: str, group: list[Mentee], *, rate: float, mean: float, k: int) -> Reading:
    scores = [each.score for each in group if each.score is not None]
    low, high = wilson(len(scores), len(group))
    middle, spread = _mean(scores) if len(scores) >= k else (None, None)
    verdict = "less" if high < rate else "more" if low > rate else "alike"
    if verdict == "alike" and middle is not None and spread is not None:
        verdict = "less" if middle + spread < mean else "more" if middle - spread > mean else "alike"
    return Reading(name, len(group), 100 * len(scores) / len(group), low, high, middle, spread, verdict)


def _mean(scores: list[int]) -> tuple[float, float]:
    """The mean and half of its 95 % interval, by the normal approximation."""
    middle = sum(scores) / len(scores)
    variance = sum((each - middle) ** 2 for each in scores) / max(1, len(scores) - 1)
    return middle, Z * math.sqrt(variance / len(scores))


def in_words(readings: list[Reading]) -> str:
    """What an admin should take from it, in a sentence or two."""
    shown = [each for each in readings if each.verdict != "withheld"]
    if len(shown) < 2:
        return "There are too few people in these groups to say anything."
    less = [each.group for each in shown if each.verdict == "less"]
    if not less:
        return "No group fares worse than the whole by more than chance explains."
    names = ", ".join(less[:-1]) + (" and " if len(less) > 1 else "") + less[-1]
    return (
        f"{names} {'fares' if len(less) == 1 else 'fare'} worse than the whole by more than chance explains. "
        "Look at who mentors for them: a missing topic, place or language is the usual cause."
    )
