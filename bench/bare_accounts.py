from django.apps import AppConfig


class BareAccounts(AppConfig):
    """The users alone: nothing watches over sign-ins, so the sign-in library is not needed."""

    name = "mentorship.accounts"
    label = "accounts"
    default = False
