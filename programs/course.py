"""What the parts that stand above add to a program's course, registered by them: what comes next,
what a move needs first, and which of their pages its page leads to.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mentorship.ui.links import Link
from programs.enums import ProgramState
from programs.models import Program


@dataclass(frozen=True)
class Step:
    """What an admin does next: `view` with the program's id and `args` is where."""

    words: str
    label: str
    view: str
    args: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """A line of “What to do” on the program's page, from its first recruiting on."""

    icon: str
    words: str
    links: list[Link]


_steps: list[tuple[ProgramState, Callable[[Program], Step | None]]] = []
_needs: list[tuple[ProgramState, Callable[[Program], str]]] = []
_rows: list[Callable[[Program], list[Row]]] = []


def register_step(state: ProgramState, step_of: Callable[[Program], Step | None]) -> None:
    """What comes next while a program is in `state`; None where nothing waits for an admin."""
    _steps.append((state, step_of))


def register_need(state: ProgramState, missing: Callable[[Program], str]) -> None:
    """What a move to `state` needs first: the sentence that refuses it, or nothing."""
    _needs.append((state, missing))


def register_rows(rows_of: Callable[[Program], list[Row]]) -> None:
    _rows.append(rows_of)


def step_in(program: Program) -> Step | None:
    """The first step that a part above knows for the program's state."""
    found = (step_of(program) for state, step_of in _steps if state == program.state)
    return next((step for step in found if step), None)


def missing_before(state: str, program: Program) -> str:
    """The first sentence that refuses the move, or nothing."""
    found = (missing(program) for needed, missing in _needs if needed == state)
    return next((words for words in found if words), "")


def rows_of(program: Program) -> list[Row]:
    """In the order of the parts, lower ones first."""
    return [row for rows in _rows for row in rows(program)]
