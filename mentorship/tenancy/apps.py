from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TenancyConfig(AppConfig):
    name = "mentorship.tenancy"
    label = "tenancy"

    def ready(self) -> None:
        from mentorship import events
        from mentorship.tenancy.events import AREAS, EVENTS

        events.register(*EVENTS, **AREAS)
        from mentorship.delivery.enums import Category
        from mentorship.delivery.kinds import Kind, register

        register(
            Kind(
                "invitation",
                Category.ACCOUNT,
                _("{by} invites you to {organization}"),
                icon="mail",
                channels=("email",),
            ),
            Kind(
                "address_confirmation",
                Category.ACCOUNT,
                _("Confirm your address for {organization}"),
                icon="mail",
                channels=("email",),
            ),
            Kind(
                "roles_changed",
                Category.ACCOUNT,
                _("{by} changed the roles of {name}"),
                icon="shield-check",
            ),
            Kind(
                "role_holder_changed",
                Category.ACCOUNT,
                _("{by} changed {name}, who holds a role"),
                icon="shield-check",
            ),
        )
