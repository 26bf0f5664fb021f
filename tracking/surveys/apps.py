from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "tracking.surveys"
    label = "surveys"

    def ready(self) -> None:
        from mentorship import events
        from mentorship.delivery import kinds as delivery
        from mentorship.local import story
        from mentorship.tenancy import secrets
        from mentorship.ui import links, navigation
        from programs.models import Program
        from tracking import notices
        from tracking.queries import Room
        from tracking.surveys.events import AREAS, EVENTS
        from tracking.surveys.links import links_of_mentorship, links_of_program
        from tracking.surveys.models import GivenFeedback
        from tracking.surveys.notices import notices_of
        from tracking.surveys.notifications import KINDS

        events.register(*EVENTS, **AREAS)
        delivery.register(*KINDS)
        links.register(Program, links_of_program)
        links.register(Room, links_of_mentorship)
        notices.register(notices_of)
        navigation.register_own(
            navigation.Entry(30, _("Feedback"), "message-circle", "surveys:mine")
        )
        secrets.register(secrets.Column(GivenFeedback.objects.all, "sealed"))
        story.register(33, "tracking.surveys.demo.tell")
