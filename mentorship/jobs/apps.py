from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "mentorship.jobs"
    label = "jobs"

    def ready(self) -> None:
        from mentorship import events, wording
        from mentorship.jobs.events import AREAS, EVENTS
        from mentorship.jobs.words import SENTENCES

        wording.register(SENTENCES)
        events.register(*EVENTS, **AREAS)
        # Tasks are bound to the application that exists when they are first sent.
        from mentorship import celery  # noqa: F401
        from mentorship.delivery.enums import Category
        from mentorship.delivery.kinds import Kind, register

        register(
            Kind(
                "job_ended",
                Category.OPERATIONS,
                "{title}: {message}",
                icon="circle-check",
                channels=("in_app",),
            )
        )
