from django.db.models import TextChoices


class Channel(TextChoices):
    EMAIL = "email", "E-mail"
    IN_APP = "in_app", "In the app"
    SLACK = "slack", "Slack"
    TEAMS = "teams", "Microsoft Teams"


class Service(TextChoices):
    """The chat programs; each is a channel of the same name."""

    SLACK = "slack", "Slack"
    TEAMS = "teams", "Microsoft Teams"


class State(TextChoices):
    OWED = "owed", "Owed"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    DROPPED = "dropped", "Not wanted, or no longer true"


class Category(TextChoices):
    """What a message is about, as people choose what they want to hear of."""

    ACCOUNT = "account", "Your sign-in and your roles"
    MATCHES = "matches", "Applications, requests and matches"
    SESSIONS = "sessions", "Sessions: booked, moved, cancelled"
    REMINDERS = "reminders", "Reminders"
    PROGRESS = "progress", "Goals, notes and cadence"
    PROGRAMS = "programs", "News of programs"
    RECOGNITION = "recognition", "Badges"
    OPERATIONS = "operations", "Running the programs"


class When(TextChoices):
    NOW = "now", "E-mail at once"
    DAILY = "daily", "E-mail once a day"
    OFF = "off", "No e-mail"
