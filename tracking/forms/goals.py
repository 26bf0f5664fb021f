"""Goals: what both agree to, why somebody does not, and how far it is."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.ui.forms import CharField, DateInput, Versioned, in_reach
from programs.models import ProgramGoal
from tracking.enums import MeasureKind
from tracking.measures import Measure, problem_of, trimmed, value_problem
from tracking.models import Goal
from tracking.models.plans import DIGITS, PLACES
from tracking.suggestions import Suggestion
from tracking.words.goals import problem

USUAL_DAYS = 90
# Beside which field it is said what is wrong with a measure.
BESIDE = {"kind": "measure_kind", "no_baseline": "baseline"}


def amount_field(label: Any, **kwargs: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=DIGITS,
        decimal_places=PLACES,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
        **kwargs,
    )


class GoalForm(forms.Form):
    statement = CharField(
        label=gettext_lazy("Goal"),
        max_length=200,
        help_text=gettext_lazy("What will be different, and how would one see it?"),
    )
    why = CharField(label=gettext_lazy("Why it matters"), max_length=300, required=False)
    measure_kind = forms.ChoiceField(
        label=gettext_lazy("Measured as"),
        required=False,
        choices=[("", gettext_lazy("Percent done")), *MeasureKind.choices],
    )
    unit = CharField(
        label=gettext_lazy("Unit"),
        max_length=40,
        required=False,
        help_text=gettext_lazy("Of a number: talks, hours a week, customers."),
    )
    baseline = amount_field(gettext_lazy("Today"))
    target = amount_field(gettext_lazy("Target"))
    due_on = forms.DateField(label=gettext_lazy("By"), widget=DateInput())
    topic = CharField(
        label=gettext_lazy("Skill"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"list": "topics", "autocomplete": "off"}),
    )
    program_goal = forms.ChoiceField(
        label=gettext_lazy("Serves the program’s goal"), required=False
    )

    def __init__(
        self, *args: Any, program_goals: Sequence[ProgramGoal] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("due_on", timezone.localdate() + timedelta(days=USUAL_DAYS))
        if program_goals:
            rows = [(str(goal.pk), goal.statement) for goal in program_goals]
            self.fields["program_goal"].choices = [("", _("None")), *rows]  # type: ignore[attr-defined]
        else:
            del self.fields["program_goal"]

    def clean_due_on(self) -> Any:
        due_on = self.cleaned_data["due_on"]
        if due_on < timezone.localdate() and due_on != self.initial.get("due_on"):
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return in_reach(due_on, back=10, ahead=5)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not {"baseline", "target", "measure_kind"} & set(self.errors):
            measure = Measure(values["measure_kind"], values["baseline"], values["target"])
            if wrong := problem_of(measure):
                self.add_error(BESIDE.get(wrong, "target"), problem(wrong))
        if "program_goal" in self.fields and "program_goal" in values:
            values["program_goal"] = (
                UUID(values["program_goal"]) if values["program_goal"] else None
            )
        return values


class GoalChangeForm(Versioned, GoalForm):
    """A goal that either side may have open."""


def values_of_goal(goal: Goal) -> dict[str, Any]:
    return {
        "statement": goal.statement,
        "why": goal.why,
        "measure_kind": goal.measure_kind,
        "unit": goal.unit,
        "baseline": goal.baseline,
        "target": goal.target,
        "due_on": goal.due_on,
        "topic": goal.topic,
        "program_goal": goal.program_goal_id,
    }


def shown(values: dict[str, Any]) -> dict[str, Any]:
    """As fields show them: figures without the zeros of the database."""
    return {
        name: trimmed(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }


def values_of_suggestion(suggestion: Suggestion) -> dict[str, Any]:
    measure = suggestion.measure
    return {
        "statement": str(suggestion.statement),
        "why": str(suggestion.why),
        "measure_kind": measure.kind,
        "unit": str(suggestion.unit),
        "baseline": measure.baseline,
        "target": measure.target,
        "due_on": timezone.localdate() + timedelta(days=suggestion.days),
        "topic": suggestion.topic,
    }


class DeclineForm(forms.Form):
    reason = CharField(
        label=gettext_lazy("Why not"),
        max_length=300,
        help_text=gettext_lazy("One line; the others read it."),
    )


class DropForm(forms.Form):
    reason = CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("One line; the others read it."),
    )


class ProgressForm(forms.Form):
    """Where a goal stands: in the unit of its measure, in percent without one."""

    value = forms.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    note = CharField(
        label=gettext_lazy("What shows it?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Everybody in the mentorship reads it."),
    )

    def __init__(self, *args: Any, goal: Goal, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goal = goal
        now = goal.current if goal.measure_kind else Decimal(goal.progress_percent)
        self.fields["value"].label = _label_of(goal)
        self.fields["value"].initial = None if now is None else trimmed(now)
        if goal.measure_kind == MeasureKind.YES_NO:
            choices = [("0", _("Not done yet")), ("1", _("Done"))]
            self.fields["value"] = forms.TypedChoiceField(
                label=_("Is it done?"), choices=choices, coerce=Decimal, initial="1"
            )

    def clean_value(self) -> Decimal:
        value: Decimal = self.cleaned_data["value"]
        if wrong := value_problem(self.goal.measure_kind, value):
            raise forms.ValidationError(problem(wrong))
        return value


def _label_of(goal: Goal) -> str:
    if goal.measure_kind == MeasureKind.SCALE:
        return _("Where it stands, from 1 to 5")
    if goal.measure_kind != MeasureKind.NUMBER:
        return _("Where it stands, in percent")
    words = _("Where it stands: %(unit)s") if goal.unit else _("Where it stands")
    return words % {"unit": goal.unit}
