"""The registry of what can happen: the audit log, its filter and its export read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mentorship.wording import Words


@dataclass(frozen=True)
class Event:
    """`name` is what it happens to and what happens, as `session.booked`; `label` says it in words.

    `fields` are the names of what is written down with it; None where they are data themselves.
    """

    name: str
    label: Words
    fields: tuple[str, ...] | None = ()

    @property
    def area(self) -> str:
        return self.name.partition(".")[0]


_events: dict[str, Event] = {}
_areas: dict[str, Words] = {}


def register(*events: Event, **areas: Words) -> None:
    """`areas` name in words what the events happen to."""
    _areas.update(areas)
    for event in events:
        _events[event.name] = event


def event_named(name: str, details: Mapping[str, Any]) -> Event:
    """Raises KeyError for an event that no app registered, ValueError for details it does not
    have.
    """
    event = _events[name]
    unknown = set(details) - set(event.fields) if event.fields is not None else set()
    if unknown:
        raise ValueError(f"{name} has no {', '.join(sorted(unknown))}.")
    return event


def label_of(name: str) -> str:
    """In words; what was written down under a name that is no more is said by that name."""
    event = _events.get(name)
    return str(event.label) if event else name.replace(".", ": ", 1).replace("_", " ").capitalize()


def by_area() -> list[tuple[str, Words, list[Event]]]:
    """(area, its words, its events), in the order of the words."""
    found: dict[str, list[Event]] = {area: [] for area in _areas}
    for event in _events.values():
        found[event.area].append(event)
    return sorted(
        ((area, _areas[area], events) for area, events in found.items()),
        key=lambda area: str(area[1]),
    )
