"""Who reports to whom: circles in it."""

from collections.abc import Mapping
from uuid import UUID

NAMES_AT_MOST = 8


def circles(managers: Mapping[UUID, UUID | None]) -> list[list[UUID]]:
    """Every circle, each person in it reporting to the next and the last to the first."""
    found = []
    seen: set[UUID] = set()
    for start in managers:
        way: dict[UUID, int] = {}
        at: UUID | None = start
        while at is not None and at not in seen:
            seen.add(at)
            way[at] = len(way)
            at = managers.get(at)
        if at is not None and at in way:
            found.append(list(way)[way[at] :])
    return found


def in_words(circle: list[UUID], names: Mapping[UUID, str]) -> str:
    """Such as "Ana reports to Ben, and Ben reports to Ana."."""
    if len(circle) == 1:
        return f"{names[circle[0]]} cannot report to themselves."
    shown = circle[:NAMES_AT_MOST]
    pairs = zip(shown, [*circle[1 : len(shown)], circle[len(shown) % len(circle)]], strict=True)
    steps = [f"{names[one]} reports to {names[next_]}" for one, next_ in pairs]
    if len(circle) > NAMES_AT_MOST:
        steps.append("so on")
    return f"This makes a circle: {', '.join(steps[:-1])}, and {steps[-1]}."
