"""The parts of a page with many small pieces, rendered by Jinja2 at a quarter of the cost: rows of
long lists, charts.

Their templates end in `.jinja`; the page around them stays a Django template and calls them with
`{% rows %}`.
"""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.template import engines
from django.template.defaultfilters import linebreaks_filter, linebreaksbr, urlize
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.dates import MONTHS_3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined

from mentorship.ui.templatetags import ui


class KeysFirst(Environment):
    """`row.name` looks for the key first, as Django's templates do: rows are dicts, and a failed
    attribute is dear.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)


def environment(**options: Any) -> Environment:
    """Escapes everything, and fails at a name that it does not know."""
    given = {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    made = KeysFirst(**{**options, **given, "extensions": ["jinja2.ext.i18n"]})
    made.policies["ext.i18n.trimmed"] = True
    # The extension's: texts with named values, which are escaped where they are put in.
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        url=lru_cache(maxsize=256)(reverse),
        icon=ui.icon,
        chip=ui.chip,
        avatar=ui.avatar,
        score=ui.score,
    )
    made.filters.update(day=day, moment=moment, weekday=weekday, number=number)
    made.filters.update(linebreaks=linebreaks_filter, linebreaksbr=linebreaksbr, links=urlize)
    return made


def render_part(template: str, **values: Any) -> SafeString:
    rendered: str = engines["jinja"].get_template(template).render(values)
    return mark_safe(rendered)  # noqa: S308 - the environment escapes


def day(value: date | datetime | None) -> str:
    """`4 Nov 2026` in the reader's zone; a dash for none."""
    if value is None:
        return "–"
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return _day(local, get_language())


@lru_cache(maxsize=4096)
def _day(value: date, _language: str) -> str:
    return f"{value.day} {MONTHS_3[value.month].capitalize()} {value.year}"


def moment(value: datetime | None) -> str:
    """`4 Nov, 14:30` in the reader's zone; a dash for none."""
    if value is None:
        return "–"
    return _moment(timezone.localtime(value).replace(tzinfo=None), get_language())


@lru_cache(maxsize=4096)
def _moment(value: datetime, _language: str) -> str:
    return f"{value.day} {MONTHS_3[value.month].capitalize()}, {value:%H:%M}"


def weekday(value: datetime) -> str:
    """`Wednesday, 4 November 2026, 14:30` in the reader's zone."""
    return _weekday(timezone.localtime(value).replace(tzinfo=None), get_language())


@lru_cache(maxsize=4096)
def _weekday(value: datetime, _language: str) -> str:
    return formats.date_format(value, "l, j F Y, H:i")


def number(value: float) -> str:
    """Without a decimal place where it has none, else with one."""
    return f"{value:.1f}".removesuffix(".0")
