"""The engine's reasons in the words of the page."""

from typing import TYPE_CHECKING

from matching.engine.criteria import shared_hours

if TYPE_CHECKING:
    from matching.engine.explain import Unmatched
    from matching.engine.parts import Part

EVIDENCE_AT_MOST = 4
RULES = {"reporting_line": "stands in this person's reporting line", "self": "is this person"}


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
            return f"Every mentor {RULES[why.rules[0][0]]}. Recruit a mentor from elsewhere."
        case "rules" if why.opens:
            return f"Every mentor is ruled out, most because each {RULES[why.opens]}. Recruit a mentor from elsewhere."
        case "rules":
            return "Every mentor is ruled out, each by more than one rule. Recruit a mentor from elsewhere."
    return "Every mentor this person may have is full. One more mentor, or one more seat, would help."
