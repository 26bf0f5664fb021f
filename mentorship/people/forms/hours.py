from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, gettext_lazy

from mentorship.people import hours
from mentorship.people.actions.hours import HoursError, check_days
from mentorship.people.models import WorkingHours
from mentorship.tenancy.models import Member
from mentorship.ui.forms import CharField, DateInput, TimeInput, URLField, zone_choices

PARTS = ("start", "end", "start2", "end2")
# They stand beside each other, not each on a line of its own.
CLOCK = {"class": "form-control clock"}
LABELS = {
    "start": gettext_lazy("%(day)s, from"),
    "end": gettext_lazy("%(day)s, until"),
    "start2": gettext_lazy("%(day)s, from again"),
    "end2": gettext_lazy("%(day)s, until again"),
}


@dataclass(frozen=True)
class Day:
    """A row of the table of hours."""

    name: str
    fields: list[forms.BoundField]

    @property
    def errors(self) -> list[str]:
        return list(dict.fromkeys(str(each) for field in self.fields for each in field.errors))


class HoursForm(forms.Form):
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("This time zone is unknown.")},
        help_text=gettext_lazy("Your hours and all times you see are those of this zone."),
    )
    country = forms.ChoiceField(
        label=gettext_lazy("Public holidays of"),
        required=False,
        help_text=gettext_lazy("No session is offered on them."),
    )
    region = CharField(
        label=gettext_lazy("Region"),
        required=False,
        max_length=30,
        help_text=gettext_lazy("After a change of country, save once; then its regions are here."),
    )
    call_link = URLField(
        label=gettext_lazy("Link of your video room"),
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=gettext_lazy("Sessions take place there unless you say another place."),
    )

    def __init__(self, *args: Any, stored: WorkingHours, member: Member, **kwargs: Any) -> None:
        names = ("country", "region", "call_link")
        initial = {name: getattr(stored, name) for name in names} | {"time_zone": member.time_zone}
        super().__init__(*args, **{"initial": initial | _times(stored.week), **kwargs})
        self.stored, zones = stored, zone_choices()
        known = not member.time_zone or member.time_zone in dict(zones)
        own = [] if known else [(member.time_zone, member.time_zone)]
        self._offer("time_zone", [("", gettext("As the organisation")), *zones, *own])
        self._offer("country", [("", gettext("None")), *hours.countries().items()])
        self.regions = hours.regions(self.data.get("country", stored.country))
        self.fields["region"].widget = forms.Select(
            choices=[("", gettext("The whole country")), *self.regions.items()]
        )
        for day in range(hours.WEEKDAYS):
            for part in PARTS:
                self.fields[f"{part}_{day}"] = forms.TimeField(
                    label=LABELS[part] % {"day": WEEKDAYS[day]},
                    required=False,
                    widget=TimeInput(attrs=CLOCK),
                )

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def days(self) -> Iterator[Day]:
        for number in range(hours.WEEKDAYS):
            fields = [self[f"{part}_{number}"] for part in PARTS]
            yield Day(str(WEEKDAYS[number]), fields)

    def clean_region(self) -> str:
        """A region of another country goes with that country."""
        region: str = self.cleaned_data["region"]
        return region if region in self.regions else ""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        days = [list(self._spans(day)) for day in range(hours.WEEKDAYS)]
        if self.errors:
            return values
        try:
            check_days(days)
        except HoursError as error:
            self.refuse(error)
        return {name: values.get(name, "") for name in _PLACES} | {"days": days}

    def _spans(self, day: int) -> Iterator[list[str]]:
        for start, end in (PARTS[:2], PARTS[2:]):
            first, last = (self.cleaned_data.get(f"{part}_{day}") for part in (start, end))
            if first is None and last is None:
                continue
            if first is None or last is None:
                missing = start if first is None else end
                if f"{missing}_{day}" not in self.errors:
                    self.add_error(f"{missing}_{day}", gettext("Give both a start and an end."))
                continue
            # A day that ends at midnight ends at 24:00.
            yield [first.strftime("%H:%M"), last.strftime("%H:%M") if last != MIDNIGHT else "24:00"]

    def refuse(self, error: HoursError) -> None:
        """Say beside its field what the action refuses."""
        name = error.field if error.day is None else f"end_{error.day}"
        self.add_error(name, str(error))


MIDNIGHT = forms.TimeField().clean("00:00")
_PLACES = ("time_zone", "country", "region", "call_link")


def _times(week: hours.Week) -> dict[str, str]:
    return {
        f"{part}_{number}": hours.clock(minutes % hours.MIDNIGHT)
        for number, spans in enumerate(week)
        for part, minutes in zip(
            PARTS, (m for span in spans for m in (span.start, span.end)), strict=False
        )
    }


class AbsenceForm(forms.Form):
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=DateInput())
    last_day = forms.DateField(label=gettext_lazy("Last day"), required=False, widget=DateInput())

    def clean_last_day(self) -> date | None:
        last: date | None = self.cleaned_data["last_day"] or self.cleaned_data.get("first_day")
        return last
