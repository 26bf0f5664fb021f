"""What is told to somebody whose calendar has written."""

from django.utils.translation import gettext_lazy as _

from mentorship.delivery.enums import Category
from mentorship.delivery.kinds import Kind
from tracking.notifications import ANSWERS

KINDS = (
    Kind(
        "reply_not_taken",
        Category.SESSIONS,
        _("Your answer could not be taken: {when}"),
        icon="calendar-event",
        channels=("email",),
    ),
    Kind(
        "session_sent_again",
        Category.SESSIONS,
        _("Session with {other}, once more: {when}"),
        icon="calendar-event",
        channels=("email",),
        acts=ANSWERS,
    ),
)
