"""Why an answer of somebody's calendar could not be taken."""

from django.utils.translation import gettext_lazy as _

from mentorship.wording import Sentence

SENTENCES: dict[str, Sentence] = {
    "calendars.ended": _("The mentorship has ended, or you are not part of it any more."),
    "calendars.closed": _("The session was logged or cancelled meanwhile."),
    "calendars.over": _("The session is over already."),
    "calendars.time": _("The time that you propose has passed, or is taken by another session."),
    "calendars.no_time": _("Your calendar did not say clearly which time you propose."),
    "calendars.delegated": _("Nobody else can come in your place."),
    "calendars.unreadable": _(
        "Only your calendar’s own yes, maybe, no or another time can be read at this address."
        " Nobody has seen what you wrote."
    ),
}
