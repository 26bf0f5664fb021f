from datetime import date, datetime
from zoneinfo import ZoneInfo

from mentorship.tenancy.models import Organization


def today_in(organization: Organization, *, at: datetime) -> date:
    """The day where the organisation is."""
    return at.astimezone(ZoneInfo(organization.settings.time_zone)).date()
