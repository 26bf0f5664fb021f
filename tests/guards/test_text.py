"""Text that nothing can store, send or export comes in through no door."""

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from mentorship.text import is_storable
from mentorship.ui.forms import _Cleaned
from tests import factories, world
from tests.guards.test_permissions import TABLE

NASTY = [
    "\x00",
    "\n",
    "\v",
    "\f",
    "\x1c",
    "\x85",
    "\u2028",
    "\u200b",
    "\u202e",
    "\ud800",
    "\ufffe",
    "\ufdd0",
]
# What an address can ask a list for; the last ones are values of types that no column has.
CURSORS: list[Any] = [
    ["x"],
    ["x", "y"],
    [None],
    [[]],
    [{}],
    [True],
    [1e400],
    ["\x00"],
    ["a", "\x00"],
    ["a", "b", "\x00"],
    [10**30],
    ["a", "b", "c"],
    ["2026-01-01T00:00:00", "x"],
    ["", "", ""],
    [None, None],
    ["\ud800"],
    "text",
    {"a": 1},
    5,
    ["99999-01-01", "x"],
    ["00000000-0000-0000-0000-000000000000"],
]


def every_form() -> Iterator[type[forms.BaseForm]]:
    waiting = list(forms.BaseForm.__subclasses__())
    while waiting:
        form = waiting.pop()
        waiting += form.__subclasses__()
        if form.__module__.split(".")[0] in (
            "mentorship",
            "programs",
            "matching",
            "tracking",
            "recognition",
        ):
            yield form


def test_every_text_field_of_every_form_takes_text_that_can_be_stored() -> None:
    fields = [
        (form.__name__, name, field)
        for form in every_form()
        for name, field in getattr(form, "base_fields", {}).items()
        if isinstance(field, forms.CharField) and not isinstance(field.widget, forms.PasswordInput)
    ]
    assert len(fields) > 40
    library = {"ResetForm"}
    loose = [
        (form, name)
        for form, name, field in fields
        if not isinstance(field, _Cleaned) and form not in library
    ]
    assert loose == []
    for _, _, field in fields:
        for nasty in NASTY:
            _check(field, f"ab{nasty}cd")


def _check(field: forms.Field, text: str) -> None:
    try:
        value = field.clean(text)
    except ValidationError:
        return
    for part in value if isinstance(value, list) else [value]:
        assert is_storable(str(part))
        assert isinstance(field.widget, forms.Textarea) or "\n" not in str(part)


def encoded(cursor: Any) -> str:
    text = json.dumps(cursor)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.fixture
def place(northwind: Any) -> world.World:
    return world.build(northwind)


def test_a_damaged_cursor_gives_the_first_page_of_every_list(place: world.World) -> None:
    owner = factories.client_of(place.people["owner"])
    lists = [name for name, row in TABLE.items() if row.get and "owner" in row.get]
    pages = [
        reverse(name, args=["northwind", *(place.ids[key] for key in TABLE[name].args)])
        for name in lists
    ]
    first = {page: owner.get(page).status_code for page in pages}
    for page in pages:
        for cursor in [*map(encoded, CURSORS), "%00", "é", "====", "W10", "WyJ4Il0", "a" * 5000]:
            assert owner.get(page, {"after": cursor}).status_code == first[page], (page, cursor)


@pytest.mark.parametrize("nasty", NASTY, ids=ascii)
def test_no_search_breaks_on_what_nobody_can_type(place: world.World, nasty: str) -> None:
    owner = factories.client_of(place.people["owner"])
    for name in (
        "people:list",
        "programs:list",
        "tracking:mentorships",
        "audit:entries",
        "matching:directory",
    ):
        page = reverse(name, args=["northwind"])
        for asked in ({"q": f"a{nasty}b"}, {"department": nasty, "state": nasty}, {nasty: "x"}):
            query = urlencode(asked, errors="surrogatepass")
            assert owner.get(f"{page}?{query}").status_code == 200


def test_a_query_that_is_no_text_is_refused_kindly(northwind: Any, admin_client: Client) -> None:
    assert admin_client.get("/o/northwind/people/?q=%ff%fe").status_code == 200
    assert admin_client.get("/o/northwind/people/?q=%00").status_code == 200
