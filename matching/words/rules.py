"""The rules that keep people apart, in words."""

from typing import Any

from django.utils.translation import gettext_lazy

from matching.criteria import asked_in


class RuleWords:
    """A rule that keeps people apart, said of `every` mentor, of a `pair` by their names, to `you`
    of a mentor, and as a name in a list.
    """

    def __init__(self, *, every: Any, pair: Any, you: Any, name: Any) -> None:
        self.every, self.pair, self.you, self.name = every, pair, you, name


RULES = {
    "reporting_line": RuleWords(
        every=gettext_lazy("Every mentor stands in the reporting line of this person."),
        pair=gettext_lazy("%(mentor)s stands in the reporting line of %(mentee)s."),
        you=gettext_lazy("%(mentor)s stands in your reporting line."),
        name=gettext_lazy("the reporting line"),
    ),
    "self": RuleWords(
        every=gettext_lazy("Every mentor is this person."),
        pair=gettext_lazy("%(mentor)s is %(mentee)s."),
        you=gettext_lazy("%(mentor)s is you."),
        name=gettext_lazy("nobody mentors themselves"),
    ),
    "blocked": RuleWords(
        every=gettext_lazy("Every mentor is never to be matched with this person."),
        pair=gettext_lazy("%(mentor)s is never to be matched with %(mentee)s."),
        you=gettext_lazy("%(mentor)s is never to be matched with you."),
        name=gettext_lazy("the never-match list"),
    ),
    "together": RuleWords(
        every=gettext_lazy("Every mentor is or was a mentor of this person already."),
        pair=gettext_lazy("%(mentor)s is or was a mentor of %(mentee)s already."),
        you=gettext_lazy("%(mentor)s is or was a mentor of you already."),
        name=gettext_lazy("they are or were matched already"),
    ),
    "taken_out": RuleWords(
        every=gettext_lazy("Every mentor was taken out as mentor of this person."),
        pair=gettext_lazy("%(mentor)s was taken out as mentor of %(mentee)s."),
        you=gettext_lazy("%(mentor)s was taken out as your mentor."),
        name=gettext_lazy("they were taken out"),
    ),
    "language": RuleWords(
        every=gettext_lazy("Every mentor shares no language with this person."),
        pair=gettext_lazy("%(mentor)s shares no language with %(mentee)s."),
        you=gettext_lazy("%(mentor)s shares no language with you."),
        name=gettext_lazy("a common language"),
    ),
    "hours": RuleWords(
        every=gettext_lazy("Every mentor shares too few working hours with this person."),
        pair=gettext_lazy("%(mentor)s shares too few working hours with %(mentee)s."),
        you=gettext_lazy("%(mentor)s shares too few working hours with you."),
        name=gettext_lazy("shared working hours"),
    ),
    "above": RuleWords(
        every=gettext_lazy("Every mentor stands too few levels above this person."),
        pair=gettext_lazy("%(mentor)s stands too few levels above %(mentee)s."),
        you=gettext_lazy("%(mentor)s stands too few levels above you."),
        name=gettext_lazy("levels above"),
    ),
    "other_department": RuleWords(
        every=gettext_lazy("Every mentor is of the same department as this person."),
        pair=gettext_lazy("%(mentor)s is of the same department as %(mentee)s."),
        you=gettext_lazy("%(mentor)s is of the same department as you."),
        name=gettext_lazy("different departments"),
    ),
    "same_place": RuleWords(
        every=gettext_lazy("Every mentor works at another location than this person."),
        pair=gettext_lazy("%(mentor)s works at another location than %(mentee)s."),
        you=gettext_lazy("%(mentor)s works at another location than you."),
        name=gettext_lazy("the same location"),
    ),
}
_SHARED = RuleWords(
    every=gettext_lazy("Every mentor shares no answer to “%(question)s” with this person."),
    pair=gettext_lazy("%(mentor)s shares no answer to “%(question)s” with %(mentee)s."),
    you=gettext_lazy("%(mentor)s shares no answer to “%(question)s” with you."),
    name=gettext_lazy("a shared answer to “%(question)s”"),
)
# The same for a program's own questions, by how they are compared.
RULES_ASKED = {
    "same": RuleWords(
        every=gettext_lazy("Every mentor gives another answer to “%(question)s” than this person."),
        pair=gettext_lazy("%(mentor)s gives another answer to “%(question)s” than %(mentee)s."),
        you=gettext_lazy("%(mentor)s gives another answer to “%(question)s” than you."),
        name=gettext_lazy("the same answer to “%(question)s”"),
    ),
    "different": RuleWords(
        every=gettext_lazy("Every mentor gives the same answer to “%(question)s” as this person."),
        pair=gettext_lazy("%(mentor)s gives the same answer to “%(question)s” as %(mentee)s."),
        you=gettext_lazy("%(mentor)s gives the same answer to “%(question)s” as you."),
        name=gettext_lazy("different answers to “%(question)s”"),
    ),
    "shared": _SHARED,
    "covered": _SHARED,
}


def rule_named(name: str) -> tuple[RuleWords, str]:
    """The words of a rule by the engine's name for it, and the question it is about."""
    comparison, question = asked_in(name)
    return (RULES_ASKED[comparison] if comparison else RULES[name]), question


def pair_rule_words(name: str, *, mentor: object, mentee: object) -> str:
    """That the rule keeps the two apart, in a sentence."""
    rule, question = rule_named(name)
    return str(rule.pair % {"mentor": mentor, "mentee": mentee, "question": question})


def your_rule_words(name: str, *, mentor: object) -> str:
    """The same, said to the mentee."""
    rule, question = rule_named(name)
    return str(rule.you % {"mentor": mentor, "question": question})
