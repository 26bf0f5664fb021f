from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "mentorship.accounts"
    label = "accounts"

    def ready(self) -> None:
        from mentorship import events
        from mentorship.accounts.events import AREAS, EVENTS

        events.register(*EVENTS, **AREAS)
        from mentorship.accounts.watching import watch
        from mentorship.delivery.enums import Category
        from mentorship.delivery.kinds import Kind, register

        watch()
        register(
            Kind("account_mail", Category.ACCOUNT, "{title}", icon="key", channels=("email",)),
            Kind(
                "account_changed",
                Category.ACCOUNT,
                _("Your sign-in was changed"),
                icon="key",
                channels=("email",),
            ),
            Kind(
                "address_entered",
                Category.ACCOUNT,
                _("A new address for your sign-in waits for its confirmation"),
                icon="key",
                channels=("email",),
            ),
            Kind(
                "address_corrected",
                Category.ACCOUNT,
                _("Your work e-mail was changed"),
                icon="key",
                channels=("email",),
            ),
        )
