"""What surveys say where a row, or a pure module, holds a code."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.wording import Words
from tracking.surveys.difference import Change
from tracking.surveys.enums import Role
from tracking.surveys.months import Months
from tracking.surveys.wording_help import Advice
from tracking.words import month_of

SLICES: dict[str, Words] = {
    **{role.value: role.label for role in Role},
    "start": gettext_lazy("Colleagues, at the start"),
    "end": gettext_lazy("Colleagues, at the end"),
}
FIELDS: dict[str, Words] = {
    "text": gettext_lazy("the question"),
    "help": gettext_lazy("the help below it"),
    "kind": gettext_lazy("how it is answered"),
    "options": gettext_lazy("the answers to choose from"),
    "role": gettext_lazy("who is asked"),
    "is_required": gettext_lazy("whether it has to be answered"),
    "seen_by": gettext_lazy("who sees the answer"),
}
CHANGES: dict[str, Words] = {
    "added": gettext_lazy("“%(name)s” is new."),
    "removed": gettext_lazy("“%(name)s” is not asked any more."),
    "moved": gettext_lazy("“%(name)s” has another place."),
    "changed": gettext_lazy("“%(name)s” changes: %(fields)s."),
}
ADVICE: dict[str, Words] = {
    "judgement": gettext_lazy(
        "“%(word)s” says what somebody is. Say what they did: that can be changed, and nobody has"
        " to defend themselves."
    ),
    "absolute": gettext_lazy(
        "“%(word)s” is easy to disprove, and then the talk is about that. Take the one time you"
        " remember best."
    ),
    "guess": gettext_lazy(
        "“%(word)s” guesses at what somebody thinks. Say what you saw or heard, and ask for the"
        " rest."
    ),
    "example": gettext_lazy(
        "Which time was it? A day, a session or a piece of work makes it one that you both"
        " remember."
    ),
    "short": gettext_lazy("What would a camera have recorded? One sentence more is enough."),
    "missing": gettext_lazy(
        "What did it cause, for you, for the work, for others? Without that it is a matter of"
        " taste."
    ),
    "missing_next": gettext_lazy("What would help next time? One thing that they can do."),
}


def slice_words(who: str) -> Words:
    """Whose answers a figure counts."""
    return SLICES.get(who, who)


def month_words(months: Months) -> str:
    """`March 2026`, or `March to May 2026`, as a page and an export show it."""
    days = [day for day in map(month_of, months) if day]
    if not days:
        return _("up to now")
    first, last = (
        date_format(days[0], "YEAR_MONTH_FORMAT"),
        date_format(days[-1], "YEAR_MONTH_FORMAT"),
    )
    return first if len(days) == 1 else _("%(first)s to %(last)s") % {"first": first, "last": last}


def change_words(change: Change) -> str:
    fields = ", ".join(str(FIELDS[name]) for name in change.fields)
    return str(CHANGES[change.what]) % {"name": change.name, "fields": fields}


def advice_words(advice: Advice) -> str:
    return str(ADVICE[advice.code]) % {"word": advice.word}
