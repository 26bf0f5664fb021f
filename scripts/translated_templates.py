"""Words in templates that no translation reaches: outside of `translate`, `blocktranslate`, `trans`
and `_()`, in text, in attributes that people read or hear, and in what components are given.

Plurals belong to `blocktranslate count`: `pluralize` knows English alone.
"""

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHOWN = {"title", "placeholder", "aria-label", "alt", "data-label"}
# What is the same in every language: code, and the names of keys.
SPARED = {"code", "kbd", "script", "style"}
LETTER = re.compile(r"[^\W\d_]")
TRANSLATED = re.compile(
    r"\{%\s*(?:blocktranslate|trans|comment)\b.*?\{%\s*end(?:blocktranslate|trans|comment)\b.*?%\}"
    r"|\{%\s*translate\b.*?%\}"
    r"|\{%\s*block form_attributes\b.*?\{%\s*endblock\b.*?%\}"  # the inside of a tag
    r"|\{#.*?#\}",
    re.DOTALL,
)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
CALL = re.compile(r'\b(?:_|ngettext)\((?:"[^"]*"[,\s]*)+')
FORMAT = re.compile(r'\|(?:date|time):"[^"]*"')
# A name of an icon, a class or a page begins with a small letter; words do with a capital, or they
# stand behind such a name.
WORDS = re.compile(r'"[A-Z][^"]*"|\b(?:chip|icon)\W+"[\w-]+",?\s*"[^"]*"')
PLURALIZE = re.compile(r"\|pluralize\b")


class Page(HTMLParser):
    """Collects the text and the attributes that show, each with its line."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[tuple[int, str]] = []
        self.spared: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line, _ = self.getpos()
        self.found += [(line, value) for name, value in attrs if value and name in SHOWN]
        if tag in SPARED:
            self.spared.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.spared:
            self.spared.remove(tag)

    def handle_data(self, data: str) -> None:
        if not self.spared:
            line, _ = self.getpos()
            self.found += list(enumerate(data.split("\n"), line))


def blank(match: re.Match[str]) -> str:
    """As many lines as there were, and nothing on them."""
    return "\n" * match[0].count("\n")


def texts(source: str, *, is_html: bool) -> list[tuple[int, str]]:
    if not is_html:
        return list(enumerate(source.split("\n"), 1))
    page = Page()
    page.feed(source)
    page.close()
    return page.found


def untranslated(source: str, *, is_html: bool = True) -> list[tuple[int, str]]:
    """Line and words of each text that stays English whatever the reader's language."""
    lines = enumerate(source.split("\n"), 1)
    found = [(number, "pluralize") for number, line in lines if PLURALIZE.search(line)]
    rest = TRANSLATED.sub(blank, source)
    for tag in TAG.finditer(rest):
        given = FORMAT.sub("", CALL.sub("", tag[0]))
        line = rest.count("\n", 0, tag.start()) + 1
        found += [(line, words) for words in WORDS.findall(given)]
    shown = texts(TAG.sub(blank, rest), is_html=is_html)
    found += [(line, text.strip()) for line, text in shown if LETTER.search(text)]
    return sorted(found)


def problems() -> list[str]:
    """`path:line: words` for each, of every template."""
    return [
        f"{path.relative_to(ROOT)}:{line}: {words}"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for line, words in untranslated(path.read_text(), is_html=path.suffix != ".txt")
    ]


if __name__ == "__main__":
    found = problems()
    print("\n".join(found))
    sys.exit(1 if found else 0)
