from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from matching.events import AREAS, EVENTS
        from matching.words import SENTENCES
        from mentorship import events, wording

        wording.register(SENTENCES)

        events.register(*EVENTS, **AREAS)
        from matching.actions.endings import complete_mentorships
        from matching.actions.runs import close_run, run_match
        from matching.notifications import KINDS
        from matching.queries import words_of_running
        from mentorship.delivery import kinds as delivery
        from mentorship.jobs import kinds as jobs
        from mentorship.local import story
        from mentorship.ui import navigation
        from programs import effects
        from programs.enums import ProgramState

        navigation.register(
            navigation.Entry(
                30,
                _("Directory"),
                "user-search",
                "matching:directory",
                lambda member: not member.is_external,
            )
        )
        effects.register(
            effects.Effect(ProgramState.ARCHIVED, words_of_running, complete_mentorships)
        )
        jobs.register("match", run_match, queue="match", closing=close_run)
        delivery.register(*KINDS)
        story.register(20, "matching.demo.tell")
