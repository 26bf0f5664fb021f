"""What an import did or would do, as its page shows it and its row keeps it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

from mentorship.people.importing.planning import Outcome, Plan, Problem

REASON = "Reason"


@dataclass(frozen=True)
class Refused:
    """A row with all its text; `number` as a spreadsheet counts it."""

    number: int
    cells: Sequence[str]
    problems: Sequence[Problem]

    @property
    def reason(self) -> str:
        return " ".join(f"{each.column}: {each.words}" if each.column else each.words for each in self.problems)


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
                *((line.number, words) for line in plan.lines if not line.problems for words in line.all_warnings),
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
            Refused(each["number"], each["cells"], [Problem(**problem) for problem in each["problems"]])
            for each in values["refused"]
        ]
        return cls(values["counts"], refused, [(number, words) for number, words in values["warnings"]])

    def refused_table(self, header: Sequence[str]) -> tuple[list[str], list[list[str]]]:
        """Columns and rows to correct and upload again; a reason that the file had already is replaced."""
        width = len(header) - 1 if header[-1] == REASON else len(header)
        rows = [[*each.cells[:width], *[""] * (width - len(each.cells)), each.reason] for each in self.refused]
        return [*header[:width], REASON], rows
