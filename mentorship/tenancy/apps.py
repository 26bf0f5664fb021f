from django.apps import AppConfig


class TenancyConfig(AppConfig):
    name = "mentorship.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from mentorship.delivery.kinds import Kind, register

        register(Kind("invitation", "{by} invites you to {organization}", icon="mail", channels=("email",)))
