"""What the apps tell about the demo's organisations, each a chapter, in the order of the house."""

import random
from collections.abc import Callable
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


_chapters: list[tuple[int, str]] = []


def register(position: int, chapter: str) -> None:
    """`chapter` is the dotted name of a function that takes the story."""
    _chapters.append((position, chapter))


def chapters() -> list[Callable[[Story], None]]:
    return [import_string(chapter) for _, chapter in sorted(_chapters)]
