"""Whatever is written into the audit log is a registered event, and each event can happen."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from mentorship import events
from mentorship.audit.actions import record
from mentorship.audit.models import Entry
from mentorship.tenancy.models import Member, Organization
from tests import factories

ROOT = Path(__file__).parents[2]
APPS = ("mentorship", "programs", "matching", "tracking", "recognition")
NAME = re.compile(r"[a-z]+\.[a-z_]+")


def registered() -> dict[str, events.Event]:
    return {event.name: event for _, _, found in events.by_area() for event in found}


def patterns() -> Iterator[str]:
    """What the source can name: texts, and texts put together, as regular expressions."""
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" in path.parts or path.name == "events.py":
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield re.escape(node.value)
                elif isinstance(node, ast.JoinedStr):
                    yield "".join(
                        re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+"
                        for part in node.values
                    )


def test_each_event_can_happen() -> None:
    known = re.compile("|".join(sorted({each for each in patterns() if r"\." in each})))
    assert [name for name in registered() if not known.fullmatch(name)] == []


def test_names_and_labels_are_of_one_shape_and_labels_differ() -> None:
    found = registered().values()
    assert [event.name for event in found if not NAME.fullmatch(event.name)] == []
    assert [event.label for event in found if not event.label[0].isupper()] == []
    assert len({event.label for event in found}) == len(found) > 100


@pytest.mark.parametrize(
    ("action", "details", "error"),
    [
        ("session.forged", {}, KeyError),
        ("session.booked", {"session": "1", "secret": "2"}, ValueError),
    ],
)
def test_what_is_not_registered_is_not_written(
    action: str, details: dict[str, str], error: type[Exception], admin: Member, at: Any
) -> None:
    with pytest.raises(error):
        record(by=admin, action=action, subject=admin, at=at, **details)
    assert not Entry.objects.exists()


def test_the_log_is_read_by_event_and_by_area(northwind: Organization, at: Any) -> None:
    owner = factories.member(northwind, roles=["owner"], sign_in=True)
    for name in ("session.booked", "session.moved", "goal.agreed"):
        record(by=owner, action=name, subject=owner, at=at)
    client, page = factories.client_of(owner), reverse("audit:entries", args=["northwind"])

    def shown(**query: str) -> set[str]:
        rows = client.get(page, query).context["page"].rows
        return {row.action for row in rows}

    assert shown(action="session.booked") == {"session.booked"}
    assert shown(action="session") == {"session.booked", "session.moved"}
    assert shown(action="sess") == set()
    html = client.get(page).content.decode()
    assert '<option value="session.booked">Session booked</option>' in html
    table = client.get(page, {"format": "csv"}).content.decode()
    assert "Goal agreed,goal.agreed" in table


def test_a_name_from_before_is_said_as_it_stands() -> None:
    assert events.label_of("run.pair_removed") == "Run: pair removed"
    assert events.label_of("session.booked") == "Session booked"
