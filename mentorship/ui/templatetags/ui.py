"""The design's small pieces as template tags."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from markupsafe import escape

from mentorship.events import label_of
from mentorship.ui.addresses import address, addresses
from mentorship.ui.words import inside

register = template.Library()

STATE_LOOKS = {
    "good": ("chip-good", "circle-check"),
    "warn": ("chip-warn", "alert-triangle"),
    "bad": ("chip-bad", "alert-circle"),
    "muted": ("chip-muted", "circle-dashed"),
    "accent": ("chip-accent", "circle-dot"),
}


@register.simple_tag
def icon(name: str, label: Any = "") -> SafeString:
    """An outline icon; without a label it is decoration and hidden from screen readers."""
    return _icon(name, str(label))


@lru_cache(maxsize=1024)
def _icon(name: str, label: str) -> SafeString:
    url = staticfiles_storage.url("vendor/icons.svg")
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}#{}"></use></svg>',
            label,
            url,
            name,
        )
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', url, name
    )


@register.simple_tag
def chip(look: str, words: Any) -> SafeString:
    """A state: colour, icon and word together."""
    return _chip(look, str(words))


@lru_cache(maxsize=1024)
def _chip(look: str, words: str) -> SafeString:
    css, symbol = STATE_LOOKS[look]
    return format_html('<span class="chip {}">{} {}</span>', css, icon(symbol), words)


@register.simple_tag
@lru_cache(maxsize=4096)
def avatar(name: str) -> SafeString:
    parts = str(name).split()
    initials = (parts[0][:1] + parts[-1][:1] if len(parts) > 1 else str(name)[:2]).upper()
    return format_html('<span class="avatar" aria-hidden="true">{}</span>', initials)


@register.simple_tag(takes_context=True)
def o(context: dict[str, Any], view: str, *args: Any) -> str:
    """The address of a page of the open organisation."""
    return address(view, context["organization"].slug, *args)


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's query string with some values changed; an empty value takes its name out."""
    values = {**context["request"].GET.dict(), **changes}
    return "?" + urlencode({key: value for key, value in values.items() if value not in ("", None)})


register.filter("event", label_of)
register.filter(inside)


@register.filter
def first_line(value: object) -> str:
    """What a message says; what stands on further lines is shown beside its field."""
    return str(value).partition("\n")[0]


@register.filter
def split(text: str, separator: str) -> list[str]:
    return text.split(separator)


@register.simple_tag
def form_value(form: Any, name: str) -> Any:
    """What was typed in a field, or nothing."""
    value = form[name].value()
    return "" if value is None else value


@register.simple_tag(takes_context=True)
def given(context: dict[str, Any], name: str) -> str:
    """What the page's address says under a name, or nothing."""
    value: str = context["request"].GET.get(name, "")
    return value


@register.simple_tag(takes_context=True)
def options(context: dict[str, Any], name: str, choices: Iterable[tuple[Any, Any]]) -> SafeString:
    """The options of a filter: pairs of value and words, the one that the address names chosen."""
    chosen = context["request"].GET.get(name, "")
    # Lists have dozens of them; `format_html` for each would be a tenth of the page.
    given = ((str(value), escape(str(words))) for value, words in choices)
    return mark_safe(  # noqa: S308 - escaped here
        "".join(
            "<option"
            f' value="{escape(value)}"{" selected" if value == chosen else ""}>{words}</option>'
            for value, words in given
        )
    )


@register.simple_tag(takes_context=True)
def rows(context: dict[str, Any], template: str, **values: Any) -> SafeString:
    """A part of the page by its Jinja2 template; there `o("app:view")(id)` and `page("app:view")`
    are addresses.
    """
    from mentorship.ui.jinja import render_part  # noqa: PLC0415 - it uses the tags of this module

    slug = context["organization"].slug
    names = {
        "member": context["member"],
        "csrf_token": str(context.get("csrf_token", "")),
        "o": addresses(slug),
        "page": lambda view, *args: address(view, slug, *args),
    }
    return render_part(template, **names, **values)


@register.filter
@register.simple_tag
def score(points: Any) -> str:
    """Points of 10,000 as people read them: of 100; a dash where there are none yet."""
    return f"{points / 100:.0f}" if isinstance(points, int) else "–"
