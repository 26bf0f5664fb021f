"""When and where a mentorship usually meets."""

from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import Mentorship
from mentorship.audit.actions import record
from mentorship.tenancy.models import Member
from mentorship.ui.forms import ZONES
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import lock_for
from tracking.models import MeetingPreferences

SHORTEST, LONGEST = 5, 480


@transaction.atomic
def set_meeting_preferences(
    *,
    mentorship: Mentorship,
    weekday: int | None,
    hour: time | None,
    time_zone: str,
    minutes: int,
    place: str,
    by: Member,
    at: datetime,
) -> MeetingPreferences:
    """Say when and where they usually meet; it is offered first from then on. Raises
    TrackingError.
    """
    locked, _people = lock_for(mentorship, by)
    check_minutes(minutes)
    if weekday is not None and weekday not in range(7):
        raise TrackingError(_("Choose a day of the week."))
    if time_zone not in ZONES:
        raise TrackingError(_("This time zone is unknown."))
    values: dict[str, Any] = {
        "weekday": weekday,
        "hour": hour,
        "time_zone": time_zone,
        "minutes": minutes,
        "place": place,
    }
    stored, _is_new = MeetingPreferences.objects.get_or_create(
        organization_id=locked.organization_id, mentorship=locked
    )
    changed = [name for name, value in values.items() if getattr(stored, name) != value]
    for name in changed:
        setattr(stored, name, values[name])
    if changed:
        stored.save(update_fields=changed)
        record(by=by, action="cadence.preferences", subject=locked, at=at, fields=changed)
    return stored


def check_minutes(minutes: int) -> None:
    if not SHORTEST <= minutes <= LONGEST:
        raise TrackingError(_("A session takes between 5 minutes and 8 hours."))
