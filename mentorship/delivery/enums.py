from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    EMAIL = "email", "E-mail"
    IN_APP = "in_app", _("In the app")
    SLACK = "slack", _("Slack")
    TEAMS = "teams", _("Microsoft Teams")


class Service(TextChoices):
    """The chat programs; each is a channel of the same name."""

    SLACK = "slack", _("Slack")
    TEAMS = "teams", _("Microsoft Teams")


class State(TextChoices):
    OWED = "owed", _("Owed")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    DROPPED = "dropped", _("Not wanted, or no longer true")


class Category(TextChoices):
    """What a message is about, as people choose what they want to hear of."""

    ACCOUNT = "account", _("Your sign-in and your roles")
    MATCHES = "matches", _("Applications, requests and matches")
    SESSIONS = "sessions", _("Sessions: booked, moved, cancelled")
    REMINDERS = "reminders", _("Reminders")
    PROGRESS = "progress", _("Goals, notes and cadence")
    PROGRAMS = "programs", _("News of programs")
    RECOGNITION = "recognition", _("Badges")
    OPERATIONS = "operations", _("Running the programs")


class When(TextChoices):
    NOW = "now", _("E-mail at once")
    DAILY = "daily", _("E-mail once a day")
    OFF = "off", _("No e-mail")
