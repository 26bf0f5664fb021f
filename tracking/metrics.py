"""The KPIs that programs, matching and tracking can compute together."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Avg, Count, F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from matching.models import Mentorship, Participant
from programs.enums import EnrolmentRole, EnrolmentState
from programs.kpis import Kpi, Value
from programs.models import Enrolment
from tracking.enums import GoalState, SessionState
from tracking.models import ActionItem, Feedback, Goal, Session

MONTH_DAYS = 30.44
MEASURED_FROM_DAYS = 28
# For whom a matching seeks somebody.
TO_PLACE = [EnrolmentRole.MENTEE, EnrolmentRole.PEER]


def _people(mentorships: Any) -> int:
    return int(
        Participant.objects.filter(mentorship__in=mentorships).aggregate(
            n=Count("member", distinct=True)
        )["n"]
    )


def _started(program_id: UUID, on: date) -> Any:
    return Mentorship.objects.filter(program=program_id, started_at__date__lte=on)


def _value(
    number: Any, people: int, *, have: int | None = None, have_not: int | None = None
) -> Value:
    return Value(Decimal(str(number)).quantize(Decimal("0.01")), people, have, have_not)


def participants(program_id: UUID, on: date) -> Value | None:
    number = Enrolment.objects.filter(
        program=program_id, state=EnrolmentState.APPROVED, applied_at__date__lte=on
    ).aggregate(n=Count("member", distinct=True))["n"]
    return _value(number, number)


def matched(program_id: UUID, on: date) -> Value | None:
    mentees = Enrolment.objects.filter(
        program=program_id,
        role__in=TO_PLACE,
        state=EnrolmentState.APPROVED,
        applied_at__date__lte=on,
    ).aggregate(
        all=Count("id"),
        placed=Count("id", filter=Q(participations__mentorship__started_at__date__lte=on)),
    )
    if not mentees["all"]:
        return None
    placed, everybody = mentees["placed"], mentees["all"]
    return _value(100 * placed / everybody, everybody, have=placed, have_not=everybody - placed)


def sessions_per_pair(program_id: UUID, on: date) -> Value | None:
    held = Session.objects.filter(state=SessionState.HELD, starts_at__date__lte=on)
    return _per_pair_and_month(held, program_id, on)


def probable_per_pair(program_id: UUID, on: date) -> Value | None:
    end_of_day = datetime.combine(on, time.max, tzinfo=UTC)
    return _per_pair_and_month(Session.objects.probable(at=end_of_day), program_id, on)


def _per_pair_and_month(sessions: QuerySet[Session], program_id: UUID, on: date) -> Value | None:
    """Sessions a month and pair, over each pair's own life so far; a mean life of four weeks at
    least.
    """
    pairs = _started(program_id, on)
    number, months = 0, 0.0
    for started, ended in pairs.values_list("started_at", "ended_at"):
        until = min(on, ended.date()) if ended else on
        months += max((until - started.date()).days, 1) / MONTH_DAYS
        number += 1
    if not number or months * MONTH_DAYS < number * MEASURED_FROM_DAYS:
        return None
    counted = sessions.filter(mentorship__in=pairs)
    # About those who met: the number of their sessions could be computed from it.
    return _value(counted.count() / months, _people(counted.values("mentorship")))


def goals_achieved(program_id: UUID, on: date) -> Value | None:
    pairs = _started(program_id, on)
    goals = Goal.objects.filter(mentorship__in=pairs, agreed_at__date__lte=on).exclude(
        state=GoalState.DROPPED
    )
    counts = goals.aggregate(all=Count("id"), done=Count("id", filter=Q(achieved_at__date__lte=on)))
    if not counts["all"]:
        return None
    achieved = Q(achieved_at__date__lte=on)
    return _value(
        100 * counts["done"] / counts["all"],
        _people(goals.values("mentorship")),
        have=_people(goals.filter(achieved).values("mentorship")),
        have_not=_people(goals.exclude(achieved).values("mentorship")),
    )


def with_goal(program_id: UUID, on: date) -> Value | None:
    """Mentorships in which a goal was agreed, of all that have begun."""
    pairs = _started(program_id, on)
    agreed = Goal.objects.filter(mentorship__in=pairs, agreed_at__date__lte=on).exclude(
        state=GoalState.DROPPED
    )
    have = pairs.filter(pk__in=agreed.values("mentorship"))
    number = pairs.count()
    if not number:
        return None
    have_not = pairs.exclude(pk__in=agreed.values("mentorship"))
    return _value(
        100 * have.count() / number,
        _people(pairs.values("pk")),
        have=_people(have.values("pk")),
        have_not=_people(have_not.values("pk")),
    )


def actions_on_time(program_id: UUID, on: date) -> Value | None:
    due = ActionItem.objects.kept().filter(mentorship__in=_started(program_id, on), due_on__lte=on)
    counts = due.aggregate(
        all=Count("id"), done=Count("id", filter=Q(done_at__date__lte=F("due_on")))
    )
    if not counts["all"]:
        return None
    on_time = Q(done_at__date__lte=F("due_on"))
    return _value(
        100 * counts["done"] / counts["all"],
        _people(due.values("mentorship")),
        have=_people(due.filter(on_time).values("mentorship")),
        have_not=_people(due.exclude(on_time).values("mentorship")),
    )


def session_rating(program_id: UUID, on: date) -> Value | None:
    given = Feedback.objects.filter(
        mentorship__in=_started(program_id, on),
        session__state=SessionState.HELD,
        given_at__date__lte=on,
        rating__isnull=False,
    )
    found = given.aggregate(mean=Avg("rating"), people=Count("author", distinct=True))
    return _value(found["mean"], found["people"]) if found["mean"] is not None else None


KPIS = [
    Kpi(
        "participants",
        _("People who take part"),
        "people",
        _("approved enrolments, each person once"),
        participants,
        about="funnel",
    ),
    Kpi(
        "matched",
        _("Mentees who have a mentor"),
        "%",
        _("mentees with a mentorship / approved mentees × 100"),
        matched,
        about="funnel",
    ),
    Kpi(
        "sessions_per_pair",
        _("Sessions per pair per month"),
        "a month",
        _("sessions confirmed as held / months that pairs have existed (30.44 days each)"),
        sessions_per_pair,
        about="sessions",
    ),
    Kpi(
        "probable_per_pair",
        _("Sessions probably held per pair per month"),
        "a month",
        _(
            "sessions both accepted, over and confirmed by nobody / months that pairs have existed"
            " (30.44 days each)"
        ),
        probable_per_pair,
        about="probable",
    ),
    Kpi(
        "goals_achieved",
        _("Goals achieved"),
        "%",
        _("goals achieved / goals both agreed × 100"),
        goals_achieved,
        about="goals",
    ),
    Kpi(
        "with_goal",
        _("Mentorships with an agreed goal"),
        "%",
        _("mentorships with a goal both agreed / mentorships begun × 100"),
        with_goal,
        about="goals",
    ),
    Kpi(
        "actions_on_time",
        _("Action items done on time"),
        "%",
        _("items done by their day / items whose day has come × 100"),
        actions_on_time,
        about="items",
    ),
    Kpi(
        "session_rating",
        _("Sessions worth the time"),
        "of 5",
        _("mean of all ratings, 1 to 5"),
        session_rating,
        about="ratings",
        is_mean=True,
    ),
]
