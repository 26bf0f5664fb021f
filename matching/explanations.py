"""The engine's reasons in the words of the page."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from matching.engine.criteria import shared_hours

if TYPE_CHECKING:
    from matching.engine.explain import Unmatched
    from matching.engine.parts import Part

EVIDENCE_AT_MOST = 4
# Each reads "every mentor …" and, with names, "Ana …"; {other} is the mentee.
RULES = {
    "reporting_line": "stands in the reporting line of {other}",
    "self": "is {other}",
    "blocked": "is never to be matched with {other}",
    "taken_out": "was taken out as mentor of {other}",
}


def rule_words(name: str, *, other: str = "this person") -> str:
    return RULES[name].format(other=other)


def why_not_words(alternative: dict[str, Any]) -> str:
    """Why a mentor whom the rules allow was not given, from what a run kept of `engine.explain.WhyNot`."""
    cost, lowest = alternative["cost"] / 100, alternative["lowest"]
    loses = f" The program would lose at least {cost:.1f} points in all." if cost else ""
    match alternative["kind"]:
        case "below":
            return "Scores below the weakest pair that the program has to accept."
        case "full" if lowest is not None:
            return f"Full: all seats go to pairs of {lowest / 100:.0f} or more.{loses}"
        case "full" | "costs":
            return f"Their seat serves the program more elsewhere.{loses}"
    return f"Fits less well.{loses}"


def points_of(parts: Iterable["Part"], bonus: int = 0) -> list[dict[str, Any]]:
    """What a pair keeps of its score: points a criterion, the most it could give, and the evidence in words."""
    found = [
        {"criterion": part.criterion, "points": part.points, "of": part.most, "evidence": evidence_words(part)}
        for part in parts
    ]
    kept = {"criterion": "kept", "points": bonus, "of": bonus, "evidence": "proposed before"}
    return [*found, kept] if bonus else found


def evidence_words(part: "Part") -> str:
    """What a criterion's points rest on."""
    if not part.is_answered:
        return "not answered"
    match part.criterion:
        case "skills":
            return ", ".join(part.evidence[:EVIDENCE_AT_MOST]) or "no topic in common"
        case "level":
            return f"{part.evidence[0] - part.evidence[1]:+d} levels"
        case "hours":
            return f"{shared_hours(*part.evidence):g} shared working hours"
        case "language":
            return ", ".join(sorted(set(part.evidence[0]) & set(part.evidence[1]))) or "none in common"
    return f"{part.evidence[0]} and {part.evidence[1]}"


def unmatched_words(why: "Unmatched") -> str:
    """Why somebody found nobody, and what would change it."""
    match why.kind:
        case "no_mentors":
            return "There is no mentor in the program yet. Recruit mentors and run again."
        case "rules" if len(why.rules) == 1:
            return f"Every mentor {rule_words(why.rules[0][0])}. Recruit a mentor from elsewhere."
        case "rules" if why.opens:
            return f"Every mentor is ruled out, most because each {rule_words(why.opens)}. Recruit a mentor from elsewhere."
        case "rules":
            return "Every mentor is ruled out, each by more than one rule. Recruit a mentor from elsewhere."
    return "Every mentor this person may have is full. One more mentor, or one more seat, would help."
