"""Weights as points: whole numbers that sum to 10,000."""

import math
from collections.abc import Mapping

POINTS = 10_000


def points_of_weights(weights: Mapping[str, int]) -> dict[str, int]:
    """Weights of any size as points, by largest remainder. All weights zero: equal points."""
    chosen = {name: max(0, int(weight)) for name, weight in weights.items()}
    if not chosen:
        return {}
    if not sum(chosen.values()):
        chosen = dict.fromkeys(chosen, 1)
    total = sum(chosen.values())
    points = {name: POINTS * weight // total for name, weight in chosen.items()}
    by_remainder = sorted(chosen, key=lambda name: (-(POINTS * chosen[name] % total), name))
    for name in by_remainder[: POINTS - sum(points.values())]:
        points[name] += 1
    return points


def floor_points(most: int, share: float) -> int:
    """`share` (0 to 1) of `most`, rounded down; a hair of rounding error does not cost a point."""
    return math.floor(most * share + 1e-9)
