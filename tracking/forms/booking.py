"""Forms of booking: a session that may repeat, when they usually meet, polls of groups."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.ui.forms import CharField, DateTimeInput, TimeInput, in_reach, zone_choices
from tracking.actions.polls import FEWEST, MOST
from tracking.enums import PollAnswer
from tracking.forms import SessionForm
from tracking.queries.polls import Tally
from tracking.queries.slots import Offer, Offered

REPEATS = {
    "": gettext_lazy("Once"),
    "weekly": gettext_lazy("Weekly"),
    "fortnightly": gettext_lazy("Every two weeks"),
    "monthly": gettext_lazy("Every four weeks"),
}


class BookForm(SessionForm):
    """A new session; `can_repeat` where none of theirs does yet."""

    repeat = forms.ChoiceField(
        label=gettext_lazy("Repeat"), required=False, choices=list(REPEATS.items())
    )

    def __init__(self, *args: Any, can_repeat: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not can_repeat:
            del self.fields["repeat"]

    def clean(self) -> dict[str, Any]:
        return {"repeat": ""} | (super().clean() or {})


class TimeForm(forms.Form):
    """One of the times that suit everybody, or another: `starts_at` in what it returns."""

    slot = forms.ChoiceField(
        label=gettext_lazy("Times that suit everybody"), widget=forms.RadioSelect, required=False
    )
    starts_at = forms.DateTimeField(
        label=gettext_lazy("Another time"), widget=DateTimeInput(), required=False
    )

    def __init__(self, *args: Any, offered: Sequence[Offered], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(slot.starts_at.isoformat(), slot.words) for slot in offered]
        field: Any = self.fields["slot"]
        field.choices = choices
        if not choices:
            del self.fields["slot"]
            self.fields["starts_at"].label = _("When would suit you?")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        typed, chosen = values.get("starts_at"), values.get("slot")
        if "starts_at" in self.errors:
            return values
        if not typed and not chosen:
            self.add_error("starts_at", _("Choose a time."))
            return values
        if typed and chosen and typed != datetime.fromisoformat(str(chosen)):
            self.add_error("starts_at", _("Choose one of the times above, or type another one."))
            return values
        starts_at = typed or datetime.fromisoformat(str(chosen))
        if starts_at <= timezone.now():
            self.add_error("starts_at", _("That time has passed."))
        return {"starts_at": starts_at}


class PreferencesForm(forms.Form):
    """When and where they usually meet."""

    weekday = forms.TypedChoiceField(
        label=gettext_lazy("Day"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("Any day")), *WEEKDAYS.items()],
    )
    hour = forms.TimeField(label=gettext_lazy("Time"), required=False, widget=TimeInput())
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zone_choices)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=480)
    place = CharField(
        label=gettext_lazy("Where"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Left empty, it is the mentor’s video room."),
    )


class PollForm(forms.Form):
    """Times to propose, and what is the same for all of them."""

    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=5, max_value=480)
    place = CharField(label=gettext_lazy("Where"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        starts = {
            f"start_{number}": forms.DateTimeField(
                label=_("Time %(number)d") % {"number": number},
                widget=DateTimeInput(),
                required=number <= FEWEST,
            )
            for number in range(1, MOST + 1)
        }
        self.fields = {**starts, **self.fields}

    @staticmethod
    def initial_of(offer: Offer) -> dict[str, Any]:
        starts = sorted(slot.starts_at for slot in offer.slots)
        given = {f"start_{number}": start for number, start in enumerate(starts, start=1)}
        return {"minutes": offer.minutes, "place": offer.place, **given}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in [name for name in values if name.startswith("start_") and values[name]]:
            try:
                in_reach(values[name].date(), back=1, ahead=1)
            except forms.ValidationError as error:
                self.add_error(name, error)
        return values

    def values(self) -> dict[str, Any]:
        clean = self.cleaned_data
        starts = [clean[name] for name in clean if name.startswith("start_") and clean[name]]
        return {"starts": starts, "minutes": clean["minutes"], "place": clean["place"]}


class VoteForm(forms.Form):
    """One answer for each time of a poll."""

    def __init__(self, *args: Any, tallies: Sequence[Tally], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tallies = tallies
        for row in tallies:
            self.fields[row.option.pk.hex] = forms.ChoiceField(
                label=row.words,
                choices=[("", _("No answer")), *PollAnswer.choices],
                required=False,
                initial=row.mine,
                widget=forms.Select(attrs={"form": "votes"}),
            )

    def rows(self) -> list[tuple[Tally, forms.BoundField]]:
        return [(row, self[row.option.pk.hex]) for row in self.tallies]

    def answers(self) -> dict[UUID, str]:
        return {UUID(name): answer for name, answer in self.cleaned_data.items() if answer}
