"""What is proven of a proposal, in words."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import Objective

if TYPE_CHECKING:
    from matching.models import Run

# What a total is the best among: by objective, without and with pairs that were fixed beforehand.
BEST = {
    (Objective.TOTAL, False): gettext_lazy("proven: the best total"),
    (Objective.TOTAL, True): gettext_lazy(
        "proven: the best total among matchings that keep the pairs fixed beforehand"
    ),
    (Objective.DIAL, False): gettext_lazy(
        "proven: the best total among matchings that place as many and keep to the limit for weak"
        " pairs"
    ),
    (Objective.DIAL, True): gettext_lazy(
        "proven: the best total among matchings that place as many and keep to the limit for weak"
        " pairs and keep the pairs fixed beforehand"
    ),
    (Objective.FAIR, False): gettext_lazy(
        "proven: the best total among matchings that place as many and have no weaker pair"
    ),
    (Objective.FAIR, True): gettext_lazy(
        "proven: the best total among matchings that place as many and have no weaker pair and keep"
        " the pairs fixed beforehand"
    ),
}
WITHIN = {
    (Objective.TOTAL, False): gettext_lazy("proven: within %(gap)s %% of the best total"),
    (Objective.TOTAL, True): gettext_lazy(
        "proven: within %(gap)s %% of the best total among matchings that keep the pairs fixed"
        " beforehand"
    ),
    (Objective.DIAL, False): gettext_lazy(
        "proven: within %(gap)s %% of the best total among matchings that place as many and keep to"
        " the limit for weak pairs"
    ),
    (Objective.DIAL, True): gettext_lazy(
        "proven: within %(gap)s %% of the best total among matchings that place as many and keep to"
        " the limit for weak pairs and keep the pairs fixed beforehand"
    ),
    (Objective.FAIR, False): gettext_lazy(
        "proven: within %(gap)s %% of the best total among matchings that place as many and have no"
        " weaker pair"
    ),
    (Objective.FAIR, True): gettext_lazy(
        "proven: within %(gap)s %% of the best total among matchings that place as many and have no"
        " weaker pair and keep the pairs fixed beforehand"
    ),
}


def proof_words(run: "Run") -> dict[str, str]:
    """What is proven of a run's proposal, for beside the figures: `matched`, `worst` and `total`,
    each "" where nothing is.

    Under *fair* a higher total exists, with weaker pairs: what is said of the total is said of
    matchings without them.
    """
    figures = run.figures
    if figures.get("is_edited"):
        return {"matched": "", "worst": "", "total": ""}
    best, is_fixed = figures.get("best_worst"), bool(figures.get("fixed"))
    return {
        "matched": "" if best is None or is_fixed else _("proven: nobody more can be placed"),
        "worst": "" if not best or is_fixed else _worst_words(figures["worst"], best),
        "total": _total_words(run, is_fixed=is_fixed),
    }


def _total_words(run: "Run", *, is_fixed: bool) -> str:
    gap = run.figures.get("gap")
    if gap is None:
        return ""
    among = Objective(run.objective)
    if among == Objective.STABLE:
        among = Objective.FAIR
    if gap == 0:
        return str(BEST[among, is_fixed])
    return str(WITHIN[among, is_fixed] % {"gap": f"{run.figures['gap_percent']:g}"})


def _worst_words(worst: int, best: int) -> str:
    if worst >= best:
        return _("proven: no matching that places as many has a better weakest pair")
    return _("proven: %(score)d is the best that a weakest pair can have with as many placed") % {
        "score": round(best / 100)
    }
