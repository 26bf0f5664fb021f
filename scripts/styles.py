"""Our style sheets: every rule can be read, and every custom property that is used is defined."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import tinycss2

ROOT = Path(__file__).resolve().parent.parent
DEFINED = re.compile(r"(--[\w-]+)\s*:")
USED = re.compile(r"var\(\s*(--[\w-]+)\s*[,)]")
# Set by the server or by the library's sheet.
ELSEWHERE = re.compile(r"--tblr-")


def broken(nodes: list[Any]) -> Iterator[tuple[int, str]]:
    """Line and message of everything that a browser would leave out."""
    for node in nodes:
        if node.type == "error":
            yield node.source_line, node.message
        elif node.type in ("qualified-rule", "at-rule") and node.content is not None:
            yield from broken(tinycss2.parse_blocks_contents(node.content))


def faults(path: Path, defined: set[str]) -> Iterator[str]:
    text = path.read_text()
    name = path.relative_to(ROOT)
    for line, message in broken(tinycss2.parse_stylesheet(text, skip_comments=True)):
        yield f"{name}:{line}: {message}"
    for number, line_text in enumerate(text.splitlines(), 1):
        for used in USED.findall(line_text):
            if used not in defined and not ELSEWHERE.match(used):
                yield f"{name}:{number}: {used} is not defined"


def main() -> int:
    sheets = sorted((ROOT / "static/app").glob("*.css"))
    brand = (ROOT / "mentorship/ui/brand.py").read_text()
    defined = {
        name for text in [brand, *(s.read_text() for s in sheets)] for name in DEFINED.findall(text)
    }
    bad = [fault for sheet in sheets for fault in faults(sheet, defined)]
    print("\n".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
