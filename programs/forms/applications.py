"""Applications, and what an admin sets about people who are in."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.questions.forms import AnswersForm, given_answers
from mentorship.ui.forms import CharField, ListField
from mentorship.wording import Words
from programs.enums import EnrolmentRole
from programs.models import Enrolment, Question
from programs.rules import MAX_CAPACITY

TOPICS: dict[str, Words] = {
    EnrolmentRole.MENTOR: gettext_lazy("What you can teach."),
    EnrolmentRole.MENTEE: gettext_lazy("What you want to learn."),
    EnrolmentRole.PEER: gettext_lazy("What you want to talk about with others."),
}


class ApplicationForm(AnswersForm[Question]):
    """What an application says, with the program's own questions as they are put to this role."""

    topics = ListField(label=gettext_lazy("Topics"), required=False, max_length=1000)
    motivation = CharField(
        label=gettext_lazy("What do you hope for?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, questions: Iterable[Question], role: str, **kwargs: Any) -> None:
        self.role = role
        super().__init__(*args, questions=questions, **kwargs)
        self.fields["topics"].help_text = _("%(value)s Separate them with semicolons.") % {
            "value": TOPICS[role]
        }

    def text_of(self, question: Question) -> str:
        return question.text_for(self.role)


def initial_answers(enrolment: Enrolment, questions: Iterable[Question]) -> dict[str, Any]:
    """What an ApplicationForm begins with, from what was answered before."""
    given = given_answers(questions, enrolment.answers)
    return {"topics": enrolment.topics, "motivation": enrolment.motivation, **given}


class EnrolForm(ApplicationForm):
    """An application as `role`; capacity is for mentors."""

    capacity = forms.IntegerField(
        label=gettext_lazy("How many mentees can you take?"),
        min_value=1,
        max_value=10,
        initial=1,
        required=False,
        help_text=gettext_lazy("In a group, how many at most."),
    )
    agree = forms.BooleanField(
        label=gettext_lazy("I have read the mentoring agreement and sign it")
    )

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        super().__init__(*args, role=role, **kwargs)
        if role != EnrolmentRole.MENTOR:
            del self.fields["capacity"]
        self.order_fields([name for name in self.fields if name != "agree"])

    def clean_capacity(self) -> int:
        capacity: int = self.cleaned_data["capacity"] or self["capacity"].initial
        return capacity

    def application(self) -> dict[str, Any]:
        """As `enrol` takes it."""
        names = [name for name in ("topics", "motivation", "capacity") if name in self.cleaned_data]
        return {
            **{name: self.cleaned_data[name] for name in names},
            "role": self.role,
            "answers": self.answers(),
        }


class CapacityForm(forms.Form):
    """How many mentees each of the chosen mentors takes."""

    capacity = forms.IntegerField(
        label=gettext_lazy("Mentees at once"), min_value=1, max_value=MAX_CAPACITY
    )


class PeopleFilterForm(forms.Form):
    """Which people to enrol; every field may stay empty."""

    q = CharField(required=False)
    department = CharField(required=False)
    topic = CharField(required=False, max_length=160)
    level_from = forms.IntegerField(required=False, min_value=0)
    level_to = forms.IntegerField(required=False, min_value=0)
    role = forms.ChoiceField(choices=EnrolmentRole.choices, required=False)
    capacity = forms.IntegerField(required=False, min_value=1, max_value=MAX_CAPACITY)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        low, high = values.get("level_from"), values.get("level_to")
        if low is not None and high is not None and low > high:
            self.add_error(
                "level_to",
                _("No level lies between %(low)s and %(high)s: the first has to be the lower one.")
                % {"low": low, "high": high},
            )
        return values
