"""Why not another mentor, in words."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

# More points than any two scores differ by; and what no chain of changes comes to.
MUCH, LIFTED = 100_000, 500_000


def why_not_words(alternative: dict[str, Any], *, group: str = "") -> str:
    """Why a mentor whom the rules allow was not given, from what a run kept of
    `engine.explain.WhyNot`.

    `group` names the mentor whose group is meant. What an earlier version kept has fewer entries.
    """
    sentences = (_reason(alternative, group or _("another mentor")), _loss(alternative))
    return " ".join(filter(None, sentences))


# By kind, where nothing but the kind is said; `group` is a mentor's name.
REASONS = {
    "below": gettext_lazy("Scores below the weakest pair that the program has to accept."),
    "small": gettext_lazy(
        "Nobody is in their group, and one person alone is fewer than its minimum."
    ),
    "leaves": gettext_lazy(
        "Without this person the group of %(group)s would fall under its minimum."
    ),
    # An earlier version had it.
    "costs": gettext_lazy("A change would cost the program more than it gains here."),
    "fixed": gettext_lazy("This mentee’s pair was fixed before the others were sought."),
    "kept": gettext_lazy("The earlier pair is kept: that counts more than the difference."),
    "nothing": gettext_lazy("The pair would add no points."),
    "within": gettext_lazy(
        "Fits better: the total is this close to the best possible, and no closer."
    ),
    "equal": gettext_lazy("Fits equally well."),
}


def _reason(alternative: dict[str, Any], group: str) -> str:
    kind, lowest = alternative["kind"], alternative["lowest"]
    if kind == "full":
        if lowest is None:
            return _("Full: no seat is free.")
        return _("Full: all seats go to pairs of %(score)d or more.") % {
            "score": round(lowest / 100)
        }
    return str(REASONS[kind] % {"group": group}) if kind in REASONS else _less(alternative)


def _less(alternative: dict[str, Any]) -> str:
    """Scores that look the same on the page do not differ by much in words."""
    score, less = alternative["score"], alternative.get("less", MUCH)
    if f"{score / 100:.0f}" == f"{(score + less) / 100:.0f}":
        return _("Fits a little less well.")
    return _("Fits less well.")


def _loss(alternative: dict[str, Any]) -> str:
    """People and points apart: how many fewer would have a mentor, and what the others
    would lose.
    """
    cost, fewer = alternative["cost"] / 100, alternative.get("fewer")
    if fewer is None and alternative["cost"] >= LIFTED:
        # What an earlier version kept, which added the two.
        return _("Fewer people would have a mentor.")
    numbers = {"people": fewer, "points": f"{cost:.1f}"}
    if fewer and cost:
        words = ngettext(
            "%(people)d person fewer would have a mentor; the pairs would come to at least"
            " %(points)s points less.",
            "%(people)d people fewer would have a mentor; the pairs would come to at least"
            " %(points)s points less.",
            fewer,
        )
        return words % numbers
    if fewer:
        words = ngettext(
            "%(people)d person fewer would have a mentor.",
            "%(people)d people fewer would have a mentor.",
            fewer,
        )
        return words % numbers
    return _("The program would lose at least %(points)s points in all.") % numbers if cost else ""
