"""The admin's weights as points: whole numbers that sum to 10,000."""

import math

from matching.engine.problem import CRITERIA

POINTS = 10_000


def points_of_weights(weights: dict[str, int]) -> dict[str, int]:
    """Weights of any size as points that sum to 10,000. All weights zero: equal points."""
    chosen = {name: max(0, int(weights.get(name, 0))) for name in CRITERIA}
    total = sum(chosen.values())
    if total == 0:
        chosen, total = dict.fromkeys(CRITERIA, 1), len(CRITERIA)
    exact = {name: POINTS * weight / total for name, weight in chosen.items()}
    points = {name: math.floor(value) for name, value in exact.items()}
    by_remainder = sorted(CRITERIA, key=lambda name: (points[name] - exact[name], name))
    for name in by_remainder[: POINTS - sum(points.values())]:
        points[name] += 1
    return points
