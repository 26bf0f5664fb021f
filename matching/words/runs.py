"""What a matching run is at and what came of it, as sentences to be said."""

from django.utils.translation import gettext_lazy as _

from mentorship.wording import Sentence

SENTENCES: dict[str, Sentence] = {
    "run.title": _("Matching “%(program)s”"),
    "run.reading": _("Reading who takes part"),
    "run.pairs": _("Looking at every pair of %(mentees)d mentees and %(mentors)d mentors"),
    "run.worst": _("Lifting the weakest pair, round %(number)d"),
    "run.groups": _("Making groups of the right size"),
    "run.total": _("Raising the total and proving how good it is, round %(number)d"),
    "run.peers": _("Looking at everybody with everybody"),
    "run.writing": _("Writing down every pair with its reasons"),
    "run.impossible": _("This cannot be matched as it is. %(why)s"),
    "run.solved": _("%(matched)d of %(mentees)d mentees have a proposed mentor."),
    "run.solved_pods": _("%(matched)d of %(mentees)d people have somebody to meet."),
}
