"""Questions of an application form, as an admin builds them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.ui.forms import LinesField, VersionedModelForm, cleaned_field
from mentorship.ui.words import inside
from programs.enums import Audience, Comparison, ProgramKind, QuestionKind
from programs.models import Program, Question
from programs.rules import CHOSEN_FROM, COMPARISONS, OPTIONS_AT_MOST

# Comparisons in which a mentor and a mentee are not alike.
ONE_SIDED = (Comparison.COVERED, Comparison.ABOVE)


class QuestionForm(VersionedModelForm):
    options = LinesField(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        line_at_most=100,
        lines_at_most=OPTIONS_AT_MOST,
        help_text=gettext_lazy("One a line. For a scale, the words at its two ends, or nothing."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("How it is answered"),
        choices=QuestionKind.choices,
        widget=forms.RadioSelect,
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who is asked"), choices=Audience.choices, widget=forms.RadioSelect
    )
    comparison = forms.ChoiceField(
        label=gettext_lazy("In the matching"),
        required=False,
        choices=[
            (Comparison.NONE.value, Comparison.NONE.label),
            *(
                (kind.label, [(each.value, each.label) for each in fitting])
                for kind, fitting in COMPARISONS.items()
            ),
        ],
        help_text=gettext_lazy(
            "How much it counts is set with the other criteria, under “Matching criteria”."
        ),
    )

    class Meta:
        model = Question
        formfield_callback = cleaned_field
        fields = (
            "text",
            "mentor_text",
            "name",
            "help",
            "kind",
            "options",
            "audience",
            "is_required",
            "comparison",
        )
        labels = {
            "text": gettext_lazy("The question"),
            "mentor_text": gettext_lazy("The same for mentors, where it reads differently"),
            "name": gettext_lazy("In two or three words"),
            "help": gettext_lazy("Help below it"),
            "is_required": gettext_lazy("It has to be answered"),
        }
        help_texts = {
            "mentor_text": (
                gettext_lazy(
                    "“Where do you want to grow?” and “Where can you help?” have the same answers."
                )
            ),
            "name": gettext_lazy(
                "For lists, exports and the reasons of a match: “Way of working”."
            ),
        }

    def __init__(self, *args: Any, program: Program, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if program.kind == ProgramKind.PEER:
            # Everybody is asked, in the same words, and nobody stands above the other.
            del self.fields["mentor_text"], self.fields["audience"]
            self._compare_as_equals()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        kind, options, comparison = (values.get(name) for name in ("kind", "options", "comparison"))
        if kind in CHOSEN_FROM and options is not None and len(options) < 2:
            self.add_error("options", _("Give at least two answers to choose from, one a line."))
        if kind == QuestionKind.SCALE and options and len(options) != 2:
            self.add_error(
                "options",
                _("A scale has a word for 1 and a word for 5, or none: two lines, or nothing."),
            )
        if kind == QuestionKind.TEXT and options:
            self.add_error(
                "options",
                _("Who answers in their own words chooses from nothing: leave this empty."),
            )
        if kind and comparison and comparison not in COMPARISONS[QuestionKind(kind)]:
            label = inside(QuestionKind(kind).label)
            self.add_error(
                "comparison",
                _("That is for another kind of answer. This one is “%(label)s”.")
                % {"label": label},
            )
        if comparison and values.get("audience", Audience.BOTH) != Audience.BOTH:
            self.add_error(
                "comparison",
                _("Two answers can be compared only where mentors and mentees are both asked."),
            )
        return values

    def _compare_as_equals(self) -> None:
        comparison: Any = self.fields["comparison"]
        comparison.choices = [
            (
                name,
                (
                    [each for each in group if each[0] not in ONE_SIDED]
                    if isinstance(group, list)
                    else group
                ),
            )
            for name, group in comparison.choices
        ]
        if self.initial.get("comparison") == Comparison.COVERED:
            self.initial["comparison"] = Comparison.SHARED

    def validate_constraints(self) -> None:
        """What the table's constraints ask is said above, in words and beside the field."""
