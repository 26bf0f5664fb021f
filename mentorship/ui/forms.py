"""Widgets and fields that more than one app's forms use."""

import json
import re
import unicodedata
import zoneinfo
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorship import versions
from mentorship.text import one_line, prose

ZONES = [
    *sorted(
        zone
        for zone in zoneinfo.available_timezones()
        if "/" in zone and not zone.startswith("Etc/")
    ),
    "UTC",
]


WORDS_AT_MOST, WORD_AT_MOST = 100, 160


class _Cleaned:
    """What a text field takes is text that can be stored, sent and exported: one line, or several
    in a text area.
    """

    widget: forms.Widget

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)  # type: ignore[misc]
        if not isinstance(text, str):
            return text
        return prose(text).strip() if isinstance(self.widget, forms.Textarea) else one_line(text)


class CharField(_Cleaned, forms.CharField):
    """The text field of every form, but for passwords, which stay as they were typed."""


class EmailField(_Cleaned, forms.EmailField):
    """The e-mail field of every form."""


class URLField(_Cleaned, forms.URLField):
    """The address field of every form."""


CLEANED: dict[type, type] = {
    forms.CharField: CharField,
    forms.EmailField: EmailField,
    forms.URLField: URLField,
}


def cleaned_field(db_field: Any, **kwargs: Any) -> forms.Field | None:
    """The `formfield_callback` of model forms: the same text fields as everywhere."""
    field: forms.Field | None = db_field.formfield(**kwargs)
    if cleaned := CLEANED.get(type(field)):
        field = db_field.formfield(form_class=cleaned, **kwargs)
    return field


class Versioned(forms.BaseForm):
    """A form that two people may have open at once: it carries what it read
    (`mentorship.versions`).

    `read_from` are the stored values it was made from. Its clean values hold `read` for the action,
    and `overtaken(error)` says what both changed, beside each field. `is_own` where nobody else
    can have changed it.
    """

    is_own = False

    def __init__(self, *args: Any, read_from: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = versions.marks_of(
            {name: value for name, value in read_from.items() if name in self.fields}
        )
        self.fields[versions.FIELD] = forms.CharField(
            widget=forms.HiddenInput, required=False, initial=marks
        )

    def overtaken(self, error: versions.OvertakenError) -> None:
        """Say what somebody else wrote meanwhile; saving once more is a choice made knowing it."""
        read = versions.marks_in(self.cleaned_data[versions.FIELD])
        for name, value in error.stored.items():
            self.add_error(name, _changed_to(self.fields[name], value, is_own=self.is_own))
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data[self.add_prefix(versions.FIELD)] = json.dumps(
            read | versions.marks_in(versions.marks_of(error.stored))
        )
        self.data = data


class VersionedModelForm(Versioned, forms.ModelForm):  # type: ignore[type-arg]
    """The same for a row."""

    def __init__(self, *args: Any, instance: Any = None, **kwargs: Any) -> None:
        names = self._meta.fields or ()
        is_stored = instance is not None and not instance._state.adding
        read_from = {name: getattr(instance, name) for name in names} if is_stored else {}
        super().__init__(
            *args, instance=instance, read_from=kwargs.pop("read_from", read_from), **kwargs
        )


def _changed_to(field: forms.Field, value: Any, *, is_own: bool) -> str:
    shown = (
        field.prepare_value(value)
        if not hasattr(field, "choices")
        else dict(field.choices).get(value, value)
    )
    now = (
        _("It says now: %(shown)s") % {"shown": shown}
        if shown not in (None, "")
        else _("It is empty now.")
    )
    if is_own:
        words = _("You changed this in another window. Save once more to keep this.\n%(now)s")
    else:
        words = _("Somebody changed this meanwhile. Save once more to keep yours instead.\n%(now)s")
    return words % {"now": now}


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M", **kwargs)


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%H:%M", **kwargs)


class ListField(CharField):
    """Several words in one field, separated by semicolons or commas; cleans to a list without
    repeats.
    """

    def to_python(self, value: Any) -> Any:
        if isinstance(value, list):
            return value
        text = super().to_python(value) or ""
        words = [one_line(word) for word in re.split(r"[;,\n]", text)]
        return list(dict.fromkeys(word for word in words if word))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > WORDS_AT_MOST:
            raise forms.ValidationError(
                _("These are %(number)s; at most %(words_at_most)s can be kept.")
                % {"number": len(value), "words_at_most": WORDS_AT_MOST}
            )
        long = next((word for word in value if len(word) > WORD_AT_MOST), None)
        if long:
            raise forms.ValidationError(
                _("“%(value)s…” is too long: at most %(word_at_most)s characters each.")
                % {"value": long[:30], "word_at_most": WORD_AT_MOST}
            )

    def prepare_value(self, value: Any) -> Any:
        return "; ".join(value) if isinstance(value, list) else value


class LinesField(CharField):
    """Texts, one a line; cleans to a list without repeats."""

    def __init__(self, *args: Any, line_at_most: int, lines_at_most: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.line_at_most, self.lines_at_most = line_at_most, lines_at_most

    def to_python(self, value: Any) -> Any:
        text = (
            "\n".join(map(str, value))
            if isinstance(value, list)
            else super().to_python(value) or ""
        )
        lines = [" ".join(line.split()) for line in text.splitlines()]
        return list(dict.fromkeys(line for line in lines if line))

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(value) > self.lines_at_most:
            raise forms.ValidationError(
                _("These are %(number)s lines; at most %(lines_at_most)s can be kept.")
                % {"number": len(value), "lines_at_most": self.lines_at_most}
            )
        long = next((line for line in value if len(line) > self.line_at_most), None)
        if long:
            raise forms.ValidationError(
                _("“%(value)s…” is too long: at most %(line_at_most)s characters a line.")
                % {"value": long[:30], "line_at_most": self.line_at_most}
            )
        seen: dict[str, str] = {}
        for line in value:
            alike = seen.setdefault(as_read(line), line)
            if alike != line:
                raise forms.ValidationError(
                    _("“%(alike)s” and “%(line)s” read alike. Keep one of them.")
                    % {"alike": alike, "line": line}
                )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


def as_read(text: str) -> str:
    """The same for texts that a reader would not tell apart: by width, case, or what
    does not show.
    """
    shown = (
        each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf"
    )
    return " ".join("".join(shown).casefold().split())


def in_reach(day: date, *, back: int, ahead: int) -> date:
    """The day, where it lies within so many years of today. Raises ValidationError."""
    today = timezone.localdate()
    first, last = today - timedelta(days=366 * back), today + timedelta(days=366 * ahead)
    if first <= day <= last:
        return day
    raise forms.ValidationError(
        _("Choose a day between %(year)s and %(year2)s.") % {"year": first.year, "year2": last.year}
    )


def zone_choices() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in ZONES]


def id_in(value: str) -> UUID | None:
    """The key, or None where it is none."""
    try:
        return UUID(value)
    except ValueError:
        return None


def ids_in(values: list[str]) -> list[UUID]:
    """The keys among them; what is none is left out."""
    return [found for found in map(id_in, values) if found]
