from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "mentorship.people"
    label = "people"

    def ready(self) -> None:
        from mentorship import events, wording
        from mentorship.people.events import AREAS, EVENTS
        from mentorship.people.words import SENTENCES

        wording.register(SENTENCES)
        events.register(*EVENTS, **AREAS)
        from mentorship.jobs import kinds
        from mentorship.people.tasks import import_people, read_people
        from mentorship.ui import navigation

        kinds.register("people_import", import_people)
        kinds.register("people_read", read_people)
        navigation.register(
            navigation.Entry(
                60,
                _("People"),
                "users",
                "people:list",
                lambda member: not member.is_external,
                leads=lambda member: member.is_admin,
            )
        )
