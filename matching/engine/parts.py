"""One criterion over all pairs: by a table of answers, by shared terms, or by wishes; always in
whole points.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from matching.engine.criteria import WISHES_COUNT, rarity, terms_of, too_common
from matching.engine.points import floor_points
from matching.engine.problem import Criterion, Person
from matching.engine.tables import CELLS_AT_ONCE, is_answer, points_table

Ints = npt.NDArray[np.int64]
Scores = npt.NDArray[np.int16]
# Unit vectors as integers: the mentee's side carries the criterion's points and 4 bits, the
# mentor's 13 bits; a product stays below 10,000 * 2^17 < 2^31.
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
    """A criterion that compares answers by a table: one row for each distinct answer of the
    mentees.
    """

    def __init__(
        self, criterion: Criterion, most: int, mentees: Sequence[Person], mentors: Sequence[Person]
    ) -> None:
        self.criterion, self.most = criterion, most
        given, self.row_codes = number_distinct(
            [person.answer(criterion.mentee) for person in mentees]
        )
        self._offered, self.column_codes = number_distinct(
            [person.answer(criterion.mentor) for person in mentors]
        )
        self.table = points_table(criterion, most, given, self._offered)
        left, right = is_answer(given), is_answer(self._offered)
        numbers = (
            np.bincount(self.row_codes, minlength=len(given)) * left,
            np.bincount(self.column_codes, minlength=len(right)) * right,
        )
        self.mean = _mean(self.table, *numbers, nobody=most // 2)
        self.table[~left] = self.mean
        self.table[:, ~right] = self.mean

    def row(self, mentee: Person) -> Scores:
        """A mentee's points with every mentor, shape (mentors,)."""
        wanted = mentee.answer(self.criterion.mentee)
        points = points_table(self.criterion, self.most, [wanted], self._offered)[0]
        points[~is_answer(self._offered) if wanted is not None else slice(None)] = self.mean
        found: Scores = points[self.column_codes]
        return found

    def part(self, mentee: Person, mentor: Person, _column: int) -> Part:
        wanted, offered = mentee.answer(self.criterion.mentee), mentor.answer(self.criterion.mentor)
        answered = wanted is not None and offered is not None
        points = (
            points_table(self.criterion, self.most, [wanted], [offered])[0, 0]
            if answered
            else self.mean
        )
        return Part(self.criterion.name, int(points), self.most, answered, (offered, wanted))


class Terms:
    """A criterion that compares by the IDF-weighted cosine of terms, in fixed point."""

    def __init__(
        self, criterion: Criterion, most: int, mentees: Sequence[Person], mentors: Sequence[Person]
    ) -> None:
        self.criterion, self.most = criterion, most
        self._common: frozenset[str] = frozenset()
        wanted = [terms_of(criterion, person.answer(criterion.mentee)) for person in mentees]
        offered = [terms_of(criterion, person.answer(criterion.mentor)) for person in mentors]
        if criterion.kind == "text":
            self._common = too_common([*filter(None, wanted), *filter(None, offered)])
            wanted, offered = (
                [self._telling(document) for document in side] for side in (wanted, offered)
            )
        self._wanted, self._given = wanted, offered
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
        self.mean = (
            (int(np.asarray(sums).item()) >> ONE_PAIR_OF_TERMS) // pairs if pairs else most // 2
        )

    @cached_property
    def row_codes(self) -> Ints:
        """A number for each mentee, the same where the terms are."""
        return _number_documents(self._wanted)

    @cached_property
    def column_codes(self) -> Ints:
        """The same for each mentor."""
        return _number_documents(self._given)

    def _matrix(self, documents: Sequence[Mapping[str, int]], scale: int) -> sp.csr_matrix:
        owners, numbers, values = self._entries(documents, scale)
        return sp.csr_matrix((values, (owners, numbers)), shape=(len(documents), len(self._index)))

    def _vector(self, document: Mapping[str, int], scale: int) -> dict[int, int]:
        """The terms that can meet, by their number, as parts of a vector of length `scale`, rounded
        down.
        """
        _, numbers, values = self._entries([document], scale)
        return dict(zip(numbers.tolist(), values.tolist(), strict=True))

    def _entries(
        self, documents: Sequence[Mapping[str, int]], scale: int
    ) -> tuple[Ints, Ints, npt.NDArray[np.int32]]:
        """Of each term that can meet: which document has it, the term's number, its part of the
        document's vector.

        `bincount` adds one after the other, so that a document comes to the same alone and among
        others.
        """
        owners = np.repeat(np.arange(len(documents)), [len(each) for each in documents])
        weights = np.array(
            [n * self._rarity.get(term, 1.0) for each in documents for term, n in each.items()]
        )
        numbers = np.array(
            [self._index.get(term, -1) for each in documents for term in each], dtype=np.int64
        )
        lengths = np.sqrt(np.bincount(owners, weights=weights * weights, minlength=len(documents)))
        values = (weights / lengths[owners] * scale + 1e-9).astype(np.int32)
        meets = numbers >= 0
        return owners[meets], numbers[meets], values[meets]

    def _telling(self, document: Mapping[str, int]) -> Mapping[str, int]:
        return {term: number for term, number in document.items() if term not in self._common}

    def _document(self, answer: Any) -> Mapping[str, int]:
        """The terms that count; without any there is no answer."""
        return self._telling(terms_of(self.criterion, answer))

    def block(self, rows: Any) -> npt.NDArray[np.int32]:
        products: npt.NDArray[np.int32] = self.rows[rows] @ self.columns
        products >>= ONE_PAIR_OF_TERMS
        return products

    def row(self, mentee: Person) -> Scores:
        document = self._document(mentee.answer(self.criterion.mentee))
        if not document:
            return np.full(len(self.has_column), self.mean, dtype=np.int16)
        vector = self._vector(document, self.most << MENTEE_BITS)
        found = self.columns[list(vector)].T @ np.array(list(vector.values()), dtype=np.int32)
        return np.where(self.has_column, found >> ONE_PAIR_OF_TERMS, self.mean).astype(np.int16)

    def part(self, mentee: Person, mentor: Person, column: int) -> Part:
        wanted = self._document(mentee.answer(self.criterion.mentee))
        offered = self._document(mentor.answer(self.criterion.mentor))
        if not wanted or not offered:
            return Part(self.criterion.name, self.mean, self.most, is_answered=False, evidence=())
        left, right = self._vector(wanted, self.most << MENTEE_BITS), self.columns[:, column]
        gains = {
            term: left[number] * int(right[number])
            for term, number in self._index.items()
            if number in left
        }
        shared = sorted(
            (term for term, gain in gains.items() if gain), key=lambda term: (-gains[term], term)
        )
        points = sum(gains.values()) >> ONE_PAIR_OF_TERMS
        return Part(
            self.criterion.name, points, self.most, is_answered=True, evidence=tuple(shared)
        )


class Wishes:
    """Points by the rank at which each side wished for the other; who made no wish gets none, and
    loses none.
    """

    def __init__(
        self, criterion: Criterion, most: int, mentees: Sequence[Person], mentors: Sequence[Person]
    ) -> None:
        self.criterion, self.most = criterion, most
        self._mentors = {person.id: number for number, person in enumerate(mentors)}
        rows = {person.id: number for number, person in enumerate(mentees)}
        cells: dict[tuple[int, int], int] = {}
        for row, person in enumerate(mentees):
            for rank, other in _ranked(person):
                if other in self._mentors:
                    cells[row, self._mentors[other]] = self._side(rank)
        for column, person in enumerate(mentors):
            for rank, other in _ranked(person):
                if other in rows:
                    cells[rows[other], column] = cells.get((rows[other], column), 0) + self._side(
                        rank
                    )
        self.cells = cells

    def _side(self, rank: int) -> int:
        return floor_points(self.most // 2, WISHES_COUNT[rank])

    def row(self, mentee: Person) -> Scores:
        points = np.zeros(len(self._mentors), dtype=np.int16)
        for rank, other in _ranked(mentee):
            if other in self._mentors:
                points[self._mentors[other]] = self._side(rank)
        return points

    def part(self, mentee: Person, mentor: Person, column: int) -> Part:
        ranks = (_rank(mentee, mentor.id), _rank(mentor, mentee.id))
        points = sum(self._side(rank) for rank in ranks if rank is not None)
        named = tuple(None if rank is None else rank + 1 for rank in ranks)
        return Part(
            self.criterion.name, points, self.most, bool(mentee.wishes or mentor.wishes), named
        )


def part_of(
    criterion: Criterion, most: int, mentees: Sequence[Person], mentors: Sequence[Person]
) -> Table | Terms | Wishes:
    if criterion.kind in ("terms", "text"):
        return Terms(criterion, most, mentees, mentors)
    kind = Wishes if criterion.kind == "preferences" else Table
    return kind(criterion, most, mentees, mentors)


def _ranked(person: Person) -> list[tuple[int, str]]:
    """The wishes that count, each with its rank from 0; one that is said again counts where it
    stands first.
    """
    return list(enumerate(list(dict.fromkeys(person.wishes))[: len(WISHES_COUNT)]))


def _rank(person: Person, wanted: str) -> int | None:
    return next((rank for rank, other in _ranked(person) if other == wanted), None)


def number_distinct(values: Sequence[Any]) -> tuple[list[Any], Ints]:
    """The distinct values, and each one's number among them."""
    index: dict[Any, int] = {}
    codes = [index.setdefault(value, len(index)) for value in values]
    return list(index), np.array(codes, dtype=np.int64)


def _number_documents(documents: Sequence[Mapping[str, int]]) -> Ints:
    return number_distinct([tuple(sorted(document.items())) for document in documents])[1]


def _mean(table: Scores, givers: Ints, offerers: Ints, *, nobody: int) -> int:
    """The mean points over all pairs that answered, rounded down; `nobody` where none did.

    `givers` and `offerers` say how many people stand behind each row and column of the table.
    """
    pairs = int(givers.sum()) * int(offerers.sum())
    if not pairs:
        return nobody
    size = max(1, CELLS_AT_ONCE // table.shape[1])
    sums = (
        int(givers[low : low + size] @ (table[low : low + size].astype(np.int64) @ offerers))
        for low in range(0, len(table), size)
    )
    return sum(sums) // pairs
