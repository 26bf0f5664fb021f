from django.apps import AppConfig


class ActsConfig(AppConfig):
    name = "mentorship.acts"
    label = "acts"
