"""What can happen to badges."""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {"award": _("Badges")}
EVENTS = (
    Event("award.made", _("Badge earned")),
    Event("award.shown", _("Badge shown on the wall")),
    Event("award.hidden", _("Badge taken off the wall")),
)
