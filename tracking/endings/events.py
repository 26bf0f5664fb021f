from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {"ending": _("Endings")}
EVENTS = (
    Event("ending.planned", _("End planned"), ("ends_on",)),
    Event("ending.extension_asked", _("Longer mentorship asked for"), ("until",)),
    Event("ending.extended", _("Mentorship extended"), ("until",)),
    Event("ending.extension_declined", _("Longer mentorship declined")),
    Event("ending.reflected", _("Reflection written")),
)
