"""From an uploaded file to a header and rows of text."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

MOST_BYTES = 10 * 1024 * 1024
MOST_ROWS = 50_000
MOST_COLUMNS = 200
# A spreadsheet is a compressed file: a small one may unpack to more than the server's memory.
MOST_UNPACKED = 300 * 1024 * 1024
DELIMITERS = ",;\t"
DAMAGED = (
    zipfile.BadZipFile, zlib.error, KeyError, IndexError, ValueError, TypeError, AttributeError,
    OSError, EOFError, SyntaxError, NotImplementedError, OverflowError, RuntimeError,
)  # fmt: skip


class ReadError(Exception):
    """The file cannot be read; the text says why, for the person who uploads it."""


@dataclass(frozen=True)
class Sheet:
    """The text of a file. `rows[0]` is the file's second row; an empty list is an empty row."""

    header: list[str]
    rows: list[list[str]]


def read_file(content: bytes, name: str) -> Sheet:
    """Read CSV (comma, semicolon, tab; UTF-8, UTF-16 or Windows-1252) or XLSX, whatever the name ends in.

    Raises ReadError.
    """
    if len(content) > MOST_BYTES:
        raise ReadError(too_large(name))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ReadError(f"“{name}” is in Excel's old format. Save it as .xlsx or as CSV, and upload that.")
    lines = _spreadsheet(content, name) if content.startswith(b"PK\x03\x04") else _text(content, name)
    return _sheet(lines, name)


def too_large(name: str) -> str:
    return f"“{name}” is larger than {MOST_BYTES // 1024 // 1024} MB. Leave out columns or split it into several files."


def _sheet(lines: Iterable[list[str]], name: str) -> Sheet:
    rows = _filled(lines, name)
    if not rows:
        raise ReadError(f"“{name}” is empty.")
    if not rows[0]:
        raise ReadError("The first row is empty. It has to hold the names of the columns.")
    if len(rows) == 1:
        raise ReadError(f"“{name}” has the names of columns and no people below them.")
    if len(rows[0]) > MOST_COLUMNS:
        raise ReadError(f"“{name}” has more than {MOST_COLUMNS} columns. Leave out what is not about people.")
    return Sheet(rows[0], rows[1:])


def _filled(lines: Iterable[list[str]], name: str) -> list[list[str]]:
    """The rows up to the last one that holds something; spreadsheets may end in a million empty ones."""
    rows: list[list[str]] = []
    empty = 0
    for row in lines:
        if not row:
            empty += 1
            continue
        if len(rows) + empty > MOST_ROWS:
            raise ReadError(f"“{name}” has more than {MOST_ROWS:,} rows. Split it into several files.")
        rows += [[] for _ in range(empty)]
        rows.append(row)
        empty = 0
    return rows


def _row(cells: Iterable[str]) -> list[str]:
    """The cells without space around them, and without the empty ones at the end."""
    row = [_unquote(cell.replace("\x00", "").strip()) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def _unquote(cell: str) -> str:
    """Take off the apostrophe that our own downloads put before what a spreadsheet would run."""
    return cell[1:] if re.match(r"'[=+\-@]", cell) else cell


def _text(content: bytes, name: str) -> Iterator[list[str]]:
    text = _decode(content, name)
    delimiter = _delimiter(text)
    if match := re.match(r"sep=(.)\r?\n", text):
        text = text[match.end() :]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for cells in reader:
            number += 1
            yield _row(cells)
    except csv.Error as error:
        raise ReadError(
            f"Row {number + 1} of “{name}” cannot be read: a quotation mark is opened and not closed, "
            "or stands inside a cell. Write it twice there."
        ) from error


def _decode(content: bytes, name: str) -> str:
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ReadError(f"“{name}” is neither a CSV file nor an Excel workbook (.xlsx).")


def _delimiter(text: str) -> str:
    """The sign that parts the first row into most cells; Excel may name it in a row of its own."""
    if match := re.match(r"sep=(.)\r?\n", text):
        return match[1]
    first = re.sub(r'"[^"]*"', "", text[:20_000]).lstrip("\r\n").split("\n", 1)[0]
    return max(DELIMITERS, key=first.count)


def _spreadsheet(content: bytes, name: str) -> Iterator[list[str]]:
    # Only who reads a workbook loads openpyxl, which brings numpy along.
    from openpyxl import load_workbook  # noqa: PLC0415
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise ReadError(too_large(name))
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet: Any = book.worksheets[0]
        # Some programs write a size into the file that is too small.
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(values_only=True):
            yield _row(_written(cell) for cell in cells)
    except (*DAMAGED, InvalidFileException) as error:
        raise ReadError(f"“{name}” cannot be opened as an Excel workbook. Save it again, or as CSV.") from error


def _written(value: Any) -> str:
    """A cell as it would stand in a CSV file: dates as 2026-04-30, whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time().isoformat() == "00:00:00" else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
