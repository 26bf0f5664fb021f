"""A person's name in one cell, and comparing names that two systems write."""

import re
import unicodedata

SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "mba", "cpa", "dds"}
# Before a name; those that could be a name of their own only with a full stop.
TITLES = {"dr", "prof", "professor", "mr", "mrs", "ms", "mx", "herr", "frau"}
TITLES_WITH_STOP = frozenset(
    [
        "hr",
        "fr",
        "sr",
        "sra",
        "srta",
        "dra",
        "mme",
        "mlle",
        "ing",
        "mag",
        "dipl",
        "dipl-ing",
        "rev",
        "dott",
    ]
)
# What systems put where a person has no first or no last name.
PLACEHOLDERS = {
    "-",
    "--",
    "–",
    "—",
    ".",
    "_",
    "fnu",
    "lnu",
    "xxx",
    "x",
    "n/a",
    "na",
    "n.a.",
    "none",
    "null",
    "nil",
}


def split_name(text: str) -> tuple[str, str]:
    """First and last name of "Doe, Jane" or "Dr. Jane Doe"; a single name is a first name."""
    head, *rest = [part.strip() for part in text.split(",") if part.strip()] or [""]
    titles = [part for part in rest if _is_suffix(part)]
    firsts = [part for part in rest if not _is_suffix(part)]
    if firsts:
        return " ".join(_untitled(" ".join(firsts).split())), " ".join(
            [*_untitled(head.split()), *titles]
        )
    words = _untitled(head.split())
    while len(words) > 2 and _is_suffix(words[-1]):
        titles.insert(0, words.pop())
    if len(words) < 2:
        return " ".join([*words, *titles]), ""
    return " ".join(words[:-1]), " ".join([words[-1], *titles])


def is_placeholder(text: str) -> bool:
    return text.casefold() in PLACEHOLDERS and text != "X"


def folded(name: str) -> str:
    """The name without case, accents, signs, titles and order: "Two, Hia" and "Dr. Hia Two" are
    one.
    """
    head, comma, rest = name.partition(",")
    turned = f"{rest} {head}" if comma and not _is_suffix(rest) else name
    turned = " ".join(_untitled(turned.split()))
    spread = unicodedata.normalize("NFKD", turned.casefold())
    plain = "".join(character for character in spread if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", plain))


def _untitled(words: list[str]) -> list[str]:
    """The words without the titles that they begin with, unless nothing is left."""
    at = 0
    while at < len(words) - 1 and _is_title(words[at]):
        at += 1
    return words[at:]


def _is_title(word: str) -> bool:
    bare = word.rstrip(".").casefold()
    return bare in TITLES or (word.endswith(".") and bare in TITLES_WITH_STOP)


def _is_suffix(text: str) -> bool:
    return text.strip().rstrip(".").replace(".", "").casefold() in SUFFIXES
