from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from mentorship.ui.forms import CharField, DateInput
from tracking.endings.enums import Next
from tracking.endings.models import THANKS_AT_MOST, WORDS_AT_MOST


class DayForm(forms.Form):
    day = forms.DateField(label=gettext_lazy("Until"), widget=DateInput())

    def __init__(self, *args: Any, label: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if label:
            self.fields["day"].label = label


class ReflectionForm(forms.Form):
    takes_along = CharField(
        label=gettext_lazy("What do you take with you?"),
        max_length=WORDS_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What is different now, and what helped?"),
    )
    thanks = CharField(
        label=gettext_lazy("A word of thanks"),
        max_length=THANKS_AT_MOST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_step = forms.ChoiceField(
        label=gettext_lazy("What would you like to do next?"),
        choices=Next.choices,
        initial=Next.NOTHING,
        widget=forms.RadioSelect,
    )


class LeaveForm(forms.Form):
    words = CharField(
        label=gettext_lazy("Words for both of you to read"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "You may leave it empty. Both of you get the same message, so write only what you want"
            " to be read as coming from either."
        ),
    )
