from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliveryConfig(AppConfig):
    name = "mentorship.delivery"
    label = "delivery"

    def ready(self) -> None:
        from mentorship import events
        from mentorship.delivery.events import AREAS, EVENTS

        events.register(*EVENTS, **AREAS)
        from mentorship.delivery.enums import Category
        from mentorship.delivery.kinds import Kind, register
        from mentorship.delivery.models import ChatHook, Delivery
        from mentorship.tenancy import secrets

        secrets.register(
            secrets.Column(Delivery.objects.all, "sealed"),
            secrets.Column(ChatHook.objects.all, "sealed"),
        )
        failed = _("“{message}” did not reach {name}. Their program admins know.")
        register(
            Kind(
                "chat_test",
                Category.OPERATIONS,
                _("{by} connected this channel to {organization}: news arrives here"),
                icon="message-circle",
                channels=(),
            ),
            Kind(
                "message_failed",
                Category.OPERATIONS,
                failed,
                icon="alert-triangle",
                channels=("in_app",),
            ),
            Kind(
                "messages_failed",
                Category.OPERATIONS,
                _("Some messages could not be delivered"),
                icon="alert-triangle",
                channels=("in_app",),
            ),
        )
