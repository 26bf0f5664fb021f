from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "mentorship.operations"
    label = "operations"
