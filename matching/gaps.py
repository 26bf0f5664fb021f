"""Skills gaps: topics that mentees want and few mentors offer, and seats by part of
the organisation.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

NOT_KNOWN = _("Not known")


@dataclass(frozen=True)
class Part:
    """Somebody in the program: `seats` are what a mentor can still take, 1 for a mentee who has
    nobody yet.
    """

    topics: tuple[str, ...]
    seats: int
    department: str = ""
    zone: str = ""


@dataclass(frozen=True)
class Gap:
    """`wanted` by so many mentees, offered by `mentors` with `seats` free; `missing` seats at
    least.
    """

    name: str
    wanted: int
    mentors: int
    seats: int

    @property
    def missing(self) -> int:
        return max(0, self.wanted - self.seats)


def topic_gaps(mentees: Iterable[Part], mentors: Iterable[Part]) -> list[Gap]:
    """Topics that somebody wants, the widest gap first. A mentor's seat counts for each of their
    topics.
    """
    wanted = Counter(topic for each in mentees if each.seats for topic in set(each.topics))
    offering: Counter[str] = Counter()
    seats: Counter[str] = Counter()
    for mentor in mentors:
        for topic in set(mentor.topics):
            offering[topic] += 1
            seats[topic] += mentor.seats
    gaps = [Gap(topic, number, offering[topic], seats[topic]) for topic, number in wanted.items()]
    return sorted(gaps, key=lambda gap: (-gap.missing, gap.seats, -gap.wanted, gap.name))


def capacity_gaps(mentees: Iterable[Part], mentors: Iterable[Part], by: str) -> list[Gap]:
    """Mentees and free seats by `department` or `zone`, the widest gap first."""
    wanted: Counter[str] = Counter()
    there: dict[str, list[int]] = defaultdict(list)
    for each in mentees:
        wanted[getattr(each, by) or str(NOT_KNOWN)] += each.seats
    for mentor in mentors:
        there[getattr(mentor, by) or str(NOT_KNOWN)].append(mentor.seats)
    names = {name for name, number in wanted.items() if number} | set(there)
    gaps = [Gap(name, wanted[name], len(there[name]), sum(there[name])) for name in names]
    return sorted(gaps, key=lambda gap: (-gap.missing, -gap.wanted, gap.name))
