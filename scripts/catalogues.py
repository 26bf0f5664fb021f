"""Whether the catalogue of every language that is offered is complete; `catalogues.py fr` writes
what is missing into the catalogue of one, for a translator.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

APPS = ("mentorship", "programs", "matching", "tracking", "recognition")
# Function: which of its arguments are a text and its plural.
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
OPTIONS = {"trimmed": "true", "newstyle": "true"}


def sources() -> Iterator[tuple[Path, str]]:
    """Every file that holds texts, with the way they are found in it."""
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, "python"
    for path in sorted((ROOT / "templates").rglob("*.*")):
        yield path, "jinja2" if path.suffix == ".jinja" else "django"


def texts(path: Path, method: str) -> Iterator[tuple[int, str | tuple[str, ...], str | None]]:
    """Line, text (or text and plural) and context of each."""
    from django.utils.translation.template import templatize

    source = path.read_text()
    if method == "django":
        # As `makemessages` has it: the template as a program that calls gettext.
        program = templatize(source, origin=str(path))
        source, method = "\n".join(line.lstrip() for line in program.splitlines()), "python"
    found = extract(method, io.BytesIO(source.encode()), KEYWORDS, options=OPTIONS)
    for line, message, _comments, context in found:
        yield line, message, context


def everything() -> Catalog:
    """All texts of the product, as a catalogue without translations."""
    catalog = Catalog(fuzzy=False)
    for path, method in sources():
        for line, message, context in texts(path, method):
            place = [(str(path.relative_to(ROOT)), line)]
            catalog.add(message, locations=place, flags=["python-format"], context=context)
    return catalog


def catalogue_of(language: str) -> Path:
    return ROOT / "locale" / language / "LC_MESSAGES" / "django.po"


def missing(language: str) -> list[str]:
    """The texts that the language's catalogue has no translation for, or a doubtful one."""
    path = catalogue_of(language)
    stored = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog()
    return [
        str(message.id)
        for message in everything()
        if message.id and not _is_translated(stored.get(message.id, message.context))
    ]


def _is_translated(message: object) -> bool:
    words = getattr(message, "string", "")
    return all(words) if isinstance(words, tuple) else bool(words) and not message.fuzzy  # type: ignore[attr-defined]


def write(language: str) -> int:
    """Add what is missing to the language's catalogue; returns how many texts it has."""
    path = catalogue_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalog = read_po(io.BytesIO(path.read_bytes())) if path.exists() else Catalog(language)
    catalog.update(everything(), no_fuzzy_matching=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=100, omit_header=False, no_location=True)
    return len(catalog)


def offered() -> list[str]:
    """The languages of the settings, without the one that the texts are written in."""
    from mentorship import settings

    return [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


if __name__ == "__main__":
    if sys.argv[1:]:
        print(f"{write(sys.argv[1])} texts in {catalogue_of(sys.argv[1]).relative_to(ROOT)}")
        sys.exit(0)
    gaps = {language: missing(language) for language in offered()}
    for language, found in gaps.items():
        for text in found[:20]:
            print(f"{language}: {text!r} is not translated")
    texts_number = len(everything())
    print(f"{texts_number} texts; offered beside English: {', '.join(gaps) or 'none'}")
    sys.exit(1 if any(gaps.values()) else 0)
