"""The people of the story: rows of the demo's HR file, some of them changed to play a part."""

import csv
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.browser.installation import ROOT

SOURCE = ROOT / "mentorship" / "local" / "data" / "people.csv"
# A phone's pages are long; half as many people show as much.
FIRST = {"desktop": 20, "phone": 5}
# Only these two know of it, so no matching can keep them apart.
RARE_SKILL = "glassblowing"


@dataclass(frozen=True)
class Person:
    name: str
    email: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Cast:
    """`mentors` and `mentees` are how many the filters by level find; `applicant` has no level."""

    file: Path
    rows: int
    mentors: int
    mentees: int
    mentor: Person
    mentee: Person
    applicant: Person


def write_cast(folder: Path, size: str) -> Cast:
    """Write the file to upload: the first rows, everybody above them, and one row that must be
    refused.
    """
    with SOURCE.open(encoding="utf-8", newline="") as source:
        everybody = list(csv.DictReader(source))
    rows = _with_managers(everybody, FIRST[size])
    mentor = next(row for row in rows if row["Job Level"] == "4")
    mentee, applicant = [row for row in rows if row["Job Level"] == "1"][:2]
    for row in (mentor, mentee):
        row |= {"Skills": RARE_SKILL, "Reports To": "", "Languages": "English"}
    # Two zones without a change of the clock: every local time exists.
    mentor["Time Zone"], mentee["Time Zone"] = "Asia/Tokyo", "Asia/Kolkata"
    applicant["Job Level"] = ""
    levels = [int(row["Job Level"] or 0) for row in rows]
    refused = {**applicant, "Employee #": "99999", "Work Email": "no address"}
    file = folder / "people.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows([*rows, refused])
    return Cast(
        file,
        len(rows),
        sum(level >= 3 for level in levels),
        sum(level in (1, 2) for level in levels),
        _person(mentor),
        _person(mentee),
        _person(applicant),
    )


def _with_managers(everybody: list[dict[str, str]], first: int) -> list[dict[str, str]]:
    by_email = {row["Work Email"]: row for row in everybody}
    chosen: dict[str, dict[str, str]] = {}
    for each in everybody[:first]:
        row: dict[str, str] | None = each
        while row and row["Work Email"] not in chosen:
            chosen[row["Work Email"]] = row
            row = by_email.get(row["Reports To"])
    return list(chosen.values())


def _person(row: dict[str, str]) -> Person:
    return Person(
        f"{row['First Name']} {row['Last Name']}", row["Work Email"], ZoneInfo(row["Time Zone"])
    )
