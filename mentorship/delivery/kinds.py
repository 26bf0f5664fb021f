"""The kinds of message, registered by the apps that owe them."""

from dataclasses import dataclass
from typing import Any

from mentorship.delivery.enums import Channel

_kinds: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    `title` is a format string over the delivery's context; the e-mail's text is the template
    `messages/<name>.txt`. `url` in the context is where the message leads.
    """

    name: str
    title: str
    icon: str = "bell"
    channels: tuple[str, ...] = (Channel.EMAIL, Channel.IN_APP)

    def render_title(self, context: dict[str, Any]) -> str:
        return self.title.format_map(context)


def register(*kinds: Kind) -> None:
    for kind in kinds:
        _kinds[kind.name] = kind


def kind_named(name: str) -> Kind:
    """Raises KeyError for a kind that no app registered."""
    return _kinds[name]
