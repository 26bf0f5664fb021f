"""How two answers compare: a share from 0 to 1 for each criterion, and what it rests on."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from matching.engine.problem import Criterion
from matching.engine.words import words_of

WORKING_HOURS = 9
# From so many texts on a word can be too common to count.
MANY_TEXTS = 20
WISHES_COUNT = (1.0, 0.8, 0.6, 0.4, 0.2)


def shared_hours(mentor: float, mentee: float) -> float:
    """Hours in which both are within nine hours of work a day, from their offsets to UTC."""
    apart = abs(mentor - mentee) % 24
    return max(0.0, WORKING_HOURS - min(apart, 24 - apart))


def terms_of(criterion: Criterion, answer: Any) -> Mapping[str, int]:
    """The terms of an answer, each with how often it stands there."""
    if answer is None:
        return {}
    if criterion.kind == "text":
        return Counter(words_of(str(answer)))
    return dict.fromkeys(many(answer), 1)


def too_common(documents: Sequence[Mapping[str, int]]) -> frozenset[str]:
    """Terms that stand in more than half of many texts: two people do not fit by what everybody
    writes.
    """
    if len(documents) < MANY_TEXTS:
        return frozenset()
    number = Counter(term for document in documents for term in document)
    return frozenset(term for term, count in number.items() if 2 * count > len(documents))


def rarity(documents: Sequence[Mapping[str, int]]) -> dict[str, float]:
    """Smoothed inverse document frequency, ln((1 + n) / (1 + n_t)) + 1, over both sides.

    Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988.
    """
    number = Counter(term for document in documents for term in document)
    return {
        term: math.log((1 + len(documents)) / (1 + count)) + 1 for term, count in number.items()
    }


def many(answer: Any) -> tuple[str, ...]:
    """The texts of an answer, of which one alone is a list of one."""
    return tuple(answer) if isinstance(answer, tuple) else (str(answer),)
