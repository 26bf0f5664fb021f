"""Which letters the bytes of a text file stand for."""

from mentorship.people.importing.limits import ReadError


def decode(content: bytes, name: str) -> str:
    """Raises ReadError for what is no text."""
    encodings = ["utf-16"] if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise ReadError(f"“{name}” is neither a CSV file nor an Excel workbook (.xlsx).")
