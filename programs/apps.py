from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self) -> None:
        from mentorship.delivery.kinds import Kind, register
        from mentorship.local import story
        from mentorship.people import panels
        from mentorship.ui import navigation
        from programs.queries import parts_of

        panels.register(panels.Panel("Programs", "school", parts_of))
        navigation.register(
            navigation.Entry(
                50, "Programs", "school", "programs:list", leads=lambda member: member.is_admin
            )
        )
        register(
            Kind(
                "program_recruiting",
                "“{program}” is open for applications",
                icon="rocket",
                channels=("in_app",),
            ),
            Kind(
                "program_matching",
                "“{program}” is being matched",
                icon="affiliate",
                channels=("in_app",),
            ),
            Kind("program_running", "“{program}” has begun", icon="rocket"),
            Kind("program_closing", "“{program}” comes to its end", icon="flag"),
            Kind(
                "program_archived", "“{program}” is archived", icon="archive", channels=("in_app",)
            ),
            Kind("enrolment_approved", "You take part in “{program}” as {role}", icon="user-check"),
            Kind(
                "enrolment_declined", "Your application to “{program}” was declined", icon="user-x"
            ),
            Kind("answers_wanted", "“{program}” has questions for you", icon="message-circle"),
            Kind(
                "enrolment_waitlisted",
                "You are on the waiting list of “{program}”",
                icon="hourglass",
            ),
        )
        story.register(10, "programs.demo.tell")
