"""What an award rests on, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from mentorship.wording import Sentence


def _badge(name: str) -> str:
    return _(name)


SENTENCES: dict[str, Sentence] = {
    "award.badge": _badge,
    "award.sessions_held": ngettext_lazy(
        "%(number)d session held", "%(number)d sessions held", "number"
    ),
    "award.actions_done": ngettext_lazy(
        "%(number)d action item done", "%(number)d action items done", "number"
    ),
}
