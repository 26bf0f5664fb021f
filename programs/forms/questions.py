"""Questions of an application form, as an admin builds them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.questions.enums import QuestionKind
from mentorship.questions.forms import AbstractQuestionForm
from mentorship.ui.forms import cleaned_field
from mentorship.ui.words import inside
from programs.enums import ASKED_BY, Audience, Comparison, ProgramKind
from programs.models import Program, Question
from programs.rules import COMPARISONS

# Comparisons in which a mentor and a mentee are not alike.
ONE_SIDED = (Comparison.COVERED, Comparison.ABOVE)


class QuestionForm(AbstractQuestionForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("How it is answered"), choices=ASKED_BY, widget=forms.RadioSelect
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
        values = super().clean()
        kind, comparison = values.get("kind"), values.get("comparison")
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
