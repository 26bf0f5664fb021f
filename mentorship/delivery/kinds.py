"""The kinds of message, registered by the apps that owe them."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from mentorship.delivery.enums import Category, Channel
from mentorship.delivery.words import told
from mentorship.wording import Words

# What is a matter of the moment, and so of no daily summary.
OF_THE_MOMENT = {Category.SESSIONS, Category.REMINDERS}


class Owed(Protocol):
    """What a kind is asked about: a delivery that is about to leave."""

    pk: UUID
    subject_id: UUID
    recipient_id: UUID | None
    context: dict[str, Any]


Title = Callable[[dict[str, Any]], Words]
StillTrue = Callable[[Collection[Owed], datetime], set[UUID]]

_kinds: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    `title` is a format string over the delivery's context, or chooses one by it; the e-mail's text
    is the template
    `messages/<name>.txt`. `url` in the context is where the message leads. `still_true(owed,
    at)` answers the keys of those that still hold; it is asked right before they leave. `acts` are
    what its subject can be answered with from the e-mail; `acts` in the context takes their place.
    `placeholders` are what an own text of an organisation may name; without any it cannot have one.
    `is_nudge`: nobody asked for it; of these a person gets two e-mails a week at most.
    """

    name: str
    category: Category
    title: Words | Title
    icon: str = "bell"
    channels: tuple[str, ...] = (Channel.EMAIL, Channel.IN_APP)
    still_true: StillTrue | None = None
    acts: tuple[str, ...] = ()
    is_nudge: bool = False
    placeholders: tuple[str, ...] = ()

    def render_title(self, context: dict[str, Any]) -> str:
        return self.title_of(told(context))

    def title_of(self, words: dict[str, Any]) -> str:
        """The title of a context that is in words already, as `told` gives them."""
        title = self.title(words) if callable(self.title) else self.title
        return str(title).format_map(words)

    @property
    def must_come(self) -> bool:
        """What concerns a person's sign-in and roles can be neither put off nor switched off."""
        return self.category == Category.ACCOUNT

    @property
    def may_wait(self) -> bool:
        return not self.must_come and self.category not in OF_THE_MOMENT


def register(*kinds: Kind) -> None:
    for kind in kinds:
        _kinds[kind.name] = kind


def is_kind(name: str) -> bool:
    return name in _kinds


def kind_named(name: str) -> Kind:
    """Raises KeyError for a kind that no app registered."""
    return _kinds[name]


def with_own_texts() -> list[Kind]:
    """The kinds whose words an organisation may change."""
    return [kind for kind in _kinds.values() if kind.placeholders]


def is_nudge(name: str) -> bool:
    return is_kind(name) and kind_named(name).is_nudge


def nudges() -> list[str]:
    """The names of the kinds that nobody asked for."""
    return [name for name, kind in _kinds.items() if kind.is_nudge]


def categories_of(channel: Channel) -> set[Category]:
    """The categories of which anything comes over this channel and can be chosen."""
    return {
        kind.category for kind in _kinds.values() if channel in kind.channels and not kind.must_come
    }
