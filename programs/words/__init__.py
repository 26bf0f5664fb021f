"""What rows of programs hold as codes, in words."""

from django.utils.translation import gettext_lazy as _

from mentorship.wording import Sentence

SENTENCES: dict[str, Sentence] = {
    "act.agreement_signed": _("You have signed the mentoring agreement of “%(program)s”."),
    "role.mentor": _("mentor"),
    "role.mentee": _("mentee"),
    "role.peer": _("peer"),
}
