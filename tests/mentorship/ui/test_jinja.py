from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import engines
from django.utils import timezone, translation
from jinja2 import UndefinedError

from mentorship.ui.charts import Bar, row_chart
from mentorship.ui.jinja import day, moment, number, weekday

EVIL = "<script>alert(1)</script>"


def render(source: str, **values: Any) -> str:
    rendered: str = engines["jinja"].from_string(source).render(values)
    return rendered


@pytest.mark.parametrize("way", ["value", "value|linebreaks", "value|linebreaksbr", "value|links"])
def test_every_way_to_show_a_text_escapes_it(way: str) -> None:
    shown = render("{{ " + way + " }}", value=EVIL)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


def test_a_name_that_the_template_does_not_know_fails() -> None:
    with pytest.raises(UndefinedError):
        render("{{ forgotten }}")


def test_times_are_shown_in_the_readers_zone() -> None:
    late = datetime(2026, 11, 4, 23, 30, tzinfo=UTC)
    with timezone.override("Asia/Kolkata"):
        assert (day(late), moment(late)) == ("5 Nov 2026", "5 Nov, 05:00")
        assert weekday(late) == "Thursday, 5 November 2026, 05:00"
    assert day(date(2026, 11, 4)) == "4 Nov 2026"
    assert (day(None), moment(None)) == ("–", "–")


def test_a_chart_draws_the_same_in_every_language() -> None:
    bars = [Bar("Sales", 12.5, "12.5"), Bar("Law", None, "")]
    here = row_chart(bars, title="People")
    with translation.override("de"):
        assert row_chart(bars, title="People") == here
    assert 'width="240.0"' in here
    assert "withheld" in here


def test_numbers_lose_a_zero_after_the_point() -> None:
    assert [number(80.0), number(3.25)] == ["80", "3.2"]
