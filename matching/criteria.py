"""By what a program can match: criteria, hard rules, and how the engine is asked for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext, gettext_lazy, ngettext_lazy

from matching.engine.points import POINTS, points_of_weights
from matching.engine.problem import Criterion, Rule
from mentorship.wording import Words
from programs.enums import Comparison
from programs.models import Question


@dataclass(frozen=True)
class Choice:
    """A criterion as the admin meets it; `weight` is what a new program begins with, 0 leaves it
    out.

    `source` says where the answers come from: `profile`, `application`, or the program's own
    `questions`. The engine knows it as `called`, or else by its name here.
    """

    label: Words
    words: Words
    weight: int
    kind: str
    answer: str
    source: str = "profile"
    ideal: float = 2
    reach: float = 4
    called: str = ""


CHOICES = {
    "skills": Choice(
        gettext_lazy("Topics"),
        gettext_lazy(
            "What the mentee wants to learn is what the mentor can teach. Rare topics count more."
        ),
        50,
        "terms",
        "topics",
        "application",
    ),
    "wishes": Choice(
        gettext_lazy("Wishes"),
        gettext_lazy(
            "The mentee has asked for this mentor in the directory; the first choice counts most."
        ),
        0,
        "preferences",
        "",
        "application",
    ),
    "hopes": Choice(
        gettext_lazy("What they hope for"),
        gettext_lazy("Both describe their hopes in similar words."),
        0,
        "text",
        "motivation",
        "application",
    ),
    "level": Choice(
        gettext_lazy("Seniority"),
        gettext_lazy("The mentor stands about two levels above."),
        20,
        "gap",
        "level",
    ),
    "years": Choice(
        gettext_lazy("Years here"),
        gettext_lazy("The mentor has been here about five years longer."),
        0,
        "gap",
        "years",
        ideal=5,
        reach=10,
    ),
    "department": Choice(
        gettext_lazy("Another department"),
        gettext_lazy("They come from different departments."),
        10,
        "different",
        "department",
    ),
    "team": Choice(
        gettext_lazy("The same department"),
        gettext_lazy("They come from the same department."),
        0,
        "same",
        "department",
    ),
    "place": Choice(
        gettext_lazy("The same place"),
        gettext_lazy("They work at the same location."),
        0,
        "same",
        "location",
    ),
    "hours": Choice(
        gettext_lazy("Working hours"),
        gettext_lazy("Their working days overlap."),
        10,
        "hours",
        "utc_offset",
    ),
    "language": Choice(
        gettext_lazy("Language"), gettext_lazy("They share a language."), 10, "any", "languages"
    ),
}
SOURCES = {
    "application": gettext_lazy("From the application"),
    "questions": gettext_lazy("From your own questions"),
    "profile": gettext_lazy("From the profile"),
}
DEFAULT_WEIGHTS = {name: choice.weight for name, choice in CHOICES.items()}


@dataclass(frozen=True)
class RuleChoice:
    """A hard rule as a sentence; `number` is the value it begins with where it has one, `least` and
    `most` its range, and `stated` the sentence with the value in it.
    """

    sentence: Words
    kind: str
    answer: str = ""
    number: int | None = None
    least: int = 0
    most: int = 0
    called: str = ""
    stated: Any = ""


RULE_CHOICES = {
    "language": RuleChoice(gettext_lazy("They must share a language."), "any", "languages"),
    "hours": RuleChoice(
        gettext_lazy("They must share at least so many working hours a day."),
        "hours",
        "utc_offset",
        3,
        1,
        9,
        stated=ngettext_lazy(
            "They must share at least %(number)d working hour a day.",
            "They must share at least %(number)d working hours a day.",
            "number",
        ),
    ),
    "above": RuleChoice(
        gettext_lazy("The mentor must stand at least so many levels above."),
        "gap",
        "level",
        1,
        1,
        10,
        stated=ngettext_lazy(
            "The mentor must stand at least %(number)d level above.",
            "The mentor must stand at least %(number)d levels above.",
            "number",
        ),
    ),
    "other_department": RuleChoice(
        gettext_lazy("They must come from different departments."), "different", "department"
    ),
    "same_place": RuleChoice(
        gettext_lazy("They must work at the same location."), "same", "location"
    ),
}
ALWAYS = (Rule("reporting_line", "reporting_line"),)

# What a question counts until somebody says how much.
QUESTION_WEIGHT = 10
# The engine knows a question of the program by this, how it is compared, and its name: what a run
# kept can still be read when the question has gone.
ASKED = "asked"
# By comparison: the engine's kind, its ideal and its reach, what the slider says, and the rule
# there can be.
WAYS = {
    Comparison.SAME: (
        "same",
        0,
        1,
        gettext_lazy("Both give the same answer."),
        gettext_lazy("They must give the same answer to “{}”."),
    ),
    Comparison.DIFFERENT: (
        "different",
        0,
        1,
        gettext_lazy("They give different answers."),
        gettext_lazy("They must answer “{}” differently."),
    ),
    Comparison.SHARED: (
        "terms",
        0,
        1,
        gettext_lazy("They share answers. Rare ones count more."),
        gettext_lazy("They must share an answer to “{}”."),
    ),
    Comparison.COVERED: (
        "share",
        0,
        1,
        gettext_lazy("The mentor’s answers cover the mentee’s."),
        gettext_lazy("They must share an answer to “{}”."),
    ),
    Comparison.CLOSE: ("gap", 0, 4, gettext_lazy("Their numbers lie close."), ""),
    Comparison.ABOVE: ("gap", 2, 4, gettext_lazy("The mentor’s number lies about two above."), ""),
    Comparison.SIMILAR: ("text", 0, 1, gettext_lazy("Both answer in similar words."), ""),
}
# A rule asks for one common answer where a criterion counts how much is common.
RULE_KINDS = {"terms": "any", "share": "any"}


@dataclass(frozen=True)
class Menu:
    """What a program can match by: criteria and rules, each by the name under which weights and
    rules are kept.
    """

    choices: Mapping[str, Choice]
    rules: Mapping[str, RuleChoice]


PLAIN = Menu(CHOICES, RULE_CHOICES)


# Among peers nobody stands above, teaches or is asked: what is left is read for both alike.
AMONG_PEERS: dict[str, dict[str, Any]] = {
    "skills": {
        "words": gettext_lazy("They want to talk about the same topics. Rare topics count more.")
    },
    "level": {"words": gettext_lazy("They stand on about the same level."), "ideal": 0},
    "years": {"words": gettext_lazy("They have been here for about as long."), "ideal": 0},
}
NOT_AMONG_PEERS = {"wishes", "above", Comparison.ABOVE, Comparison.COVERED}
PEERS = Menu(
    {
        name: replace(choice, **AMONG_PEERS.get(name, {}))
        for name, choice in CHOICES.items()
        if name not in NOT_AMONG_PEERS
    },
    {name: rule for name, rule in RULE_CHOICES.items() if name not in NOT_AMONG_PEERS},
)


def menu_of(questions: Iterable[Question], *, is_peer: bool = False) -> Menu:
    """With the program's own questions, by their keys."""
    plain = PEERS if is_peer else PLAIN
    choices, rules = dict(plain.choices), dict(plain.rules)
    for question in questions:
        if is_peer and question.comparison in NOT_AMONG_PEERS:
            continue
        kind, ideal, reach, words, sentence = WAYS[Comparison(question.comparison)]
        called = f"{ASKED}:{question.comparison}:{question.name}"
        choices[question.key] = Choice(
            question.name,
            words,
            QUESTION_WEIGHT,
            kind,
            question.key,
            "questions",
            ideal,
            reach,
            called=called,
        )
        if sentence:
            rules[question.key] = RuleChoice(
                str(sentence).format(question.name),
                RULE_KINDS.get(kind, kind),
                question.key,
                called=called,
            )
    return Menu(choices, rules)


class _Labels(dict[str, Words]):
    """By the engine's name of a criterion what people read; a question's own name is in it."""

    def __missing__(self, name: str) -> str:
        return asked_in(name)[1]


# The line of a pair that an earlier run proposed, beside its criteria.
KEPT = "kept"
LABELS = _Labels(
    {name: choice.label for name, choice in CHOICES.items()} | {KEPT: gettext_lazy("Kept")}
)


def asked_in(name: str) -> tuple[str, str]:
    """Of the engine's name for a question: how it is compared, and its own name. Empty twice for
    what is no question.
    """
    mark, _, rest = name.partition(":")
    comparison, _, label = rest.partition(":")
    return (comparison, label) if mark == ASKED else ("", "")


def criteria_of(weights: Mapping[str, int], menu: Menu = PLAIN) -> tuple[Criterion, ...]:
    """Those that count; all of the defaults where none does."""
    given = {name: weights.get(name, choice.weight) for name, choice in menu.choices.items()}
    counting = given if any(given.values()) else DEFAULT_WEIGHTS
    return tuple(
        Criterion(
            choice.called or name,
            choice.kind,
            counting[name],
            choice.answer,
            choice.answer,
            choice.ideal,
            choice.reach,
        )
        for name, choice in menu.choices.items()
        if counting.get(name)
    )


def rules_of(chosen: Mapping[str, Any], menu: Menu = PLAIN) -> tuple[Rule, ...]:
    """`chosen` says by name which rules hold: True, or the number that the rule asks for."""
    return ALWAYS + tuple(
        Rule(
            choice.called or name,
            choice.kind,
            choice.answer,
            choice.answer,
            at_least=_least(choice, chosen[name]),
        )
        for name, choice in menu.rules.items()
        if chosen.get(name)
    )


def _least(choice: RuleChoice, value: Any) -> float:
    return 0 if choice.number is None else float(value)


def shares_of(weights: Mapping[str, int], menu: Menu = PLAIN) -> list[tuple[Words, float]]:
    """How much of the score each criterion that counts can give, in percent, under its label."""
    points = points_of_weights({each.name: each.weight for each in criteria_of(weights, menu)})
    return [(LABELS[name], 100 * number / POINTS) for name, number in points.items()]


def sentences_of(chosen: Mapping[str, Any], menu: Menu = PLAIN) -> list[str]:
    """The rules that hold, each as a sentence with its number."""
    always = gettext("Nobody is matched within their own reporting line.")
    holding = [(choice, chosen[name]) for name, choice in menu.rules.items() if chosen.get(name)]
    return [always, *(_stated(choice, value) for choice, value in holding)]


def _stated(choice: RuleChoice, value: Any) -> str:
    return str(choice.stated % {"number": int(value)} if choice.stated else choice.sentence)
