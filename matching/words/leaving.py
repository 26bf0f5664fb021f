"""Who has left, as sentences to be said."""

from django.utils.translation import ngettext_lazy

from mentorship.wording import Sentence

SENTENCES: dict[str, Sentence] = {
    "leaving.left": ngettext_lazy(
        "%(names)s has left %(organization)s.", "%(names)s have left %(organization)s.", "number"
    ),
    "leaving.out": ngettext_lazy(
        "%(names)s takes no part in the program any more.",
        "%(names)s take no part in the program any more.",
        "number",
    ),
}
