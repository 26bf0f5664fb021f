"""What an import did or would do, as its page shows it and its row keeps it."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from mentorship.people.importing.lines import Outcome, Problem
from mentorship.people.importing.planning import Plan

REASON = "Reason"
RUNS_SHOWN = 12


@dataclass(frozen=True)
class Refused:
    """A row with all its text; `number` as a spreadsheet counts it."""

    number: int
    cells: Sequence[str]
    problems: Sequence[Problem]

    @property
    def reason(self) -> str:
        return " ".join(
            f"{each.column}: {each.words}" if each.column else each.words for each in self.problems
        )


@dataclass(frozen=True)
class Group:
    """Rows with the same to say about the same column."""

    column: str
    words: str
    numbers: list[int]

    @property
    def rows(self) -> str:
        """Such as "Rows 2–40, 55 and 12 more"; "" for the file as a whole."""
        runs: list[list[int]] = []
        for number in self.numbers:
            if runs and number == runs[-1][-1] + 1:
                runs[-1][1:] = [number]
            else:
                runs.append([number])
        shown = ", ".join("–".join(map(str, run)) for run in runs[:RUNS_SHOWN])
        more = f" and {len(runs) - RUNS_SHOWN} more" if len(runs) > RUNS_SHOWN else ""
        return (
            f"{'Row' if len(self.numbers) == 1 else 'Rows'} {shown}{more}"
            if any(self.numbers)
            else ""
        )


@dataclass(frozen=True)
class Report:
    """`warnings` are pairs of a row's number, 0 for the whole file, and the words."""

    counts: dict[str, int]
    refused: list[Refused]
    warnings: list[tuple[int, str]]

    @classmethod
    def of(cls, plan: Plan) -> Self:
        return cls(
            {str(outcome): number for outcome, number in plan.counts().items()},
            [Refused(line.number, line.cells, line.problems) for line in plan.of(Outcome.REFUSED)],
            [
                *((0, words) for words in plan.remarks),
                *(
                    (line.number, words)
                    for line in plan.lines
                    if not line.problems
                    for words in line.all_warnings
                ),
            ],
        )

    @property
    def writes(self) -> int:
        """How many people it creates or changes."""
        return self.counts[Outcome.CREATED] + self.counts[Outcome.CHANGED]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        refused = [
            Refused(
                each["number"], each["cells"], [Problem(**problem) for problem in each["problems"]]
            )
            for each in values["refused"]
        ]
        return cls(
            values["counts"], refused, [(number, words) for number, words in values["warnings"]]
        )

    def refused_groups(self) -> list[Group]:
        """The problems of refused rows, equal ones together, as the file comes upon them."""
        return _grouped(
            (problem.column, problem.words, row.number)
            for row in self.refused
            for problem in row.problems
        )

    def warning_groups(self) -> list[Group]:
        return _grouped(("", words, number) for number, words in self.warnings)

    def refused_table(self, header: Sequence[str]) -> tuple[list[str], list[list[str]]]:
        """Columns and rows to correct and upload again; a reason that the file had already is
        replaced.
        """
        width = len(header) - 1 if header[-1] == REASON else len(header)
        rows = [
            [*each.cells[:width], *[""] * (width - len(each.cells)), each.reason]
            for each in self.refused
        ]
        return [*header[:width], REASON], rows


def _grouped(said: Iterable[tuple[str, str, int]]) -> list[Group]:
    found: dict[tuple[str, str], list[int]] = {}
    for column, words, number in said:
        found.setdefault((column, words), []).append(number)
    return [Group(column, words, numbers) for (column, words), numbers in found.items()]
