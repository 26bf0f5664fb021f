from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "matching"

    def ready(self) -> None:
        from matching.actions import run_match
        from mentorship.delivery import kinds
        from mentorship.jobs.kinds import register
        from mentorship.local import story

        register("match", run_match, queue="match")
        kinds.register(kinds.Kind("matched", "Meet {other}, your {role}", icon="heart-handshake"))
        story.register(20, "matching.demo.tell")
