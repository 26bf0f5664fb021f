"""What people can do from a message without signing in, registered by the apps that own it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.forms import Form

from mentorship.tenancy.models import Member, TenantModel
from mentorship.wording import Said, Words

# Carries the act out, by the one action that is behind it: (subject, *, by, at, **values of the
# form). Returns what happened, in the past tense; raises ActionError where it is not possible.
Do = Callable[..., Said]


@dataclass(frozen=True)
class Act:
    """One thing that a link in a message does.

    `find(id, member)` returns the subject where it is this person's to act on, otherwise None.
    `ask(subject, member)` is what the page says above its one button; it raises ActionError where
    there is nothing to do any more, and `do` raises it under the lock. `form(subject, member,
    data)` makes the fields that the page has besides the button, if any; their values go to `do`.
    `text(subject, member)` is what is to be read before, such as an agreement. `url(subject)` is
    the page in the application, for those who want to see more. `then` are the acts that the page
    offers next, once this one is done.
    """

    name: str
    label: Words
    button: Words
    find: Callable[[UUID, Member], TenantModel | None]
    ask: Callable[[Any, Member], str]
    do: Do
    url: Callable[[Any], str]
    form: Callable[[Any, Member, Any], Form] | None = None
    text: Callable[[Any, Member], str] | None = None
    then: tuple[str, ...] = ()


_acts: dict[str, Act] = {}


def register(*acts: Act) -> None:
    for act in acts:
        _acts[act.name] = act


def is_act(name: str) -> bool:
    return name in _acts


def act_named(name: str) -> Act:
    """Raises KeyError for an act that no app registered."""
    return _acts[name]


def all_acts() -> list[Act]:
    return [_acts[name] for name in sorted(_acts)]
