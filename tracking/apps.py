from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackingConfig(AppConfig):
    name = "tracking"

    def ready(self) -> None:
        from mentorship import events, wording
        from tracking.events import AREAS, EVENTS
        from tracking.words import SENTENCES

        wording.register(SENTENCES)
        events.register(*EVENTS, **AREAS)
        from matching import obstacles
        from matching.models import Run
        from mentorship.delivery import kinds as delivery
        from mentorship.jobs import kinds as jobs
        from mentorship.local import story
        from mentorship.people import panels
        from mentorship.tenancy import secrets
        from mentorship.ui import addresses, links, navigation
        from programs import effects
        from programs.enums import ProgramState
        from programs.kpis import register as register_kpis
        from tracking.actions.figures import count_figures_job
        from tracking.actions.sessions import cancel_of_archived
        from tracking.metrics import KPIS
        from tracking.models import Note
        from tracking.notifications import KINDS
        from tracking.queries import below, mentorships_of, words_of_booked

        secrets.register(secrets.Column(Note.objects.all, "sealed"))
        register_kpis(KPIS)
        effects.register(effects.Effect(ProgramState.ARCHIVED, words_of_booked, cancel_of_archived))
        self._show_in_programs()
        links.register(Run, below.links_of_run)
        addresses.register(mentorship="tracking:mentorship")
        obstacles.register(obstacles.Obstacle(below.planned_since, below.met_since))
        jobs.register("figures", count_figures_job)
        panels.register(panels.Panel(_("Mentorships"), "heart-handshake", mentorships_of))
        navigation.register(
            navigation.Entry(10, _("My mentoring"), "home", "home", is_root=True),
            navigation.Entry(20, _("Mentorships"), "heart-handshake", "tracking:mentorships"),
            navigation.Entry(
                70,
                _("Insights"),
                "chart-bar",
                "tracking:insights",
                lambda member: member.is_hr,
                leads=lambda _: True,
            ),
        )
        delivery.register(*KINDS)
        story.register(30, "tracking.demo.begin")
        story.register(31, "tracking.demo.live", is_shared=True)
        story.register(32, "tracking.demo.sum_up")

    @staticmethod
    def _show_in_programs() -> None:
        from programs import course, previews
        from tracking.queries.below import rows_of_program
        from tracking.queries.previews import preview_of

        course.register_rows(rows_of_program)
        previews.register(preview_of)
