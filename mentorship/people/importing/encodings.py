"""Which letters the bytes of a text file stand for; where nothing says it, a person chooses by
samples."""

import re
from collections.abc import Mapping

from mentorship.people.importing.limits import ReadError

# What Excel and other programs write where the file does not say it is Unicode, the likeliest
# first.
ENCODINGS: Mapping[str, str] = {
    "cp1252": "Western European",
    "cp1250": "Central European",
    "cp1251": "Cyrillic",
    "mac_roman": "Macintosh",
    "cp1253": "Greek",
    "cp1254": "Turkish",
    "cp1257": "Baltic",
    "cp1255": "Hebrew",
    "cp1256": "Arabic",
    "cp932": "Japanese",
    "gb18030": "Simplified Chinese",
    "big5": "Traditional Chinese",
    "cp949": "Korean",
}
SAMPLES, LONGEST = 4, 40
_BETWEEN = re.compile(rb'[,;\t|\r\n"]+')


def decode(content: bytes, name: str, encoding: str = "") -> tuple[str, str]:
    """The text, and the encoding where nothing in the file says it: the one given, or the first
    that fits.

    Raises ReadError for what is no text.
    """
    marked = content[:2] in {b"\xff\xfe", b"\xfe\xff"}
    if (text := _decoded(content, "utf-16" if marked else "utf-8-sig")) is not None:
        return text, ""
    for guess in [] if marked else [encoding] if encoding in ENCODINGS else ENCODINGS:
        if (text := _decoded(content, guess)) is not None:
            return text, guess
    if encoding in ENCODINGS and not marked and b"\x00" not in content:
        return content.decode(encoding, errors="replace"), encoding
    raise ReadError(f"“{name}” is neither a CSV file nor an Excel workbook (.xlsx).")


def samples(content: bytes) -> dict[str, str]:
    """For each encoding that fits, how the first cells would read whose letters depend on it."""
    parted = _BETWEEN.split(content[:1_000_000])
    found = dict.fromkeys(cell.strip() for cell in parted if not cell.isascii())
    cells = [cell for cell in found if len(cell) <= LONGEST][:SAMPLES] or list(found)[:1]
    return {
        encoding: " · ".join(cell[:LONGEST].decode(encoding, errors="replace") for cell in cells)
        for encoding in ENCODINGS
        if all(_decoded(cell, encoding) is not None for cell in cells)
    }


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if "\x00" in text else text
