"""By what a program can match: criteria, hard rules, and how the engine is asked for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from matching.engine.points import POINTS, points_of_weights
from matching.engine.problem import Criterion, Rule


@dataclass(frozen=True)
class Choice:
    """A criterion as the admin meets it; `weight` is what a new program begins with, 0 leaves it out.

    `source` says where the answers come from: `profile` or `application`.
    """

    label: str
    words: str
    weight: int
    kind: str
    answer: str
    source: str = "profile"
    ideal: float = 2
    reach: float = 4


CHOICES = {
    "skills": Choice(
        "Topics", "What the mentee wants to learn is what the mentor can teach. Rare topics count more.", 50, "terms",
        "topics", "application",
    ),
    "wishes": Choice(
        "Wishes", "The mentee has asked for this mentor in the directory; the first choice counts most.", 0,
        "preferences", "", "application",
    ),
    "hopes": Choice(
        "What they hope for", "Both describe their hopes in similar words.", 0, "text", "motivation", "application"
    ),
    "level": Choice("Seniority", "The mentor stands about two levels above.", 20, "gap", "level"),
    "years": Choice(
        "Years here", "The mentor has been here about five years longer.", 0, "gap", "years", ideal=5, reach=10
    ),
    "department": Choice("Another department", "They come from different departments.", 10, "different", "department"),
    "team": Choice("The same department", "They come from the same department.", 0, "same", "department"),
    "place": Choice("The same place", "They work at the same location.", 0, "same", "location"),
    "hours": Choice("Working hours", "Their working days overlap.", 10, "hours", "utc_offset"),
    "language": Choice("Language", "They share a language.", 10, "any", "languages"),
}  # fmt: skip
SOURCES = {"application": "From the application", "profile": "From the profile"}
DEFAULT_WEIGHTS = {name: choice.weight for name, choice in CHOICES.items()}


@dataclass(frozen=True)
class RuleChoice:
    """A hard rule as a sentence; `number` is the value it begins with where it has one, `least` and `most` its range."""

    sentence: str
    kind: str
    answer: str = ""
    number: int | None = None
    least: int = 0
    most: int = 0


RULE_CHOICES = {
    "language": RuleChoice("They must share a language.", "any", "languages"),
    "hours": RuleChoice("They must share at least so many working hours a day.", "hours", "utc_offset", 3, 1, 9),
    "above": RuleChoice("The mentor must stand at least so many levels above.", "gap", "level", 1, 1, 10),
    "other_department": RuleChoice("They must come from different departments.", "different", "department"),
    "same_place": RuleChoice("They must work at the same location.", "same", "location"),
}
ALWAYS = (Rule("reporting_line", "reporting_line"),)


def criteria_of(weights: Mapping[str, int]) -> tuple[Criterion, ...]:
    """Those that count; all of the defaults where none does."""
    given = {name: weights.get(name, choice.weight) for name, choice in CHOICES.items()}
    counting = given if any(given.values()) else DEFAULT_WEIGHTS
    return tuple(
        Criterion(name, choice.kind, counting[name], choice.answer, choice.answer, choice.ideal, choice.reach)
        for name, choice in CHOICES.items()
        if counting[name]
    )


def rules_of(chosen: Mapping[str, Any]) -> tuple[Rule, ...]:
    """`chosen` says by name which rules hold: True, or the number that the rule asks for."""
    return ALWAYS + tuple(
        Rule(name, choice.kind, choice.answer, choice.answer, at_least=_least(choice, chosen[name]))
        for name, choice in RULE_CHOICES.items()
        if chosen.get(name)
    )


def _least(choice: RuleChoice, value: Any) -> float:
    return 0 if choice.number is None else float(value)


def shares_of(weights: Mapping[str, int]) -> dict[str, float]:
    """How much of the score each criterion that counts can give, in percent."""
    points = points_of_weights({each.name: each.weight for each in criteria_of(weights)})
    return {name: 100 * number / POINTS for name, number in points.items()}


def sentences_of(chosen: Mapping[str, Any]) -> list[str]:
    """The rules that hold, each as a sentence with its number."""
    found = ["Nobody is matched within their own reporting line."]
    for name, choice in RULE_CHOICES.items():
        if chosen.get(name):
            found.append(choice.sentence.replace("so many", str(chosen[name])))
    return found
