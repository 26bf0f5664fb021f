from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "mentorship.delivery"
    label = "delivery"

    def ready(self) -> None:
        from mentorship.delivery.kinds import Kind, register
        from mentorship.delivery.models import Delivery
        from mentorship.tenancy import secrets

        secrets.register(secrets.Column(Delivery.objects.all, "sealed"))
        failed = "“{message}” did not reach {name}. Their program admins know."
        register(
            Kind("message_failed", failed, icon="alert-triangle", channels=("in_app",)),
            Kind(
                "messages_failed",
                "Some messages could not be delivered",
                icon="alert-triangle",
                channels=("in_app",),
            ),
        )
