"""A program's cadence as fields: what `programs.cadence.flat` names."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.ui.forms import Versioned
from mentorship.ui.words import inside
from programs.cadence import BACK_LIMITS, LIMITS, STAGES, Rules, faults, unflat
from programs.enums import Independence, Stage
from programs.words.cadence import FAULTS

ASKED_LABELS = {
    "sessions": gettext_lazy("Sessions held in this stage"),
    "weeks": gettext_lazy("Weeks in this stage"),
    "on_time_percent": gettext_lazy("Action items done on time, in percent"),
    "goal_percent": gettext_lazy("Progress of their goals, in percent"),
    "mentee_independence": gettext_lazy("The mentee says, or better"),
    "mentor_independence": gettext_lazy("The mentor says, or better"),
}
BACK_LABELS = {
    "missed": gettext_lazy("Sessions missed in a row"),
    "independence": gettext_lazy("One of them says, or worse"),
    "on_time_percent": gettext_lazy("Action items on time below, in percent"),
}


@dataclass(frozen=True)
class StageCard:
    """One stage on the page. The last of all asks nothing."""

    name: str
    label: str
    use: BoundField
    asked: list[BoundField]


class RuleFields(forms.Form):
    """A field for each flat value; empty is not asked."""

    first_stage = forms.ChoiceField(
        label=gettext_lazy("They begin"),
        choices=Stage.choices,
        help_text=gettext_lazy("The cadence of a mentorship on its first day."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in Stage:
            label = _("Use “%(stage)s”") % {"stage": inside(stage.label)}
            self.fields[f"use_{stage}"] = forms.BooleanField(required=False, label=label)
            if stage != STAGES[-1]:
                self._add(str(stage), LIMITS, ASKED_LABELS)
        self._add("back", BACK_LIMITS, BACK_LABELS)

    def _add(self, prefix: str, limits: dict[str, tuple[int, int]], labels: dict[str, Any]) -> None:
        for name, (low, high) in limits.items():
            label = labels[name]
            field = (
                _scale(label, low, high) if "independence" in name else _number(label, low, high)
            )
            # Each of them may stay empty, so "optional" beside each would say nothing.
            field.template_name = "components/row_field.html"  # type: ignore[attr-defined]
            self.fields[f"{prefix}_{name}"] = field

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for stage in STAGES:
            if not values.get(f"use_{stage}"):
                for name in LIMITS:
                    self.errors.pop(f"{stage}_{name}", None)
        if not self.errors:
            for name, code in faults(unflat(values)).items():
                self.add_error(name, FAULTS[code])
        return values

    def rules(self) -> Rules:
        """What was typed; the form is valid."""
        return unflat(self.cleaned_data)

    def cards(self) -> list[StageCard]:
        return [
            StageCard(
                str(stage),
                str(stage.label),
                self[f"use_{stage}"],
                [self[f"{stage}_{name}"] for name in LIMITS if stage != STAGES[-1]],
            )
            for stage in Stage
        ]

    def back(self) -> list[BoundField]:
        return [self[f"back_{name}"] for name in BACK_LIMITS]


class CadenceForm(Versioned, RuleFields):
    """The cadence of one program, which two admins may have open at once."""


def _number(label: Any, low: int, high: int) -> forms.Field:
    return forms.IntegerField(label=label, required=False, min_value=low, max_value=high)


def _scale(label: Any, low: int, high: int) -> forms.Field:
    choices = [each for each in Independence.scale() if low <= each[0] <= high]
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[("", _("Not asked")), *choices],
        coerce=int,
        empty_value=None,
    )
