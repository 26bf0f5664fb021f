from typing import Any

from django import forms

from matching.criteria import CHOICES
from matching.enums import Objective


class ObjectiveForm(forms.Form):
    objective = forms.ChoiceField(
        label="What the matching seeks", choices=Objective.choices, initial=Objective.FAIR, widget=forms.RadioSelect
    )  # fmt: skip


class WeightsForm(forms.Form):
    """How much each criterion counts, 0 to 100; only the proportions matter."""

    def __init__(self, *args: Any, weights: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choice in CHOICES.items():
            slider = forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 5})
            slider.attrs["data-output"] = f"out_{name}"
            self.fields[name] = forms.IntegerField(
                min_value=0, max_value=100, label=choice.label, help_text=choice.words, widget=slider,
                initial=weights.get(name, choice.weight),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(values.values()):
            raise forms.ValidationError("At least one criterion must count.")
        return values
