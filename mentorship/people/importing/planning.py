"""What an import would do: which people it creates and changes, and which rows it
refuses and why.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from uuid import UUID, uuid4

from mentorship.people.fields import FIELDS, Field, Kind, Value
from mentorship.people.importing.cells import (
    CellError,
    error_in_words,
    is_error,
    is_inactive,
    read_cell,
    short,
)
from mentorship.people.importing.dates import Order, order_of
from mentorship.people.importing.employment import ends_before_it_begins, settle_employment
from mentorship.people.importing.identity import is_somebody_else
from mentorship.people.importing.lines import Change, Line, Outcome, Person, Problem
from mentorship.people.importing.managers import ManagerError, Managers
from mentorship.people.importing.mapping import names_manager
from mentorship.people.importing.names import is_placeholder, split_name
from mentorship.people.importing.places import zone_of
from mentorship.people.importing.reporting_lines import circles, in_words

FIRST_ROW = 2
# How often the circles are looked for that refusing others brings back.
ROUNDS = 20


@dataclass(frozen=True)
class Options:
    """`order` counts for dates such as 03/04/2026 where the column itself does not say.

    `confirmed` are the people, by id, whom somebody said to be the same although a row calls them
    otherwise. `on` is the day on which somebody has left whose status says so and nothing says
    when. `first_row` is the number of the first row below the header, as a spreadsheet counts.
    """

    order: Order | None = None
    clear_empty: bool = False
    confirmed: frozenset[UUID] = frozenset()
    on: date | None = None
    first_row: int = FIRST_ROW


@dataclass(frozen=True)
class Plan:
    """`remarks` are about the file as a whole."""

    lines: list[Line]
    names: dict[UUID, str]
    remarks: list[str] = field(default_factory=list)

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

    def questions(self) -> list[Line]:
        """The rows of which somebody has to say that they are about the person whose number they
        have."""
        return [line for line in self.lines if line.question]

    def changes(self, line: Line) -> list[Change]:
        """What the row changes, in words, or would change where it is refused; for somebody new,
        from nothing.
        """
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
    """
    planner = _Planner(header, mapping, options, list(people), new_id)
    lines = [planner.read(index + options.first_row, row) for index, row in enumerate(rows) if row]
    planner.orders = planner.date_orders(rows)
    for line in lines:
        planner.read_cells(line)
        planner.find_person(line)
        planner.settle(line)
        planner.check(line)
    planner.link(lines)
    return Plan(lines, planner.names(lines), list(planner.remarks(lines)))


class _Planner:
    def __init__(
        self,
        header: Sequence[str],
        mapping: Sequence[str],
        options: Options,
        people: list[Person],
        new_id: Callable[[], UUID],
    ) -> None:
        self.header, self.options, self.people, self.new_id = header, options, people, new_id
        self.columns = [(column, FIELDS[name]) for column, name in enumerate(mapping) if name]
        self.labels = {known.name: header[column] or known.label for column, known in self.columns}
        self.orders: dict[int, Order | None] = {}
        self.by_number = {
            str(each.values["number"]): each for each in people if each.values["number"]
        }
        self.by_email = {str(each.values["email"]).lower(): each for each in people}
        self.seen: dict[tuple[str, object], int] = {}

    def read(self, number: int, row: Sequence[str]) -> Line:
        missing = len(self.header) - len(row)
        line = Line(number, [*row, *[""] * missing])
        if missing < 0:
            words = (
                f"The row has {len(row)} cells, the first row only {len(self.header)}: is a cell"
                " split by a comma?"
            )
            line.problems.append(Problem("", words))
        return line

    def date_orders(self, rows: Sequence[Sequence[str]]) -> dict[int, Order | None]:
        dates = [column for column, known in self.columns if known.kind is Kind.DATE]
        return {
            column: order_of(row[column] for row in rows if column < len(row)) or self.options.order
            for column in dates
        }

    def read_cells(self, line: Line) -> None:
        for column, known in self.columns:
            text = line.cells[column]
            if is_error(text):
                line.warnings.append(f"{self.labels[known.name]}: {error_in_words(text)}")
                continue
            if known.name in {"given_name", "family_name"} and is_placeholder(text):
                text = ""
            if not text and (known.stays or not self.options.clear_empty):
                continue
            try:
                self._read_cell(line, known, text, self.orders.get(column))
            except CellError as error:
                self.refuse(line, known.name, str(error))

    def _read_cell(self, line: Line, known: Field, text: str, order: Order | None) -> None:
        match known.kind:
            case Kind.MANAGER:
                line.manager = short(known, text)
            case Kind.STATUS:
                line.is_inactive = is_inactive(text)
            case Kind.FULL_NAME:
                parts = split_name(short(known, text))
                for name, word in zip(("given_name", "family_name"), parts, strict=True):
                    if text and name not in self.labels:
                        line.values[name] = read_cell(FIELDS[name], word, order)
            case _:
                line.values[known.name] = read_cell(known, text, order) if text else known.nothing

    def find_person(self, line: Line) -> None:
        """By number where there is one, else by e-mail; somebody known without a number gets the
        row's.
        """
        number, email = (
            str(line.values.get("number", "")),
            str(line.values.get("email", "")).lower(),
        )
        holder = self.by_email.get(email)
        line.person = self.by_number.get(number) if number else holder
        if line.person is None and holder and not holder.values["number"]:
            line.person = holder
        if holder and holder is not line.person:
            has = (
                f"has the number {holder.values['number']}"
                if holder.values["number"]
                else "has no number"
            )
            self.refuse(line, "email", f"{email} is the e-mail of {holder.name}, who {has}.")
        line.id = line.person.id if line.person else self.new_id()

    def settle(self, line: Line) -> None:
        """What a row means beyond its cells: a single name, a return, a place, and whether it is
        the same person."""
        stored = line.person.values if line.person else {}
        if (
            line.values.get("family_name")
            and not line.values.get("given_name")
            and not _has_two_names(stored)
        ):
            # A single name in the last name, as passports have it.
            line.values["given_name"], line.values["family_name"] = line.values["family_name"], ""
        by_number = bool(stored.get("number") and stored["number"] == line.values.get("number"))
        if line.person and is_somebody_else(stored, line.values, by_number=by_number):
            known = "number" if by_number else "email"
            line.question = f"{stored[known]} is {line.person.name}. Is this the same person?"
            if line.person.id not in self.options.confirmed:
                self.refuse(line, known, line.question)
        settle_employment(line, on=self.options.on)
        place = line.values.get("location")
        moved = place and place != stored.get("location") and not stored.get("time_zone")
        if moved and not line.values.get("time_zone") and (zone := zone_of(str(place))):
            line.values["time_zone"] = zone

    def check(self, line: Line) -> None:
        self._require(line)
        if line.person and line.person.is_owner and line.values.get("terminated_on"):
            words = (
                f"{line.person.name} is an owner here. Take that role away first, then they can"
                " leave."
            )
            self.refuse(line, "terminated_on", words)
        if ends_before_it_begins(line):
            self.refuse(line, "terminated_on", "That is before they were hired.")
        for what, key in (
            ("number", line.values.get("number")),
            ("email", str(line.values.get("email", "")).lower()),
            ("person", line.id),
        ):
            earlier = self.seen.setdefault((what, key), line.number) if key else line.number
            if earlier != line.number:
                words = (
                    "is about the same person"
                    if what == "person"
                    else f"has the same {FIELDS[what].label.lower()}"
                )
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
                self.refuse(
                    line, name, words if known else "Give an employee number or a work e-mail."
                )

    def refuse(self, line: Line, name: str, words: str) -> None:
        """For a field, or for the whole row where the name is empty."""
        label = self.labels.get(name) or (FIELDS[name].label if name else "")
        problem = Problem(label, words)
        if problem not in line.problems:
            line.problems.append(problem)

    def link(self, lines: list[Line]) -> None:
        """Find the managers, who may be in the same file, until no row makes a circle.

        A refused row may take a manager away from others, or put an old one back: hence again.
        Where circles follow from circles, all rows that move somebody are refused in the end.
        """
        for round_ in range(ROUNDS + 1):
            accepted = {line.id: line for line in lines if line.id and not line.problems}
            managers = {each.id: _manager_of(each) for each in self.people}
            self._find_managers(accepted, managers)
            guilty = [*self._out_of_reach(accepted), *self._circular(accepted, managers)]
            if guilty and round_ == ROUNDS:
                words = "Too many circles follow from one another. Correct the ones above first."
                guilty += [
                    (line, "manager", words)
                    for line in accepted.values()
                    if "manager" in line.changed
                ]
            for line, name, words in guilty:
                self.refuse(line, name, words)
            if not guilty:
                return

    def _out_of_reach(self, accepted: dict[UUID, Line]) -> list[tuple[Line, str, str]]:
        return [
            (
                line,
                "",
                f"{line.person.name} holds a role that you do not. An owner can change them.",
            )
            for line in accepted.values()
            if line.person and line.person.is_left_to_others and line.changed
        ]

    def _circular(
        self, accepted: dict[UUID, Line], managers: dict[UUID, UUID | None]
    ) -> Iterator[tuple[Line, str, str]]:
        found = circles(managers)
        names = self.names(accepted.values()) if found else {}
        for circle in found:
            words = in_words(circle, names)
            for person in circle:
                if person in accepted and "manager" in accepted[person].changed:
                    yield accepted[person], "manager", words

    def _find_managers(self, accepted: dict[UUID, Line], managers: dict[UUID, UUID | None]) -> None:
        known = Managers(
            [
                *((each.id, each.values) for each in self.people),
                *((id_, line.values) for id_, line in accepted.items()),
            ]
        )
        for id_, line in accepted.items():
            line.manager_warning = ""
            line.values.pop("manager", None)
            if line.manager is not None:
                try:
                    line.values["manager"] = known.meant(line.manager) if line.manager else None
                    if line.values["manager"] == id_:
                        # As exports write the head of an organisation.
                        line.values["manager"] = None
                        line.manager_warning = (
                            f"{line.name} reports to themselves here: that is taken as nobody"
                            " above."
                        )
                except ManagerError as error:
                    line.manager_warning = str(error)
            stored = _manager_of(line.person) if line.person else None
            value = line.values.get("manager", stored)
            managers[id_] = value if isinstance(value, UUID) else None

    def remarks(self, lines: list[Line]) -> Iterator[str]:
        """What the whole file lacks, and what rests on it."""
        mapped = {column for column, known in self.columns if known.kind is Kind.MANAGER}
        accepted = [line for line in lines if not line.problems]
        if not accepted or any(isinstance(line.values.get("manager"), UUID) for line in accepted):
            return
        for column, name in enumerate(self.header):
            is_it = column in mapped or (not mapped and names_manager(name))
            if is_it and any(line.cells[column] for line in lines):
                yield (
                    f"No reporting line came of “{name}”. That nobody is matched within their own"
                    " reporting line rests on it: choose Manager for the column, or correct what"
                    " it holds."
                )
                return

    def names(self, lines: Iterable[Line]) -> dict[UUID, str]:
        return {each.id: each.name for each in self.people} | {
            line.id: line.name for line in lines if line.id
        }


def _has_two_names(values: Mapping[str, Value]) -> bool:
    return bool(values.get("given_name") and values.get("family_name"))


def _manager_of(person: Person) -> UUID | None:
    manager = person.values["manager"]
    return manager if isinstance(manager, UUID) else None
