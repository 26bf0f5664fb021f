"""The groups that a run proposes, and how balanced they are."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Avg, Count, F, IntegerField, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from matching.enums import MentorshipState, ParticipantRole, RunState
from matching.models import Pair, Participant, Run
from mentorship.text import search_words

# How the groups can be ordered.
GROUP_SORTS = {
    "weakest": (_("Weakest first"), ["worst", "mentor"]),
    "smallest": (_("Smallest first"), ["whole", "mentor"]),
    "largest": (_("Largest first"), ["-whole", "mentor"]),
}

# The parts of mentors in groups that run.
LEADING = Participant.objects.filter(
    role=ParticipantRole.MENTOR, mentorship__state=MentorshipState.ACTIVE
)
PRESENT = Count(
    "mentorship__participants",
    filter=Q(
        mentorship__participants__role=ParticipantRole.MENTEE,
        mentorship__participants__left_at=None,
    ),
)


def groups(run: Run, *, words: str = "", sort: str = "weakest") -> QuerySet[Any, dict[str, Any]]:
    """A row for each mentor of the run: the mentees proposed as `size`, those who are `there`
    already, both as `whole`, and how many `seats` the mentor has; the `worst` and `mean` score, how
    many `departments` the proposed are of and from which level (`low`) to which (`high`), and how
    many are `approved`.

    With `words` only groups in which each word is somebody's.
    """
    found = Pair.objects.filter(organization=run.organization_id, run=run, is_removed=False)
    for word in search_words(words):
        named = Pair.objects.filter(run=run, is_removed=False).filter(
            Q(mentor__member__search__contains=word) | Q(mentee__member__search__contains=word)
        )
        found = found.filter(mentor__in=named.values("mentor"))
    member = "mentee__member__"
    # Once they are published the proposed are there themselves.
    running = (
        LEADING.present().filter(enrolment=OuterRef("mentor"))
        if run.state == RunState.REVIEW
        else LEADING.none()
    )
    there = running.values("enrolment").annotate(number=PRESENT).values("number")
    rows: QuerySet[Any, Any] = (
        found.values("mentor", seats=F("mentor__capacity"))
        .annotate(
            size=Count("pk"),
            worst=Min("score"),
            mean=Avg("score"),
            approved=Count("pk", filter=Q(is_approved=True)),
            departments=Count(
                f"{member}department", filter=~Q(**{f"{member}department": ""}), distinct=True
            ),
            low=Min(f"{member}level"),
            high=Max(f"{member}level"),
            there=Coalesce(Subquery(there, output_field=IntegerField()), 0),
            whole=F("size") + F("there"),
        )
        .order_by(*GROUP_SORTS[sort][1])
    )
    return rows


def group_sizes(run: Run) -> dict[str, int]:
    """Of all groups of the run: how many, the `least` and the `most` people, how many are
    `too_small`, how many mentors have `none`, and how many mentees stay `alone`.
    """
    found: dict[str, int] = (
        groups(run)
        .order_by()
        .aggregate(
            count=Count("mentor"),
            least=Coalesce(Min("whole"), 0),
            most=Coalesce(Max("whole"), 0),
            too_small=Count("mentor", filter=Q(whole__lt=run.group_least)),
        )
    )
    figures = run.figures
    return found | {
        "none": max(0, figures.get("mentors", 0) - found["count"]),
        "alone": max(0, figures.get("mentees", 0) - (figures.get("matched") or 0)),
    }


def people_there(mentors: Any) -> dict[Any, int]:
    """By mentor's enrolment the mentees who are in their running group; mentors without one stand
    not there.
    """
    found = LEADING.present().filter(enrolment__in=list(mentors))
    return dict(
        found.values("enrolment").annotate(number=PRESENT).values_list("enrolment", "number")
    )


def others_there(kept: Iterable[Pair]) -> int:
    """How many people, besides those of the pairs, are in the running groups that the pairs'
    mentees would join.
    """
    found = (
        LEADING.present()
        .filter(enrolment__in=[pair.mentor_id for pair in kept])
        .values("mentorship")
    )
    mine = {each for pair in kept for each in (pair.mentor.member_id, pair.mentee.member_id)}
    return (
        Participant.objects.present().filter(mentorship__in=found).exclude(member__in=mine).count()
    )


def mentees_of(run: Run, mentors: Any) -> dict[Any, list[dict[str, Any]]]:
    """By mentor's enrolment the pairs proposed with them, weakest first."""
    found: dict[Any, list[dict[str, Any]]] = {}
    kept = Pair.objects.filter(run=run, mentor__in=list(mentors), is_removed=False).order_by(
        "score", "id"
    )
    for pair in kept.values("id", "mentor", "mentee", "score", "is_approved", "is_pinned"):
        found.setdefault(pair["mentor"], []).append(dict(pair))
    return found
