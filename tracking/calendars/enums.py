from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Outcome(TextChoices):
    """What came of a message from somebody's calendar."""

    TAKEN = "taken", _("Taken as their answer")
    REPEATED = "repeated", _("Said before")
    OVERTAKEN = "overtaken", _("Answers an earlier time")
    SETTLED = "settled", _("Nothing to change")
    RESENT = "resent", _("Sent the invitation again")
    NOT_TAKEN = "not_taken", _("Not possible any more")
    AUTOMATIC = "automatic", _("Sent by a machine")
    UNREADABLE = "unreadable", _("No answer of a calendar")
    GONE = "gone", _("Not invited any more")
    FAILED = "failed", _("Could not be handled")
