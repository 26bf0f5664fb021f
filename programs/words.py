"""What rows of programs hold as codes, in words."""

from django.utils.translation import gettext_lazy as _

from mentorship.wording import Sentence

SENTENCES: dict[str, Sentence] = {
    "role.mentor": _("mentor"),
    "role.mentee": _("mentee"),
    "role.peer": _("peer"),
}
