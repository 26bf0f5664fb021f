import json
from typing import Any

import pytest
from django.apps import apps
from django.utils.translation import gettext_lazy, ngettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from mentorship import wording
from mentorship.wording import Said, said, say
from mentorship.wording.operations import coded


def _and(parts: list[str]) -> str:
    return " and ".join(parts)


@pytest.fixture(autouse=True)
def sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(wording._sentences)
    monkeypatch.setattr(wording, "_sentences", known)
    wording.register(
        {
            "test.simple": gettext_lazy("They meet as planned."),
            "test.days": ngettext_lazy("%(days)d day ago", "%(days)d days ago", "days"),
            "test.share": gettext_lazy("%(name)s stands at %(percent)d %%."),
            "test.list": _and,
        }
    )


def test_a_sentence_is_said_with_its_parameters() -> None:
    assert str(said("test.simple")) == "They meet as planned."
    assert (str(said("test.days", days=1)), str(said("test.days", days=3))) == (
        "1 day ago",
        "3 days ago",
    )
    assert str(said("test.share", name="100 %", percent=40)) == "100 % stands at 40 %."


def test_sentences_stand_in_sentences() -> None:
    parts = [said("test.simple"), said("test.days", days=2)]
    assert str(said("test.list", parts=parts)) == "They meet as planned. and 2 days ago"
    assert str(said("test.share", name=said("test.days", days=1), percent=0)) == (
        "1 day ago stands at 0 %."
    )


def test_it_is_the_same_after_the_database() -> None:
    stored = json.loads(json.dumps(said("test.days", days=2)))
    assert (stored, str(Said(stored))) == ({"code": "test.days", "days": 2}, "2 days ago")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("Typed by a person", "Typed by a person"),
        ("", ""),
        (None, ""),
        ({}, ""),
        (wording.Said(code="plain", text="Kept 50 % of it"), "Kept 50 % of it"),
        ({"code": "health.gone_since_then", "days": 2}, "Gone since then"),
    ],
)
def test_what_was_never_a_sentence_can_be_read(value: Any, words: str) -> None:
    assert say(value) == words


def test_nobody_stores_a_sentence_that_cannot_be_said() -> None:
    with pytest.raises(KeyError, match="invented"):
        said("health.invented")


def test_the_sentences_of_the_apps_are_registered() -> None:
    assert apps.ready
    assert {"health.silent", "cadence.bullets", "stage.monthly"} <= set(wording._sentences)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_a_stored_text_that_nobody_knows_stays_as_it_is(text: str) -> None:
    known = [("test.days", r"Last met (?P<days>\d+) days ago\.")]
    assert say(coded(text, known)) == text
    assert coded("Last met 12 days ago.", known) == {"code": "test.days", "days": 12}
