"""What the apps tell about the demo's organisations, each a chapter, in the order of the house."""

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.module_loading import import_string

from mentorship.tenancy.models import Member, Organization


@dataclass
class Story:
    """One organisation's year up to `now`; `cast` are the people behind the demo accounts."""

    organization: Organization
    now: datetime
    cast: dict[str, Member]
    random: random.Random
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, order=True)
class Chapter:
    """`name` is the dotted name of a function that takes the story.

    One that `is_shared` is told by several processes at once; each is given the number of its share
    and of all shares too, and what it writes into the story's facts stays with it.
    """

    position: int
    name: str
    is_shared: bool = False

    def tell(self, story: Story, *share: int) -> None:
        import_string(self.name)(story, *share)


_chapters: list[Chapter] = []


def register(position: int, name: str, *, is_shared: bool = False) -> None:
    _chapters.append(Chapter(position, name, is_shared))


def chapters() -> list[Chapter]:
    return sorted(_chapters)
