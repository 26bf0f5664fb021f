"""Links beside the title of a subject's page that lead to parts above, registered by them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from mentorship.tenancy.models import Member

Subject = TypeVar("Subject")


@dataclass(frozen=True)
class Link:
    """`icon` may be missing: some links are words alone."""

    label: str
    url: str
    icon: str = ""


_links: dict[type, list[Callable[[Member, Any], list[Link]]]] = {}


def register(kind: type[Subject], links_of: Callable[[Member, Subject], list[Link]]) -> None:
    """`links_of(member, subject)` returns those that this member may follow."""
    _links.setdefault(kind, []).append(links_of)


def links_for(member: Member, subject: object) -> list[Link]:
    """In the order of the parts, lower ones first."""
    return [
        link for links_of in _links.get(type(subject), []) for link in links_of(member, subject)
    ]
