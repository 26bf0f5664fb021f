from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "mentorship.accounts"
    label = "accounts"

    def ready(self) -> None:
        from mentorship.accounts.watching import watch
        from mentorship.delivery.kinds import Kind, register

        watch()
        register(
            Kind("account_mail", "{title}", icon="key", channels=("email",)),
            Kind("account_changed", "Your sign-in was changed", icon="key", channels=("email",)),
            Kind(
                "address_entered",
                "A new address for your sign-in waits for its confirmation",
                icon="key",
                channels=("email",),
            ),
            Kind(
                "address_corrected", "Your work e-mail was changed", icon="key", channels=("email",)
            ),
        )
