"""The design's larger pieces as block tags: what stands between the tags is their slot. The markup
is in `templates/components/`.
"""

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mentorship.ui.addresses import address
from mentorship.ui.links import links_for
from mentorship.ui.templatetags.ui import given, options

register = template.Library()


def _component(name: str, /, **values: Any) -> SafeString:
    """A component knows what it is given, and nothing of the page around it."""
    return render_to_string(f"components/{name}.html", values)


@register.simple_block_tag
def card(
    content: str,
    title: str = "",
    *,
    symbol: str = "",
    body: str = "",
    look: str = "",
    anchor: str = "",
) -> SafeString:
    """A section of a page. `body` are classes that lay out what is in it."""
    return _component(
        "card", content=content, title=title, symbol=symbol, body=body, look=look, anchor=anchor
    )


@register.simple_block_tag
def stat(
    content: str, label: str, value: Any, *, of: Any = None, to: Any = None, symbol: str = ""
) -> SafeString:
    """A figure with its name, of so many or up to so many; between the tags what it is measured
    against, or nothing.
    """
    return _component(
        "stat", label=label, value=value, of=of, to=to, symbol=symbol, note=content.strip()
    )


@register.simple_block_tag
def blank_slate(content: str, symbol: str, title: str) -> SafeString:
    """What a list says that has nothing to show: why, and the first step."""
    return _component("blank_slate", content=content, symbol=symbol, title=title)


@register.simple_tag(takes_context=True)
def search_field(context: dict[str, Any], label: str, *, placeholder: str = "") -> SafeString:
    """The words that a list is searched for."""
    return _component(
        "search_field", label=label, placeholder=placeholder or label, value=given(context, "q")
    )


@register.simple_tag(takes_context=True)
def choice_filter(
    context: dict[str, Any], name: str, choices: Iterable[tuple[Any, Any]], label: str, every: str
) -> SafeString:
    """A list's filter by one of some choices; `every` names the choice of none."""
    offered = options(context, name, choices)
    return _component("choice_filter", name=name, label=label, every=every, options=offered)


@register.simple_block_tag
def table_head(content: str, caption: str = "", *, shown: bool = False) -> SafeString:
    """Caption and head of a table; between the tags its columns. A caption is read aloud, and
    `shown` only where it tells more than the page's title.
    """
    return _component("table_head", content=content, caption=caption, shown=shown)


@register.simple_tag
def column(label: str, css: str = "", *, is_hidden: bool = False) -> SafeString:
    """One column of a table's head; a hidden label is there for screen readers."""
    words = format_html('<span class="visually-hidden">{}</span>', label) if is_hidden else label
    if css:
        return format_html('<th scope="col" class="{}">{}</th>', css, words)
    return format_html('<th scope="col">{}</th>', words)


@register.simple_block_tag
def crumbs(content: str) -> SafeString:
    """The way from the top to this page: a `crumb` for each step."""
    return _component("crumbs", content=content)


@register.simple_tag(takes_context=True)
def crumb(context: dict[str, Any], label: Any, view: str = "", *args: Any) -> SafeString:
    """A step of the way, to a page of the open organisation; without a page, where one is."""
    if not view:
        return format_html('<li aria-current="page">{}</li>', label)
    url = address(view, context["organization"].slug, *args)
    return format_html('<li><a href="{}">{}</a></li>', url, label)


@register.simple_tag(takes_context=True)
def links(context: dict[str, Any], subject: object) -> SafeString:
    """Beside the title of a subject's page, where parts above lead from it."""
    return _component("links", links=links_for(context["member"], subject))
