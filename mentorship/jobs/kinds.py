"""The kinds of job, registered by the apps that do the work."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.cache import caches

from mentorship.jobs.enums import State
from mentorship.jobs.models import Job
from mentorship.wording import Said

Work = Callable[[Job, "Progress"], Said]
Closing = Callable[[Job, State], None]
_kinds: dict[str, tuple[Work, str, Closing]] = {}
KEEP = int(timedelta(hours=1).total_seconds())


class CancelledError(Exception):
    """The person stopped the job; what it wrote is rolled back."""


class JobError(Exception):
    """The job cannot be done; the words are for the person who started it."""

    def __init__(self, words: Said) -> None:
        super().__init__(str(words))
        self.words = words


@dataclass
class Progress:
    """What a running job tells the page that watches it: `done` of `total`, and what it is at."""

    job_id: UUID

    def tell(self, done: int, total: int, stage: Said) -> None:
        """Raises CancelledError where the person has asked to stop."""
        cache = caches["shared"]
        cache.set(
            f"job:{self.job_id}", {"done": done, "total": total, "stage": stage}, timeout=KEEP
        )
        if cache.get(f"job:{self.job_id}:cancel"):
            raise CancelledError


def read_progress(job_id: UUID) -> dict[str, Any]:
    return caches["shared"].get(f"job:{job_id}") or {"done": 0, "total": 0, "stage": ""}


def ask_to_cancel(job_id: UUID) -> None:
    caches["shared"].set(f"job:{job_id}:cancel", value=True, timeout=KEEP)


def register(
    name: str, work: Work, *, queue: str = "default", closing: Closing = lambda *_: None
) -> None:
    """`work(job, progress)` runs inside the tenant's transaction and returns what it did, as a
    sentence to be said.

    `closing(job, state)` runs in the transaction that ends the job, however it ended.
    """
    _kinds[name] = (work, queue, closing)


def work_of(name: str) -> Work:
    return _kinds[name][0]


def closing_of(name: str) -> Closing:
    return _kinds[name][2]


def queue_of(name: str) -> str:
    return _kinds[name][1]
