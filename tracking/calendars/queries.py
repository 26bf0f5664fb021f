from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from matching.enums import MentorshipState
from matching.models import Participant
from mentorship.tenancy.models import Member, Organization
from mentorship.tenancy.zones import today_in
from tracking.calendars.models import Feed, Inbound
from tracking.enums import Answer, SessionState
from tracking.models import Attendance, Session

# How far back a subscribed calendar shows what took place.
SHOWN_BACK = timedelta(days=90)


def organization_of(attendance_id: UUID) -> UUID | None:
    """The organisation that somebody's part in a session belongs to, whichever tenant is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT calendars_organization_of(%s)", [attendance_id])
        row = cursor.fetchone()
    return row[0] if row else None


def organizations_with_mail() -> list[UUID]:
    """Organisations with messages that wait; ids alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM calendars_waiting_organizations()")
        return [row[0] for row in cursor.fetchall()]


def waiting() -> QuerySet[Inbound]:
    return Inbound.objects.filter(handled_at=None).order_by("received_at", "id")


def part_of_message(inbound: Inbound) -> Attendance | None:
    """Whose answer it is and to what; None for who is not invited any more."""
    return (
        Attendance.objects.select_related(
            "member__organization__settings",
            "session__mentorship__organization__settings",
            "session__booked_by",
        )
        .filter(organization=inbound.organization_id, pk=inbound.attendance_id)
        .first()
    )


def is_repeated(inbound: Inbound) -> bool:
    """Whether this person's calendar has said the very same at the same moment before."""
    return _earlier(inbound).filter(said=inbound.said, stamp=inbound.stamp).exists()


def is_older(inbound: Inbound) -> bool:
    """Whether what was said later has arrived before it."""
    return inbound.stamp is not None and _earlier(inbound).filter(stamp__gt=inbound.stamp).exists()


def _earlier(inbound: Inbound) -> QuerySet[Inbound]:
    others = Inbound.objects.exclude(pk=inbound.pk).filter(handled_at__isnull=False)
    return others.filter(
        organization=inbound.organization_id,
        attendance_id=inbound.attendance_id,
        stamp__isnull=False,
    )


def digest(secret: str) -> bytes:
    return sha256(secret.encode()).digest()


def feed_of(member: Member) -> Feed | None:
    return Feed.objects.filter(organization=member.organization_id, member=member).first()


def feed_by_secret(organization: Organization, secret: str, *, at: datetime) -> Feed | None:
    """The feed at this address, while its person is there."""
    people = Member.objects.of(organization).employed(on=today_in(organization, at=at))
    feeds = Feed.objects.select_related("member").filter(
        organization=organization, secret_hash=digest(secret), member__in=people
    )
    return feeds.first()


def sessions_of(member: Member, *, at: datetime) -> list[Session]:
    """What a person's calendar shows: booked and held sessions of the mentorships that they are in
    now, but for those they said they cannot come to.
    """
    declined = Attendance.objects.filter(
        session=OuterRef("pk"), member=member, answer=Answer.DECLINED
    )
    theirs = Participant.objects.present().filter(
        organization=OuterRef("organization"), mentorship=OuterRef("mentorship"), member=member
    )
    found = Session.objects.filter(
        Exists(theirs),
        ~Exists(declined),
        organization=member.organization_id,
        mentorship__state=MentorshipState.ACTIVE,
        state__in=(SessionState.BOOKED, SessionState.HELD),
        starts_at__gte=at - SHOWN_BACK,
    ).select_related("mentorship__organization__settings", "booked_by")
    return list(found.order_by("starts_at", "id"))
