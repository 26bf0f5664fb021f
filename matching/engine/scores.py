"""Scores in integers, block by block: the same on every machine, and an explanation adds up exactly.

S(i,j) = sum of P_c * f_c(i,j), each term rounded down, P_c by largest remainder, sum of P_c = 10,000,
plus a bonus for a pair that is kept; -1 where a rule forbids the pair. Rows are mentees, columns mentors.
"""

from collections.abc import Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
import scipy.sparse as sp

from matching.engine.criteria import keeps
from matching.engine.parts import Ints, Part, Scores, Table, Terms, Wishes, number_distinct, part_of
from matching.engine.points import POINTS, points_of_weights
from matching.engine.problem import MOST_BONUS, Person, Problem, Rule

FORBIDDEN = np.int16(-1)
PENALTY = POINTS + MOST_BONUS + 1


class Scoring:
    """All scores of a problem, computed when they are asked for; nothing of size mentees x mentors is kept."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.mentees = _in_order(problem.mentees, problem.seed)
        self.mentors = _in_order(problem.mentors, problem.seed)
        self.row_of = {person.id: number for number, person in enumerate(self.mentees)}
        self.column_of = {person.id: number for number, person in enumerate(self.mentors)}
        most = points_of_weights({each.name: each.weight for each in problem.criteria})
        sides = (self.mentees, self.mentors)
        self.parts: list[Table | Terms | Wishes] = [part_of(each, most[each.name], *sides) for each in problem.criteria]
        self._terms = [part for part in self.parts if isinstance(part, Terms)]
        self._stack()
        self._added = self._sparse({**self._bonuses()})
        self._forbidden = self._sparse(dict.fromkeys(self._forbidden_pairs(), 1))

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.mentees), len(self.mentors)

    @cached_property
    def seats(self) -> Ints:
        return np.array([person.seats for person in self.mentors], dtype=np.int64)

    @cached_property
    def least_sizes(self) -> Ints:
        return np.array([person.least for person in self.mentors], dtype=np.int64)

    def block(self, rows: Any) -> Scores:
        """Scores of some mentees (a slice or an array of row numbers) with every mentor; -1 is forbidden."""
        found: Scores = self._rows[rows] @ self._columns
        for terms in self._terms:
            found += terms.block(rows).astype(np.int16)
        for matrix, value in ((self._added, None), (self._forbidden, -PENALTY)):
            part = matrix[rows].tocoo()
            found[part.row, part.col] += part.data if value is None else np.int16(value)
        np.maximum(found, FORBIDDEN, out=found)
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
        return broken + [rule.name for rule in self.problem.rules if _breaks(rule, mentee, mentor)]

    @cached_property
    def _kept(self) -> set[tuple[str, str]]:
        return set(self.problem.kept)

    def _stack(self) -> None:
        """One product gives the sum of all tables: a mentee's row picks one line of each."""
        lines: list[Scores] = []
        picks: list[Ints] = []
        offset = 0
        for table, codes in [*self._tables(), self._rule_classes()]:
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
                found.append((np.array([with_answer, without], dtype=np.int16), (~part.has_row).astype(np.int64)))
        return found

    def _rule_classes(self) -> tuple[Scores, Ints]:
        """People who answer alike break alike: one line for each class of mentees."""
        rules = [rule for rule in self.problem.rules if rule.kind not in ("reporting_line", "pairs")]
        classes, rows = number_distinct([tuple(p.answer(rule.mentee) for rule in rules) for p in self.mentees])
        offers, columns = number_distinct([tuple(p.answer(rule.mentor) for rule in rules) for p in self.mentors])
        tests = [keeps(rule) for rule in rules]
        table = np.zeros((len(classes), len(offers)), dtype=np.int16)
        for line, wanted in enumerate(classes):
            for place, offered in enumerate(offers):
                broken = any(
                    mentor is not None and mentee is not None and not test(mentor, mentee)
                    for test, mentor, mentee in zip(tests, offered, wanted, strict=True)
                )
                table[line, place] = -PENALTY if broken else 0
        return table[:, columns], rows

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

    def _forbidden_pairs(self) -> set[tuple[int, int]]:
        columns, rows = self._columns_of, _by_person(self.mentees)
        found = {(row, column) for person, group in rows.items() for row in group for column in columns.get(person, ())}
        for rule in self.problem.rules:
            if rule.kind == "pairs":
                found |= {(self.row_of[mentee], self.column_of[mentor]) for mentee, mentor in rule.pairs}
            elif rule.kind == "reporting_line":
                found |= {
                    (r, c) for r, m in enumerate(self.mentees) for up in _above(m, rule) for c in columns.get(up, ())
                }
                found |= {
                    (r, c) for c, m in enumerate(self.mentors) for up in _above(m, rule) for r in rows.get(up, ())
                }
        return found

    @cached_property
    def _columns_of(self) -> dict[str, list[int]]:
        return _by_person(self.mentors)

    @cached_property
    def _offers(self) -> dict[str, tuple[list[Any], Ints]]:
        """By rule: the mentors' distinct answers, and each mentor's number among them."""
        return {
            rule.name: number_distinct([each.answer(rule.mentor) for each in self.mentors])
            for rule in self.problem.rules
        }

    def _broken_columns(self, rule: Rule, mentee: Person) -> list[int]:
        """The mentors with whom the mentee would break the rule."""
        if rule.kind == "pairs":
            return [self.column_of[mentor] for other, mentor in rule.pairs if other == mentee.id]
        if rule.kind == "reporting_line":
            above = [column for person in _above(mentee, rule) for column in self._columns_of.get(person, ())]
            return above + [c for c, mentor in enumerate(self.mentors) if mentee.person in _above(mentor, rule)]
        offered, codes = self._offers[rule.name]
        wanted, test = mentee.answer(rule.mentee), keeps(rule)
        broken = [wanted is not None and each is not None and not test(each, wanted) for each in offered]
        return [int(column) for column in np.flatnonzero(np.array(broken, dtype=bool)[codes])]

    def _sparse(self, cells: dict[tuple[int, int], int]) -> sp.csr_matrix:
        keys = np.array(list(cells), dtype=np.int64).reshape(-1, 2)
        data = np.array(list(cells.values()), dtype=np.int16)
        return sp.csr_matrix((data, (keys[:, 0], keys[:, 1])), shape=self.shape)


def _breaks(rule: Rule, mentee: Person, mentor: Person) -> bool:
    if rule.kind == "pairs":
        return (mentee.id, mentor.id) in rule.pairs
    if rule.kind == "reporting_line":
        return bool(mentor.person and mentor.person in _above(mentee, rule)) or bool(
            mentee.person and mentee.person in _above(mentor, rule)
        )
    wanted, offered = mentee.answer(rule.mentee), mentor.answer(rule.mentor)
    return wanted is not None and offered is not None and not keeps(rule)(offered, wanted)


def _above(person: Person, rule: Rule) -> tuple[str, ...]:
    return person.line[: rule.levels] if rule.levels else person.line


def _by_person(people: Sequence[Person]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, each in enumerate(people):
        if each.person:
            found.setdefault(each.person, []).append(number)
    return found


def _in_order(people: Sequence[Person], seed: int) -> tuple[Person, ...]:
    """By a hash of id and seed: the order of the input decides nothing, and no id is favoured at a tie."""

    def key(person: Person) -> bytes:
        return blake2b(f"{seed}:{person.id}".encode(), digest_size=16).digest()

    return tuple(sorted(people, key=key))
