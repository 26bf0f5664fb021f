"""What can happen between sessions and people's calendars."""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {"calendar": _("Calendars")}
EVENTS = (
    Event("session.overtaken", _("Answer to an earlier time left aside"), ("session",)),
    Event("calendar.opened", _("Calendar address made")),
    Event("calendar.closed", _("Calendar address removed")),
)
