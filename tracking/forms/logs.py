"""What is written down of a session: notes, action items, progress, and what one says of it."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.tenancy.models import Member
from mentorship.ui.forms import CharField, DateInput, Versioned, in_reach
from programs.enums import Independence
from tracking.actions.logs import Item, Remark
from tracking.enums import ObservationKind
from tracking.forms import READ_BY, SCALE, PastMeetingForm
from tracking.models import ActionItem

MOODS = [
    (5, gettext_lazy("Full of energy")),
    (4, gettext_lazy("Good")),
    (3, gettext_lazy("Neither good nor bad")),
    (2, gettext_lazy("Low")),
    (1, gettext_lazy("Drained")),
]
TEXT_AT_MOST = 300


class LogForm(Versioned, forms.Form):
    """The notes may be open in another window of the same person."""

    is_own = True

    shared = CharField(
        label=gettext_lazy("Shared notes"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Everybody in the mentorship reads these."),
    )
    private = CharField(
        label=gettext_lazy("Private notes"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "data-draft-sealed": ""}),
        help_text=gettext_lazy(
            "Only you can ever read these: not the others, not an admin, not HR."
        ),
    )
    rating = forms.TypedChoiceField(
        label=gettext_lazy("Was the session worth your time?"),
        choices=[("", gettext_lazy("No answer")), *SCALE],
        coerce=int,
        empty_value=None,
        required=False,
    )
    independence = forms.TypedChoiceField(
        label=gettext_lazy("How independent is the mentee by now?"),
        choices=lambda: [("", gettext_lazy("No answer")), *Independence.scale()],
        coerce=int,
        empty_value=None,
        required=False,
        help_text=READ_BY,
    )
    mood = forms.TypedChoiceField(
        label=gettext_lazy("How did you feel afterwards?"),
        choices=[("", gettext_lazy("No answer")), *MOODS],
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.Select(attrs={"data-draft-sealed": ""}),
        help_text=gettext_lazy("Only you ever see this."),
    )


class GroupLogForm(LogForm):
    """Of more than two people: somebody may have been missing."""

    absent = forms.MultipleChoiceField(
        label=gettext_lazy("Who was missing?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nobody: leave it empty."),
    )

    def __init__(self, *args: Any, people: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["absent"].choices = [(pk, person.name) for pk, person in self.people.items()]  # type: ignore[attr-defined]
        self.fields["independence"].label = _("How independent are the mentees by now?")

    def clean_absent(self) -> list[Member]:
        missing = [self.people[pk] for pk in self.cleaned_data["absent"]]
        if len(missing) > len(self.people) - 2:
            raise forms.ValidationError(_("At least two have to be there for a session."))
        return missing


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
    due_on = forms.DateField(label="By", required=False, widget=DateInput())
    owner = forms.ChoiceField(label=gettext_lazy("Who"))

    def __init__(
        self,
        *args: Any,
        people: list[Member],
        goals: list[Any],
        owner: Member,
        met_on: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # A line may stay empty, so "optional" beside each field would say nothing.
            field.template_name = "components/row_field.html"  # type: ignore[attr-defined]
        self.met_on = met_on
        self.people = {str(person.pk): person for person in people}
        self.goals = {str(goal.pk): goal for goal in goals}
        self.fields["owner"].initial = str(owner.pk)
        self.fields["owner"].choices = [(key, person.name) for key, person in self.people.items()]  # type: ignore[attr-defined]
        self.fields["goal"].choices = [  # type: ignore[attr-defined]
            ("", _("None yet")),
            *((key, goal.statement) for key, goal in self.goals.items()),
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        rest = [values.get(name) for name in ("measure", "achievable", "due_on")]
        if not values.get("text") and any(rest) and "text" not in self.errors:
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
            owner=self.people[values["owner"]],
            measure=values["measure"],
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
            "achievable": item.achievable,
            "goal": str(item.goal_id or ""),
            "due_on": item.due_on,
            "owner": str(item.owner_id),
        }

    def values(self) -> dict[str, Any]:
        """What the action takes: the goal and the owner as ids."""
        return dict(self.cleaned_data)


ItemFormSet = forms.formset_factory(
    ItemForm, extra=1, can_delete=True, max_num=20, validate_max=True
)


class ObservationForm(forms.Form):
    """One line of progress; empty lines are left out."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ObservationKind.choices)
    text = CharField(label=gettext_lazy("What?"), max_length=TEXT_AT_MOST, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.template_name = "components/row_field.html"  # type: ignore[attr-defined]

    def remark(self) -> Remark | None:
        """None for a line that was left empty."""
        values = self.cleaned_data
        return Remark(kind=values["kind"], text=values["text"]) if values.get("text") else None


ObservationFormSet = forms.formset_factory(
    ObservationForm, extra=1, can_delete=True, max_num=20, validate_max=True
)


class ObservationChangeForm(Versioned, forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ObservationKind.choices)
    text = CharField(
        label=gettext_lazy("What?"), max_length=TEXT_AT_MOST, widget=forms.Textarea({"rows": 3})
    )


class LogForOthersForm(PastMeetingForm):
    """A session that an admin logs for its people."""

    present = forms.MultipleChoiceField(
        label=gettext_lazy("Who was there?"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["starts_at"].label = _("When did they meet?")
        self.fields["present"].choices = [(pk, person.name) for pk, person in self.people.items()]  # type: ignore[attr-defined]
        self.fields["present"].initial = list(self.people)

    def clean_present(self) -> list[Member]:
        return [self.people[pk] for pk in self.cleaned_data["present"]]
