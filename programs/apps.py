from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from mentorship import events
        from programs.events import AREAS, EVENTS

        events.register(*EVENTS, **AREAS)
        from mentorship.delivery import scopes
        from mentorship.delivery.kinds import register
        from mentorship.local import story
        from mentorship.people import panels
        from mentorship.ui import navigation
        from programs.notifications import KINDS
        from programs.queries import parts_of, programs_to_choose

        panels.register(panels.Panel("Programs", "school", parts_of))
        navigation.register(
            navigation.Entry(
                50, "Programs", "school", "programs:list", leads=lambda member: member.is_admin
            )
        )
        register(*KINDS)
        scopes.register(programs_to_choose)
        story.register(10, "programs.demo.tell")
