from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarsConfig(AppConfig):
    name = "tracking.calendars"
    label = "calendars"

    def ready(self) -> None:
        from mentorship import events, wording
        from mentorship.delivery import kinds as delivery
        from mentorship.tenancy import secrets
        from mentorship.ui import navigation
        from tracking.calendars import checks  # noqa: F401 - registers itself
        from tracking.calendars.events import AREAS, EVENTS
        from tracking.calendars.notifications import KINDS
        from tracking.calendars.queries import waiting
        from tracking.calendars.words import SENTENCES

        wording.register(SENTENCES)
        events.register(*EVENTS, **AREAS)
        delivery.register(*KINDS)
        navigation.register_own(navigation.Entry(20, _("Calendar"), "calendar", "calendars:feed"))
        secrets.register(secrets.Column(waiting, "sealed"))
