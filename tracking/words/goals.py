"""What goals and their measures say in words: amounts, where a goal stands, what a change
changed.
"""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mentorship.wording import Words
from tracking.enums import MeasureKind
from tracking.measures import NUMBER, PERCENT, SCALE, SCALE_TO, YES_NO, trimmed
from tracking.models import ActionItem, Goal

PROBLEMS: dict[str, Words] = {
    "kind": _("Choose how it is measured."),
    "no_target": _("Say where it should be in the end."),
    "no_baseline": _("Say where it is today."),
    "same": _("The target is where it is today. Choose another."),
    "limits_none": _("Give the progress as a whole number from 0 to 100."),
    "limits_number": _("That number is too large."),
    "limits_percent": _("Give a percentage between -1000 and 1000."),
    "limits_yes_no": _("Say whether it is done."),
    "limits_scale": _("Give a number from 1 to 5."),
}
# The fields of a goal that both agree to, in the order in which they are read.
LABELS: dict[str, Words] = {
    "statement": _("Goal"),
    "why": _("Why it matters"),
    "measure_kind": _("Measured as"),
    "unit": _("Unit"),
    "baseline": _("Today"),
    "target": _("Target"),
    "due_on": _("By"),
    "topic": _("Skill"),
    "program_goal": _("Goal of the program"),
}


def problem(name: str) -> str:
    return str(PROBLEMS[name])


def amount(value: Decimal | None, *, kind: str, unit: str = "") -> str:
    """A figure with its unit: "3 talks", "40 %", "4 of 5", "done"; empty where there is none."""
    if value is None:
        return ""
    if kind == YES_NO:
        return gettext("done") if value else gettext("not done yet")
    number = bare(value)
    if kind == SCALE:
        return gettext("%(number)s of %(most)s") % {"number": number, "most": SCALE_TO}
    if kind == NUMBER:
        return f"{number} {unit}".strip()
    return gettext("%(number)s %%") % {"number": number}


def bare(value: Decimal) -> str:
    """Without the zeros that the database adds."""
    return str(number_format(trimmed(value)))


def standing(goal: Goal) -> str:
    """Where the goal stands between its baseline and its target; empty without."""
    if not goal.measure.leads:
        return ""
    words = gettext("%(now)s now, from %(baseline)s to %(target)s")
    kind, unit = goal.measure_kind, goal.unit
    now = goal.baseline if goal.current is None else goal.current
    return words % {
        "now": amount(now, kind=kind, unit=unit),
        "baseline": amount(goal.baseline, kind=kind),
        "target": amount(goal.target, kind=kind),
    }


def figures_of(item: ActionItem) -> str:
    """What an action item leads from and to, with its unit; empty where it says neither."""
    if item.target is None:
        return ""
    target = f"{bare(item.target)} {item.unit}".strip()
    if item.baseline is None:
        return target
    return gettext("from %(baseline)s to %(target)s") % {
        "baseline": bare(item.baseline),
        "target": target,
    }


def field_words(name: str, value: Any, *, kind: str) -> str:
    """The value of a goal's field as a sentence shows it; a dash for none."""
    if value in (None, ""):
        return "–"
    if name == "measure_kind":
        return str(MeasureKind(value).label)
    if isinstance(value, date):
        return str(date_format(value, "j F Y"))
    if isinstance(value, Decimal):
        return amount(value, kind=kind if kind in {PERCENT, SCALE} else NUMBER)
    return str(value)
