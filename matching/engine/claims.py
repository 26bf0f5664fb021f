"""What is proven of a result, in words that claim no more: under *fair* a higher total exists, with
weaker pairs.
"""

import math
from typing import Protocol


class Proven(Protocol):
    """A solution of mentors and mentees, or of peers: `best_worst` and `gap` None where nothing is
    proven of them.
    """

    @property
    def best_worst(self) -> int | None: ...
    @property
    def least(self) -> int: ...
    @property
    def gap(self) -> float | None: ...
    @property
    def worst(self) -> int | None: ...


def claims(solution: Proven, objective: str) -> list[str]:
    """Sentences, which count the bonus of kept pairs."""
    number = len(getattr(solution, "fixed", ()))
    found = [f"With the {number} fixed beforehand as they are:"] if number else []
    if objective == "stable":
        return [*found, "No mentee and mentor would both rather have each other."]
    if solution.best_worst is not None:
        found.append("Nobody more can be placed.")
        if solution.worst is not None and solution.worst >= solution.best_worst:
            found.append("With as many placed, no matching has a better weakest pair.")
    if solution.gap is not None:
        among = _among(objective, solution.least)
        found.append(
            f"{_how_close(solution.gap)} {among}." if among else f"{_how_close(solution.gap)}."
        )
    return found


def _how_close(gap: float) -> str:
    if not gap:
        return "No higher total exists"
    return f"The total is within {percent(gap)} % of the best there can be"


def _among(objective: str, least: int) -> str:
    if objective == "total":
        return ""
    return f"among matchings that place as many and have no pair below {least}"


def percent(share: float) -> float:
    """Rounded up to hundredths: never closer than it is."""
    return math.ceil(10_000 * share) / 100
