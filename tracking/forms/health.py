"""What a program counts as a sign of trouble, and letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mentorship.tenancy.models import Member
from mentorship.ui.forms import CharField
from tracking.actions.letters import LETTER_AT_MOST
from tracking.health import SIGNALS
from tracking.words.health import SIGNALS as SIGNAL_WORDS
from tracking.words.health import WEIGHTS as WEIGHT_WORDS


class HealthPolicyForm(forms.Form):
    """A field for each kind of sign."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for signal in SIGNALS:
            label, help_text = SIGNAL_WORDS[signal]
            self.fields[signal] = forms.TypedChoiceField(
                label=label,
                help_text=help_text,
                coerce=int,
                choices=list(WEIGHT_WORDS.items()),
                initial=1,
            )


class LetterForm(forms.Form):
    to = forms.MultipleChoiceField(label=gettext_lazy("To"), widget=forms.CheckboxSelectMultiple)
    text = CharField(
        label=gettext_lazy("Your letter"),
        max_length=LETTER_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args: Any, people: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["to"].choices = [(pk, person.name) for pk, person in self.people.items()]  # type: ignore[attr-defined]
        self.fields["to"].initial = list(self.people)

    def clean_to(self) -> list[Member]:
        return [self.people[pk] for pk in self.cleaned_data["to"]]
