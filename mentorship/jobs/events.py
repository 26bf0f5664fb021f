"""What can happen to long work."""

from django.utils.translation import gettext_lazy as _

from mentorship.events import Event

AREAS = {"job": _("Long work")}
EVENTS = (
    Event("job.started", _("Long work started")),
    Event("job.cancelled", _("Long work stopped")),
)
