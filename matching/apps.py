from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from matching.actions.runs import close_run, run_match
        from mentorship.delivery import kinds
        from mentorship.jobs.kinds import register
        from mentorship.local import story

        register("match", run_match, queue="match", closing=close_run)
        kinds.register(kinds.Kind("matched", "Meet {other}, your {role}", icon="heart-handshake"))
        kinds.register(
            kinds.Kind("match_withdrawn", "Your match in “{program}” was announced too early", icon="refresh")
        )
        story.register(20, "matching.demo.tell")
