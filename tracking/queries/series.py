"""Sessions that repeat: what is due, and how a page says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from matching.enums import MentorshipState
from matching.models import Mentorship
from mentorship.tenancy.models import Organization
from tracking.enums import SessionState
from tracking.models import Series, Session
from tracking.queries.slots import city
from tracking.recurrence import Recurrence, stage_of


def active_series(mentorship: Mentorship) -> Series | None:
    return Series.objects.filter(mentorship=mentorship, ended_at=None).first()


@dataclass(frozen=True)
class Repeating:
    """What repeats in a mentorship, in words; or the next session, which could."""

    series: Series | None
    words: str = ""
    candidate: Session | None = None


def repeating(sessions: Sequence[Session], *, at: datetime, zone: str) -> Repeating:
    """By the latest sessions of a room, each with its series, for a reader in a zone."""
    for row in sessions:
        if row.series and row.series.ended_at is None:
            return Repeating(row.series, repeats(row.series, zone))
    ahead = (row for row in sessions if row.state == SessionState.BOOKED and row.starts_at > at)
    return Repeating(None, candidate=min(ahead, key=lambda row: row.starts_at, default=None))


def upcoming(at: datetime) -> Exists:
    """Whether a series of the outer query has a session ahead."""
    ahead = Session.objects.filter(
        series=OuterRef("pk"), state=SessionState.BOOKED, starts_at__gt=at
    )
    return Exists(ahead)


def due_series(organization: Organization, *, at: datetime) -> list[Series]:
    """Those whose next session nobody has booked yet."""
    found = Series.objects.filter(
        organization=organization, ended_at=None, mentorship__state=MentorshipState.ACTIVE
    )
    return list(found.exclude(upcoming(at)).order_by("id"))


def organizations_with_due_series() -> list[UUID]:
    """Organisations with such a series; a definer's function answers with ids alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM tracking_series_organizations()")
        return [row[0] for row in cursor.fetchall()]


def recurrence_of(series: Series) -> Recurrence:
    return Recurrence(series.rule, series.time_zone, series.starts_at, frozenset(series.exceptions))


def repeats(series: Series, zone: str) -> str:
    """`Repeats every two weeks, Tuesday 15:00`, for a reader in a zone."""
    local = series.starts_at.astimezone(ZoneInfo(series.time_zone))
    there = "" if series.time_zone == zone else f" {city(series.time_zone)}"
    values = {"weekday": WEEKDAYS[local.weekday()], "time": f"{local:%H:%M}{there}"}
    words = {
        "weekly": _("Repeats weekly, %(weekday)s %(time)s"),
        "fortnightly": _("Repeats every two weeks, %(weekday)s %(time)s"),
    }
    default = _("Repeats every four weeks, %(weekday)s %(time)s")
    return words.get(stage_of(series.rule), default) % values
