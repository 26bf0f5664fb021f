"""What messages say of sessions, goals and cadence, and whether it still holds."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat, JSONObject, NullIf

from matching.enums import MentorshipState
from mentorship.delivery.kinds import Owed
from mentorship.delivery.queries import about
from mentorship.tenancy.expressions import IsoMoment, LocalDay
from tracking.enums import Answer, GoalState, ProposalState, SessionState
from tracking.models import (
    ActionItem,
    AgendaItem,
    Attendance,
    CadenceProposal,
    Feedback,
    Goal,
    Pulse,
    Session,
)

PART = "mentorship__participants"


def to_remind(
    organization_id: UUID, *, since: datetime, until: datetime, is_wished: bool = False
) -> QuerySet[Session, Any]:
    """The sessions booked in the span, a row for each of their people, as `owe_from` takes them;
    with `is_wished` for those alone who wish to be reminded shortly before.

    The day of the reminder is that of the person's own zone.
    """
    zone = Coalesce(
        NullIf(F(f"{PART}__member__time_zone"), Value("")), F("organization__settings__time_zone")
    )
    # In one condition with the people: a second one would be about other people.
    wish = Q(mentorship__participants__member__preferences__hour_before=True)
    booked = Session.objects.filter(
        wish if is_wished else Q(),
        organization=organization_id,
        state=SessionState.BOOKED,
        starts_at__gt=since,
        starts_at__lte=until,
        mentorship__participants__left_at=None,
        mentorship__participants__isnull=False,
    )
    return booked.order_by().values(
        "organization_id",
        subject=F("pk"),
        recipient=F(f"{PART}__member_id"),
        occurrence=LocalDay(F("starts_at"), zone),
        context=_reminder(zone),
    )


def _reminder(zone: Coalesce) -> JSONObject:
    """What a reminder tells: time, place, agenda, and questions for its reader's side."""
    return JSONObject(
        starts_at=IsoMoment(F("starts_at")),
        title_of=F("mentorship__title"),
        scope=F("mentorship__program_id"),
        place=F("place"),
        agenda=F("agenda"),
        points=_points(),
        questions=JSONObject(
            code=Value("agenda.questions"),
            role=F(f"{PART}__role"),
            focus=F("mentorship__program__focus"),
            sessions_held=Coalesce(F("mentorship__pulse__sessions_held"), Value(0)),
            started_on=LocalDay(F("mentorship__started_at"), zone),
            ends_on=F("mentorship__program__ends_on"),
            on=LocalDay(F("starts_at"), zone),
        ),
        url=Concat(
            Value("/o/"),
            F("organization__slug"),
            Value("/mentorships/sessions/"),
            F("pk"),
            Value("/"),
            output_field=TextField(),
        ),
    )


def _points() -> Subquery:
    """The points of the session's agenda, a line each."""
    points = (
        AgendaItem.objects.filter(session=OuterRef("pk"))
        .order_by()
        .values("session")
        .annotate(lines=StringAgg(Concat(Value("- "), "text"), "\n", order_by=["added_at", "id"]))
        .values("lines")
    )
    return Subquery(points)


def sessions_to_come(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The reminders of sessions that are booked for that moment still and have not begun."""
    coming = Session.objects.filter(
        pk__in=[each.subject_id for each in owed], state=SessionState.BOOKED, starts_at__gt=at
    )
    starts = dict(coming.values_list("pk", "starts_at"))
    return {
        each.pk
        for each in owed
        if (moment := starts.get(each.subject_id)) and _moment_of(each) in (moment, None)
    }


def sessions_to_confirm(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The questions about sessions that are over and of which nobody has said whether they took
    place.
    """
    return about(Session.objects.booked().over(at=at), owed)


def sessions_to_rate(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The messages about sessions that were held, to people who have said nothing of them yet."""
    held = Session.objects.filter(state=SessionState.HELD)
    said = set(
        Feedback.objects.filter(session__in=[each.subject_id for each in owed]).values_list(
            "session", "author"
        )
    )
    about_held = about(held, owed)
    return {
        each.pk
        for each in owed
        if each.pk in about_held and (each.subject_id, each.recipient_id) not in said
    }


def items_that_are_open(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The reminders of action items that are not done, due on the day that the reminder says."""
    items = ActionItem.objects.filter(
        pk__in=[each.subject_id for each in owed],
        done_at=None,
        dropped_at=None,
        mentorship__state=MentorshipState.ACTIVE,
    )
    due = dict(items.values_list("pk", "due_on"))
    return {
        each.pk
        for each in owed
        if (day := due.get(each.subject_id)) and day.isoformat() == each.context.get("due_on")
    }


def mentorships_unbooked(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The nudges about mentorships that run, where nothing is booked still and nobody has met since
    they were planned.
    """
    booked = Session.objects.filter(mentorship=OuterRef("mentorship"), starts_at__gt=at).booked()
    silent = Pulse.objects.filter(
        ~Exists(booked),
        mentorship__in=[each.subject_id for each in owed],
        mentorship__state=MentorshipState.ACTIVE,
    ).values_list("mentorship", "last_held_at", "kept_at")
    heard = {pk: [moment for moment in moments if moment] for pk, *moments in silent}
    return {
        each.pk
        for each in owed
        if each.subject_id in heard
        and all(moment <= _silent_since(each) for moment in heard[each.subject_id])
    }


def _silent_since(owed: Owed) -> datetime:
    return datetime.fromisoformat(owed.context["since"])


def times_that_are_proposed(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The messages about another time that is proposed still, of a session that is booked."""
    asked = Attendance.objects.filter(
        answer=Answer.OTHER_TIME,
        session__in=[each.subject_id for each in owed],
        session__state=SessionState.BOOKED,
        other_starts_at__gt=at,
    )
    times = set(asked.values_list("session", "other_starts_at"))
    return {each.pk for each in owed if (each.subject_id, _moment_of(each)) in times}


def _moment_of(owed: Owed) -> datetime | None:
    """None in a message from before it held the moment."""
    moment = owed.context.get("starts_at")
    return datetime.fromisoformat(moment) if moment else None


def goals_that_wait(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The messages about goals that nobody has agreed to yet."""
    return about(Goal.objects.filter(state=GoalState.PROPOSED), owed)


def proposals_that_wait(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The messages about another cadence that nobody has answered."""
    return about(CadenceProposal.objects.filter(state=ProposalState.OPEN), owed)


def shifts_that_hold(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The messages about shifts that nobody has taken back or objected to."""
    return about(CadenceProposal.objects.filter(state=ProposalState.ACCEPTED), owed)
