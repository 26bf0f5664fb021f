"""What messages say of sessions, goals and cadence, and whether it still holds."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, Concat, JSONObject, NullIf

from mentorship.delivery.kinds import Owed
from mentorship.delivery.queries import about
from tracking.enums import GoalState, ProposalState, SessionState
from tracking.models import CadenceProposal, Goal, Session

PART = "mentorship__participants"


class _Local(Func):
    """The day that the clocks of a zone show: (moment, zone)."""

    template = "to_char(%(expressions)s, 'YYYY-MM-DD')"
    arg_joiner = " AT TIME ZONE "
    output_field = CharField()


class _Iso(Func):
    """A moment as ISO 8601 in UTC."""

    template = (
        "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')"
    )
    output_field = TextField()


def to_remind(organization_id: UUID, *, since: datetime, until: datetime) -> QuerySet[Session, Any]:
    """The sessions booked in the span, a row for each of their people, as `owe_from` takes them.

    The day of the reminder is that of the person's own zone.
    """
    zone = Coalesce(
        NullIf(F(f"{PART}__member__time_zone"), Value("")), F("organization__settings__time_zone")
    )
    booked = Session.objects.filter(
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
        occurrence=_Local(F("starts_at"), zone),
        context=JSONObject(
            starts_at=_Iso(F("starts_at")),
            title_of=F("mentorship__title"),
            place=F("place"),
            agenda=F("agenda"),
            url=Concat(
                Value("/o/"),
                F("organization__slug"),
                Value("/mentorships/"),
                F("mentorship_id"),
                Value("/"),
                output_field=TextField(),
            ),
        ),
    )


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
