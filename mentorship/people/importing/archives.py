"""What is looked at before anything opens a ZIP: a small one may hold far more than it seems."""

import io
import zipfile
import zlib
from collections.abc import Callable

from mentorship.people.importing.limits import MEGABYTE, MOST_ENTRIES

CHUNK = 256 * 1024
ENCRYPTED = 0x1
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# Whatever the standard library raises at bytes that are no ZIP, or one that was cut or changed.
DAMAGED = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    KeyError,
    IndexError,
)


class ArchiveError(Exception):
    """The archive is not opened; the text says why, without the file's name: "is protected with a
    password"."""


class DamagedError(ArchiveError):
    """The archive was cut or changed on its way."""


def open_archive(content: bytes) -> zipfile.ZipFile:
    """The archive, with no entry that is encrypted, packed unusually or there twice. Raises
    ArchiveError."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except DAMAGED as error:
        raise DamagedError("is damaged") from error
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise ArchiveError(f"holds more than {MOST_ENTRIES:,} files")
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise ArchiveError("is protected with a password: take it off")
    if any(entry.compress_type not in PACKINGS for entry in entries):
        raise ArchiveError("is packed in a way that we cannot open")
    if len({entry.filename.lower() for entry in entries}) < len(entries):
        raise DamagedError("holds several files of one name")
    return archive


def check_unpacked(
    archive: zipfile.ZipFile, *, most: int, wanted: Callable[[str], bool] = lambda _: True
) -> None:
    """Unpack the wanted entries and throw them away: sizes that the archive states may be wrong.
    Raises ArchiveError."""
    entries = [entry for entry in archive.infolist() if wanted(entry.filename)]
    too_much = ArchiveError(f"unpacks to more than {most // MEGABYTE} MB")
    if sum(entry.file_size for entry in entries) > most:
        raise too_much
    left = most
    try:
        for entry in entries:
            with archive.open(entry) as file:
                while chunk := file.read(CHUNK):
                    left -= len(chunk)
                    if left < 0:
                        raise too_much
    except DAMAGED as error:
        raise DamagedError("is damaged") from error
