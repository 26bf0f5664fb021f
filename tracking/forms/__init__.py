from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from matching.enums import ParticipantRole
from mentorship.ui.forms import CharField, DateTimeInput, Versioned, in_reach

SCALE = [(5, "5, very"), (4, "4"), (3, "3"), (2, "2"), (1, gettext_lazy("1, not at all"))]
TEXT = {"rows": 4}
READ_BY = gettext_lazy(
    "You all read it beside the cadence, and so do your program admins: it decides, with other"
    " signs, how often you meet."
)


class SessionForm(forms.Form):
    starts_at = forms.DateTimeField(label=gettext_lazy("When"), widget=DateTimeInput())
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=5, max_value=480, initial=45
    )
    place = CharField(
        label=gettext_lazy("Where"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A room, or the link of a call."),
    )
    agenda = CharField(
        label=gettext_lazy("Agenda"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=TEXT),
        help_text=gettext_lazy("What do you want to leave the session with?"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["starts_at"].help_text = _(
            "In your own time zone, %(get_current_timezone_name)s."
        ) % {"get_current_timezone_name": timezone.get_current_timezone_name()}

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        in_reach(starts_at.date(), back=1, ahead=1)
        return starts_at


class ChangeForm(Versioned, SessionForm):
    """A booked session that either side may have open."""


class PastMeetingForm(forms.Form):
    starts_at = forms.DateTimeField(
        label=gettext_lazy("When did you meet?"), widget=DateTimeInput()
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=5, max_value=480, initial=45
    )

    def clean_starts_at(self) -> datetime:
        starts_at: datetime = self.cleaned_data["starts_at"]
        if starts_at > timezone.now():
            raise forms.ValidationError(_("That time is still to come. Book the session instead."))
        return starts_at


class PointForm(forms.Form):
    text = CharField(
        label=gettext_lazy("What do you want to talk about?"),
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReasonForm(forms.Form):
    reason = CharField(
        label=gettext_lazy("A word about why"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("The others read it."),
    )


class RatingForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=gettext_lazy("Was the session worth your time?"),
        choices=SCALE,
        coerce=int,
        widget=forms.RadioSelect,
    )


class PulseForm(RatingForm):
    independence = forms.TypedChoiceField(
        label=gettext_lazy("How independent is the mentee by now?"),
        choices=SCALE,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=READ_BY,
    )

    def __init__(self, *args: Any, role: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ask_about_independence(self.fields["independence"], role=role)


def ask_about_independence(field: forms.Field, *, role: str) -> None:
    """Mentees and peers are asked about themselves."""
    if role in {ParticipantRole.MENTEE, ParticipantRole.PEER}:
        field.label = _("How well do you get on alone by now?")


class ConcernForm(forms.Form):
    words = CharField(
        label=gettext_lazy("What is in the way?"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only your program admins read it. You can leave it empty."),
    )


class NoteForm(forms.Form):
    note = CharField(
        label=gettext_lazy("What did you do?"),
        max_length=500,
        help_text=gettext_lazy("Whoever told you reads it."),
    )


class LeaveForm(forms.Form):
    reason = CharField(label=gettext_lazy("A word about why"), max_length=300, required=False)
    rematch = forms.BooleanField(
        label=gettext_lazy("Look for another group"),
        required=False,
        initial=True,
        help_text=gettext_lazy("They come first in the program’s next matching."),
    )
    never = forms.BooleanField(
        label=gettext_lazy("Never match them with this mentor again"), required=False
    )


class EndForm(forms.Form):
    state = forms.ChoiceField(
        label=gettext_lazy("How does it end?"),
        widget=forms.RadioSelect,
        choices=[
            (
                "completed",
                gettext_lazy("They are done: the goals are reached, or the time is over"),
            ),
            ("ended", gettext_lazy("It ends early")),
        ],
    )
    reason = CharField(
        label=gettext_lazy("Why?"),
        max_length=300,
        help_text=gettext_lazy("Its people read it, with your name."),
    )
    rematch = forms.BooleanField(
        label=gettext_lazy("If it ends early: look for another mentor for the mentee"),
        required=False,
        initial=True,
        help_text=gettext_lazy("They come first in the program’s next matching."),
    )
    never = forms.BooleanField(label=gettext_lazy("Never match these two again"), required=False)
