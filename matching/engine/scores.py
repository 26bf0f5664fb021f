"""Scores in integers, block by block: the same on every machine, and an explanation adds up exactly.

S(i,j) = sum of P_c * f_c(i,j), each term rounded down, P_c by largest remainder, sum of P_c = 10,000,
plus a bonus for a pair that is kept; -1 where a rule forbids the pair. Rows are mentees, columns mentors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matching.engine.criteria import WISHES_COUNT, fit_of, keeps, rarity, terms_of
from matching.engine.points import POINTS, floor_points, points_of_weights
from matching.engine.problem import MOST_BONUS, Criterion, Person, Problem, Rule

Ints = npt.NDArray[np.int64]
Scores = npt.NDArray[np.int16]
FORBIDDEN = np.int16(-1)
PENALTY = POINTS + MOST_BONUS + 1
# Unit vectors as integers: the mentee's side carries the criterion's points and 4 bits, the mentor's 13 bits;
# a product stays below 10,000 * 2^17 < 2^31.
MENTEE_BITS, MENTOR_BITS = 4, 13
ONE_PAIR_OF_TERMS = MENTEE_BITS + MENTOR_BITS


@dataclass(frozen=True)
class Part:
    """One criterion's share of a pair's score; `evidence` are shared terms or the two answers."""

    criterion: str
    points: int
    most: int
    is_answered: bool
    evidence: tuple[Any, ...]


class Table:
    """A criterion that compares answers by a table: one row for each distinct answer of the mentees."""

    def __init__(self, criterion: Criterion, most: int, mentees: Sequence[Person], mentors: Sequence[Person]) -> None:
        self.criterion, self.most = criterion, most
        self._fit = fit_of(criterion)
        given, self.row_codes = _codes([person.answer(criterion.mentee) for person in mentees])
        self._offered, self.column_codes = _codes([person.answer(criterion.mentor) for person in mentors])
        size = (len(given), len(self._offered))
        full = np.array([self._points(value) for value in given], dtype=np.int64).reshape(size)
        self.mean = _mean(full, given, self._offered, self.row_codes, self.column_codes, nobody=most // 2)
        self.table = np.array([self._with_mean(value) for value in given], dtype=np.int16).reshape(size)

    def _points(self, wanted: Any) -> list[int]:
        return [
            floor_points(self.most, self._fit(offered, wanted)) if offered is not None and wanted is not None else 0
            for offered in self._offered
        ]

    def _with_mean(self, wanted: Any) -> list[int]:
        known = self._points(wanted)
        return [
            points if wanted is not None and offered is not None else self.mean
            for points, offered in zip(known, self._offered, strict=True)
        ]

    def row(self, mentee: Person) -> Scores:
        """A mentee's points with every mentor, shape (mentors,)."""
        return np.array(self._with_mean(mentee.answer(self.criterion.mentee)), dtype=np.int16)[self.column_codes]

    def part(self, mentee: Person, mentor: Person, column: int) -> Part:
        wanted, offered = mentee.answer(self.criterion.mentee), mentor.answer(self.criterion.mentor)
        answered = wanted is not None and offered is not None
        points = int(self._with_mean(wanted)[self.column_codes[column]])
        return Part(self.criterion.name, points, self.most, answered, (offered, wanted))


class Terms:
    """A criterion that compares by the IDF-weighted cosine of terms, in fixed point."""

    def __init__(self, criterion: Criterion, most: int, mentees: Sequence[Person], mentors: Sequence[Person]) -> None:
        self.criterion, self.most = criterion, most
        wanted = [terms_of(criterion, person.answer(criterion.mentee)) for person in mentees]
        offered = [terms_of(criterion, person.answer(criterion.mentor)) for person in mentors]
        # Every term counts towards a vector's length; only those on both sides can meet.
        self._rarity = rarity([*wanted, *offered])
        meeting = sorted(set().union(*wanted) & set().union(*offered))
        self._index = {term: number for number, term in enumerate(meeting)}
        self.rows = sp.csr_matrix(self._matrix(wanted, most << MENTEE_BITS))
        self.columns = np.ascontiguousarray(self._matrix(offered, 1 << MENTOR_BITS).T.toarray())
        self.has_row = np.array([bool(each) for each in wanted], dtype=bool)
        self.has_column = np.array([bool(each) for each in offered], dtype=bool)
        pairs = int(self.has_row.sum()) * int(self.has_column.sum())
        sums = self.rows.sum(axis=0, dtype=np.int64) @ self.columns.sum(axis=1, dtype=np.int64)
        self.mean = (int(np.asarray(sums).item()) >> ONE_PAIR_OF_TERMS) // pairs if pairs else most // 2

    def _matrix(self, documents: Sequence["Any"], scale: int) -> sp.csr_matrix:
        entries = [self._vector(document, scale) for document in documents]
        indptr = np.cumsum([0, *(len(each) for each in entries)])
        indices = [index for each in entries for index in each]
        data = [value for each in entries for value in each.values()]
        return sp.csr_matrix((np.array(data, dtype=np.int32), indices, indptr), shape=(len(entries), len(self._index)))

    def _vector(self, document: "Any", scale: int) -> dict[int, int]:
        """The terms that can meet, by their number, as parts of a vector of length `scale`, rounded down."""
        weights = {term: number * self._rarity.get(term, 1.0) for term, number in document.items()}
        length = sum(weight * weight for weight in weights.values()) ** 0.5
        return {
            self._index[term]: int(weight / length * scale + 1e-9)
            for term, weight in sorted(weights.items())
            if term in self._index
        }

    def block(self, rows: Any) -> npt.NDArray[np.int32]:
        products: npt.NDArray[np.int32] = self.rows[rows] @ self.columns
        products >>= ONE_PAIR_OF_TERMS
        return products

    def row(self, mentee: Person) -> Scores:
        document = terms_of(self.criterion, mentee.answer(self.criterion.mentee))
        if not document:
            return np.full(len(self.has_column), self.mean, dtype=np.int16)
        vector = self._vector(document, self.most << MENTEE_BITS)
        found = self.columns[list(vector)].T @ np.array(list(vector.values()), dtype=np.int32)
        return np.where(self.has_column, found >> ONE_PAIR_OF_TERMS, self.mean).astype(np.int16)

    def part(self, mentee: Person, mentor: Person, column: int) -> Part:
        wanted = terms_of(self.criterion, mentee.answer(self.criterion.mentee))
        offered = terms_of(self.criterion, mentor.answer(self.criterion.mentor))
        if not wanted or not offered:
            return Part(self.criterion.name, self.mean, self.most, is_answered=False, evidence=())
        left, right = self._vector(wanted, self.most << MENTEE_BITS), self.columns[:, column]
        gains = {term: left[number] * int(right[number]) for term, number in self._index.items() if number in left}
        shared = sorted((term for term, gain in gains.items() if gain), key=lambda term: (-gains[term], term))
        points = sum(gains.values()) >> ONE_PAIR_OF_TERMS
        return Part(self.criterion.name, points, self.most, is_answered=True, evidence=tuple(shared))


class Wishes:
    """Points by the rank at which each side wished for the other; who made no wish gets none, and loses none."""

    def __init__(self, criterion: Criterion, most: int, mentees: Sequence[Person], mentors: Sequence[Person]) -> None:
        self.criterion, self.most = criterion, most
        self._mentors = {person.id: number for number, person in enumerate(mentors)}
        rows = {person.id: number for number, person in enumerate(mentees)}
        cells: dict[tuple[int, int], int] = {}
        for row, person in enumerate(mentees):
            for rank, other in enumerate(person.wishes[: len(WISHES_COUNT)]):
                if other in self._mentors:
                    cells[row, self._mentors[other]] = self._side(rank)
        for column, person in enumerate(mentors):
            for rank, other in enumerate(person.wishes[: len(WISHES_COUNT)]):
                if other in rows:
                    cells[rows[other], column] = cells.get((rows[other], column), 0) + self._side(rank)
        self.cells = cells

    def _side(self, rank: int) -> int:
        return floor_points(self.most // 2, WISHES_COUNT[rank])

    def row(self, mentee: Person) -> Scores:
        points = np.zeros(len(self._mentors), dtype=np.int16)
        for rank, other in enumerate(mentee.wishes[: len(WISHES_COUNT)]):
            if other in self._mentors:
                points[self._mentors[other]] = self._side(rank)
        return points

    def part(self, mentee: Person, mentor: Person, column: int) -> Part:
        ranks = (_rank(mentee.wishes, mentor.id), _rank(mentor.wishes, mentee.id))
        points = sum(self._side(rank) for rank in ranks if rank is not None)
        named = tuple(None if rank is None else rank + 1 for rank in ranks)
        return Part(self.criterion.name, points, self.most, bool(mentee.wishes or mentor.wishes), named)


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
        self.parts: list[Table | Terms | Wishes] = [_part(each, most[each.name], *sides) for each in problem.criteria]
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
        classes, rows = _codes([tuple(p.answer(rule.mentee) for rule in rules) for p in self.mentees])
        offers, columns = _codes([tuple(p.answer(rule.mentor) for rule in rules) for p in self.mentors])
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
        return {rule.name: _codes([each.answer(rule.mentor) for each in self.mentors]) for rule in self.problem.rules}

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


def _part(
    criterion: Criterion, most: int, mentees: Sequence[Person], mentors: Sequence[Person]
) -> Table | Terms | Wishes:
    if criterion.kind in ("terms", "text"):
        return Terms(criterion, most, mentees, mentors)
    kind = Wishes if criterion.kind == "preferences" else Table
    return kind(criterion, most, mentees, mentors)


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


def _rank(wishes: tuple[str, ...], wanted: str) -> int | None:
    first = wishes[: len(WISHES_COUNT)]
    return first.index(wanted) if wanted in first else None


def _codes(values: Sequence[Any]) -> tuple[list[Any], Ints]:
    """The distinct values, and each one's number among them."""
    index: dict[Any, int] = {}
    codes = [index.setdefault(value, len(index)) for value in values]
    return list(index), np.array(codes, dtype=np.int64)


def _mean(table: Ints, given: list[Any], offered: list[Any], rows: Ints, columns: Ints, *, nobody: int) -> int:
    """The mean points over all pairs that answered, rounded down; `nobody` where none did."""
    left = np.bincount(rows, minlength=len(given)) * np.array([value is not None for value in given], dtype=np.int64)
    right = np.bincount(columns, minlength=len(offered)) * np.array([v is not None for v in offered], dtype=np.int64)
    pairs = int(left.sum()) * int(right.sum())
    return int(left @ table @ right) // pairs if pairs else nobody


def _in_order(people: Sequence[Person], seed: int) -> tuple[Person, ...]:
    """By a hash of id and seed: the order of the input decides nothing, and no id is favoured at a tie."""

    def key(person: Person) -> bytes:
        return blake2b(f"{seed}:{person.id}".encode(), digest_size=16).digest()

    return tuple(sorted(people, key=key))
