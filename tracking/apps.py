from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TrackingConfig(AppConfig):
    name = "tracking"

    def ready(self) -> None:
        _register_words()
        _register_pages()
        _register_work()
        _register_below()


def _register_words() -> None:
    from mentorship import events, wording
    from mentorship.acts import registry as acts
    from mentorship.delivery import kinds as delivery
    from tracking.acts import ACTS
    from tracking.events import AREAS, EVENTS
    from tracking.notifications import KINDS
    from tracking.words import SENTENCES

    wording.register(SENTENCES)
    events.register(*EVENTS, **AREAS)
    delivery.register(*KINDS)
    acts.register(*ACTS)


def _register_pages() -> None:
    from mentorship.people import absences, panels
    from mentorship.ui import addresses, navigation
    from tracking.queries import mentorships_of, words_of_absence

    absences.register(words_of_absence)
    addresses.register(mentorship="tracking:mentorship")
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


def _register_work() -> None:
    from mentorship.jobs import kinds as jobs
    from mentorship.local import story
    from mentorship.tenancy import secrets
    from tracking.actions.figures import count_figures_job
    from tracking.models import Note

    secrets.register(secrets.Column(Note.objects.all, "sealed"))
    jobs.register("figures", count_figures_job)
    story.register(30, "tracking.demo.begin")
    story.register(31, "tracking.demo.live", is_shared=True)
    story.register(32, "tracking.demo.sum_up")


def _register_below() -> None:
    """What programs and matching ask of this app without naming it."""
    from matching import obstacles
    from matching.models import Run
    from mentorship.ui import links
    from programs import course, effects, previews
    from programs.enums import ProgramState
    from programs.kpis import register as register_kpis
    from tracking.actions.orphans import cancel_of_archived
    from tracking.metrics import KPIS
    from tracking.queries import below, words_of_booked
    from tracking.queries.previews import preview_of

    register_kpis(KPIS)
    effects.register(effects.Effect(ProgramState.ARCHIVED, words_of_booked, cancel_of_archived))
    course.register_rows(below.rows_of_program)
    previews.register(preview_of)
    links.register(Run, below.links_of_run)
    obstacles.register(obstacles.Obstacle(below.planned_since, below.met_since))
