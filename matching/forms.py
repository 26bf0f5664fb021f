from typing import Any

from django import forms

from matching.criteria import CHOICES, RULE_CHOICES, SOURCES
from matching.enums import Objective


class PolicyForm(forms.Form):
    """What a matching goes by: how much each criterion counts, which rules hold, what is sought."""

    objective = forms.ChoiceField(label="What the matching seeks", choices=Objective.choices, widget=forms.RadioSelect)
    dial = forms.IntegerField(
        label="How far from the best total towards fair", min_value=0, max_value=100,
        help_text="For “Between” only: at 100 the weakest pair is as strong as it can be, at 0 only the total counts.",
        widget=forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 10, "data-output": "out_dial"}),
    )  # fmt: skip

    def __init__(self, *args: Any, weights: dict[str, int], rules: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, choice in CHOICES.items():
            slider = forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 5})
            slider.attrs["data-output"] = f"out_{name}"
            self.fields[name] = forms.IntegerField(
                min_value=0, max_value=100, label=choice.label, help_text=choice.words, widget=slider,
                initial=weights.get(name, choice.weight),
            )  # fmt: skip
        for name, rule in RULE_CHOICES.items():
            held = rules.get(name)
            self.fields[f"rule_{name}"] = forms.BooleanField(label=rule.sentence, required=False, initial=bool(held))
            if rule.number is not None:
                self.fields[f"number_{name}"] = forms.IntegerField(
                    label="How many", min_value=rule.least, max_value=rule.most, required=False,
                    initial=held or rule.number,
                )  # fmt: skip

    def criteria(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The sliders under the words of their source."""
        return [
            (words, [self[name] for name, choice in CHOICES.items() if choice.source == source])
            for source, words in SOURCES.items()
        ]

    def rules(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        return [
            (self[f"rule_{name}"], None if rule.number is None else self[f"number_{name}"])
            for name, rule in RULE_CHOICES.items()
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(values[name] for name in CHOICES):
            raise forms.ValidationError("At least one criterion must count.")
        return values

    def policy(self) -> dict[str, Any]:
        """Weights, rules, objective and dial as `matching.actions.policy.save_policy` takes them."""
        values = self.cleaned_data
        rules = {
            name: True if rule.number is None else (values[f"number_{name}"] or rule.number)
            for name, rule in RULE_CHOICES.items()
            if values[f"rule_{name}"]
        }
        return {
            "weights": {name: values[name] for name in CHOICES}, "rules": rules, "objective": values["objective"],
            "dial": values["dial"],
        }  # fmt: skip
