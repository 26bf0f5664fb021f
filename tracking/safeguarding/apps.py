from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SafeguardingConfig(AppConfig):
    name = "tracking.safeguarding"
    label = "safeguarding"

    def ready(self) -> None:
        from mentorship import events
        from mentorship.delivery import kinds as delivery
        from mentorship.tenancy import secrets
        from mentorship.ui import addresses, links, navigation
        from tracking.queries import Room
        from tracking.safeguarding.events import AREAS, EVENTS
        from tracking.safeguarding.notifications import KINDS
        from tracking.safeguarding.pages import links_of
        from tracking.safeguarding.queries import sealed_entries, sealed_reports

        events.register(*EVENTS, **AREAS)
        delivery.register(*KINDS)
        addresses.register(**{"safeguarding-report": "safeguarding:report"})
        links.register(Room, links_of)
        navigation.register_own(
            navigation.Entry(60, _("Report a concern"), "shield-lock", "safeguarding:report-new")
        )
        secrets.register(
            secrets.Column(sealed_reports, "sealed"), secrets.Column(sealed_entries, "sealed")
        )
