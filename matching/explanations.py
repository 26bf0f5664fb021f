"""The engine's reasons in the words of the page."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from matching.criteria import KEPT, RULE_CHOICES, asked_in
from matching.engine.criteria import shared_hours
from matching.enums import Objective
from mentorship.ui.words import counted

if TYPE_CHECKING:
    from matching.engine.explain import Unmatched
    from matching.engine.parts import Part
    from matching.models import Run

EVIDENCE_AT_MOST = 4
KEPT_WORDS = "proposed by the earlier run: in the choice it counted {points:g} points more"
# More points than any two scores differ by; and what no chain of changes comes to.
MUCH, LIFTED = 100_000, 500_000
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
    return (
        RULES_ASKED[comparison].format(name=question, other=other)
        if comparison
        else RULES[name].format(other=other)
    )


def why_not_words(alternative: dict[str, Any], *, group: str = "") -> str:
    """Why a mentor whom the rules allow was not given, from what a run kept of
    `engine.explain.WhyNot`.

    `group` names the mentor whose group is meant. What an earlier version kept has fewer entries.
    """
    return f"{_reason(alternative, group or 'another mentor')}{_loss(alternative)}"


# By kind, where nothing but the kind is said; {group} is a mentor's name.
REASONS = {
    "below": "Scores below the weakest pair that the program has to accept.",
    "small": "Nobody is in their group, and one person alone is fewer than its minimum.",
    "leaves": "Without this person the group of {group} would fall under its minimum.",
    # An earlier version had it.
    "costs": "A change would cost the program more than it gains here.",
    "fixed": "This mentee’s pair was fixed before the others were sought.",
    "kept": "The earlier pair is kept: that counts more than the difference.",
    "nothing": "The pair would add no points.",
    "within": "Fits better: the total is this close to the best possible, and no closer.",
    "equal": "Fits equally well.",
}


def _reason(alternative: dict[str, Any], group: str) -> str:
    kind, lowest = alternative["kind"], alternative["lowest"]
    if kind == "full":
        return (
            "Full: no seat is free."
            if lowest is None
            else f"Full: all seats go to pairs of {lowest / 100:.0f} or more."
        )
    return REASONS[kind].format(group=group) if kind in REASONS else _less(alternative)


def _less(alternative: dict[str, Any]) -> str:
    """Scores that look the same on the page do not differ by much in words."""
    score, less = alternative["score"], alternative.get("less", MUCH)
    return (
        "Fits a little less well."
        if f"{score / 100:.0f}" == f"{(score + less) / 100:.0f}"
        else "Fits less well."
    )


def _loss(alternative: dict[str, Any]) -> str:
    """People and points apart: how many fewer would have a mentor, and what the others
    would lose.
    """
    cost, fewer = alternative["cost"] / 100, alternative.get("fewer")
    if fewer is None and alternative["cost"] >= LIFTED:
        # What an earlier version kept, which added the two.
        return " Fewer people would have a mentor."
    if fewer:
        people = f" {counted(fewer, 'person', 'people').capitalize()} fewer would have a mentor"
        return (
            f"{people}; the pairs would come to at least {cost:.1f} points less."
            if cost
            else f"{people}."
        )
    return f" The program would lose at least {cost:.1f} points in all." if cost else ""


def proof_words(run: "Run") -> dict[str, str]:
    """What is proven of a run's proposal, for beside the figures: `matched`, `worst` and `total`,
    each "" where nothing is.

    Under *fair* a higher total exists, with weaker pairs: what is said of the total is said of
    matchings without them.
    """
    figures = run.figures
    if figures.get("is_edited"):
        return {"matched": "", "worst": "", "total": ""}
    best, gap = figures.get("best_worst"), figures.get("gap")
    among = (
        ""
        if run.objective == Objective.TOTAL
        else " among matchings that place as many and have no weaker pair"
    )
    if run.objective == Objective.DIAL:
        among = " among matchings that place as many and keep to the limit for weak pairs"
    if figures.get("fixed"):
        among = (
            f"{among or ' among matchings'}{' that' if not among else ' and'} keep the pairs fixed"
            " beforehand"
        )
    total = (
        ""
        if gap is None
        else f"proven: within {figures['gap_percent']:g} % of the best total{among}"
    )
    return {
        "matched": (
            "" if best is None or figures.get("fixed") else "proven: nobody more can be placed"
        ),
        "worst": "" if not best or figures.get("fixed") else _worst_words(figures["worst"], best),
        "total": f"proven: the best total{among}" if gap == 0 else total,
    }


def _worst_words(worst: int, best: int) -> str:
    if worst >= best:
        return "proven: no matching that places as many has a better weakest pair"
    return f"proven: {best / 100:.0f} is the best that a weakest pair can have with as many placed"


def points_of(
    parts: Iterable["Part"], *, bonus: int = 0, is_peer: bool = False
) -> list[dict[str, Any]]:
    """What a pair keeps of its score: points a criterion, the most it could give, and the evidence
    in words.

    The `bonus` of a kept pair is a line of its own without points: it decides, and is no part of
    what the pair is worth.
    """
    lines = [
        {
            "criterion": part.criterion,
            "points": part.points,
            "of": part.most,
            "evidence": evidence_words(part, is_peer=is_peer),
        }
        for part in parts
    ]
    kept = {
        "criterion": KEPT,
        "points": 0,
        "of": 0,
        "evidence": KEPT_WORDS.format(points=bonus / 100),
        "bonus": bonus,
    }
    return [*lines, kept] if bonus else lines


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
    "skills": _topics,
    "hopes": _topics,
    "level": _levels,
    "years": _years,
    "hours": _hours,
    "language": _common,
    "shared": _topics,
    "covered": _common,
    "similar": _topics,
    "same": _answers,
    "different": _answers,
    "close": _answers,
    "above": _answers,
}


def _help(rule: str) -> str:
    """What would change it: a rule of the program's own can be loosened."""
    loosen = (
        ", or loosen the rule under “What counts”"
        if rule in RULE_CHOICES or asked_in(rule)[0]
        else ""
    )
    return f"Recruit a mentor from elsewhere{loosen}."


def unmatched_words(why: "Unmatched") -> str:
    """Why somebody found nobody, and what would change it."""
    match why.kind:
        case "sizes":
            return (
                "The groups that are left would be too small. More mentees would open one, or a"
                " smaller least size."
            )
        case "no_mentors":
            return "There is no mentor in the program yet. Recruit mentors and run again."
        case "rules" if len(why.rules) == 1:
            return f"Every mentor {rule_words(why.rules[0][0])}. {_help(why.rules[0][0])}"
        case "rules" if why.opens:
            return (
                f"Every mentor is ruled out, most because each {rule_words(why.opens)}."
                f" {_help(why.opens)}"
            )
        case "rules":
            return (
                "Every mentor is ruled out, each by more than one rule. Recruit a mentor from"
                " elsewhere."
            )
    return (
        "Every mentor this person may have is full. One more mentor, or one more seat, would help."
    )
