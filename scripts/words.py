"""Words that the product does not use, and what it says instead: one word for one thing.

Reads templates, the product's Python with its comments, and the README.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("mentorship", "programs", "matching", "tracking", "recognition")
# A word by itself, not a piece of a name such as `past-meeting`.
ALONE = r"(?<![-_\w.]){}(?![-_\w])"
INSTEAD = {
    r"(an?|the|your|this|that|next|first|last|another|each|no|booked|logged) meeting": "session",
    "meetings": "sessions",
    "rhythms?": "cadence",
    "appointments?": "session",
    "1:1s?": "session, or one to one",
    "count anew": "refresh figures",
    "as chance has it": "at random",
    "who could be a mentor": "candidates",
    "whom you keep apart": "never match",
    "nobody new until": "unavailable until",
    "not looked at": "not reviewed",
    "save and go on": "save and continue",
    "leave it for now": "skip for now",
    "as they see it": "preview",
    "meetings a pair and month": "sessions per pair per month",
    "where mentors are missing": "skills gaps",
    "who could be one": "candidates",
    "a ment(or|ee) promises": "what mentors commit to",
}
BANNED = [
    (re.compile(ALONE.format(f"(?:{words})"), re.IGNORECASE), instead)
    for words, instead in INSTEAD.items()
]
# What people write in the demo is theirs.
THEIRS = {"tracking/demo.py", "tracking/demo_texts.py", "tracking/surveys/demo.py"}


def files() -> list[Path]:
    product = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    pages = [path for path in (ROOT / "templates").rglob("*.*") if path.is_file()]
    found = [*product, *pages, ROOT / "README.md"]
    return [
        path
        for path in found
        if "migrations" not in path.parts and path.relative_to(ROOT).as_posix() not in THEIRS
    ]


def wrong(path: Path) -> list[str]:
    """`path:line: word (what to say instead)` for each word of a file that is not used."""
    found = []
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for pattern, instead in BANNED:
            for match in pattern.finditer(line):
                place = f"{path.relative_to(ROOT)}:{number}"
                found.append(f"{place}: “{match[0]}” ({instead})")
    return found


if __name__ == "__main__":
    problems = [problem for path in files() for problem in wrong(path)]
    print("\n".join(problems))
    sys.exit(1 if problems else 0)
