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
        from matching.acts import ACTS
        from matching.notifications import KINDS
        from matching.queries import programs, words_of_running
        from mentorship.acts import registry as acts
        from mentorship.delivery import kinds as delivery
        from mentorship.jobs import kinds as jobs
        from mentorship.local import story
        from mentorship.ui import addresses, links, navigation
        from programs import course, effects
        from programs.enums import ProgramState
        from programs.models import Program

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
        course.register_step(ProgramState.MATCHING, programs.step_in_matching)
        course.register_step(ProgramState.RUNNING, programs.step_in_running)
        course.register_need(ProgramState.RUNNING, programs.missing_to_run)
        course.register_rows(programs.rows_of_program)
        links.register(Program, programs.links_of_program)
        addresses.register(criteria="matching:policy")
        jobs.register("match", run_match, queue="match", closing=close_run)
        delivery.register(*KINDS)
        acts.register(*ACTS)
        story.register(20, "matching.demo.tell")
