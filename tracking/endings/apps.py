from django.apps import AppConfig


class EndingsConfig(AppConfig):
    name = "tracking.endings"
    label = "endings"

    def ready(self) -> None:
        from mentorship import events, wording
        from mentorship.acts import registry
        from mentorship.delivery import kinds as delivery
        from mentorship.tenancy import secrets
        from mentorship.ui import links
        from tracking.endings.acts import ACTS
        from tracking.endings.events import AREAS, EVENTS
        from tracking.endings.notifications import KINDS
        from tracking.endings.pages import links_of
        from tracking.endings.queries import sealed_exits
        from tracking.endings.words import SENTENCES
        from tracking.queries import Room

        wording.register(SENTENCES)
        events.register(*EVENTS, **AREAS)
        delivery.register(*KINDS)
        registry.register(*ACTS)
        links.register(Room, links_of)
        secrets.register(secrets.Column(sealed_exits, "sealed"))
