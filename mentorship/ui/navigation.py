"""The rail's entries, registered by the apps whose pages they lead to."""

from collections.abc import Callable
from dataclasses import dataclass

from mentorship.tenancy.models import Member
from mentorship.ui.addresses import address


@dataclass(frozen=True)
class Entry:
    """One entry: `position` orders the rail, `view` is its first page's URL name, `seen_by` who has it.

    The pages below its address are its own, but for a root, which has only the one page.
    """

    position: int
    label: str
    icon: str
    view: str
    seen_by: Callable[[Member], bool] = lambda _: True
    is_root: bool = False


@dataclass(frozen=True)
class Link:
    label: str
    icon: str
    url: str
    is_current: bool


_entries: list[Entry] = []


def register(*entries: Entry) -> None:
    _entries.extend(entries)
    _entries.sort(key=lambda entry: entry.position)


def entries_for(member: Member, path: str) -> list[Link]:
    """The member's links; the longest one that begins the path is the current one."""
    slug = member.organization.slug
    found = [(entry, address(entry.view, slug)) for entry in _entries if entry.seen_by(member)]
    current = max((url for entry, url in found if _leads_to(entry, url, path)), key=len, default="")
    return [Link(entry.label, entry.icon, url, url == current) for entry, url in found]


def _leads_to(entry: Entry, url: str, path: str) -> bool:
    return path == url if entry.is_root else path.startswith(url)
