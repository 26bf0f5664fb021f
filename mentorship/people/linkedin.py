"""What a person's own LinkedIn data export says: a ZIP of CSV files. Imports no Django.

The files and columns are those of "Download your data" at linkedin.com: Profile.csv (Headline, Geo
Location), Positions.csv (Company Name, Title, Started On, Finished On), Skills.csv (Name),
Languages.csv (Name).
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, Self

from mentorship.people.importing.archives import DAMAGED, ArchiveError, DamagedError, open_archive
from mentorship.people.importing.limits import MOST_BYTES
from mentorship.text import one_line

# A CSV of a person is small; what unpacks to more is no such export.
MOST_UNPACKED = 5 * 1024 * 1024
MOST_LINES = 20_000
FILES = ("Profile.csv", "Positions.csv", "Skills.csv", "Languages.csv")
COLUMNS = {"Headline", "Geo Location", "Title", "Name"}
SKILLS_AT_MOST, LONGEST = 100, 160


class LinkedInError(Exception):
    """The file is no such export; the text says what to do, for the person who chose it."""


@dataclass(frozen=True)
class Export:
    """Empty where the export says nothing. `title` is that of the position without an end, else the
    headline.
    """

    title: str
    location: str
    skills: tuple[str, ...]
    languages: tuple[str, ...]

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        return cls(
            values["title"], values["location"], tuple(values["skills"]), tuple(values["languages"])
        )


def read_export(content: bytes) -> Export:
    """Raises LinkedInError."""
    if len(content) > MOST_BYTES:
        raise LinkedInError(
            "The file is larger than 10 MB. Ask LinkedIn for the smaller archive, without messages."
        )
    if not content.startswith(b"PK"):
        raise LinkedInError("This is no ZIP file. Choose the archive as LinkedIn sent it.")
    try:
        with open_archive(content) as archive:
            tables = {name: list(_rows(archive, name)) for name in FILES}
    except DamagedError as error:
        raise LinkedInError(
            "The archive is damaged. Download it again, and choose it as LinkedIn sent it."
        ) from error
    except ArchiveError as error:
        raise LinkedInError(f"The archive {error}. Choose it as LinkedIn sent it.") from error
    except (*DAMAGED, csv.Error) as error:
        raise LinkedInError(
            "A file in the archive is damaged and cannot be read. Download the archive again."
        ) from error
    if not any(tables.values()):
        raise LinkedInError("There is no Profile, Positions, Skills or Languages in this archive.")
    if not any(COLUMNS & row.keys() for rows in tables.values() for row in rows):
        raise LinkedInError(
            "The files have other columns than LinkedIn’s: none is Headline, Geo Location, Title or"
            " Name. Download the archive with LinkedIn set to English."
        )
    return Export(
        title=_title(tables)[:LONGEST],
        location=_first(tables["Profile.csv"], "Geo Location")[:LONGEST],
        skills=_names(tables["Skills.csv"]),
        languages=_names(tables["Languages.csv"]),
    )


def _rows(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    """The rows of the first file of this name, wherever in the archive it lies."""
    named = (
        each
        for each in archive.infolist()
        if PurePosixPath(each.filename).name.lower() == name.lower()
    )
    info = next(named, None)
    if info is None:
        return
    if info.file_size > MOST_UNPACKED:
        raise LinkedInError(f"{name} is larger than a person’s can be.")
    with archive.open(info) as file:
        text = file.read(MOST_UNPACKED + 1).decode("utf-8-sig")
    for number, row in enumerate(csv.DictReader(io.StringIO(text, newline=""))):
        if number >= MOST_LINES:
            raise LinkedInError(f"{name} has more lines than a person’s can have.")
        yield {
            one_line(key or ""): one_line(value or "")
            for key, value in row.items()
            if isinstance(value, str)
        }


def _title(tables: dict[str, list[dict[str, str]]]) -> str:
    now = next(
        (row for row in tables["Positions.csv"] if row.get("Title") and not row.get("Finished On")),
        None,
    )
    return now["Title"] if now else _first(tables["Profile.csv"], "Headline")


def _first(rows: list[dict[str, str]], column: str) -> str:
    return next((row[column] for row in rows if row.get(column)), "")


def _names(rows: list[dict[str, str]]) -> tuple[str, ...]:
    found = dict.fromkeys(row["Name"][:LONGEST] for row in rows if row.get("Name"))
    return tuple(found)[:SKILLS_AT_MOST]
