from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecognitionConfig(AppConfig):
    name = "recognition"

    def ready(self) -> None:
        from mentorship import events, wording
        from mentorship.delivery.enums import Category
        from mentorship.delivery.kinds import Kind, register
        from mentorship.local import story
        from mentorship.ui import navigation
        from recognition.events import AREAS, EVENTS
        from recognition.queries import shown_still
        from recognition.words import SENTENCES

        events.register(*EVENTS, **AREAS)
        wording.register(SENTENCES)
        navigation.register(
            navigation.Entry(
                40, _("Wall"), "trophy", "recognition:wall", lambda member: not member.is_external
            )
        )
        register(
            Kind("badge_awarded", Category.RECOGNITION, _("You earned “{badge}”"), icon="award"),
            Kind(
                "badge_shown",
                Category.RECOGNITION,
                _("{name} earned “{badge}”"),
                icon="award",
                channels=(),
                still_true=shown_still,
            ),
        )
        story.register(40, "recognition.demo.tell")
