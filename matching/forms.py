from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.candidates import WEIGHTS
from matching.criteria import SOURCES, Menu
from matching.engine.problem import MOST_PEERS
from matching.enums import DeclineReason, Objective
from mentorship.people.queries import people_named
from mentorship.tenancy.models import Member, Organization
from mentorship.ui.forms import CharField, DateInput, EmailField, ListField, in_reach
from mentorship.wording import Words
from programs.enums import ProgramKind

# How many meet: of groups, and of pods of peers.
SIZES = ("group_least", "pod_least", "pod_most")
CANDIDATE_PARTS = {
    "leadership": gettext_lazy(
        "Half of it the level, then people led and years in the organisation."
    ),
    "expertise": gettext_lazy("How much of what this program’s mentees look for they know."),
    "willingness": (
        gettext_lazy(
            "An application counts most, then having been a mentor and being named; a no"
            " counts nothing."
        )
    ),
}


class PolicyForm(forms.Form):
    """What a matching goes by: how much each criterion counts, which rules hold, what is sought."""

    objective = forms.ChoiceField(
        label=gettext_lazy("What the matching seeks"),
        choices=Objective.choices,
        widget=forms.RadioSelect,
    )
    dial = forms.IntegerField(
        label=gettext_lazy("How far from the best total towards fair"),
        min_value=0,
        max_value=100,
        help_text=(
            gettext_lazy(
                "For “Between” only: at 100 the weakest pair is as strong as it can be, at 0"
                " only the total counts."
            )
        ),
        widget=forms.NumberInput(
            attrs={"type": "range", "min": 0, "max": 100, "step": 10, "data-output": "out_dial"}
        ),
    )

    has_directory = forms.BooleanField(
        label=gettext_lazy("Mentees may look for mentors themselves, and ask them"), required=False
    )
    answer_days = forms.IntegerField(
        label=gettext_lazy("A request waits so many days"),
        min_value=1,
        max_value=60,
        help_text=(
            gettext_lazy(
                "Then the mentee’s next choice is asked. A mentor who lets two requests run"
                " out is not shown any more."
            )
        ),
    )

    group_least = forms.IntegerField(
        label=gettext_lazy("A group begins with at least so many mentees"),
        min_value=1,
        max_value=10,
        help_text=(
            gettext_lazy(
                "Mentors who take fewer get no group. How many each takes at most stands in"
                " their enrolment."
            )
        ),
    )

    pod_least = forms.IntegerField(
        label=gettext_lazy("So many meet, at least"), min_value=2, max_value=MOST_PEERS
    )
    pod_most = forms.IntegerField(
        label=gettext_lazy("So many meet, at most"),
        min_value=2,
        max_value=MOST_PEERS,
        help_text=gettext_lazy("2 and 2 are pairs. Up to 1,000 people can be matched."),
    )

    def __init__(
        self,
        *args: Any,
        menu: Menu,
        weights: dict[str, int],
        rules: dict[str, Any],
        kind: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.menu = menu
        self._leave_out(kind)
        for name, choice in self.menu.choices.items():
            slider = forms.NumberInput(attrs={"type": "range", "min": 0, "max": 100, "step": 5})
            slider.attrs["data-output"] = f"out_{name}"
            self.fields[name] = forms.IntegerField(
                min_value=0,
                max_value=100,
                label=choice.label,
                help_text=choice.words,
                widget=slider,
                initial=weights.get(name, choice.weight),
            )
        for name, rule in self.menu.rules.items():
            held = rules.get(name)
            self.fields[f"rule_{name}"] = forms.BooleanField(
                label=rule.sentence, required=False, initial=bool(held)
            )
            if rule.number is not None:
                self.fields[f"number_{name}"] = forms.IntegerField(
                    label=_("How many"),
                    min_value=rule.least,
                    max_value=rule.most,
                    required=False,
                    initial=held or rule.number,
                )

    def _leave_out(self, kind: str) -> None:
        """What programs of this kind do not have."""
        absent = [] if kind == ProgramKind.GROUP else ["group_least"]
        if kind == ProgramKind.PEER:
            absent += ["has_directory", "answer_days"]
            objective: Any = self.fields["objective"]
            objective.choices = [each for each in objective.choices if each[0] != Objective.STABLE]
        else:
            absent += ["pod_least", "pod_most"]
        for name in absent:
            del self.fields[name]

    def criteria(self) -> list[tuple[Words, list[forms.BoundField]]]:
        """The sliders under the words of their source."""
        found: list[tuple[Words, list[forms.BoundField]]] = [
            (
                words,
                [
                    self[name]
                    for name, choice in self.menu.choices.items()
                    if choice.source == source
                ],
            )
            for source, words in SOURCES.items()
        ]
        return [(words, sliders) for words, sliders in found if sliders]

    def rules(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        return [
            (self[f"rule_{name}"], None if rule.number is None else self[f"number_{name}"])
            for name, rule in self.menu.rules.items()
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(values[name] for name in self.menu.choices):
            raise forms.ValidationError(_("At least one criterion must count."))
        if (
            values.get("pod_least")
            and values.get("pod_most")
            and values["pod_least"] > values["pod_most"]
        ):
            self.add_error("pod_most", _("That is fewer than at least have to meet."))
        if values.get("group_least", 1) > 1 and values.get("objective") == Objective.STABLE:
            self.add_error(
                "objective",
                _(
                    "Groups with a least size may have no stable matching. Choose another, or at"
                    " least 1."
                ),
            )
        return values

    def policy(self) -> dict[str, Any]:
        """Weights, rules, objective and dial as `matching.actions.policy.save_policy`
        takes them.
        """
        values = self.cleaned_data
        rules = {
            name: True if rule.number is None else (values[f"number_{name}"] or rule.number)
            for name, rule in self.menu.rules.items()
            if values[f"rule_{name}"]
        }
        return {
            "weights": {name: values[name] for name in self.menu.choices},
            "rules": rules,
            "objective": values["objective"],
            "dial": values["dial"],
            **{name: values[name] for name in SIZES if name in values},
        }

    def directory(self) -> dict[str, Any]:
        """The way of asking, as `save_policy` takes it."""
        return {
            name: self.cleaned_data[name]
            for name in ("has_directory", "answer_days")
            if name in self.fields
        }


class AskForm(forms.Form):
    message = CharField(
        label=gettext_lazy("Your message"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What you want to learn, and why you think of this mentor."),
    )


class AvailabilityForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("Unavailable until"), required=False, widget=DateInput()
    )

    def clean_until(self) -> date | None:
        until: date | None = self.cleaned_data["until"]
        if until is None:
            return None
        if until <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return in_reach(until, back=0, ahead=2)


class DeclineForm(forms.Form):
    """A mentor's no, which has a reason."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why not"),
        choices=DeclineReason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Say why, in one click: it helps them to choose the next.")
        },
    )
    words = CharField(
        label=gettext_lazy("A word to them"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class UnavailableForm(AvailabilityForm, DeclineForm):
    """A no, and no more requests until a day."""

    field_order = ("until", "reason", "words")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["until"].required = True


class AnswerForm(AvailabilityForm, DeclineForm):
    answer = forms.ChoiceField(
        choices=[("accept", gettext_lazy("Accept")), ("decline", gettext_lazy("Decline"))]
    )
    field_order = ("reason", "words", "until", "answer")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("answer") == "accept":
            # A yes needs no reason.
            self.errors.pop("reason", None)
        return values


class NominateForm(forms.Form):
    person = CharField(
        label=gettext_lazy("Who"),
        max_length=254,
        help_text=gettext_lazy("Their work e-mail, or their whole name."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    words = CharField(
        label=gettext_lazy("Why they"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "They read it, with your name. A sentence of yours moves more than our letter."
        ),
    )

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean_person(self) -> Member:
        found = people_named(
            self.organization, self.cleaned_data["person"], on=timezone.localdate()
        )
        if not found:
            raise forms.ValidationError(
                _("Nobody here has this e-mail or name. Is it spelt as in the directory?")
            )
        if len(found) > 1:
            raise forms.ValidationError(
                _("Several people have this name. Give the work e-mail of the one you mean.")
            )
        return found[0]


class FormulaForm(forms.Form):
    """How much each part counts in a candidate's score."""

    def __init__(self, *args: Any, weights: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in CANDIDATE_PARTS.items():
            slider = forms.NumberInput(
                attrs={
                    "type": "range",
                    "min": 0,
                    "max": 100,
                    "step": 5,
                    "data-output": f"out_{name}",
                }
            )
            self.fields[name] = forms.IntegerField(
                min_value=0,
                max_value=100,
                label=name.capitalize(),
                help_text=words,
                widget=slider,
                initial=weights.get(name, WEIGHTS[name]),
            )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not any(values.values()):
            raise forms.ValidationError(_("One part has to count."))
        return values


class InviteMentorForm(forms.Form):
    given_name = CharField(label=gettext_lazy("First name"), max_length=80)
    family_name = CharField(label=gettext_lazy("Last name"), max_length=80, required=False)
    email = EmailField(
        label="E-mail", max_length=254, help_text=gettext_lazy("The invitation goes there.")
    )
    title = CharField(label=gettext_lazy("What they do"), max_length=120, required=False)
    skills = ListField(
        label=gettext_lazy("What they can help with"),
        required=False,
        help_text=gettext_lazy("Several, with a semicolon between them."),
    )
    capacity = forms.IntegerField(
        label=gettext_lazy("Mentees at most"), min_value=1, max_value=10, initial=1
    )
