"""What rooms of tracking put on a person's home and on the page of a mentorship, registered by
them: the core names no room.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from matching.models import Mentorship
from mentorship.tenancy.models import Member


@dataclass(frozen=True)
class Notice:
    """A line with the link that settles it."""

    icon: str
    words: str
    label: str
    url: str


# With a mentorship what is of that one alone, without all of the person's.
NoticesOf = Callable[[Member, Mentorship | None, datetime], list[Notice]]
_notices: list[NoticesOf] = []


def register(notices_of: NoticesOf) -> None:
    _notices.append(notices_of)


def notices_for(
    member: Member, *, at: datetime, mentorship: Mentorship | None = None
) -> list[Notice]:
    """In the order in which the rooms have registered."""
    return [notice for notices_of in _notices for notice in notices_of(member, mentorship, at)]
