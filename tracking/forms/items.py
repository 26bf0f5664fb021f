"""Action items: a row for each that is written, and what is said of those that are open."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.tenancy.models import Member
from mentorship.ui.forms import CharField, DateInput, Versioned, in_reach
from tracking.actions.items import ALL, Item, Review
from tracking.forms.goals import amount_field
from tracking.models import ActionItem, Goal

PAIR = 2
KEEP, DONE, LATER, DROP = "", "done", "later", "drop"


class ItemForm(forms.Form):
    text = CharField(
        label=gettext_lazy("Action"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("What exactly?"),
    )
    measure = CharField(
        label=gettext_lazy("Done when"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("How will everybody see it?"),
    )
    achievable = CharField(
        label=gettext_lazy("Doable because"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Time, help, a first step."),
    )
    goal = forms.ChoiceField(label=gettext_lazy("For the goal"), required=False)
    due_on = forms.DateField(label=gettext_lazy("By"), required=False, widget=DateInput())
    owner = forms.ChoiceField(label=gettext_lazy("Who"))
    baseline = amount_field(gettext_lazy("From"))
    target = amount_field(gettext_lazy("To"))
    unit = CharField(label=gettext_lazy("Unit"), max_length=40, required=False)

    def __init__(
        self,
        *args: Any,
        people: Sequence[Member],
        goals: Sequence[Goal],
        owner: Member,
        met_on: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A line may stay empty, so "optional" beside each field would say nothing.
            field.template_name = "components/row_field.html"  # type: ignore[attr-defined]
        self.met_on, self.proposed = met_on, owner
        self.people = {str(person.pk): person for person in people}
        self.goals = {str(goal.pk): goal for goal in goals}
        everybody = _("Both of us") if len(people) == PAIR else _("All of us")
        names = [(key, person.name) for key, person in self.people.items()]
        self.fields["owner"].initial = str(owner.pk)
        self.fields["owner"].choices = [*names, (ALL, everybody)]  # type: ignore[attr-defined]
        self.fields["goal"].choices = [  # type: ignore[attr-defined]
            ("", _("None yet")),
            *((key, goal.statement) for key, goal in self.goals.items()),
        ]

    @property
    def has_figures(self) -> bool:
        """Whether the fields that are folded away hold something."""
        return any(
            self[name].value() or self[name].errors for name in ("baseline", "target", "unit")
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        names = ("measure", "achievable", "due_on", "baseline", "target", "unit")
        has_rest = any(values.get(name) for name in names)
        if not values.get("text") and has_rest and "text" not in self.errors:
            self.add_error("text", _("Say what will be done, or remove this line."))
        if values.get("due_on") and values["due_on"] < self.met_on:
            self.add_error("due_on", _("Choose a day after the session."))
        elif values.get("due_on"):
            try:
                in_reach(values["due_on"], back=10, ahead=3)
            except forms.ValidationError as error:
                self.add_error("due_on", error)
        return values

    def item(self) -> Item | None:
        """The action item, or None for a line that was left empty."""
        values = self.cleaned_data
        if not values.get("text"):
            return None
        goal = self.goals.get(values["goal"])
        return Item(
            text=values["text"],
            owner=self.people.get(values["owner"], self.proposed),
            is_shared=values["owner"] == ALL,
            measure=values["measure"],
            unit=values["unit"],
            baseline=values["baseline"],
            target=values["target"],
            achievable=values["achievable"],
            goal_id=goal.pk if goal else None,
            due_on=values["due_on"],
        )


class ItemChangeForm(Versioned, ItemForm):
    """One action item, as either side may have it open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.template_name = None  # type: ignore[attr-defined]
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("Say what will be done.")

    @staticmethod
    def values_of(item: ActionItem) -> dict[str, Any]:
        return {
            "text": item.text,
            "measure": item.measure,
            "unit": item.unit,
            "baseline": item.baseline,
            "target": item.target,
            "achievable": item.achievable,
            "goal": str(item.goal_id or ""),
            "due_on": item.due_on,
            "owner": ALL if item.is_shared else str(item.owner_id),
        }

    def values(self) -> dict[str, Any]:
        """What the action takes: the goal and the owner as ids."""
        return dict(self.cleaned_data)


ItemFormSet = forms.formset_factory(
    ItemForm, extra=1, can_delete=True, max_num=20, validate_max=True
)


class ReviewForm(forms.Form):
    """What is said of an open item when one looks back. Who neither wrote it nor does it can say
    that it is done.
    """

    answer = forms.ChoiceField(
        label=gettext_lazy("How does it stand?"), required=False, widget=forms.RadioSelect
    )
    due_on = forms.DateField(label=gettext_lazy("New day"), required=False, widget=DateInput())
    reason = CharField(label=gettext_lazy("Why not any more"), max_length=300, required=False)

    def __init__(self, *args: Any, item: ActionItem, may_change: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.template_name = "components/row_field.html"  # type: ignore[attr-defined]
        self.item, self.may_change = item, may_change
        choices = [(KEEP, _("Still right")), (DONE, _("Done"))]
        if may_change:
            choices += [(LATER, _("New day")), (DROP, _("Drop it"))]
        self.fields["answer"].choices = choices  # type: ignore[attr-defined]
        self.fields["answer"].initial = KEEP

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        answer, due_on = values.get("answer"), values.get("due_on")
        if answer == DROP and not values.get("reason"):
            self.add_error("reason", _("Say in a line why."))
        if answer == LATER and (due_on is None or due_on < timezone.localdate()):
            self.add_error("due_on", _("Choose a day that is still to come."))
        elif answer == LATER and due_on:
            try:
                in_reach(due_on, back=0, ahead=3)
            except forms.ValidationError as error:
                self.add_error("due_on", error)
        return values

    def review(self) -> Review | None:
        """None where it stays as it is."""
        values = self.cleaned_data
        answer = values.get("answer")
        if answer not in (DONE, LATER, DROP):
            return None
        return Review(
            item=self.item,
            is_done=answer == DONE,
            drop_reason=values["reason"] if answer == DROP else "",
            due_on=values["due_on"] if answer == LATER else None,
        )
