"""Why somebody found nobody, as sentences to be said."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.criteria import RULE_CHOICES, asked_in
from matching.words.rules import rule_named
from mentorship.wording import Said, Sentence, said

if TYPE_CHECKING:
    from matching.engine.explain import Unmatched


def unmatched_of(why: "Unmatched") -> Said:
    """Why somebody found nobody, and what would change it."""
    match why.kind:
        case "sizes" | "no_mentors":
            return said(f"unmatched.{why.kind}")
        case "rules" if len(why.rules) == 1:
            return said("unmatched.rule", rule=why.rules[0][0])
        case "rules" if why.opens:
            return said("unmatched.most", rule=why.opens)
        case "rules":
            return said("unmatched.rules")
    return said("unmatched.full")


def _help(rule: str) -> str:
    """What would change it: a rule of the program's own can be loosened."""
    if rule in RULE_CHOICES or asked_in(rule)[0]:
        return _("Recruit a mentor from elsewhere, or loosen the rule under “Matching criteria”.")
    return _("Recruit a mentor from elsewhere.")


def _one_rule(rule: str) -> str:
    words, question = rule_named(rule)
    return f"{words.every % {'question': question}} {_help(rule)}"


def _most_by(rule: str) -> str:
    words, question = rule_named(rule)
    most = _("Every mentor is ruled out, most by one rule: %(rule)s.")
    return f"{most % {'rule': words.name % {'question': question}}} {_help(rule)}"


SENTENCES: dict[str, Sentence] = {
    "unmatched.sizes": gettext_lazy(
        "The groups that are left would be too small. More mentees would open one, or a smaller"
        " least size."
    ),
    "unmatched.no_mentors": gettext_lazy(
        "There is no mentor in the program yet. Recruit mentors and run again."
    ),
    "unmatched.rule": _one_rule,
    "unmatched.most": _most_by,
    "unmatched.rules": gettext_lazy(
        "Every mentor is ruled out, each by more than one rule. Recruit a mentor from elsewhere."
    ),
    "unmatched.full": gettext_lazy(
        "Every mentor this person may have is full. One more mentor, or one more seat, would help."
    ),
    "unmatched.given": gettext_lazy(
        "Their mentor was given to %(name)s. Choose another one, or run again."
    ),
    "unmatched.pod_out": gettext_lazy(
        "Their pod was taken out. Run again to find them another one."
    ),
    "unmatched.place_given": gettext_lazy(
        "Their place was given to %(name)s. Run again to find them another one."
    ),
    "unmatched.nobody_else": gettext_lazy(
        "Nobody else waits for a matching. Win more people, and run again."
    ),
    "unmatched.nobody_allowed": gettext_lazy(
        "The rules allow this person nobody who is free. Loosen a rule under “Matching criteria”,"
        " or win more people."
    ),
    "unmatched.too_few_for_pair": gettext_lazy(
        "Whom the rules allow them is with others; too few are left for a pair. One more person"
        " would help."
    ),
    "unmatched.too_few_for_pod": gettext_lazy(
        "Whom the rules allow them is with others; too few are left for a pod of %(people)d. One"
        " more person would help."
    ),
}
