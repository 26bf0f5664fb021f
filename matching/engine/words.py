"""The words of a text that say what it is about."""

import re
from functools import cache

from stop_words import get_stop_words

WORD = re.compile(r"[^\W\d_]{3,}")
# Whose small words are known; of two languages that a text could be in, the one that stands first.
LANGUAGES = (
    "english",
    "german",
    "french",
    "spanish",
    "italian",
    "dutch",
    "portuguese",
    "polish",
    "swedish",
    "danish",
    "norwegian",
    "finnish",
    "czech",
    "romanian",
    "turkish",
)
# In the lists, as they are used on whole libraries; but they say what somebody wants to learn.
TELLING = frozenset(
    [
        "build",
        "building",
        "design",
        "develop",
        "group",
        "groups",
        "index",
        "information",
        "interview",
        "interviews",
        "invention",
        "novel",
        "order",
        "page",
        "present",
        "presenting",
        "presentation",
        "presentations",
        "research",
        "section",
        "state",
        "states",
        "system",
        "systems",
        "value",
        "world",
        "write",
        "writing",
    ]
)


def words_of(text: str) -> list[str]:
    """In lower case, as often as they stand there, without the small words of the text's own
    language.

    The language is the one of whose small words the most stand there: what is a small word in one
    ("die", "war") says something in another.
    """
    words = [word.lower() for word in WORD.findall(text)]
    number = {
        language: sum(word in small_words(language) for word in words) for language in LANGUAGES
    }
    language = max(LANGUAGES, key=lambda name: number[name])
    return [word for word in words if word not in small_words(language)]


@cache
def small_words(language: str) -> frozenset[str]:
    """As WORD cuts them: "don't" is listed, "don" is what is met."""
    cut = {part.lower() for word in get_stop_words(language) for part in WORD.findall(word)}
    return frozenset(cut - TELLING)
