"""What stands in the way of taking a publication back, registered by the parts above: what people
did with their mentorships since.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from matching.models import ParticipantQuerySet, Run


@dataclass(frozen=True)
class Obstacle:
    """Each returns the sentence that refuses, empty where nothing stands in the way: `in_made` asks
    of the mentorships that the run made, `in_joined` of the parts it added to groups that ran
    before, since then.
    """

    in_made: Callable[[Run], str]
    in_joined: Callable[[ParticipantQuerySet, datetime], str]


_obstacles: list[Obstacle] = []


def register(obstacle: Obstacle) -> None:
    _obstacles.append(obstacle)


def obstacle_in_made(run: Run) -> str:
    """The first sentence that refuses, or nothing."""
    found = (obstacle.in_made(run) for obstacle in _obstacles)
    return next((words for words in found if words), "")


def obstacle_in_joined(parts: ParticipantQuerySet, *, since: datetime) -> str:
    """The first sentence that refuses, or nothing."""
    found = (obstacle.in_joined(parts, since) for obstacle in _obstacles)
    return next((words for words in found if words), "")
