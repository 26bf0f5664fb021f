"""What publishing a draft would change, question by question. Imports no Django."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

# What makes a question another one to who answers it.
COMPARED = ("text", "help", "kind", "options", "role", "is_required", "seen_by")


class Asked(Protocol):
    name: str


@dataclass(frozen=True)
class Change:
    """`what` is added, removed, changed or moved; `fields` are the names of what differs."""

    what: str
    name: str
    fields: tuple[str, ...] = ()


def changes(before: Sequence[Asked], after: Sequence[Asked]) -> list[Change]:
    """In the order of the new questions, those that are gone last. A question is the same as before
    where its name is.
    """
    old = {question.name: question for question in before}
    kept = [question.name for question in after if question.name in old]
    order = [question.name for question in before if question.name in kept]
    found = [
        change
        for question in after
        if (change := _change(old.get(question.name), question, kept, order))
    ]
    names = {question.name for question in after}
    return found + [
        Change("removed", question.name) for question in before if question.name not in names
    ]


def _change(
    old: Asked | None, new: Asked, kept: Sequence[str], order: Sequence[str]
) -> Change | None:
    if old is None:
        return Change("added", new.name)
    fields = tuple(name for name in COMPARED if getattr(old, name) != getattr(new, name))
    if fields:
        return Change("changed", new.name, fields)
    has_moved = kept.index(new.name) != order.index(new.name)
    return Change("moved", new.name) if has_moved else None
