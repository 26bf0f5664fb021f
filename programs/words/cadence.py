"""A program's cadence in words: what cannot be so, and the rules as one would say them."""

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mentorship.ui.words import inside, joined
from programs.cadence import Asked, Back, Rules
from programs.enums import Independence, Stage

# By the codes of `programs.cadence.faults`.
FAULTS = {
    "no_stage": _("Use at least one stage."),
    "first_unused": _("Choose a stage that this program uses."),
    "order": _("List each stage once, from the most sessions to the fewest."),
    "no_condition": _("Ask for at least one thing before they meet less often."),
    "sent_back": _("Ask for more: as much as this sends them straight back."),
    "limits": _("Choose a number within the limits of this field."),
}


def policy_words(rules: Rules) -> list[str]:
    """A program's cadence as one would say it, a sentence for each stage and one for the way
    back.
    """
    said: list[str] = []
    for number, step in enumerate(rules.steps):
        names = {"stage": _stage(step.stage)}
        if number == len(rules.steps) - 1:
            words = gettext("They meet %(stage)s.") if not said else gettext("Then %(stage)s.")
        else:
            names["conditions"] = joined(_conditions(step.asked))
            words = (
                gettext("They meet %(stage)s until %(conditions)s.")
                if not said
                else gettext("Then %(stage)s until %(conditions)s.")
            )
        said.append(words % names)
    if rules.steps and rules.first_stage != rules.steps[0].stage:
        begins = gettext("A new mentorship begins %(stage)s.")
        said.insert(0, begins % {"stage": _stage(rules.first_stage)})
    back = _ways_back(rules.back)
    if back and len(rules.steps) > 1:
        words = gettext("They are asked to meet more often again when %(things)s.")
        said.append(words % {"things": either(back)})
    return said


def _stage(stage: str) -> str:
    return inside(Stage(stage).label)


def either(things: list[str]) -> str:
    """One of them, or the other."""
    if len(things) < 2:
        return "".join(things)
    names = {"these": ", ".join(things[:-1]), "last": things[-1]}
    return gettext("%(these)s or %(last)s") % names


def _conditions(asked: Asked) -> list[str]:
    words = []
    if asked.sessions is not None:
        met = ngettext(
            "they have met %(number)d time", "they have met %(number)d times", asked.sessions
        )
        words.append(met % {"number": asked.sessions})
    if asked.weeks is not None:
        passed = ngettext("%(number)d week has passed", "%(number)d weeks have passed", asked.weeks)
        words.append(passed % {"number": asked.weeks})
    if asked.on_time_percent is not None:
        done = gettext("at least %(percent)d %% of their action items were done on time")
        words.append(done % {"percent": asked.on_time_percent})
    if asked.goal_percent is not None:
        reached = gettext("their goals stand at %(percent)d %%")
        words.append(reached % {"percent": asked.goal_percent})
    return words + _views(asked)


def _views(asked: Asked) -> list[str]:
    mentee, mentor = asked.mentee_independence, asked.mentor_independence
    if mentee is not None and mentee == mentor:
        return [_view(gettext("both say “%(view)s” or better"), mentee)]
    words = []
    if mentee is not None:
        words.append(_view(gettext("the mentee says “%(view)s” or better"), mentee))
    if mentor is not None:
        words.append(_view(gettext("the mentor says “%(view)s” or better"), mentor))
    return words


def _view(sentence: str, value: int) -> str:
    return sentence % {"view": Independence(value).label}


def _ways_back(back: Back) -> list[str]:
    words = []
    if back.missed is not None:
        words.append(gettext("%(number)d sessions in a row are missed") % {"number": back.missed})
    if back.independence is not None:
        words.append(_view(gettext("one of them says “%(view)s” or worse"), back.independence))
    if back.on_time_percent is not None:
        late = gettext("fewer than %(percent)d %% of their action items are done on time")
        words.append(late % {"percent": back.on_time_percent})
    return words
