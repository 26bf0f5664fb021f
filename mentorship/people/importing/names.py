"""A person's name in one cell, and comparing names that two systems write."""

import re
import unicodedata

SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "md", "esq", "mba", "cpa", "dds"}
# What systems put where a person has no first or no last name.
PLACEHOLDERS = {"-", "--", "–", "—", ".", "_", "fnu", "lnu", "xxx", "x", "n/a", "na", "n.a.", "none", "null", "nil"}


def split_name(text: str) -> tuple[str, str]:
    """First and last name of "Doe, Jane" or "Jane Doe"; a single name is a first name."""
    head, *rest = [part.strip() for part in text.split(",") if part.strip()] or [""]
    titles = [part for part in rest if _is_suffix(part)]
    firsts = [part for part in rest if not _is_suffix(part)]
    if firsts:
        return " ".join(firsts), " ".join([head, *titles])
    words = head.split()
    while len(words) > 2 and _is_suffix(words[-1]):
        titles.insert(0, words.pop())
    if len(words) < 2:
        return " ".join([*words, *titles]), ""
    return " ".join(words[:-1]), " ".join([words[-1], *titles])


def is_placeholder(text: str) -> bool:
    return text.casefold() in PLACEHOLDERS and text != "X"


def folded(name: str) -> str:
    """The name without case, accents, signs and order: "Two, Hia" and "Hia Two" are one."""
    head, comma, rest = name.partition(",")
    turned = f"{rest} {head}" if comma and not _is_suffix(rest) else name
    spread = unicodedata.normalize("NFKD", turned.casefold())
    plain = "".join(character for character in spread if not unicodedata.combining(character))
    return " ".join(re.findall(r"[^\W_]+", plain))


def _is_suffix(text: str) -> bool:
    return text.strip().rstrip(".").replace(".", "").casefold() in SUFFIXES
