"""What the page of a person shows beside the profile, registered by the apps that know it."""

from collections.abc import Callable
from dataclasses import dataclass

from mentorship.tenancy.models import Member
from mentorship.wording import Words


@dataclass(frozen=True)
class Line:
    """`note` stands under the link, in muted words."""

    label: str
    url: str
    note: str


@dataclass(frozen=True)
class Panel:
    """`lines_of(person)` answers what the person themself and program admins may see."""

    title: Words
    icon: str
    lines_of: Callable[[Member], list[Line]]


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    _panels.append(panel)


def panels_of(person: Member) -> list[tuple[Panel, list[Line]]]:
    """The panels that have something to say, each with its lines."""
    found = [(panel, panel.lines_of(person)) for panel in _panels]
    return [(panel, lines) for panel, lines in found if lines]
