from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.template import engines
from django.utils import timezone, translation
from jinja2 import UndefinedError

from mentorship.ui.charts import Bar, row_chart
from mentorship.ui.jinja import day, moment, number, weekday
from mentorship.ui.management.commands.makemessages import calls

EVIL = "<script>alert(1)</script>"


def render(source: str, **values: Any) -> str:
    rendered: str = engines["jinja"].from_string(source).render(values)
    return rendered


@pytest.mark.parametrize("way", ["value", "value|linebreaks", "value|linebreaksbr", "value|links"])
def test_every_way_to_show_a_text_escapes_it(way: str) -> None:
    shown = render("{{ " + way + " }}", value=EVIL)
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize(
    "source",
    ['{{ _("By <b>%(name)s</b>", name=name) }}', "{% trans %}By <b>{{ name }}</b>{% endtrans %}"],
)
def test_a_translated_text_escapes_its_values_and_not_its_own_tags(source: str) -> None:
    assert render(source, name="A & B") == "By <b>A &amp; B</b>"


def test_texts_are_translated_and_counted() -> None:
    days = '{{ ngettext("%(num)s day", "%(num)s days", days) }}'
    assert [render(days, days=number) for number in (1, 2)] == ["1 day", "2 days"]
    with translation.override("de"):
        assert render('{{ _("Password") }}') == "Passwort"


def test_makemessages_finds_the_texts_of_jinja_templates() -> None:
    source = """
        {{ _("Select %(name)s", name=name) }} {{ ngettext("%(num)s day", "%(num)s days", days) }}
        {% trans %}
          Press <kbd>?</kbd>
          for keys
        {% endtrans %}
    """
    assert calls(source).splitlines() == [
        "_('Select %(name)s', n)",
        "ngettext('%(num)s day', '%(num)s days', n)",
        "gettext('Press <kbd>?</kbd> for keys', n)",
    ]


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
