"""What came of answering a request from a message."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorship.wording import Sentence


def _until(mentee: str, until: str) -> str:
    words = gettext(
        "You have declined. %(mentee)s is told kindly, and nobody asks you before %(day)s."
    )
    day = date_format(date.fromisoformat(until), "j F Y")
    return words % {"mentee": mentee, "day": day}


SENTENCES: dict[str, Sentence] = {
    "act.request_accepted": _(
        "You are %(mentee)s’s mentor now. Both of you get a message with what comes next."
    ),
    "act.request_declined": _("You have declined. %(mentee)s is told kindly."),
    "act.request_declined_until": _until,
}
