"""What an action item lacks to be SMART, in plain words. Advises, never blocks. Imports
no Django.
"""

import re
from datetime import date, timedelta

from tracking.smart_words import (
    ACTS,
    AFTER,
    BECAUSE,
    BY_WAY_OF,
    CHECKED,
    CLAUSE,
    COUNTED,
    DAY,
    DETERMINERS,
    EMPTY,
    FELT,
    LEADS,
    LIGHT,
    NO_COUNT,
    NUMBER,
    PROOF,
    PROVEN,
    PURPOSE,
    SHORT,
    SHOWN,
    VAGUE,
    WISHES,
)

# Farther ahead nobody plans an action; a year that was mistyped usually is.
FARTHEST = timedelta(days=370)
# What can be missing, each said by `tracking/words.py`.
HINTS = ("specific", "measurable", "achievable", "relevant", "no_day", "past", "far")


def hints(
    *, text: str, measure: str, achievable: str, has_goal: bool, due_on: date | None, today: date
) -> list[str]:
    """What is missing, by the names of HINTS in their order; without any the item is SMART.

    A measure, a day, a reason or a purpose may stand in the words of the action itself.
    """
    lacks = {
        "specific": not is_specific(text),
        "measurable": not (is_measure(measure) or has_measure(text)),
        "achievable": not (_says_something(achievable) or BECAUSE.search(_plain(text))),
        "relevant": not (has_goal or PURPOSE.search(_plain(text))),
        "no_day": due_on is None and not (has_day(text) or has_day(measure)),
        "past": due_on is not None and due_on < today,
        "far": due_on is not None and due_on - today > FARTHEST,
    }
    return [name for name in HINTS if lacks[name]]


def is_specific(text: str) -> bool:
    """Whether it names an act with an object, or a wish together with the way to it."""
    text = _without_days(text)
    words = _led_by_a_verb(_words(text))
    if len(words) < 2:
        return False
    first, rest = words[0], words[1:]
    has_number = bool(NUMBER.search(text))
    if first in ACTS:
        return has_number or not VAGUE.issuperset(rest)
    if first in LIGHT:
        return has_number or _has_object(rest) or _names_a_way(text)
    if first in WISHES:
        return _names_a_way(text) or (has_number and len(words) >= 5)
    # A sentence that begins in a way of its own.
    return _names_a_way(text) or (has_number and len(words) >= 3) or len(words) >= 5


def is_measure(measure: str) -> bool:
    """Whether two people would agree on the day that it is done."""
    text, words = _plain(measure), _words(_plain(measure))
    if not _says_something(measure):
        return False
    if NUMBER.search(text):
        return len(words) >= 2 or "%" in text
    if FELT.search(text):
        return False
    if len(words) == 1:
        return words[0] in PROOF
    return len(words) >= 2 and bool(SHOWN.search(text))


def has_measure(text: str) -> bool:
    """Whether the action itself counts something, or says how another person sees that it is
    done.
    """
    text = NO_COUNT.sub(" ", _without_days(text))
    if COUNTED.search(text) or PROVEN.search(text):
        return True
    return any(CHECKED.search(clause) for clause in AFTER.split(text)[1:])


def has_day(text: str) -> bool:
    """Whether the words name a day, or an event that has one."""
    return bool(DAY.search(_plain(text)))


def _says_something(text: str) -> bool:
    """Not empty, nor one of the things people write to get past a field."""
    bare = re.sub(r"[^\w\s]", "", text.lower()).strip()
    return " ".join(bare.split()) not in EMPTY


def _names_a_way(text: str) -> bool:
    """Whether an act follows upon a wish: "learn Excel by rebuilding the report"."""
    clauses = CLAUSE.split(text)[1:]
    return any(_begins_with_act(clause) for clause in clauses) or bool(
        BY_WAY_OF.search(text) and NUMBER.search(text)
    )


def _begins_with_act(clause: str) -> bool:
    words = _words(clause)
    if len(words) < 2:
        return False
    stem = words[0].removesuffix("ing")
    return bool({words[0], stem, f"{stem}e"} & ACTS) and not VAGUE.issuperset(words[1:])


def _has_object(words: list[str]) -> bool:
    """Whether what is got or made is a thing: "my licence", "the form signed"."""
    return len(words) >= 2 and words[0] in DETERMINERS and not VAGUE.issuperset(words)


def _led_by_a_verb(words: list[str]) -> list[str]:
    """Without "I will", "need to" and the like, which say nothing of what is done."""
    start = 0
    while start < len(words) - 1 and words[start] in LEADS and not _is_own(words, start):
        start += 1
    return words[start:]


def _is_own(words: list[str], start: int) -> bool:
    """ "Have a chat" is done; "have to" and "would like to" are said of what is."""
    return words[start] == "have" and words[start + 1] != "to"


def _without_days(text: str) -> str:
    return DAY.sub(" ", _plain(text))


def _plain(text: str) -> str:
    """In small letters, on one line, with what people shorten written out."""
    plain = " ".join(text.lower().split())
    for pattern, word in SHORT:
        plain = pattern.sub(word, plain)
    return plain


def _words(text: str) -> list[str]:
    return re.findall(r"[\w'-]*\w[\w'-]*", text)
