"""Which figures HR may see: the one gate between data and every page, file and API. Imports no
Django.

A figure about fewer than k people is withheld, and then as many others as it takes that no
subtraction from what is shown brings a small group back (primary and complementary suppression as
in Hundepool et al., Statistical Disclosure Control, 2012, chapter 4).
"""

import heapq
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Cell:
    """A figure and the number of people it is about. `value` is None once it is withheld."""

    label: str
    value: float | None
    people: int

    @property
    def is_withheld(self) -> bool:
        return self.value is None


def _withhold(cell: Cell) -> Cell:
    return replace(cell, value=None, people=0)


def disclose_one(cell: Cell, *, k: int) -> Cell:
    """A figure that stands alone."""
    return cell if cell.people >= k or (cell.people == 0 and not cell.value) else _withhold(cell)


def disclose_parts(cells: Sequence[Cell], *, k: int) -> list[Cell]:
    """Cells that divide a whole whose total can be seen, or guessed.

    Afterwards the withheld cells together are about at least k people, or there are none; a
    cell about nobody is shown as such, since it is about nobody.
    """
    withheld = {index for index, cell in enumerate(cells) if 0 < cell.people < k}
    if withheld:
        rest = sorted(
            (index for index, cell in enumerate(cells) if cell.people >= k),
            key=lambda index: cells[index].people,
        )
        while rest and (len(withheld) < 2 or sum(cells[index].people for index in withheld) < k):
            withheld.add(rest.pop(0))
        if len(withheld) < 2 or sum(cells[index].people for index in withheld) < k:
            # The whole is too small: even "the rest" would name the withheld.
            withheld = set(range(len(cells)))
    return [_withhold(cell) if index in withheld else cell for index, cell in enumerate(cells)]


def disclose_steps(cells: Iterable[Cell], *, k: int) -> list[Cell]:
    """Cells each of which is a part of the one before, as in a funnel.

    A step is shown where it is about at least k people, and so are those who fell away since
    the last step that is shown, unless nobody did.
    """
    shown: list[Cell] = []
    last = None
    for cell in cells:
        lost = None if last is None else last - cell.people
        if cell.people >= k and (lost is None or lost == 0 or lost >= k):
            shown.append(cell)
            last = cell.people
        else:
            shown.append(_withhold(cell))
    return shown


WHOLE, TOTAL = "the whole", "the total"
Line = tuple[str, Hashable]
Place = tuple[Hashable, Hashable]


def disclose_table(
    rows: Mapping[Any, Sequence[Cell]],
    whole: Sequence[Cell],
    *,
    k: int,
    adds_up: bool = True,
    also: Iterable[Place] = (),
) -> tuple[dict[Any, list[Cell]], list[Cell]]:
    """A table whose columns add up to `whole`, and whose rows to totals that can be seen elsewhere.

    Every row has the labels of `whole`, in its order. With `adds_up` false the labels of a row do
    not add up (steps of a funnel), and only the columns are protected here. Returns rows and whole
    with what has to stay hidden withheld: every group under k, and as much as it takes that no
    withheld figure can be computed from what is shown, nor the sum of withheld ones about fewer
    than k people. `also` are places, (row or WHOLE, number of the column), that stay hidden for
    another reason.
    """
    table = _Table.of(rows, whole, adds_up=adds_up)
    withheld = _suppress(table, k, also)
    shown = {
        row: [
            _withhold(cell) if (row, column) in withheld else cell
            for column, cell in enumerate(cells)
        ]
        for row, cells in {**rows, WHOLE: whole}.items()
    }
    return {row: shown[row] for row in rows}, shown[WHOLE]


@dataclass(frozen=True)
class _Table:
    """People by (row, column), margins included: the row WHOLE and, where labels add up, the column
    TOTAL.
    """

    people: dict[Place, int]
    lines: dict[Line, list[Place]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, rows: Mapping[Any, Sequence[Cell]], whole: Sequence[Cell], *, adds_up: bool
    ) -> "_Table":
        people: dict[Place, int] = {}
        for row, cells in {**rows, WHOLE: whole}.items():
            people |= {(row, column): cell.people for column, cell in enumerate(cells)}
            if adds_up:
                people[row, TOTAL] = sum(cell.people for cell in cells)
        lines: dict[Line, list[Place]] = {}
        for row, column in people:
            lines.setdefault(("column", column), []).append((row, column))
            if adds_up:
                lines.setdefault(("row", row), []).append((row, column))
        return cls(people, lines)

    def lines_of(self, place: Place) -> list[Line]:
        return [line for line in (("row", place[0]), ("column", place[1])) if line in self.lines]


def _suppress(table: _Table, k: int, also: Iterable[Place]) -> set[Place]:
    """The places to withhold.

    In the graph whose nodes are the lines and whose edges the withheld cells, a cell can be
    computed exactly where its edge is a bridge (Gusfield 1988, "A graph theoretic approach to
    statistical data security", theorem 3.1); each is closed into a cycle by the cells about the
    fewest people.
    """
    withheld = {place for place, people in table.people.items() if 0 < people < k} | set(also)
    while True:
        before = len(withheld)
        _hide_rows_without_total(table, withheld)
        for line, places in table.lines.items():
            _fill_up(line, places, table, withheld, k)
        for place in sorted(withheld, key=str):
            withheld |= _cycle(place, table, withheld)
        if len(withheld) == before:
            return withheld


def _hide_rows_without_total(table: _Table, withheld: set[Place]) -> None:
    """A total that must not be known is known where its row can be added up."""
    for row, column in list(withheld):
        if column == TOTAL:
            withheld.update(place for place in table.lines["row", row])


def _fill_up(line: Line, places: list[Place], table: _Table, withheld: set[Place], k: int) -> None:
    """What is withheld in a line whose margin is shown is together about at least k people."""
    is_margin = [place[1] == TOTAL if line[0] == "row" else place[0] == WHOLE for place in places]
    margin = next((place for place, is_one in zip(places, is_margin, strict=True) if is_one), None)
    parts = [place for place, is_one in zip(places, is_margin, strict=True) if not is_one]
    hidden = [place for place in parts if place in withheld and table.people[place]]
    if not hidden or margin is None or margin in withheld:
        return
    rest = sorted(
        (place for place in parts if place not in withheld and table.people[place]),
        key=lambda place: (table.people[place], str(place)),
    )
    while rest and sum(table.people[place] for place in hidden) < k:
        hidden.append(rest.pop(0))
    withheld.update(hidden)
    if sum(table.people[place] for place in hidden) < k:
        withheld.add(margin)


def _cycle(place: Place, table: _Table, withheld: set[Place]) -> set[Place]:
    """The cells to withhold so that this one lies on a cycle; the cheapest path between its two
    lines.
    """
    ends = table.lines_of(place)
    if len(ends) == 1:
        return _another(place, table, withheld)
    start, goal = ends
    costs: dict[Line, int] = {start: 0}
    came: dict[Line, Place] = {}
    queue: list[tuple[int, str, Line]] = [(0, "", start)]
    while queue:
        cost, _, line = heapq.heappop(queue)
        if line == goal:
            return _path(start, goal, came, table) - withheld
        if cost > costs[line]:
            continue
        for step in table.lines[line]:
            if step == place or not (table.people[step] or step in withheld):
                continue
            [other] = [end for end in table.lines_of(step) if end != line]
            price = cost + (0 if step in withheld else table.people[step])
            if price < costs.get(other, price + 1):
                costs[other], came[other] = price, step
                heapq.heappush(queue, (price, str(other), other))
    return set()


def _another(place: Place, table: _Table, withheld: set[Place]) -> set[Place]:
    """Where only columns add up: a second withheld cell in the column."""
    [line] = table.lines_of(place)
    others = [step for step in table.lines[line] if step != place]
    if any(step in withheld for step in others):
        return set()
    rest = [step for step in others if table.people[step]]
    return {min(rest, key=lambda step: (table.people[step], str(step)))} if rest else set()


def _path(start: Line, goal: Line, came: dict[Line, Place], table: _Table) -> set[Place]:
    found, line = set(), goal
    while line != start:
        step = came[line]
        found.add(step)
        [line] = [end for end in table.lines_of(step) if end != line]
    return found


def disclose_mean(
    mean: float, *, answers: int, k: int, lowest: float = 1, highest: float = 5
) -> float | None:
    """A mean of at least k answers, rounded so that their sum, and so one answer, cannot be solved
    for.

    The step is the least of 0.1, 0.2, 0.5 and 1 at which as many sums have one mean as one answer
    has values.
    """
    if answers < k:
        return None
    step = next((step for step in (0.1, 0.2, 0.5, 1.0) if step * answers > highest - lowest), None)
    return None if step is None else round(round(mean / step) * step, 1)


def disclose_share(percent: float, *, have: int, have_not: int, k: int) -> float | None:
    """A share of people (or of what belongs to them): both sides are nobody, or at
    least k people.
    """
    if have + have_not < k or 0 < have < k or 0 < have_not < k:
        return None
    return percent
