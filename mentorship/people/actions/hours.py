"""When a person can meet: their working hours and their absences, which are theirs alone to say."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.audit.actions import record
from mentorship.people import hours
from mentorship.people.models import Absence, WorkingHours
from mentorship.tenancy.errors import ActionError
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_self
from mentorship.ui.forms import ZONES

WEEK_ERRORS = {
    "shape": gettext_lazy("Give times as hours and minutes, such as 09:00."),
    "many": gettext_lazy("A day has two spans at most."),
    "order": gettext_lazy("The end has to be after the start."),
    "overlap": gettext_lazy("These two spans overlap. Join them, or move one."),
}
ABSENCES_AT_MOST, ABSENCE_DAYS = 100, 400


class HoursError(ActionError):
    """`field` cannot be so; `day` names the weekday (0 is Monday) where it is one of `days`."""

    def __init__(self, field: str, words: str, *, day: int | None = None) -> None:
        super().__init__(words)
        self.field, self.day = field, day


@transaction.atomic
def set_hours(
    *,
    member: Member,
    days: Sequence[Sequence[Sequence[str]]],
    time_zone: str,
    country: str,
    region: str,
    call_link: str,
    by: Member,
    at: datetime,
) -> WorkingHours:
    """Say when, where and by which link one can be met. Raises HoursError and NotAllowedError."""
    check_self(by, member.pk)
    values = {
        "days": check_days(days),
        "country": country,
        "region": region,
        "call_link": call_link,
    }
    locked = Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    _check_places(locked, time_zone=time_zone, **{**values, "days": None})
    stored, _created = WorkingHours.objects.get_or_create(
        organization_id=locked.organization_id, member=locked
    )
    changed = _set(stored, values) + _set(locked, {"time_zone": time_zone})
    if changed:
        record(by=by, action="hours.changed", subject=locked, at=at, fields=changed)
    member.time_zone = time_zone
    return stored


def check_days(days: Sequence[Sequence[Sequence[str]]]) -> list[list[list[str]]]:
    """The days in order, as they are stored. Raises HoursError."""
    try:
        return hours.write_week(hours.read_week(days))
    except hours.WeekError as error:
        raise HoursError("days", str(WEEK_ERRORS[error.code]), day=error.day) from error


def _check_places(member: Member, **values: Any) -> None:
    zone, country, region = (values[name] for name in ("time_zone", "country", "region"))
    if zone and zone not in ZONES and zone != member.time_zone:
        raise HoursError("time_zone", _("This time zone is unknown."))
    if country and country not in hours.countries():
        raise HoursError("country", _("The holidays of this country are unknown."))
    if region and region not in hours.regions(country):
        raise HoursError("region", _("This is no region of the country you chose."))
    link = urlsplit(values["call_link"])
    if values["call_link"] and (link.scheme not in ("http", "https") or not link.netloc):
        raise HoursError("call_link", _("Give the whole address, beginning with https://."))


def _set(row: Member | WorkingHours, values: Mapping[str, Any]) -> list[str]:
    """Write what differs; returns the fields that did."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.save(update_fields=changed)
    return changed


@transaction.atomic
def add_absence(
    *, member: Member, first_day: date, last_day: date, by: Member, at: datetime
) -> Absence:
    """Keep sessions from being offered on these days. Raises HoursError and NotAllowedError."""
    check_self(by, member.pk)
    if last_day < first_day:
        raise HoursError("last_day", _("The last day is before the first."))
    if (last_day - first_day).days > ABSENCE_DAYS:
        raise HoursError("last_day", _("That is more than a year. Add the rest later."))
    # Their zone may be a day behind.
    if (at.date() - last_day).days > 1:
        raise HoursError("last_day", _("These days have passed."))
    Member.objects.select_for_update(no_key=True).get(pk=member.pk)
    mine = Absence.objects.filter(organization_id=member.organization_id, member=member)
    if mine.filter(last_day__gte=at.date()).count() >= ABSENCES_AT_MOST:
        raise HoursError("first_day", _("You have 100 absences ahead. Remove one first."))
    absence, is_new = mine.get_or_create(
        organization_id=member.organization_id,
        member=member,
        first_day=first_day,
        last_day=last_day,
    )
    if is_new:
        record(by=by, action="absence.added", subject=member, at=at)
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, by: Member, at: datetime) -> None:
    """Raises NotAllowedError. Nothing happens where it is gone already."""
    check_self(by, absence.member_id)
    mine = Absence.objects.filter(organization_id=by.organization_id, member=by)
    deleted, _rows = mine.filter(pk=absence.pk).delete()
    if deleted:
        record(by=by, action="absence.removed", subject=by, at=at)
