"""Who is to be nudged about what, a row for each message, as `owe_from` takes them.

A nudge is planned between eight and six o'clock of its reader's own day.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat, Greatest, JSONObject, NullIf

from matching.enums import MentorshipState, ParticipantRole
from matching.models import Participant
from mentorship.tenancy.expressions import IsoMoment, LocalDay, LocalHour
from programs.enums import Stage
from tracking import silence
from tracking.enums import ConcernKind
from tracking.models import ActionItem, Attendance, Concern, Pulse, Session

FIRST_HOUR, LAST_HOUR = 8, 17
# Who drives a mentorship, and who is asked when they do not.
DRIVERS = [ParticipantRole.MENTEE, ParticipantRole.PEER]
CHECK_AFTER, CHECK_OTHERS_AFTER = timedelta(hours=1), timedelta(days=2)
CHECK_UNTIL = timedelta(days=10)
# An item is named on the day before it is due, and once more when it is late.
ITEM_AHEAD, ITEM_LATE = timedelta(days=1), timedelta(days=2)
# A session whose outcome nobody has told may well have been held: no silence is seen in it.
UNTOLD = timedelta(days=7)


def _zone(member: str) -> Coalesce:
    return Coalesce(
        NullIf(F(f"{member}__time_zone"), Value("")), F("organization__settings__time_zone")
    )


def _by_day(at: datetime, member: str) -> dict[str, Any]:
    """Keeps the rows whose reader has day now."""
    return {"hour": LocalHour(Value(at, output_field=DateTimeField()), _zone(member))}


DAYTIME = Q(hour__gte=FIRST_HOUR, hour__lte=LAST_HOUR)


def _url(mentorship: str) -> Concat:
    return Concat(
        Value("/o/"),
        F("organization__slug"),
        Value("/mentorships/"),
        F(mentorship),
        Value("/"),
        output_field=TextField(),
    )


def _others(mentorship: str, member: str) -> Subquery:
    """The names of the others in the mentorship."""
    name = Concat("member__given_name", Value(" "), "member__family_name", output_field=CharField())
    rows = (
        Participant.objects.present()
        .filter(mentorship=OuterRef(mentorship))
        .exclude(member=OuterRef(member))
        .order_by()
        .values("mentorship")
        .annotate(names=StringAgg(name, ", ", order_by="id"))
        .values("names")
    )
    return Subquery(rows)


def to_check(organization_id: UUID, *, at: datetime) -> QuerySet[Attendance, Any]:
    """The sessions that are over and of which nobody has said whether they took place: first who
    drives the mentorship is asked, two days later the others.
    """
    over = Session.objects.booked().filter(starts_at__gt=at - CHECK_UNTIL)
    asked = Q(session__in=over.over(at=at - CHECK_AFTER), part__in=DRIVERS) | Q(
        session__in=over.over(at=at - CHECK_OTHERS_AFTER)
    )
    part = Participant.objects.present().filter(
        mentorship=OuterRef("session__mentorship"), member=OuterRef("member")
    )
    rows = Attendance.objects.alias(
        part=Subquery(part.values("role")[:1]), **_by_day(at, "member")
    ).filter(
        DAYTIME,
        asked,
        organization=organization_id,
        part__isnull=False,
        session__mentorship__state=MentorshipState.ACTIVE,
    )
    return rows.order_by().values(
        "organization_id",
        subject=F("session_id"),
        recipient=F("member_id"),
        occurrence=LocalDay(F("session__starts_at"), _zone("member")),
        context=JSONObject(
            starts_at=IsoMoment(F("session__starts_at")),
            other=_others("session__mentorship", "member"),
            scope=F("session__mentorship__program_id"),
            url=_url("session__mentorship_id"),
        ),
    )


def items_due(organization_id: UUID, *, at: datetime) -> QuerySet[ActionItem, Any]:
    """The open action items that are due tomorrow, and those that have been due for two days: a row
    for who does it, or for everybody where it is shared.
    """
    days = [(at + ITEM_AHEAD).date(), (at - ITEM_LATE).date()]
    # In one condition: a second one would be about other people.
    of_item = ActionItem.objects.open().filter(
        Q(is_shared=True) | Q(mentorship__participants__member=F("owner")),
        mentorship__participants__left_at=None,
        mentorship__participants__isnull=False,
        organization=organization_id,
        due_on__in=days,
        mentorship__state=MentorshipState.ACTIVE,
    )
    rows = of_item.alias(**_by_day(at, "mentorship__participants__member")).filter(DAYTIME)
    return rows.order_by().values(
        "organization_id",
        subject=F("pk"),
        recipient=F("mentorship__participants__member_id"),
        occurrence=Value(at.date().isoformat()),
        context=JSONObject(text=F("text"), due_on=F("due_on"), url=_url("mentorship_id")),
    )


def silent(
    organization_id: UUID, *, step: str, at: datetime, lasts: timedelta | None = None
) -> QuerySet[Pulse]:
    """The mentorships that have reached a step of the ladder; with `lasts`, not longer ago than
    that.
    """
    booked = Session.objects.booked().filter(
        mentorship=OuterRef("mentorship"), starts_at__gt=at - UNTOLD
    )
    begins = ExpressionWrapper(_since() + _wait(step), output_field=DateTimeField())
    rows = Pulse.objects.alias(begins=begins).filter(
        ~Exists(booked),
        organization=organization_id,
        mentorship__state=MentorshipState.ACTIVE,
        begins__lte=at,
    )
    return rows.filter(begins__gt=at - lasts) if lasts else rows


def _since() -> Greatest:
    started = F("mentorship__started_at")
    return Greatest(Coalesce(F("last_held_at"), started), Coalesce(F("kept_at"), started), started)


def _wait(step: str) -> Case:
    stages = [
        When(stage=stage, then=Value(silence.begins_after(stage, step))) for stage in Stage.values
    ]
    return Case(*stages, output_field=DurationField())


def to_nudge(
    organization_id: UUID, *, step: str, roles: list[ParticipantRole], at: datetime
) -> QuerySet[Participant, Any]:
    """The people with these roles in mentorships that have reached this step in the last week."""
    begun = silent(organization_id, step=step, at=at, lasts=silence.STEP_LASTS)
    mine = begun.filter(mentorship=OuterRef("mentorship"))
    since = mine.annotate(since=_since()).values("since")
    rows = Participant.objects.present().alias(
        since=Subquery(since[:1], output_field=DateTimeField()), **_by_day(at, "member")
    )
    return (
        rows.filter(DAYTIME, organization=organization_id, role__in=roles, since__isnull=False)
        .order_by()
        .values(
            "organization_id",
            subject=F("mentorship_id"),
            recipient=F("member_id"),
            occurrence=LocalDay(F("since"), _zone("member")),
            context=JSONObject(
                since=IsoMoment(F("since")),
                program=F("mentorship__program__name"),
                scope=F("mentorship__program_id"),
                other=_others("mentorship", "member"),
                url=_url("mentorship_id"),
            ),
        )
    )


def silent_unlisted(organization_id: UUID, *, at: datetime) -> list[UUID]:
    """The mentorships that nothing has ended the silence of, and that no admin has looked at since
    it began.
    """
    looked = Concern.objects.filter(
        mentorship=OuterRef("mentorship"), kind=ConcernKind.SILENT, raised_at__gte=OuterRef("since")
    )
    rows = silent(organization_id, step="admin", at=at).annotate(since=_since())
    rows = rows.filter(~Exists(looked))
    return list(rows.values_list("mentorship", flat=True))
