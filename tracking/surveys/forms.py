"""Surveys as admins build them, answers, and feedback."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.questions.enums import QuestionKind
from mentorship.questions.forms import AbstractQuestionForm, AnswersForm, field_name
from mentorship.tenancy.models import Member
from mentorship.ui.forms import CharField, LinesField, VersionedModelForm, cleaned_field
from tracking.surveys import rules
from tracking.surveys.enums import SeenBy, SurveyAudience, SurveyKind
from tracking.surveys.models import Survey, SurveyQuestion

AUDIENCES = [
    (each.value, each.label) for each in SurveyAudience if each != SurveyAudience.COLLEAGUES
]
KINDS = [(each.value, each.label) for each in SurveyKind if each != SurveyKind.COLLEAGUES]


class SurveyForm(VersionedModelForm):
    """A survey of an admin's own, or what can change of one that is there."""

    kind = forms.ChoiceField(
        label=gettext_lazy("When it is asked"), choices=KINDS, widget=forms.RadioSelect
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who is asked"), choices=AUDIENCES, widget=forms.RadioSelect
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes it takes"),
        min_value=0,
        max_value=60,
        initial=2,
        help_text=gettext_lazy("People read this before they begin; 0 is less than a minute."),
    )

    class Meta:
        model = Survey
        formfield_callback = cleaned_field
        fields = ("name", "intro", "kind", "audience", "minutes")
        labels = {
            "name": gettext_lazy("Name"),
            "intro": gettext_lazy("What it is for, in a sentence or two"),
        }
        widgets = {"intro": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args: Any, instance: Survey | None = None, **kwargs: Any) -> None:
        super().__init__(*args, instance=instance, **kwargs)
        if instance is not None:
            del self.fields["kind"]
            if instance.kind == SurveyKind.COLLEAGUES:
                del self.fields["audience"]

    def validate_constraints(self) -> None:
        """The action says in words what the table's constraints ask."""


class SurveyQuestionForm(AbstractQuestionForm):
    seen_by = forms.ChoiceField(
        label=gettext_lazy("Who will see the answer"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("Whoever answers reads this beside the question."),
    )

    class Meta:
        model = SurveyQuestion
        formfield_callback = cleaned_field
        fields = ("text", "name", "help", "kind", "options", "seen_by", "role", "is_required")
        labels = {
            "text": gettext_lazy("The question"),
            "name": gettext_lazy("In two or three words"),
            "help": gettext_lazy("Help below it"),
            "role": gettext_lazy("Who is asked"),
            "is_required": gettext_lazy("It has to be answered"),
        }
        help_texts = {"name": gettext_lazy("For results and exports: “Trust”.")}
        widgets = {"role": forms.RadioSelect}

    def __init__(self, *args: Any, survey: Survey, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen: Any = self.fields["seen_by"]
        seen.choices = [(each.value, each.label) for each in rules.who_may_see(survey)]
        kinds: Any = self.fields["kind"]
        kinds.choices = [(each.value, each.label) for each in rules.kinds_of(survey)]
        if len(rules.roles_of(survey)) == 1:
            del self.fields["role"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("kind") == QuestionKind.NUMBER and values.get("seen_by") == "anonymous":
            self.add_error(
                "seen_by",
                _("A number that can be anything shows whose it is. Ask for a scale instead."),
            )
        return values

    def validate_constraints(self) -> None:
        """What the table's constraints ask is said above, in words and beside the field."""


class RequestForm(AnswersForm[SurveyQuestion]):
    """A survey as somebody answers it; each question with who will see the answer."""

    def with_readers(self) -> list[tuple[forms.BoundField, SurveyQuestion]]:
        return [(self[field_name(each)], each) for each in self.questions]

    @property
    def has_anonymous(self) -> bool:
        hidden = (SeenBy.ANONYMOUS, SeenBy.AVERAGE)
        return any(each.seen_by in hidden for each in self.questions)


class ColleaguesForm(forms.Form):
    """The colleagues whom a mentee names, by their work e-mail."""

    emails = LinesField(
        label=gettext_lazy("Work e-mails of two to five colleagues"),
        line_at_most=254,
        lines_at_most=rules.COLLEAGUES_MOST,
        help_text=gettext_lazy("One a line: people who see you at work every week."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member

    def clean_emails(self) -> list[Member]:
        given = [line.lower() for line in self.cleaned_data["emails"]]
        rows = Member.objects.of(self.member.organization).filter(is_external=False)
        found = {each.email.lower(): each for each in rows.filter(email__in=given)}
        found |= {
            each.email.lower(): each
            for line in given
            if line not in found
            for each in rows.filter(email__iexact=line)
        }
        if unknown := [line for line in given if line not in found]:
            raise forms.ValidationError(
                _("Nobody of your organisation has this e-mail: %(emails)s")
                % {"emails": ", ".join(unknown)}
            )
        return [found[line] for line in dict.fromkeys(given)]


PARTS = ("situation", "behaviour", "impact", "next_step")


class FeedbackForm(forms.Form):
    """Feedback in four parts; advice stands beside it and never refuses."""

    receiver = forms.ChoiceField(label=gettext_lazy("For"), widget=forms.RadioSelect)
    situation = CharField(
        label=gettext_lazy("Situation"),
        max_length=1000,
        help_text=gettext_lazy("When and where: one time that you both remember."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    behaviour = CharField(
        label=gettext_lazy("What they did"),
        max_length=1000,
        help_text=gettext_lazy("What you saw or heard, as a camera would have recorded it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    impact = CharField(
        label=gettext_lazy("What it caused"),
        max_length=1000,
        help_text=gettext_lazy("For you, for the work, for others. Good things count as well."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_step = CharField(
        label=gettext_lazy("What next"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("What you would like more of, or otherwise. One thing is enough."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, receivers: Iterable[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.receivers = {str(each.pk): each for each in receivers}
        field: Any = self.fields["receiver"]
        field.choices = [(pk, each.name) for pk, each in self.receivers.items()]
        if len(self.receivers) == 1:
            del self.fields["receiver"]

    def parts(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "") for name in PARTS}

    def receiver_chosen(self) -> Member:
        first = next(iter(self.receivers.values()))
        return self.receivers.get(self.cleaned_data.get("receiver", ""), first)
