from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {"safeguarding": _("Safeguarding")}
# What is reported stands in no log: contacts keep their own.
EVENTS = (
    Event("safeguarding.contact_named", _("Safeguarding contact named")),
    Event("safeguarding.contact_removed", _("Safeguarding contact removed")),
)
