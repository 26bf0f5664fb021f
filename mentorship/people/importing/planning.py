"""What an import would do: which people it creates and changes, and which rows it refuses and why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from uuid import UUID, uuid4

from mentorship.people.importing.cells import CellError, read_cell
from mentorship.people.importing.dates import Order, order_of
from mentorship.people.importing.fields import FIELDS, Kind, Value
from mentorship.people.importing.reporting_lines import circles, in_words

FIRST_ROW = 2


class Outcome(StrEnum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Options:
    """`order` counts for dates such as 03/04/2026 where the column itself does not say."""

    order: Order | None = None
    clear_empty: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody the organisation knows already; `values` by field name, the manager as an id or None."""

    id: UUID
    values: dict[str, Value]
    is_owner: bool = False

    @property
    def name(self) -> str:
        return full_name(self.values)


@dataclass(frozen=True, slots=True)
class Problem:
    column: str
    words: str


@dataclass(frozen=True, slots=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(slots=True)
class Line:
    """One row of the file: `number` as a spreadsheet counts it, `values` what the row sets, by field name."""

    number: int
    cells: Sequence[str]
    values: dict[str, Value] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    person: Person | None = None
    id: UUID | None = None
    # The manager's e-mail in small letters, "" to clear it, None to leave it.
    manager: str | None = None

    @property
    def name(self) -> str:
        known = self.person.values if self.person else {}
        return full_name({**known, **self.values})

    @property
    def changed(self) -> dict[str, Value]:
        """The values that differ from what is stored."""
        if self.person is None:
            return {name: value for name, value in self.values.items() if value != FIELDS[name].nothing}
        stored = self.person.values
        return {name: value for name, value in self.values.items() if _differs(name, stored[name], value)}

    @property
    def outcome(self) -> Outcome:
        """What comes of the row, once the plan is made."""
        if self.problems:
            return Outcome.REFUSED
        if self.person is None:
            return Outcome.CREATED
        return Outcome.CHANGED if self.changed else Outcome.UNCHANGED


@dataclass(frozen=True)
class Plan:
    lines: list[Line]
    names: dict[UUID, str]

    @cached_property
    def by_outcome(self) -> dict[Outcome, list[Line]]:
        found: dict[Outcome, list[Line]] = {outcome: [] for outcome in Outcome}
        for line in self.lines:
            found[line.outcome].append(line)
        return found

    def counts(self) -> dict[Outcome, int]:
        return {outcome: len(lines) for outcome, lines in self.by_outcome.items()}

    def of(self, *outcomes: Outcome) -> list[Line]:
        """The rows with one of these outcomes, as the file orders them."""
        found = [line for outcome in outcomes for line in self.by_outcome[outcome]]
        return sorted(found, key=lambda line: line.number)

    def changes(self, line: Line) -> list[Change]:
        """What the row changes, in words, or would change where it is refused; for somebody new, from nothing."""
        stored = line.person.values if line.person else {}
        return [
            Change(FIELDS[name].label, self._shown(stored.get(name)), self._shown(value))
            for name, value in line.changed.items()
        ]

    def _shown(self, value: Value) -> str:
        if isinstance(value, tuple):
            return "; ".join(value)
        if isinstance(value, UUID):
            return self.names.get(value, "")
        return "" if value is None else str(value)


def plan_import(
    *,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    mapping: Sequence[str],
    options: Options,
    people: Iterable[Person],
    new_id: Callable[[], UUID] = uuid4,
) -> Plan:
    """Compare the file with the people there are.

    `rows[0]` is the file's second row; `mapping` says for each column of the header which field
    it is, or "". Rows of people who are new get an id from `new_id`. Whatever is not refused can be
    written in any order: no two rows touch one person, no number or e-mail is taken, and nobody
    ends up reporting to themselves by way of others, but where the stored people do already.
    """  # fmt: skip
    planner = _Planner(header, mapping, options, list(people), new_id)
    lines = [planner.read(index + FIRST_ROW, row) for index, row in enumerate(rows) if row]
    planner.orders = planner.date_orders(rows)
    for line in lines:
        planner.read_cells(line)
        planner.find_person(line)
        planner.check(line)
    planner.link(lines)
    return Plan(lines, planner.names(lines))


def full_name(values: dict[str, Value]) -> str:
    return f"{values.get('given_name', '')} {values.get('family_name', '')}".strip() or str(values.get("email", ""))


class _Planner:
    def __init__(
        self, header: Sequence[str], mapping: Sequence[str], options: Options, people: list[Person],
        new_id: Callable[[], UUID],
    ) -> None:  # fmt: skip
        self.header, self.options, self.people, self.new_id = header, options, people, new_id
        self.columns = [(column, FIELDS[name]) for column, name in enumerate(mapping) if name]
        self.labels = {known.name: header[column] or known.label for column, known in self.columns}
        self.orders: dict[int, Order | None] = {}
        self.by_number = {str(each.values["number"]): each for each in people if each.values["number"]}
        self.by_email = {str(each.values["email"]).lower(): each for each in people}
        self.seen: dict[tuple[str, object], int] = {}

    def read(self, number: int, row: Sequence[str]) -> Line:
        missing = len(self.header) - len(row)
        line = Line(number, [*row, *[""] * missing])
        if missing < 0:
            words = f"The row has {len(row)} cells, the first row only {len(self.header)}: is a cell split by a comma?"
            line.problems.append(Problem("", words))
        return line

    def date_orders(self, rows: Sequence[Sequence[str]]) -> dict[int, Order | None]:
        dates = [column for column, known in self.columns if known.kind is Kind.DATE]
        return {
            column: order_of(row[column] for row in rows if column < len(row)) or self.options.order
            for column in dates
        }  # fmt: skip

    def read_cells(self, line: Line) -> None:
        for column, known in self.columns:
            text = line.cells[column]
            if not text and (known.stays or not self.options.clear_empty):
                continue
            if known.kind is Kind.MANAGER:
                line.manager = text.lower()
                continue
            try:
                line.values[known.name] = read_cell(known, text, self.orders.get(column)) if text else known.nothing
            except CellError as error:
                self.refuse(line, known.name, str(error))

    def find_person(self, line: Line) -> None:
        """By number where there is one, else by e-mail; somebody known without a number gets the row's."""
        number, email = str(line.values.get("number", "")), str(line.values.get("email", "")).lower()
        holder = self.by_email.get(email)
        line.person = self.by_number.get(number) if number else holder
        if line.person is None and holder and not holder.values["number"]:
            line.person = holder
        if holder and holder is not line.person:
            has = f"has the number {holder.values['number']}" if holder.values["number"] else "has no number"
            self.refuse(line, "email", f"{email} is the e-mail of {holder.name}, who {has}.")
        line.id = line.person.id if line.person else self.new_id()

    def check(self, line: Line) -> None:
        self._require(line)
        if line.person and line.person.is_owner and line.values.get("terminated_on"):
            words = f"{line.person.name} is an owner here. Take that role away first, then they can leave."
            self.refuse(line, "terminated_on", words)
        for what, key in (
            ("number", line.values.get("number")),
            ("email", str(line.values.get("email", "")).lower()),
            ("person", line.id),
        ):
            earlier = self.seen.setdefault((what, key), line.number) if key else line.number
            if earlier != line.number:
                words = "is about the same person" if what == "person" else f"has the same {FIELDS[what].label.lower()}"
                self.refuse(line, "email" if what == "person" else what, f"Row {earlier} {words}.")
                return

    def _require(self, line: Line) -> None:
        if line.person or any(problem.column == "" for problem in line.problems):
            return
        bad = {problem.column for problem in line.problems}
        for name, words in (
            ("email", "Nobody here has this number, and a new person needs a work e-mail."),
            ("given_name", "A new person needs a first name."),
        ):
            if not line.values.get(name) and self.labels.get(name) not in bad:
                known = "number" in line.values or name != "email"
                self.refuse(line, name, words if known else "Give an employee number or a work e-mail.")

    def refuse(self, line: Line, name: str, words: str) -> None:
        line.problems.append(Problem(self.labels.get(name, FIELDS[name].label), words))

    def link(self, lines: list[Line]) -> None:
        """Find the managers, who may be in the same file, until no row makes a circle.

        A refused row may take a manager away from others, or put an old one back: hence again.
        """
        while True:
            accepted = {line.id: line for line in lines if line.id and not line.problems}
            managers = {each.id: _manager_of(each) for each in self.people}
            self._find_managers(accepted, managers)
            names = self.names(accepted.values())
            guilty = [
                (accepted[person], in_words(circle, names))
                for circle in circles(managers)
                for person in circle
                if person in accepted and "manager" in accepted[person].changed
            ]
            for line, words in guilty:
                self.refuse(line, "manager", words)
            if not guilty:
                return

    def _find_managers(self, accepted: dict[UUID, Line], managers: dict[UUID, UUID | None]) -> None:
        known = {email: person.id for email, person in self.by_email.items()}
        known |= {str(line.values["email"]).lower(): id_ for id_, line in accepted.items() if "email" in line.values}
        for id_, line in accepted.items():
            line.warnings = []
            line.values.pop("manager", None)
            if line.manager and line.manager not in known:
                line.warnings = [f"Nobody here or in this file has the e-mail {line.manager}; the manager stays."]
            elif line.manager is not None:
                line.values["manager"] = known[line.manager] if line.manager else None
            stored = _manager_of(line.person) if line.person else None
            value = line.values.get("manager", stored)
            managers[id_] = value if isinstance(value, UUID) else None

    def names(self, lines: Iterable[Line]) -> dict[UUID, str]:
        return {each.id: each.name for each in self.people} | {line.id: line.name for line in lines if line.id}


def _manager_of(person: Person) -> UUID | None:
    manager = person.values["manager"]
    return manager if isinstance(manager, UUID) else None


def _differs(name: str, before: Value, after: Value) -> bool:
    """E-mails differ by more than case."""
    if FIELDS[name].kind is Kind.EMAIL:
        return str(before).lower() != str(after).lower()
    return before != after
