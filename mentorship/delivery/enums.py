from django.db.models import TextChoices


class Channel(TextChoices):
    EMAIL = "email", "E-mail"
    IN_APP = "in_app", "In the app"


class State(TextChoices):
    OWED = "owed", "Owed"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
