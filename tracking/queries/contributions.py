"""What each person adds to a program's figures, as marks that differ when it does: never shown,
only compared.
"""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, Max, OuterRef, Q, Sum

from matching.models import Participant
from programs.enums import EnrolmentState
from programs.models import Enrolment
from tracking.enums import AttendanceState, GoalState, SessionState
from tracking.models import ActionItem, Attendance, Feedback, Session

Marks = dict[str, str]


def contributions(chosen: dict[str, Any], pairs: Any, *, at: datetime) -> dict[str, Marks]:
    """By the facts that figures and KPIs are about: a mark for each person who counts in them, by
    their id.
    """
    people = Participant.objects.filter(mentorship__in=pairs)
    agreed = Q(mentorship__goals__state=GoalState.AGREED)
    achieved = Q(mentorship__goals__state=GoalState.ACHIEVED)
    held = Attendance.objects.filter(
        session__mentorship__in=pairs, session__state=SessionState.HELD
    )
    probable = Attendance.objects.filter(
        session__in=Session.objects.filter(mentorship__in=pairs).probable(at=at)
    )
    ratings = Feedback.objects.filter(
        mentorship__in=pairs, session__state=SessionState.HELD, rating__isnull=False
    )
    on_time = Q(done_at__date__lte=F("due_on"))
    return {
        "funnel": _funnel(chosen, people),
        "sessions": _marks(
            held.exclude(state=AttendanceState.ABSENT).values_list("member"),
            Count("id"),
            Max("session__starts_at"),
        ),
        "probable": _marks(probable.values_list("member"), Count("id"), Max("session__starts_at")),
        "goals": _marks(
            people.values_list("member"), Count("id", filter=agreed), Count("id", filter=achieved)
        ),
        "stage": _states(people, "stage"),
        "health": _states(people, "health"),
        "items": _marks(
            ActionItem.objects.kept().filter(mentorship__in=pairs).values_list("owner"),
            Count("id"),
            Count("id", filter=on_time),
            Max("due_on"),
        ),
        "ratings": _marks(ratings.values_list("author"), Count("id"), Sum("rating")),
    }


def _marks(rows: Any, *facts: Any) -> Marks:
    named = {f"fact_{number}": fact for number, fact in enumerate(facts)}
    found = rows.annotate(**named).order_by().values_list(rows.query.values_select[0], *named)
    return {str(person): ":".join(map(str, values)) for person, *values in found}


def _funnel(chosen: dict[str, Any], people: Any) -> Marks:
    approved = Count("id", filter=Q(state=EnrolmentState.APPROVED))
    marks = _marks(Enrolment.objects.filter(**chosen).values_list("member"), Count("id"), approved)
    held = Session.objects.filter(mentorship=OuterRef("mentorship"), state=SessionState.HELD)
    placed = _marks(
        people.values_list("member"),
        Count("mentorship", distinct=True),
        Max("mentorship__started_at"),
    )
    meeting = {
        str(person) for person in people.filter(Exists(held)).values_list("member", flat=True)
    }
    return {
        person: f"{marks.get(person, '')}|{placed.get(person, '')}|{person in meeting}"
        for person in {*marks, *placed}
    }


def _states(people: Any, name: str) -> Marks:
    active = people.filter(
        mentorship__state="active", mentorship__pulse__isnull=False, left_at=None
    )
    found: dict[str, list[str]] = {}
    for person, state in active.values_list("member", f"mentorship__pulse__{name}").order_by(
        "mentorship"
    ):
        found.setdefault(str(person), []).append(state)
    return {person: ",".join(states) for person, states in found.items()}
