"""The sheets of an Excel workbook that are shown and hold something, as rows of text.

A sheet is counted while its XML streams by, before calamine builds a table of it: a cell in
column XFD or in row 1,048,576 costs a few bytes in the file and gigabytes in the table.
"""

import io
import posixpath
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from itertools import count
from typing import Any
from xml.parsers import expat

from mentorship.people.importing.archives import (
    CHUNK,
    DAMAGED,
    ArchiveError,
    DamagedError,
    check_unpacked,
    open_archive,
)
from mentorship.people.importing.limits import (
    MEGABYTE,
    MOST_CELLS,
    MOST_COLUMNS,
    MOST_ROWS,
    MOST_UNPACKED,
    ReadError,
    too_many_cells,
    too_many_columns,
    too_many_rows,
)
from mentorship.people.importing.number_formats import has_zeros, shown
from mentorship.text import one_line

OLE = b"\xd0\xcf\x11\xe0"
# The name of the stream that holds an encrypted workbook, as an OLE container writes names.
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
BROKEN = (*DAMAGED, expat.ExpatError, TypeError, AttributeError, OverflowError, SyntaxError)
# A title and the header may stand above the rows of people.
ROWS_ABOVE = 21
# What stands for the value of a formula that nobody has worked out, as programs write that are no
# spreadsheets.
NO_VALUE = "#NO VALUE"
# The list of sheets, the list of styles and what else is not the people.
MOST_AROUND = 20 * MEGABYTE
LONGEST_TAG = 2 * MEGABYTE
Place = tuple[int, int]


def sheet_names(content: bytes, name: str) -> list[str]:
    """The sheets that a person would see something on. Raises ReadError."""
    with _opened(content, name) as archive:
        return [sheet.name for sheet in _shown_sheets(archive) if _holds_something(archive, sheet)]


def sheet_rows(content: bytes, name: str, wanted: str) -> Iterator[list[str]]:
    """The rows of the sheet of that name, the empty ones too. Raises ReadError."""
    with _opened(content, name) as archive:
        formats = _formats(archive)
        for sheet in _shown_sheets(archive):
            if sheet.name == wanted:
                scan = _Scanner(name, formats).read(archive, sheet.path)
                yield from _table(content, sheet.index, scan)
                return


@contextmanager
def _opened(content: bytes, name: str) -> Iterator[zipfile.ZipFile]:
    damaged = f"“{name}” cannot be opened as an Excel workbook. Save it again, or as CSV."
    try:
        with open_archive(content) as archive:
            check_unpacked(archive, most=MOST_UNPACKED)
            yield archive
    except DamagedError as error:
        raise ReadError(damaged) from error
    except ArchiveError as error:
        raise ReadError(f"“{name}” {error}.") from error
    except BROKEN as error:
        raise ReadError(damaged) from error


def refuse_old_format(content: bytes, name: str) -> None:
    """Raises ReadError for an OLE container: Excel's old format, or a workbook with a password in
    one."""
    if not content.startswith(OLE):
        return
    if ENCRYPTED_PACKAGE in content:
        raise ReadError(
            f"“{name}” is protected with a password: take it off in Excel, save it, and upload"
            " that."
        )
    raise ReadError(
        f"“{name}” is in Excel's old format. Save it as .xlsx or as CSV, and upload that."
    )


@dataclass
class Scan:
    """What the XML of a sheet says: `zeros` are formats and `errors` the texts of cells, by row and
    column from 0."""

    rows: int = 0
    columns: int = 0
    zeros: dict[Place, str] = field(default_factory=dict)
    errors: dict[Place, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Sheet:
    """A worksheet's place in the workbook, its name and the path of its XML."""

    index: int
    name: str
    path: str


class _FoundError(Exception):
    """Ends the reading of a sheet at the first cell that holds something."""


def _holds_something(archive: zipfile.ZipFile, sheet: _Sheet) -> bool:
    """Whether a cell does; of a sheet with more cells than are read whoever reads it says so."""
    numbers = count()

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] in ("v", "is", "f") or next(numbers) > MOST_CELLS:
            raise _FoundError

    try:
        _parse(archive, sheet.path, MOST_UNPACKED, start=start)
    except _FoundError:
        return True
    return False


def _table(content: bytes, index: int, scan: Scan) -> Iterator[list[str]]:
    # Only who reads a workbook loads it.
    from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415

    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        table = book.get_sheet_by_index(index).to_python(skip_empty_area=False, nrows=scan.rows)
    except CalamineError as error:
        raise DamagedError("is damaged") from error
    for row, cells in enumerate(table):
        yield [_written(cell, (row, column), scan) for column, cell in enumerate(cells)]


def _written(value: Any, place: Place, scan: Scan) -> str:
    """A cell as it would stand in a CSV file: dates as 2026-04-30, whole numbers without a point or
    as shown."""
    if value in ("", None):
        return scan.errors.get(place, "")
    if isinstance(value, datetime):
        return (
            value.date().isoformat()
            if value.time().isoformat() == "00:00:00"
            else value.isoformat(sep=" ")
        )
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        code = scan.zeros.get(place)
        return (shown(int(value), code) if code else None) or str(int(value))
    return str(value)


class _Scanner:
    """Counts a sheet's rows, columns and cells as its XML streams by. Raises ReadError past a
    limit."""

    def __init__(self, name: str, formats: list[str]) -> None:
        self.name, self.formats, self.scan = name, formats, Scan()
        self.row = self.column = -1
        self.cells = 0
        self.style, self.kind = "", ""
        self.text: list[str] | None = None
        self.has_formula = False

    def read(self, archive: zipfile.ZipFile, path: str) -> Scan:
        _parse(
            archive, path, MOST_UNPACKED, start=self.start, end=self.end, characters=self.characters
        )
        return self.scan

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "c":
            self._cell(attributes)
        elif tag in ("v", "is") and self.column >= 0:
            self._filled()
        elif tag == "f":
            self.has_formula = True
        elif tag == "row":
            self._count()
            self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
            self.column = -1

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        if self.text is not None and tag == "v":
            text, self.text = "".join(self.text)[:20], None
            if self.kind == "e":
                self.scan.errors[self.row, self.column] = text
            self.has_formula = self.has_formula and not text
        elif tag == "c" and self.has_formula:
            self.kind, self.has_formula = "", False
            self._filled()
            self.scan.errors[self.row, self.column] = NO_VALUE

    def characters(self, text: str) -> None:
        if self.text is not None:
            self.text.append(text)

    def _count(self) -> None:
        """Rows count as cells: ten million empty ones are no list of people either."""
        self.cells += 1
        if self.cells > MOST_CELLS:
            raise too_many_cells(self.name)

    def _cell(self, attributes: dict[str, str]) -> None:
        self._count()
        place = attributes.get("r")
        if place is None:
            self.column += 1
        else:
            self.row, self.column = _place(place)
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "0")

    def _filled(self) -> None:
        if self.row >= MOST_ROWS + ROWS_ABOVE:
            raise too_many_rows(self.name)
        if self.column >= MOST_COLUMNS:
            raise too_many_columns(self.name)
        self.scan.rows = max(self.scan.rows, self.row + 1)
        self.scan.columns = max(self.scan.columns, self.column + 1)
        if self.kind == "e" or self.has_formula:
            self.text = []
        style = int(self.style)
        if self.kind == "n" and style < len(self.formats) and self.formats[style]:
            self.scan.zeros[self.row, self.column] = self.formats[style]


def _place(reference: str) -> Place:
    """Row and column from 0 of such as "B7"."""
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]) - 1, _column(letters)


@lru_cache(maxsize=MOST_COLUMNS)
def _column(letters: str) -> int:
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def _shown_sheets(archive: zipfile.ZipFile) -> Iterator[_Sheet]:
    """Every worksheet that is not hidden."""
    workbook = next(
        (n for n in archive.namelist() if n.lower().lstrip("/") == "xl/workbook.xml"),
        "xl/workbook.xml",
    )
    folder, file = posixpath.split(workbook)
    targets: dict[str, str] = {}
    sheets: list[dict[str, str]] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            sheets.append({key.rpartition(":")[2]: value for key, value in attributes.items()})

    _parse(archive, f"{folder}/_rels/{file}.rels", start=relation)
    _parse(archive, workbook, start=sheet)
    for index, each in enumerate(sheets):
        target = targets.get(each.get("id", ""), "")
        path = (
            target.lstrip("/")
            if target.startswith("/")
            else posixpath.normpath(f"{folder}/{target}")
        )
        if each.get("state", "visible") == "visible" and "worksheets" in path:
            yield _Sheet(index, one_line(each.get("name", "")), path)


def _formats(archive: zipfile.ZipFile) -> list[str]:
    """For each style the code of its number format where that shows zeros in front, else ""."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and inside and inside[-1] == "cellXfs":
            styles.append(attributes.get("numFmtId", "0"))
        elif tag in ("cellXfs", "cellStyleXfs"):
            inside.append(tag)

    def end(tag: str) -> None:
        if inside and tag.rpartition(":")[2] == inside[-1]:
            inside.pop()

    if "xl/styles.xml" not in archive.namelist():
        return []
    _parse(archive, "xl/styles.xml", start=start, end=end)
    padded = {key: code for key, code in codes.items() if has_zeros(code)}
    return [padded.get(style, "") for style in styles]


def _parse(archive: zipfile.ZipFile, path: str, most: int = MOST_AROUND, **handlers: Any) -> None:
    """Stream the XML of an entry past `start`, `end` and `characters`; a document type, which bombs
    need, is refused."""
    if archive.getinfo(path).file_size > most:
        raise ArchiveError(f"holds more than {most // MEGABYTE} MB of styles or names of sheets")
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = handlers["start"]
    parser.EndElementHandler = handlers.get("end")
    parser.CharacterDataHandler = handlers.get("characters")
    fed = 0
    with archive.open(path) as file:
        while chunk := file.read(CHUNK):
            parser.Parse(chunk, False)
            fed += len(chunk)
            # One tag that goes on and on is read again from its start with every chunk.
            if fed - parser.CurrentByteIndex > LONGEST_TAG:
                raise DamagedError("holds a tag without an end")
        parser.Parse(b"", True)


def _refuse_doctype(*_: object) -> None:
    raise DamagedError("holds a document type")
