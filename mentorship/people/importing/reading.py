"""From an uploaded file to a header and rows of text."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any, Self

from mentorship.people.importing.encodings import decode
from mentorship.people.importing.limits import (
    MOST_BYTES,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_TEXT,
    ReadError,
    too_large,
    too_many_cells,
    too_many_columns,
    too_many_rows,
    too_much_text,
)
from mentorship.people.importing.workbook import refuse_old_format, workbook_rows
from mentorship.text import BLANKS, one_line, unescape_formulas

DELIMITERS = ",;\t|"
_BLANK = re.compile(f"[{BLANKS}]")


@dataclass(frozen=True)
class Sheet:
    """The text of a file. `rows[0]` is the file's second row; an empty list is an empty row."""

    header: list[str]
    rows: list[list[str]]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        return cls(**values)


def read_file(content: bytes, name: str) -> Sheet:
    """Read CSV (comma, semicolon, tab, bar; UTF-8, UTF-16 or Windows-1252) or XLSX, whatever the name ends in.

    Takes what a file makes it take: strangers' files go through `sandbox.read_people`. Raises ReadError.
    """
    if len(content) > MOST_BYTES:
        raise ReadError(too_large(name))
    refuse_old_format(content, name)
    lines = workbook_rows(content, name) if content.startswith(b"PK\x03\x04") else _text(content, name)
    return _sheet((_row(cells, name) for cells in lines), name)


def _sheet(lines: Iterable[list[str]], name: str) -> Sheet:
    rows = _filled(lines, name)
    if not rows:
        raise ReadError(f"“{name}” is empty.")
    if not rows[0]:
        raise ReadError("The first row is empty. It has to hold the names of the columns.")
    if len(rows) == 1:
        raise ReadError(f"“{name}” has the names of columns and no people below them.")
    return Sheet(rows[0], rows[1:])


def _filled(lines: Iterable[list[str]], name: str) -> list[list[str]]:
    """The rows up to the last one that holds something; spreadsheets may end in a million empty ones."""
    rows: list[list[str]] = []
    empty = cells = text = 0
    for row in lines:
        if not row:
            empty += 1
            continue
        cells += len(row)
        text += sum(map(len, row))
        _check_size(name, columns=len(row), rows=len(rows) + empty, cells=cells, text=text)
        rows += [[] for _ in range(empty)]
        rows.append(row)
        empty = 0
    return rows


def _check_size(name: str, *, columns: int, rows: int, cells: int, text: int) -> None:
    if rows > MOST_ROWS:
        raise too_many_rows(name)
    if columns > MOST_COLUMNS:
        raise too_many_columns(name)
    if cells > MOST_CELLS:
        raise too_many_cells(name)
    if text > MOST_TEXT:
        raise too_much_text(name)


def _row(cells: list[str], name: str) -> list[str]:
    """The cells as one line each, without the empty ones at the end and without what our downloads escape."""
    row = [cell for cell in cells if cell] if len(cells) > MOST_COLUMNS else cells
    if len(row) > MOST_COLUMNS:
        raise too_many_columns(name)
    row = [_cell(cell) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def _cell(text: str) -> str:
    """`one_line`, and for what has nothing to take away, which is nearly every cell of millions, a short cut to it."""
    plain = text.isprintable() and unicodedata.is_normalized("NFC", text) and not _BLANK.search(text)
    line = " ".join(text.split()) if plain else one_line(text)
    return unescape_formulas(line) if "'" in line else line


def _text(content: bytes, name: str) -> Iterator[list[str]]:
    text = decode(content, name)
    delimiter = _delimiter(text)
    if match := re.match(r"sep=(.)\r?\n", text):
        text = text[match.end() :]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield cells
    except csv.Error as error:
        raise ReadError(
            f"Row {number + 1} of “{name}” cannot be read: a quotation mark is opened and not closed, "
            "or stands inside a cell. Write it twice there."
        ) from error


def _delimiter(text: str) -> str:
    """The sign that parts the first row into most cells; Excel may name it in a row of its own."""
    if match := re.match(r"sep=(.)\r?\n", text):
        return match[1]
    first = re.sub(r'"[^"]*"', "", text[:20_000]).lstrip("\r\n").split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)
