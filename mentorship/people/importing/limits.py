"""How much of a file is read, in every door that takes one; each refusal names its limit."""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
MOST_ROWS = 50_000
MOST_COLUMNS = 200
# Empty ones count: a sheet of formatted cells costs as much to read as one of people.
MOST_CELLS = 3_000_000
MOST_TEXT = 50 * MEGABYTE
# A spreadsheet is a compressed file: a small one may unpack to more than the server's memory.
MOST_UNPACKED = 300 * MEGABYTE
MOST_ENTRIES = 1_000


class ReadError(Exception):
    """The file cannot be read; the text says why, for the person who uploads it."""


@dataclass(frozen=True)
class Room:
    """What a child process may take: `memory` in bytes, `seconds` of the processor and of the clock
    alike."""

    seconds: int
    memory: int

    @property
    def megabytes(self) -> int:
        return self.memory // MEGABYTE


def too_large(name: str) -> str:
    return (
        f"“{name}” is larger than {MOST_BYTES // MEGABYTE} MB. Leave out columns or split it into"
        " several files."
    )


def too_many_rows(name: str) -> ReadError:
    return ReadError(f"“{name}” has more than {MOST_ROWS:,} rows. Split it into several files.")


def too_many_columns(name: str) -> ReadError:
    return ReadError(
        f"“{name}” has more than {MOST_COLUMNS} columns. Leave out what is not about people."
    )


def too_many_cells(name: str) -> ReadError:
    return ReadError(
        f"“{name}” has more than {MOST_CELLS:,} cells, the empty ones counted. "
        "Copy the people into a new sheet, or save it as CSV."
    )


def too_much_text(name: str) -> ReadError:
    return ReadError(
        f"“{name}” holds more than {MOST_TEXT // MEGABYTE} MB of text. Split it into several files."
    )
