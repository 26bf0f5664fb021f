from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from matching.actions.runs import close_run, run_match
        from mentorship.delivery.kinds import Kind, register
        from mentorship.jobs import kinds as jobs
        from mentorship.local import story

        jobs.register("match", run_match, queue="match", closing=close_run)
        register(
            Kind("matched", "Meet {other}, your {role}", icon="heart-handshake"),
            Kind("match_withdrawn", "Your match in “{program}” was announced too early", icon="refresh"),
            Kind("mentorship_ended", "{other} has ended your mentorship", icon="flag"),
            Kind("partner_left", "{other} has left; what happens now", icon="heart"),
        )
        story.register(20, "matching.demo.tell")
