"""From an uploaded file to a header and rows of text."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Self

from mentorship.people.importing.encodings import decode, samples
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
from mentorship.people.importing.mapping import known_field
from mentorship.people.importing.workbook import refuse_old_format, sheet_names, sheet_rows
from mentorship.text import BLANKS, one_line, unescape_formulas

DELIMITERS = ",;\t|"
# So many rows at the top may be titles; a row with so many known names of columns is the header.
ROWS_ABOVE = 20
TELLING = 2
# So many rows are offered as the header, by so many of their letters.
TOPS, LONGEST = 10, 80
_BLANK = re.compile(f"[{BLANKS}]")


@dataclass(frozen=True)
class Reading:
    """How somebody wants a file to be read where it leaves a choice, or nothing: `encoding`, a key
    of ENCODINGS, counts where the file is not Unicode; `sheet` is a sheet's name; `header_row`
    counts from 1.
    """

    encoding: str = ""
    sheet: str = ""
    header_row: int = 0


@dataclass(frozen=True)
class Sheet:
    """The text of a file. `rows[0]` is the file's row `first_row`; an empty list is an empty row.

    `encoding` is what the letters were read as where the file does not say it, and `samples` are
    the encodings to choose from, with how the first telling cells would read in each. `sheets` are
    those that the workbook shows, `sheet` the one read; `tops` are the rows that could be the
    header, by number.
    """

    header: list[str]
    rows: list[list[str]]
    first_row: int = 2
    encoding: str = ""
    samples: dict[str, str] = field(default_factory=dict)
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    tops: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        return cls(**values)


def read_file(content: bytes, name: str, reading: Reading | None = None) -> Sheet:
    """Read CSV (comma, semicolon, tab, bar) or XLSX, whatever the name ends in.

    Takes what a file makes it take: strangers' files go through `sandbox.read_people`. Raises
    ReadError.
    """
    reading = reading or Reading()
    if len(content) > MOST_BYTES:
        raise ReadError(too_large(name))
    refuse_old_format(content, name)
    if content.startswith(b"PK\x03\x04"):
        return _workbook(content, name, reading)
    text, used = decode(content, name, reading.encoding)
    sheet = _sheet(_lines(text, name), name, reading.header_row)
    return replace(sheet, encoding=used, samples=samples(content) if used else {})


def _workbook(content: bytes, name: str, reading: Reading) -> Sheet:
    """The sheet asked for, or the first whose columns have names that are known, or the first of
    all.
    """
    names, first = sheet_names(content, name), None
    for title in [reading.sheet] if reading.sheet in names else names:
        try:
            sheet = _sheet(sheet_rows(content, name, title), name, reading.header_row)
        except ReadError:
            if first is None:
                raise
            continue
        sheet = replace(sheet, sheet=title, sheets=names)
        if _known_columns(sheet.header) >= TELLING:
            return sheet
        first = first or sheet
    if first is None:
        raise ReadError(f"“{name}” is empty.")
    return first


def _sheet(lines: Iterable[list[str]], name: str, header_row: int) -> Sheet:
    rows = _filled((_row(cells, name) for cells in lines), name)
    if not rows:
        raise ReadError(f"“{name}” is empty.")
    at = header_row - 1 if 0 < header_row < len(rows) else _header_at(rows)
    if not rows[at]:
        raise ReadError("The first row is empty. It has to hold the names of the columns.")
    if len(rows) == at + 1:
        raise ReadError(f"“{name}” has the names of columns and no people below them.")
    tops = {
        str(row + 1): " · ".join(filter(None, cells))[:LONGEST]
        for row, cells in enumerate(rows[:TOPS])
        if cells
    }
    return Sheet(rows[at], rows[at + 1 :], first_row=at + 2, tops=tops)


def _header_at(rows: list[list[str]]) -> int:
    """The first row, or the one below titles whose cells are names of columns."""
    known = [_known_columns(row) for row in rows[:ROWS_ABOVE]]
    return known.index(max(known)) if known[0] < TELLING <= max(known) else 0


def _known_columns(row: Iterable[str]) -> int:
    return len({field for cell in row if (field := known_field(cell))})


def _filled(lines: Iterable[list[str]], name: str) -> list[list[str]]:
    """The rows up to the last one that holds something; spreadsheets may end in a million empty
    ones.
    """
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
    """The cells as one line each, without the empty ones at the end and without what our downloads
    escape."""
    row = [cell for cell in cells if cell] if len(cells) > MOST_COLUMNS else cells
    if len(row) > MOST_COLUMNS:
        raise too_many_columns(name)
    row = [_cell(cell) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def _cell(text: str) -> str:
    """`one_line`, and for what has nothing to take away, which is nearly every cell of millions, a
    short cut to it."""
    plain = (
        text.isprintable() and unicodedata.is_normalized("NFC", text) and not _BLANK.search(text)
    )
    line = " ".join(text.split()) if plain else one_line(text)
    return unescape_formulas(line) if "'" in line else line


def _lines(text: str, name: str) -> Iterator[list[str]]:
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
            f"Row {number + 1} of “{name}” cannot be read: a quotation mark is opened and not"
            " closed, or stands inside a cell. Write it twice there."
        ) from error


def _delimiter(text: str) -> str:
    """The sign that parts a row into most names of columns, else the first row into most cells.

    Excel may name it in a row of its own.
    """
    if match := re.match(r"sep=(.)\r?\n", text):
        return match[1]
    begin = text[:20_000].lstrip("\r\n")
    lines = begin.splitlines()[:ROWS_ABOVE]
    known = {
        sign: max((_known_columns(_parted(line, sign)) for line in lines), default=0)
        for sign in DELIMITERS
    }
    if max(known.values()) >= TELLING:
        return max(DELIMITERS, key=lambda sign: known[sign])
    first = re.sub(r'"[^"]*"', "", begin).split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)


def _parted(line: str, delimiter: str) -> list[str]:
    return [cell.strip(' "') for cell in next(csv.reader([line], delimiter=delimiter), [])]
