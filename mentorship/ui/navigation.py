"""The entries of the rail and of a person's own menu, registered by the apps whose pages they lead
to.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mentorship.tenancy.models import Member
from mentorship.ui.addresses import address
from mentorship.wording import Words


@dataclass(frozen=True)
class Entry:
    """One entry: `position` orders the rail, `view` is its first page's URL name, `seen_by` who has
    it.

    The pages below its address are its own, but for a root, which has only the one page. `leads`
    says whose daily work it is: those entries come first where a phone has room for four.
    """

    position: int
    label: Words
    icon: str
    view: str
    seen_by: Callable[[Member], bool] = lambda _: True
    is_root: bool = False
    leads: Callable[[Member], bool] = lambda _: False


@dataclass(frozen=True)
class Link:
    label: Words
    icon: str
    url: str
    is_current: bool
    is_in_bar: bool


BAR = 4
_entries: list[Entry] = []
_own: list[Entry] = []


def register(*entries: Entry) -> None:
    _entries.extend(entries)
    _entries.sort(key=lambda entry: entry.position)


def register_own(*entries: Entry) -> None:
    """Entries of the menu under a person's name."""
    _own.extend(entries)
    _own.sort(key=lambda entry: entry.position)


def own_for(member: Member) -> list[Link]:
    slug = member.organization.slug
    return [
        Link(entry.label, entry.icon, address(entry.view, slug), is_current=False, is_in_bar=False)
        for entry in _own
        if entry.seen_by(member)
    ]


def entries_for(member: Member, path: str) -> list[Link]:
    """The member's links; the longest one that begins the path is the current one."""
    slug = member.organization.slug
    found = [(entry, address(entry.view, slug)) for entry in _entries if entry.seen_by(member)]
    current = max((url for entry, url in found if _leads_to(entry, url, path)), key=len, default="")
    bar = sorted(
        (entry for entry, _ in found), key=lambda entry: not (entry.is_root or entry.leads(member))
    )[:BAR]
    return [
        Link(entry.label, entry.icon, url, url == current, entry in bar) for entry, url in found
    ]


def _leads_to(entry: Entry, url: str, path: str) -> bool:
    return path == url if entry.is_root else path.startswith(url)
