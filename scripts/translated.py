"""No sentence that people read stands outside gettext in Python: what looks like one (it begins
with a capital and has two words) is translated, or stands where nobody but developers reads.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("mentorship", "programs", "matching", "tracking", "recognition")
SENTENCE = re.compile(r"[A-Z“][\w’'-]*,? [\w“(%{].*")
NO_SENTENCE = re.compile(r"\b(SELECT|INSERT|UPDATE|DELETE|ALTER|CREATE|SET|WITH)\b|<\w|://|AT TIME")
TRANSLATES = {
    "N_", "_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy", "pgettext",
    "pgettext_lazy",
}  # fmt: skip
# Errors of programmers and of set-up, and what logs and shells show.
FOR_DEVELOPERS = {
    "AssertionError", "ImproperlyConfigured", "KeyError", "LookupError", "RuntimeError",
    "TypeError", "ValueError", "CommandError", "debug", "info", "warning", "exception", "error",
    "compile", "filter", "exclude", "values_list",
}  # fmt: skip
# By the file or folder that they are in, what is read by developers or is data.
ELSEWHERE = {
    "demo.py": "what the people of the demo say",
    "demo_texts.py": "what the people of the demo say",
    "local": "`make demo`, in a terminal",
    "management": "commands, in a terminal",
    "rounds.py": "what a mail server did, as operators read it",
    "context.py": "an error of programmers",
    "checks.py": "read when the process starts",
    "keys.py": "read when the process starts",
    "operations.py": "names of migrations",
    "settings.py": "read when the process starts",
    "migrations": "what earlier versions stored",
    "api": "the API speaks English, as its schema does",
    "api.py": "the API speaks English, as its schema does",
    "importing": "a pure core: `people/forms.py` and its pages say what it found",
    "linkedin.py": "names of columns as LinkedIn has them",
    "engine": "a pure core: `matching/words` says its reasons",
    "ready_questions.py": "what an admin takes over into their own program",
    "operations": "what operators read",
    "net.py": "why an address is refused, beside the address",
}


def is_sentence(text: str) -> bool:
    return bool(SENTENCE.fullmatch(text.partition("\n")[0])) and not NO_SENTENCE.search(text)


def found_in(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each sentence that is not translated."""
    tree = ast.parse(source)
    allowed = {id(node) for node in _spared(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant | ast.JoinedStr) and id(node) not in allowed:
            text = _text(node)
            if is_sentence(text):
                yield node.lineno, text


def _text(node: ast.Constant | ast.JoinedStr) -> str:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else "x" for part in node.values
    )


def _spared(tree: ast.AST) -> Iterator[ast.AST]:
    """What is translated, said to developers, or no text at all: docstrings, keys, annotations."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in TRANSLATES | FOR_DEVELOPERS:
                yield from ast.walk(node)
        elif isinstance(node, ast.Expr):
            yield from ast.walk(node.value) if isinstance(node.value, ast.Constant) else ()
        elif isinstance(node, ast.JoinedStr):
            yield from node.values
        elif isinstance(node, ast.Dict):
            yield from (key for key in node.keys if key is not None)
        elif isinstance(node, ast.Compare | ast.Subscript):
            yield from ast.walk(node)


def is_read(path: Path) -> bool:
    return not ELSEWHERE.keys() & {*path.relative_to(ROOT).parts}


def main() -> int:
    bad = [
        f"{path.relative_to(ROOT)}:{line}: {text[:80]!r}"
        for app in APPS
        for path in sorted((ROOT / app).rglob("*.py"))
        if is_read(path)
        for line, text in found_in(path.read_text())
    ]
    print("\n".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
