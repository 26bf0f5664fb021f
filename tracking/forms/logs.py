"""What is written down of a session: notes, action items, progress, and what one says of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.tenancy.models import Member
from mentorship.ui.forms import CharField, Versioned
from programs.enums import Independence
from tracking.actions.logs import Remark
from tracking.enums import ObservationKind
from tracking.forms import READ_BY, SCALE, PastMeetingForm

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
