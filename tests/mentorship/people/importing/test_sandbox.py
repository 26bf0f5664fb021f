"""Files that took minutes or gigabytes: each is read or refused in seconds, whatever it holds."""

import io
import subprocess
import sys
import time
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mentorship.people.importing import sandbox
from mentorship.people.importing.limits import MEGABYTE, ReadError, Room
from mentorship.people.linkedin import LinkedInError

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>'
SECONDS = 60
Files = dict[str, str | bytes]


def packed(files: Files) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def book(rows: str, *, before: str = "", after: str = "", **parts: str) -> bytes:
    """A workbook of one sheet, written by hand: `parts` are further parts, such as styles."""
    files: Files = {
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r" Type="{OFFICE}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" Type="{OFFICE}/worksheet"'
            f' Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{OFFICE}/sharedStrings"'
            ' Target="sharedStrings.xml"/></Relationships>'
        ),
        "xl/worksheets/sheet1.xml": (
            f'{before}<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>'
        ),
    }
    return packed(files | {f"xl/{name}.xml": text for name, text in parts.items()})


def strings(items: str, before: str = "") -> str:
    return f'{before}<sst xmlns="{MAIN}">{items}</sst>'


ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "xxxxxxxxxx">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    + "]>"
)
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "cells in column XFD": (
        lambda: book(
            "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 5001))
        ),
        "200 columns",
    ),
    "five million empty cells": (
        lambda: book(("<row>" + "<c/>" * 100 + "</row>") * 50_000),
        "3,000,000 cells",
    ),
    "ten million empty rows": (lambda: book("<row/>" * 10_000_000), "3,000,000 cells"),
    "row 2147483647": (
        lambda: book(HEAD + '<row r="2147483647"><c r="A2147483647"><v>1</v></c></row>'),
        "50,000 rows",
    ),
    "a row past every number": (
        lambda: book(HEAD + f'<row r="9{"0" * 30}"><c><v>1</v></c></row>'),
        "50,000 rows",
    ),
    "one long text in many cells": (
        lambda: book(
            "".join(f'<row r="{n}"><c t="s" r="A{n}"><v>0</v></c></row>' for n in range(1, 50_001)),
            sharedStrings=strings(f"<si><t>{'x' * 32_000}</t></si>"),
        ),
        "memory",
    ),
    "many shared strings": (
        lambda: book(HEAD, sharedStrings=strings("<si><t>x</t></si>" * 10_000_000)),
        "",
    ),
    "one text of 290 MB": (
        lambda: book(
            f'<row r="1"><c r="A1" t="inlineStr"><is><t>{"x" * 290_000_000}</t></is></c></row>'
        ),
        "memory",
    ),
    "one tag of 250 MB": (
        lambda: book(f'<row r="1"><c r="{"A" * 250_000_000}"/></row>'),
        "cannot be opened",
    ),
    "what unpacks to 400 MB": (
        lambda: book(HEAD + " " * 400_000_000),
        "unpacks to more than 300 MB",
    ),
    "a thousand files": (
        lambda: book(HEAD, **{f"media/{n}": "" for n in range(1000)}),
        "more than 1,000 files",
    ),
    "entities in the sheet": (
        lambda: book("<row><c><v>&j;</v></c></row>", before=ENTITIES),
        "cannot be opened",
    ),
    "entities in the strings": (
        lambda: book(
            HEAD.replace("<c ", '<c t="s" ').replace("<v>1", "<v>0"),
            sharedStrings=strings("<si><t>&j;</t></si>", before=ENTITIES),
        ),
        "",
    ),
    "a million merged cells": (
        lambda: book(
            HEAD,
            after="<mergeCells>" + '<mergeCell ref="A1:XFD1048576"/>' * 1_000_000 + "</mergeCells>",
        ),
        "",
    ),
    "twenty million styles": (
        lambda: book(HEAD, styles=f"<styleSheet>{'<xf/>' * 20_000_000}</styleSheet>"),
        "20 MB",
    ),
    "ten million commas": (lambda: b"a,b\n" + b"," * 9_000_000, "no people below"),
    "ten million cells in one row": (lambda: b"a,b\n" + b"1," * 4_900_000, "200 columns"),
    "five million rows": (lambda: b"a\n" * 5_000_000, "50,000 rows"),
    "an endless cell": (
        lambda: b'a\n"' + b"'" * 9_000_000,
        "a quotation mark is opened and not closed",
    ),
}


@pytest.mark.parametrize(("content", "words"), BOMBS.values(), ids=BOMBS)
def test_a_bomb_is_read_or_refused_in_seconds_and_names_its_limit(
    content: Callable[[], bytes], words: str
) -> None:
    data = content()
    assert len(data) <= 10 * MEGABYTE
    began = time.monotonic()
    try:
        sandbox.read_people(data, "p.xlsx")
        said = ""
    except ReadError as error:
        said = str(error)

    # On a slow machine the limit of seconds is met before the bomb's own.
    assert words in said or f"more than {sandbox.PEOPLE.seconds} seconds" in said
    assert time.monotonic() - began < SECONDS


def test_a_bomb_costs_the_process_that_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    content, _ = BOMBS["one long text in many cells"]
    data = content()
    before = _peak()
    with pytest.raises(ReadError):
        sandbox.read_people(data, "p.xlsx")

    assert _peak() - before < 20


def _peak() -> int:
    """The most memory that this process has held, in megabytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def same_named() -> bytes:
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        for _ in range(50):
            archive.writestr("Skills.csv", "Name\n" + "a\n" * 400_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (same_named, "The archive is damaged"),
        (
            lambda: packed({f"{n}/Skills.csv": "Name\n" + "a\n" * 400_000 for n in range(50)}),
            "more lines than",
        ),
        (lambda: packed({"Skills.csv": "Name\n" + "a" * 6 * MEGABYTE}), "larger than a person’s"),
        (lambda: packed({"Skills.csv": "Name\n" + "a," * 2_500_000}), ""),
        (lambda: packed({"Skills.csv": ",".join(["Name"] * 500_000) + "\n" + "a," * 500_000}), ""),
        (lambda: packed({f"{n}.csv": "" for n in range(1001)}), "holds more than 1,000 files"),
    ],
    ids=["one name", "many folders", "large", "wide", "many columns", "many files"],
)
def test_a_linkedin_archive_is_read_or_refused_in_seconds(
    content: Callable[[], bytes], words: str
) -> None:
    data = content()
    began = time.monotonic()
    try:
        sandbox.read_linkedin(data)
        said = ""
    except LinkedInError as error:
        said = str(error)

    assert words in said
    assert time.monotonic() - began < SECONDS


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (Room(seconds=1, memory=1024 * MEGABYTE), "takes more than 1 seconds to read"),
        (Room(seconds=20, memory=64 * MEGABYTE), "needs more than 64 MB of memory to read"),
    ],
)
def test_the_limit_that_was_reached_is_named(room: Room, words: str) -> None:
    rows = b"a,b\n" + ("nee\u0301," * 20 + "\n").encode() * 45_000
    with pytest.raises(ReadError, match=words):
        sandbox.read_people(rows, "p.csv", room=room)


def test_the_child_reads_what_the_reader_would() -> None:
    sheet = sandbox.read_people("Name,Town\nZoë,Köln\n".encode(), "people.csv")

    assert (sheet.header, sheet.rows) == (["Name", "Town"], [["Zoë", "Köln"]])


def test_the_child_loads_neither_django_nor_what_belongs_to_tenants() -> None:
    code = (
        f"import sys, {sandbox.__name__}; print([m for m in sys.modules if m.startswith(('django',"
        " 'numpy'))])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=sandbox.ROOT
    )
    assert done.stdout.strip() == "[]"
