"""No app names a later one by a string: not by the name of a page, nor by a relation that leads
back from the later app's models.

Read from the source, name by name: that `program.runs` is a later app's is known by the word `runs`
alone, so a field of the same name has to be excused below.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
ORDER = ("mentorship", "programs", "matching", "tracking", "recognition")
# What puts the whole together, and what tells all of it: the demo.
EXCUSED_FILES = (
    "mentorship/urls.py",
    "mentorship/api/urls.py",
    "mentorship/settings.py",
    "mentorship/celery.py",
    "mentorship/local/",
)
EXCUSED_NAMES = {
    ("programs", "stages"): "CadencePolicy.stages is a column of programs, not the stages lived",
    (
        "matching",
        "figures",
    ): "Run.figures is a field of matching's own, not the program's snapshots",
}
# Calls that take the names of relations as they are, beside lookups with `__`.
TAKES_NAMES = {
    *("filter", "exclude", "get", "Q", "F", "OuterRef", "Count", "Sum", "Max", "Min", "Prefetch"),
    *("prefetch_related", "select_related", "prefetch_related_objects", "values", "values_list"),
    *(
        "annotate",
        "aggregate",
        "alias",
        "order_by",
        "distinct",
        "only",
        "defer",
        "FilteredRelation",
    ),
    *("getattr", "hasattr", "attrgetter"),
}


@dataclass(frozen=True)
class Names:
    """What a lower app may not say: the namespaces of later apps' pages, and their relations."""

    apps: tuple[str, ...]
    relations: frozenset[str]


def part_of(module: str) -> str:
    """Models of libraries stand below everything, with the platform."""
    first = module.partition(".")[0]
    return first if first in ORDER else ORDER[0]


def later_names(app: str) -> Names:
    later = ORDER[ORDER.index(app) + 1 :]
    found = {
        name
        for model in apps.get_models()
        if part_of(model.__module__) not in later
        for relation in model._meta.related_objects
        if part_of(relation.related_model.__module__) in later
        for name in (relation.get_accessor_name(), relation.name)
        if name
    }
    return Names(later, frozenset(n for n in found if (app, n) not in EXCUSED_NAMES))


def pages_in(text: str, names: Names) -> bool:
    return bool(names.apps and re.fullmatch(rf"({'|'.join(names.apps)}):[\w-]+", text))


def relations_in(path: str, names: Names, *, is_bare: bool) -> set[str]:
    """The later relations on a path of lookups; a word by itself is one where `is_bare` says so."""
    parts = path.lstrip("-").split("__")
    return names.relations & set(parts) if is_bare or len(parts) > 1 else set()


def name_called(node: ast.Call) -> str:
    return getattr(node.func, "attr", "") or getattr(node.func, "id", "")


def lookups(tree: ast.AST) -> Iterator[tuple[int, str, bool]]:
    """Line and text of what may be a path of lookups, and whether a word alone is one there."""
    for node in ast.walk(tree):
        match node:
            case ast.Attribute():
                yield node.end_lineno or node.lineno, node.attr, True
            case ast.Constant(value=str(text)):
                yield node.lineno, text, False
            case ast.Call():
                takes = name_called(node) in TAKES_NAMES
                yield from ((word.value.lineno, word.arg or "", takes) for word in node.keywords)
                yield from (
                    (given.lineno, given.value, True)
                    for given in node.args
                    if takes and isinstance(given, ast.Constant) and isinstance(given.value, str)
                )


def problems_in_python(source: str, names: Names) -> set[tuple[int, str]]:
    """Line and name of each."""
    found = set()
    for line, text, is_bare in lookups(ast.parse(source)):
        if pages_in(text, names):
            found.add((line, text))
        found |= {(line, name) for name in relations_in(text, names, is_bare=is_bare)}
    return found


def problems_in_template(source: str, names: Names) -> set[tuple[int, str]]:
    return {
        (number, text)
        for number, line in enumerate(source.splitlines(), 1)
        for text in re.findall(r"""["']([\w-]+:[\w-]+)["']""", line)
        if pages_in(text, names)
    }


def files_of(app: str) -> Iterator[tuple[Path, bool]]:
    """The Python and the templates of an app, and whether it is Python; what stands in no domain
    app's folder is the platform's.
    """
    for path in sorted((ROOT / app).rglob("*.py")):
        if "migrations" not in path.parts:
            yield path, True
    for path in sorted((ROOT / "templates").rglob("*.*")):
        folder = path.relative_to(ROOT / "templates").parts[0]
        if part_of(folder) == app:
            yield path, False


def problems(app: str) -> list[str]:
    names, found = later_names(app), []
    for path, is_python in files_of(app):
        name = str(path.relative_to(ROOT))
        if not name.startswith(EXCUSED_FILES):
            check = problems_in_python if is_python else problems_in_template
            said = sorted(check(path.read_text(), names))
            found += [f"{name}:{line}: {text}" for line, text in said]
    return found


@pytest.mark.parametrize("app", ORDER[:-1])
def test_no_app_names_a_later_one(app: str) -> None:
    assert problems(app) == []


def test_the_relations_of_later_apps_are_known() -> None:
    assert {"runs", "mentorships", "matching_policy"} <= later_names("programs").relations
    assert {"sessions", "goals", "action_items"} <= later_names("matching").relations
    assert {"enrolments", "participations", "awards"} <= later_names("mentorship").relations
    assert "goals" not in later_names("programs").relations
    assert later_names("recognition") == Names((), frozenset())


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ('reverse(\n"tracking:mentorship", args=[])', "tracking:mentorship"),
        ("\nprogram.sessions.all()", "sessions"),
        ('\nProgram.objects.order_by("-goals")', "goals"),
        ('\nQ(mentorship__sessions__state="held")', "sessions"),
        ("\nrows.filter(goals__isnull=False)", "goals"),
        ("\nrows.filter(goals=None)", "goals"),
        ('\nFIELDS = ["sessions__starts_at"]', "sessions"),
        ('\nhasattr(mentorship, "pulse")', "pulse"),
    ],
)
def test_it_finds_what_stands_above(source: str, name: str) -> None:
    assert problems_in_python(source, later_names("matching")) == {(2, name)}


@pytest.mark.parametrize(
    "source",
    [
        'reverse("matching:runs"); redirect("programs:detail")',
        '"""Tracking: what people plan."""',
        "from django.contrib.sessions.models import Session",
        'context = {"goals": goals, "sessions": 3}',
        "Figures(sessions=3)",
        "run.figures",
    ],
)
def test_it_accepts_what_stands_below_or_says_something_else(source: str) -> None:
    assert problems_in_python(source, later_names("matching")) == set()


@pytest.mark.parametrize(
    "source", ["<p>\n{% o 'tracking:fairness' %}", '<p>\n{% crumb _("Wall") "recognition:wall" %}']
)
def test_it_finds_pages_that_stand_above_in_templates(source: str) -> None:
    [(line, _)] = problems_in_template(source, later_names("matching"))
    assert line == 2
    assert problems_in_template(source, later_names("recognition")) == set()
