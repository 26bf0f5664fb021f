"""The engine's reasons in the words of the page."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from matching.criteria import RULE_CHOICES, asked_in
from matching.engine.criteria import shared_hours
from mentorship.ui.words import counted

if TYPE_CHECKING:
    from matching.engine.explain import Unmatched
    from matching.engine.parts import Part

EVIDENCE_AT_MOST = 4
# Each reads "every mentor …" and, with names, "Ana …"; {other} is the mentee.
RULES = {
    "reporting_line": "stands in the reporting line of {other}",
    "self": "is {other}",
    "blocked": "is never to be matched with {other}",
    "together": "is or was a mentor of {other} already",
    "taken_out": "was taken out as mentor of {other}",
    "language": "shares no language with {other}",
    "hours": "shares too few working hours with {other}",
    "above": "stands too few levels above {other}",
    "other_department": "is of the same department as {other}",
    "same_place": "works at another location than {other}",
}


# The same for a program's own questions, by how they are compared.
RULES_ASKED = {
    "same": "gives another answer to “{name}” than {other}",
    "different": "gives the same answer to “{name}” as {other}",
    "shared": "shares no answer to “{name}” with {other}",
    "covered": "shares no answer to “{name}” with {other}",
}


def rule_words(name: str, *, other: str = "this person") -> str:
    comparison, question = asked_in(name)
    return RULES_ASKED[comparison].format(name=question, other=other) if comparison else RULES[name].format(other=other)


def why_not_words(alternative: dict[str, Any]) -> str:
    """Why a mentor whom the rules allow was not given, from what a run kept of `engine.explain.WhyNot`."""
    cost, lowest = alternative["cost"] / 100, alternative["lowest"]
    loses = f" The program would lose at least {cost:.1f} points in all." if cost else ""
    match alternative["kind"]:
        case "below":
            return "Scores below the weakest pair that the program has to accept."
        case "small":
            return "Their group would stay under its least size."
        case "full" if lowest is not None:
            return f"Full: all seats go to pairs of {lowest / 100:.0f} or more.{loses}"
        case "full" | "costs":
            return f"Their seat serves the program more elsewhere.{loses}"
    return f"Fits less well.{loses}"


def points_of(parts: Iterable["Part"], *, is_peer: bool = False) -> list[dict[str, Any]]:
    """What a pair keeps of its score: points a criterion, the most it could give, and the evidence in words."""
    return [
        {"criterion": part.criterion, "points": part.points, "of": part.most, "evidence": evidence_words(part, is_peer=is_peer)}
        for part in parts
    ]  # fmt: skip


def evidence_words(part: "Part", *, is_peer: bool = False) -> str:
    """What a criterion's points rest on; nobody of two peers stands above."""
    if not part.is_answered:
        return "not answered"
    if is_peer and part.criterion == "level":
        return _apart(part.evidence)
    return EVIDENCE.get(asked_in(part.criterion)[0] or part.criterion, _two)(part.evidence)


def _topics(shared: Sequence[Any]) -> str:
    return ", ".join(shared[:EVIDENCE_AT_MOST]) or "nothing in common"


def _levels(levels: Sequence[Any]) -> str:
    above = levels[0] - levels[1]
    if not above:
        return "the same level"
    return f"{counted(abs(above), 'level', 'levels')} {'above' if above > 0 else 'below'}"


def _apart(levels: Sequence[Any]) -> str:
    between = abs(levels[0] - levels[1])
    return f"{counted(between, 'level', 'levels')} apart" if between else "the same level"


def _hours(offsets: Sequence[Any]) -> str:
    hours = shared_hours(*offsets)
    return f"{hours:g} shared working {'hour' if hours == 1 else 'hours'}"


def _common(lists: Sequence[Any]) -> str:
    return ", ".join(sorted(set(lists[0]) & set(lists[1]))[:EVIDENCE_AT_MOST]) or "none in common"


def _two(answers: Sequence[Any]) -> str:
    return f"both {answers[0]}" if answers[0] == answers[1] else f"{answers[0]} and {answers[1]}"


def _years(years: Sequence[Any]) -> str:
    return f"{years[0]} and {years[1]} years"


def _wishes(ranks: Sequence[Any]) -> str:
    return f"choice number {ranks[0]}" if ranks[0] else "not among the wishes"


def _answers(given: Sequence[Any]) -> str:
    return f"both “{given[0]}”" if given[0] == given[1] else f"“{given[0]}” and “{given[1]}”"


EVIDENCE = {
    "wishes": _wishes,
    "skills": _topics, "hopes": _topics, "level": _levels, "years": _years, "hours": _hours, "language": _common,
    "shared": _topics, "covered": _common, "similar": _topics,
    "same": _answers, "different": _answers, "close": _answers, "above": _answers,
}  # fmt: skip


def _help(rule: str) -> str:
    """What would change it: a rule of the program's own can be loosened."""
    loosen = ", or loosen the rule under “What counts”" if rule in RULE_CHOICES or asked_in(rule)[0] else ""
    return f"Recruit a mentor from elsewhere{loosen}."


def unmatched_words(why: "Unmatched") -> str:
    """Why somebody found nobody, and what would change it."""
    match why.kind:
        case "sizes":
            return "The groups that are left would be too small. More mentees would open one, or a smaller least size."
        case "no_mentors":
            return "There is no mentor in the program yet. Recruit mentors and run again."
        case "rules" if len(why.rules) == 1:
            return f"Every mentor {rule_words(why.rules[0][0])}. {_help(why.rules[0][0])}"
        case "rules" if why.opens:
            return f"Every mentor is ruled out, most because each {rule_words(why.opens)}. {_help(why.opens)}"
        case "rules":
            return "Every mentor is ruled out, each by more than one rule. Recruit a mentor from elsewhere."
    return "Every mentor this person may have is full. One more mentor, or one more seat, would help."
