from django.apps import AppConfig


class LocalConfig(AppConfig):
    name = "mentorship.local"
    label = "local"
