"""What text may hold when it is stored: one rule for forms, imports, API and archives. Imports no
Django.

Nothing that PostgreSQL, XML 1.0 (section 2.2, the range of characters) or an e-mail header cannot
carry, nothing that a reader cannot see. The joiners of Persian, Indic scripts and emoji stay.
"""

import re
import unicodedata

JOINERS = "\u200c\u200d"
# Line feed, vertical tab, form feed, carriage return, the separators of files, NEXT LINE, LINE and
# PARAGRAPH SEPARATOR.
BREAKS = re.compile("\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
SPACES = re.compile(r"\s+")
# What looks like nothing and is a letter to Unicode: Hangul fillers and the Braille blank.
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"


def N_(text: str) -> str:  # noqa: N802 - as gettext's own examples call it
    """Marks a text of a module that imports no Django: it is translated where it is shown."""
    return text


def one_line(text: str) -> str:
    """Text of a one-line field: breaks and runs of white space become one space, invisible
    characters go.
    """
    return SPACES.sub(" ", _visible(BREAKS.sub(" ", text).replace("\t", " "))).strip()


def prose(text: str) -> str:
    """Text of several lines: every kind of break becomes a line feed; tabs and indentation stay."""
    lines = (_visible(line, keep="\t").rstrip() for line in BREAKS.sub("\n", text).split("\n"))
    return "\n".join(lines).strip("\n")


# Apostrophes as keyboards, phones and files write them, and letters that no decomposition takes
# apart.
_APOSTROPHES = "'’‘‛`´ʼʻʹ′＇"
_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
)
_ACCENTS = re.compile("[\u0300-\u036f]")


def fold(text: str) -> str:
    """The text as a search compares it: in lower case, without accents and apostrophes.
    `search_fold` in SQL.
    """
    bare = "".join(sign for sign in text.lower() if sign not in _APOSTROPHES)
    return _ACCENTS.sub("", unicodedata.normalize("NFKD", bare)).translate(_LETTERS)


def search_words(text: str) -> list[str]:
    """The words of a search, folded."""
    return fold(text).split()


# Signs that begin a formula, the wide and small ones included that a spreadsheet folds into them.
_SIGNS = "=+\\-@＝﹦⁼₌＋﹢⁺₊－﹣⁻₋＠﹫⩵⩶﬩"
# What may stand before one and is skipped or cut away: white space, what does not show, quotation
# marks.
_SKIPPED = (
    r"\s\x00-\x1f\x7f-\xa0\xad\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f"
    r"\u2800\u3164\ufeff\uffa0\""
)
# At the start of a cell, and after each sign at which a spreadsheet of another country cuts a line
# into cells.
_START = rf"((?:^|[,;|\t\n\r])[{_SKIPPED}]*)"
_FORMULA = re.compile(rf"{_START}(?='*[{_SIGNS}])")
_ESCAPED = re.compile(rf"{_START}'(?='*[{_SIGNS}])")


def escape_formulas(text: str) -> str:
    """The text for a cell of a download: an apostrophe before whatever a spreadsheet would run."""
    return _FORMULA.sub(r"\1'", text)


def unescape_formulas(text: str) -> str:
    """The text that `escape_formulas` was given."""
    return _ESCAPED.sub(r"\1", text)


def is_storable(text: str) -> bool:
    """Whether the text is free of what neither `one_line` nor `prose` lets through; breaks and
    spaces count as fine.
    """
    spread = BREAKS.sub("\n", text)
    return all(
        _is_kept(character, keep="\t\n") for character in unicodedata.normalize("NFC", spread)
    )


def _visible(text: str, *, keep: str = "") -> str:
    if text.isascii() and text.isprintable():
        return text
    kept = "".join(
        character
        for character in unicodedata.normalize("NFC", text)
        if _is_kept(character, keep=keep)
    )
    # A joiner that joins nothing is as invisible as the rest.
    return re.sub(rf"(?<![^\s{JOINERS}])[{JOINERS}]+|[{JOINERS}]+(?![^\s{JOINERS}])", "", kept)


def _is_kept(character: str, *, keep: str) -> bool:
    if character in keep or character in JOINERS:
        return True
    if (
        character in BLANKS
        or (ord(character) & 0xFFFE) == 0xFFFE
        or 0xFDD0 <= ord(character) <= 0xFDEF
    ):
        return False
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Zl", "Zp"}
