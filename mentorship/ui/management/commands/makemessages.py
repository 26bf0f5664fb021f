"""`manage.py makemessages -e html,txt,py,jinja`: Django's own reads no Jinja2 template."""

from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages
from django.template import engines


def calls(source: str) -> str:
    """The texts of a Jinja2 template as calls that xgettext knows, a line each."""
    found = engines["jinja"].env.extract_translations(source)  # type: ignore[attr-defined]
    lines = []
    for _, name, given in found:
        texts = [given] if isinstance(given, str) else [text for text in given if text]
        lines.append(f"{name}({', '.join(map(repr, texts))}, n)\n")
    return "".join(lines)


class BuildFile(makemessages.BuildFile):
    path: str
    work_path: str

    def preprocess(self) -> None:
        if not self.path.endswith(".jinja"):
            super().preprocess()
            return
        Path(self.work_path).write_text(calls(Path(self.path).read_text()))


class Command(makemessages.Command):
    build_file_class: Any = BuildFile
