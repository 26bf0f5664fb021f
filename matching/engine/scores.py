"""Scores in integers, block by block: the same on every machine, and an explanation adds up
exactly.

S(i,j) = sum of P_c * f_c(i,j), each term rounded down, P_c by largest remainder, sum of P_c =
10,000, plus a bonus for a pair that is kept; -1 where a rule forbids the pair. Rows are mentees,
columns mentors.
"""

from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
import scipy.sparse as sp

from matching.engine.parts import Ints, Part, Scores, Table, Terms, Wishes, number_distinct, part_of
from matching.engine.points import points_of_weights
from matching.engine.problem import Person, Problem, Rule
from matching.engine.tables import Flags, broken_table

FORBIDDEN = np.int16(-1)


class Scoring:
    """All scores of a problem, computed when they are asked for; nothing of size mentees x mentors
    is kept.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.mentees = _in_order(problem.mentees, problem.seed)
        self.mentors = _in_order(problem.mentors, problem.seed)
        self.row_of = {person.id: number for number, person in enumerate(self.mentees)}
        self.column_of = {person.id: number for number, person in enumerate(self.mentors)}
        most = points_of_weights({each.name: each.weight for each in problem.criteria})
        sides = (self.mentees, self.mentors)
        self.parts: list[Table | Terms | Wishes] = [
            part_of(each, most[each.name], *sides) for each in problem.criteria
        ]
        self._terms = [part for part in self.parts if isinstance(part, Terms)]
        self._stack()
        self._broken, self._rule_classes = self._rules_by_class()
        self._has_broken = bool(self._broken.any())
        self._added = self._sparse({**self._bonuses()})
        rows, columns = self._forbidden_cells()
        self._forbidden = sp.csr_matrix(
            (np.ones(len(rows), dtype=bool), (rows, columns)), shape=self.shape
        )

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.mentees), len(self.mentors)

    @cached_property
    def seats(self) -> Ints:
        return np.array([person.seats for person in self.mentors], dtype=np.int64)

    @cached_property
    def alike(self) -> Ints:
        """A number for each mentee, the same for those whose answers say the same to every
        criterion and rule.
        """
        codes = [part.row_codes for part in self.parts if not isinstance(part, Wishes)]
        columns = [each.tolist() for each in (*codes, self._rule_classes)]
        return number_distinct(list(zip(*columns, strict=True)))[1]

    @cached_property
    def alike_mentors(self) -> Ints:
        """The same for each mentor."""
        codes = [part.column_codes for part in self.parts if not isinstance(part, Wishes)]
        offered = [self._offers[rule.name][1] for rule in self._compared_rules]
        columns = [each.tolist() for each in (*codes, *offered)]
        return number_distinct(
            list(zip(*columns, strict=True)) if columns else [()] * len(self.mentors)
        )[1]

    @cached_property
    def least_sizes(self) -> Ints:
        return np.array([person.least for person in self.mentors], dtype=np.int64)

    def block(self, rows: Any) -> Scores:
        """Scores of some mentees (a slice or an array of row numbers) with every mentor; -1 is
        forbidden.
        """
        found: Scores = self._rows[rows] @ self._columns
        for terms in self._terms:
            found += terms.block(rows).astype(np.int16)
        added = self._added[rows].tocoo()
        found[added.row, added.col] += added.data
        # A mask, and not a cost: no sum of points comes up against it.
        if self._has_broken:
            np.copyto(found, FORBIDDEN, where=self._broken[self._rule_classes[rows]])
        forbidden = self._forbidden[rows].tocoo()
        found[forbidden.row, forbidden.col] = FORBIDDEN
        return found

    def row(self, mentee: Person) -> Scores:
        """Scores of somebody who need not be in the problem, with every mentor; -1 is forbidden."""
        total = np.zeros(len(self.mentors), dtype=np.int16)
        for part in self.parts:
            total += part.row(mentee)
        total[self._columns_of.get(mentee.person, [])] = FORBIDDEN
        for rule in self.problem.rules:
            total[self._broken_columns(rule, mentee)] = FORBIDDEN
        return total

    def worths(self, row: int) -> Scores:
        """What a mentee's pairs are worth by themselves: the scores without the bonus of kept
        pairs; -1 is forbidden.
        """
        return self.without_bonus(row, self.block(np.array([row]))[0])

    def without_bonus(self, row: int, scores: Scores) -> Scores:
        """The same from the mentee's scores with every mentor."""
        found = scores.copy()
        for column in self._kept_columns.get(self.mentees[row].id, ()):
            found[column] -= self.problem.keep_bonus * (found[column] >= 0)
        return found

    def score(self, row: int, column: int) -> int:
        return int(self.block(np.array([row]))[0, column])

    def explained_score(self, row: int, column: int) -> int:
        """The sum of the parts and the bonus, whether or not a rule forbids the pair."""
        return sum(part.points for part in self.explain(row, column)) + self.bonus(row, column)

    def bonus(self, row: int, column: int) -> int:
        """What the pair gets because it exists already."""
        pair = (self.mentees[row].id, self.mentors[column].id)
        return self.problem.keep_bonus if pair in self._kept else 0

    def explain(self, row: int, column: int) -> list[Part]:
        """One part a criterion; with `bonus` they add up to the score of an allowed pair."""
        return [part.part(self.mentees[row], self.mentors[column], column) for part in self.parts]

    def broken_rules(self, row: int, column: int) -> list[str]:
        """Names of the rules that forbid the pair; `self` where it is one person."""
        mentee, mentor = self.mentees[row], self.mentors[column]
        broken = ["self"] if mentee.person and mentee.person == mentor.person else []
        return broken + [
            rule.name for rule in self.problem.rules if self._breaks(rule, mentee, mentor)
        ]

    def rules_against(self, row: int) -> list[list[str]]:
        """For each mentor what `broken_rules` says of the mentee with them, all at one time."""
        mentee = self.mentees[row]
        found: list[list[str]] = [[] for _ in self.mentors]
        for column in self._columns_of.get(mentee.person, ()):
            found[column].append("self")
        for rule in self.problem.rules:
            for column in sorted(set(self._broken_columns(rule, mentee))):
                found[column].append(rule.name)
        return found

    def _breaks(self, rule: Rule, mentee: Person, mentor: Person) -> bool:
        if rule.kind == "pairs":
            return self.column_of[mentor.id] in self._paired[rule.name].get(mentee.id, ())
        if rule.kind == "reporting_line":
            return (mentor.person != "" and mentor.person in _above(mentee, rule)) or (
                mentee.person != "" and mentee.person in _above(mentor, rule)
            )
        return bool(
            broken_table(rule, [mentee.answer(rule.mentee)], [mentor.answer(rule.mentor)])[0, 0]
        )

    @cached_property
    def _kept(self) -> set[tuple[str, str]]:
        return set(self.problem.kept)

    @cached_property
    def _kept_columns(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for mentee, mentor in self._kept:
            found.setdefault(mentee, []).append(self.column_of[mentor])
        return found

    def _stack(self) -> None:
        """One product gives the sum of all tables: a mentee's row picks one line of each."""
        lines: list[Scores] = []
        picks: list[Ints] = []
        offset = 0
        for table, codes in self._tables():
            lines.append(table)
            picks.append(codes + offset)
            offset += len(table)
        number = len(self.mentees)
        columns = np.stack(picks, axis=1) if number else np.zeros((0, len(picks)), dtype=np.int64)
        indptr = np.arange(number + 1) * len(picks)
        ones = np.ones(columns.size, dtype=np.int16)
        self._rows = sp.csr_matrix((ones, columns.ravel(), indptr), shape=(number, offset))
        self._columns = np.ascontiguousarray(np.concatenate(lines), dtype=np.int16)

    def _tables(self) -> list[tuple[Scores, Ints]]:
        found: list[tuple[Scores, Ints]] = []
        for part in self.parts:
            if isinstance(part, Table):
                found.append((part.table[:, part.column_codes], part.row_codes))
            elif isinstance(part, Terms):
                with_answer = np.where(part.has_column, 0, part.mean)
                without = np.full(len(self.mentors), part.mean)
                found.append(
                    (
                        np.array([with_answer, without], dtype=np.int16),
                        (~part.has_row).astype(np.int64),
                    )
                )
        nothing = (
            np.zeros((1, len(self.mentors)), dtype=np.int16),
            np.zeros(len(self.mentees), dtype=np.int64),
        )
        return found or [nothing]

    def _rules_by_class(self) -> tuple[Flags, Ints]:
        """People who answer alike break alike: which mentors each class of mentees may not have,
        shape (classes, mentors), and each mentee's class.
        """
        rules = self._compared_rules
        given = [
            number_distinct([person.answer(rule.mentee) for person in self.mentees])
            for rule in rules
        ]
        classes, rows = number_distinct(
            list(zip(*(codes.tolist() for _, codes in given), strict=True))
        )
        table = np.zeros((len(classes) if rules else 1, len(self.mentors)), dtype=bool)
        for place, (rule, (answers, _)) in enumerate(zip(rules, given, strict=True)):
            offered, columns = self._offers[rule.name]
            codes = np.array([codes[place] for codes in classes], dtype=np.int64)
            table |= broken_table(rule, answers, offered)[codes][:, columns]
        return table, rows if rules else np.zeros(len(self.mentees), dtype=np.int64)

    @cached_property
    def _compared_rules(self) -> list[Rule]:
        return [rule for rule in self.problem.rules if rule.kind not in ("reporting_line", "pairs")]

    def _bonuses(self) -> dict[tuple[int, int], int]:
        cells: dict[tuple[int, int], int] = {}
        for part in self.parts:
            if isinstance(part, Wishes):
                for cell, points in part.cells.items():
                    cells[cell] = cells.get(cell, 0) + points
        for mentee, mentor in self._kept:
            cell = self.row_of[mentee], self.column_of[mentor]
            cells[cell] = cells.get(cell, 0) + self.problem.keep_bonus
        return cells

    def _forbidden_cells(self) -> tuple[list[int], list[int]]:
        """Row and column of what a list of pairs, a reporting line or being one person forbids;
        some stand there twice.
        """
        rows, columns = [], []
        for row, mentee in enumerate(self.mentees):
            columns += (forbidden := self._apart(mentee))
            rows += [row] * len(forbidden)
        return rows, columns

    def _apart(self, mentee: Person) -> list[int]:
        """The mentors whom no answer but a list of pairs, a line or the person
        themselves forbids.
        """
        found = list(self._columns_of.get(mentee.person, ()))
        for rule in self.problem.rules:
            if rule.kind in ("reporting_line", "pairs"):
                found += self._broken_columns(rule, mentee)
        return found

    @cached_property
    def _below(self) -> dict[str, dict[str, list[int]]]:
        """By rule about lines and by person: the mentors who stand below that person."""
        found: dict[str, dict[str, list[int]]] = {}
        for rule in self.problem.rules:
            below = found.setdefault(rule.name, {})
            for column, mentor in enumerate(self.mentors):
                for person in _above(mentor, rule) if rule.kind == "reporting_line" else ():
                    below.setdefault(person, []).append(column)
        return found

    @cached_property
    def _paired(self) -> dict[str, dict[str, list[int]]]:
        """By rule that lists pairs and by mentee: the mentors."""
        found: dict[str, dict[str, list[int]]] = {}
        for rule in self.problem.rules:
            by_mentee = found.setdefault(rule.name, {})
            for mentee, mentor in rule.pairs:
                by_mentee.setdefault(mentee, []).append(self.column_of[mentor])
        return found

    @cached_property
    def _columns_of(self) -> dict[str, list[int]]:
        return _by_person(self.mentors)

    @cached_property
    def _offers(self) -> dict[str, tuple[list[Any], Ints]]:
        """By rule: the mentors' distinct answers, and each mentor's number among them."""
        return {
            rule.name: number_distinct([each.answer(rule.mentor) for each in self.mentors])
            for rule in self._compared_rules
        }

    def _broken_columns(self, rule: Rule, mentee: Person) -> list[int]:
        """The mentors with whom the mentee would break the rule."""
        if rule.kind == "pairs":
            return self._paired[rule.name].get(mentee.id, [])
        if rule.kind == "reporting_line":
            above = [
                column
                for person in _above(mentee, rule)
                for column in self._columns_of.get(person, ())
            ]
            return above + (self._below[rule.name].get(mentee.person, []) if mentee.person else [])
        offered, codes = self._offers[rule.name]
        broken = broken_table(rule, [mentee.answer(rule.mentee)], offered)[0]
        return [int(column) for column in np.flatnonzero(broken[codes])]

    def _sparse(self, cells: dict[tuple[int, int], int]) -> sp.csr_matrix:
        keys = np.array(list(cells), dtype=np.int64).reshape(-1, 2)
        data = np.array(list(cells.values()), dtype=np.int16)
        return sp.csr_matrix((data, (keys[:, 0], keys[:, 1])), shape=self.shape)


def _above(person: Person, rule: Rule) -> tuple[str, ...]:
    return person.line[: rule.levels] if rule.levels else person.line


def _by_person(people: Sequence[Person]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, each in enumerate(people):
        if each.person:
            found.setdefault(each.person, []).append(number)
    return found


def _in_order(people: Sequence[Person], seed: int) -> tuple[Person, ...]:
    """By a hash of id and seed: the order of the input decides nothing, and no id is favoured at a
    tie.
    """

    def key(person: Person) -> bytes:
        return blake2b(f"{seed}:{person.id}".encode(), digest_size=16).digest()

    return tuple(sorted(people, key=key))
