"""What a chat channel can take the news of alone, such as one program; the apps that have it say
so.
"""

from collections.abc import Callable
from uuid import UUID

from mentorship.tenancy.models import Member

Scopes = Callable[[Member], list[tuple[UUID, str]]]

_sources: list[Scopes] = []


def register(source: Scopes) -> None:
    """`source` answers the ids and names that an admin can choose from."""
    _sources.append(source)


def scopes_for(member: Member) -> list[tuple[UUID, str]]:
    return [scope for source in _sources for scope in source(member)]
