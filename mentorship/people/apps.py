from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "mentorship.people"
    label = "people"

    def ready(self) -> None:
        from mentorship import events
        from mentorship.people.events import AREAS, EVENTS

        events.register(*EVENTS, **AREAS)
        from mentorship.jobs import kinds
        from mentorship.people.tasks import import_people, read_people
        from mentorship.ui import navigation

        kinds.register("people_import", import_people)
        kinds.register("people_read", read_people)
        navigation.register(
            navigation.Entry(
                60,
                "People",
                "users",
                "people:list",
                lambda member: not member.is_external,
                leads=lambda member: member.is_admin,
            )
        )
