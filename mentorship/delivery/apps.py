from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "mentorship.delivery"
    label = "delivery"
