"""What a mentee reads of their colleagues' answers: averages, of a round that is over."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import fmean
from uuid import UUID

from django.db.models import QuerySet

from matching.models import Mentorship
from mentorship.tenancy.models import Member, employed
from tracking.surveys import rules
from tracking.surveys.enums import RequestState
from tracking.surveys.models import Colleague, ColleagueAnswer, SurveyRequest


@dataclass(frozen=True)
class Seen:
    """What colleagues see, on average, at the start and at the end; None where fewer than three
    answered.
    """

    text: str
    start: float | None
    end: float | None


def what_colleagues_see(member: Member, mentorship: Mentorship, *, today: date) -> list[Seen]:
    """For the mentee alone, once all of a round have answered or it has closed: an average that
    grew by one answer would show that answer.
    """
    rounds = _closed_rounds(member, mentorship, today)
    given: dict[tuple[str, str], list[int]] = defaultdict(list)
    order: dict[str, int] = {}
    rows = ColleagueAnswer.objects.filter(
        organization=member.organization_id,
        mentorship=mentorship,
        about=member,
        occasion__in=rounds,
    ).order_by("question__place", "id")
    for text, place, occasion, value in rows.values_list(
        "question__text", "question__place", "occasion", "value"
    ):
        given[text, occasion].append(value)
        order.setdefault(text, place)
    return [
        Seen(text, _average(given[text, "start"]), _average(given[text, "end"]))
        for text in sorted(order, key=lambda text: order[text])
    ]


ROUNDS = ("start", "end")


def _closed_rounds(member: Member, mentorship: Mentorship, today: date) -> list[str]:
    """The rounds to which no answer can be added any more."""
    named = Colleague.objects.filter(
        employed(today, "member"), mentorship=mentorship, about=member, declined_at=None
    )
    people = set(named.values_list("member", flat=True))
    requests = SurveyRequest.objects.filter(mentorship=mentorship, about=member)
    asked = {name: _people(requests.filter(occasion=name)) for name in ROUNDS}
    waiting = requests.filter(state=RequestState.OPEN, closes_on__gte=today)
    open_ones = set(waiting.values_list("occasion", flat=True))
    ended_on = mentorship.ended_at.date() if mentorship.ended_at else None
    if ended_on is None and people - asked["start"]:
        open_ones.add("start")
    is_asking = ended_on is None or today <= ended_on + rules.NEAR_THE_END
    if is_asking and (people & asked["start"]) - asked["end"]:
        open_ones.add("end")
    return [name for name in ROUNDS if name not in open_ones]


def _people(requests: QuerySet[SurveyRequest]) -> set[UUID]:
    return set(requests.values_list("member", flat=True))


def _average(values: Sequence[int]) -> float | None:
    """To the nearest half, of three answers at least."""
    return round(fmean(values) * 2) / 2 if len(values) >= rules.AVERAGE_OF else None
