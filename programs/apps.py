from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from mentorship import events, wording
        from programs.events import AREAS, EVENTS
        from programs.words import SENTENCES

        events.register(*EVENTS, **AREAS)
        wording.register(SENTENCES)
        from mentorship.acts import registry as acts
        from mentorship.delivery import scopes
        from mentorship.delivery.kinds import register
        from mentorship.local import story
        from mentorship.people import panels
        from mentorship.people.models import ImportFile
        from mentorship.ui import links, navigation
        from programs.acts import ACTS
        from programs.notifications import KINDS
        from programs.queries import links_of_import, parts_of, programs_to_choose

        panels.register(panels.Panel(_("Programs"), "school", parts_of))
        links.register(ImportFile, links_of_import)
        navigation.register(
            navigation.Entry(
                50, _("Programs"), "school", "programs:list", leads=lambda member: member.is_admin
            )
        )
        register(*KINDS)
        acts.register(*ACTS)
        scopes.register(programs_to_choose)
        story.register(10, "programs.demo.tell")
