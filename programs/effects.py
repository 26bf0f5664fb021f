"""What follows a program's move in the parts that stand above, registered by them: said before,
done with it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from programs.enums import ProgramState
from programs.models import Program


@dataclass(frozen=True)
class Effect:
    """What moving to `state` does: `says` it with counts before, `does(program=, by=, at=)` it in
    the move's transaction.
    """

    state: ProgramState
    says: Callable[[Program], list[str]]
    does: Callable[..., None]


_effects: list[Effect] = []


def register(*effects: Effect) -> None:
    _effects.extend(effects)


def effects_of(state: str) -> list[Effect]:
    """In the order of the parts, lower ones first."""
    return [effect for effect in _effects if effect.state == state]
