"""What becomes of every kind of job, in words."""

from django.utils.translation import gettext_lazy as _

from mentorship.wording import Sentence

SENTENCES: dict[str, Sentence] = {
    "job.stopped": _("You stopped this; nothing was changed."),
    "job.stopped_before": _("Stopped before it began."),
    "job.failed": _("Something went wrong on our side; nothing was changed."),
    "job.lost": _("The server stopped while this ran. Start it again."),
}
