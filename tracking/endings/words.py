from django.utils.translation import gettext_lazy as _

from mentorship.wording import Sentence

SENTENCES: dict[str, Sentence] = {
    "act.ending_agreed": _("You go on together. The others are told."),
    "act.left": _(
        "Noted. It ends within a few days, and nothing says who wanted it. You can take it back on"
        " the page of the mentorship until then."
    ),
}
