from collections.abc import Collection, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from mentorship.people.fields import FIELDS, STORED, Group, Kind
from mentorship.people.importing.cells import LEVELS
from mentorship.people.importing.dates import Order
from mentorship.people.importing.encodings import ENCODINGS
from mentorship.people.importing.limits import MOST_BYTES, too_large
from mentorship.people.importing.mapping import guess, without
from mentorship.people.importing.reading import Reading
from mentorship.people.importing.sandbox import read_linkedin
from mentorship.people.linkedin import LONGEST as LINKEDIN_LONGEST
from mentorship.people.linkedin import Export, LinkedInError
from mentorship.people.models import ImportFile
from mentorship.people.queries import member_with_email
from mentorship.people.rules import hidden_fields
from mentorship.tenancy.enums import Role
from mentorship.tenancy.models import Member, OrganizationSettings
from mentorship.text import one_line
from mentorship.ui.forms import (
    CharField,
    DateInput,
    ListField,
    VersionedModelForm,
    cleaned_field,
    zone_choices,
)
from mentorship.ui.words import inside

SAMPLES = 3
MOST_WORDS = 200


# The manager is written by their e-mail.
OF_FORM = {field.name: field for field in STORED if field.kind is not Kind.MANAGER}
MORE_OF_GROUPS = {Group.WHO: ["is_external"], Group.WORK: ["manager_email"]}


class PersonForm(VersionedModelForm):
    manager_email = CharField(
        label=gettext_lazy("Manager’s work e-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("The manager has to be one of your people already."),
    )
    time_zone = forms.ChoiceField(
        required=False, help_text=gettext_lazy("Left open, your organisation’s own counts.")
    )
    level = forms.IntegerField(
        label=gettext_lazy("Job level"), required=False, min_value=LEVELS[0], max_value=LEVELS[-1]
    )
    languages = ListField(
        required=False, help_text=gettext_lazy("Several, with a semicolon between them.")
    )
    skills = ListField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Several, with a semicolon between them."),
    )

    class Meta:
        model = Member
        formfield_callback = cleaned_field
        fields = (*OF_FORM, "is_external")
        labels = {
            **{name: gettext_lazy(field.label) for name, field in OF_FORM.items()},
            "is_external": gettext_lazy("From outside the organisation"),
        }
        help_texts = {
            **{name: gettext_lazy(field.help) for name, field in OF_FORM.items() if field.help},
            "is_external": gettext_lazy(
                "They see only themselves and the programs they take part in."
            ),
        }
        widgets = {name: DateInput() for name, field in OF_FORM.items() if field.kind is Kind.DATE}

    def __init__(self, *args: Any, hidden: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in hidden:
            del self.fields[name]
        now = self.instance.time_zone
        zones = zone_choices()
        known = not now or any(zone == now for zone, _ in zones)
        own = [] if known else [(now, now)]
        self.fields["time_zone"].choices = [("", gettext("As the organisation")), *zones, *own]  # type: ignore[attr-defined]
        if self.instance.manager:
            self.fields["manager_email"].initial = self.instance.manager.email

    def clean_manager_email(self) -> str:
        email: str = self.cleaned_data["manager_email"].strip()
        manager = member_with_email(self.instance.organization, email) if email else None
        if email and manager is None:
            raise forms.ValidationError(
                gettext("Nobody here has the work e-mail %(email)s.") % {"email": email}
            )
        self.instance.manager = manager
        return email

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        hired, left = values.get("hired_on"), values.get("terminated_on")
        if hired and left and left < hired:
            self.add_error("terminated_on", gettext("That is before they were hired."))
        return values

    def grouped(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for group in Group:
            names = [name for name, field in OF_FORM.items() if field.group is group]
            names += MORE_OF_GROUPS.get(group, [])
            yield gettext(group.value), [self[name] for name in names if name in self.fields]

    @property
    def saved_fields(self) -> list[str]:
        """The fields of the member that the form sets."""
        return [*(name for name in self.Meta.fields if name in self.fields), "manager"]


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=(
            gettext_lazy(
                "Owners run the organisation, program admins its programs; HR analysts read"
                " the figures."
            )
        ),
    )


class ImportForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("CSV or Excel file"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        help_text=(
            gettext_lazy("At most %(value)s MB and 50,000 rows; names of columns in the first row.")
            % {"value": MOST_BYTES // 1024 // 1024}
        ),
    )

    def clean_file(self) -> bytes:
        """What was uploaded, unread: a stranger's file is opened where it can do no harm."""
        file = self.cleaned_data["file"]
        self.name = str(file.name)
        if file.size > MOST_BYTES:
            raise forms.ValidationError(too_large(self.name))
        content: bytes = file.read()
        return content


class ReadingForm(forms.Form):
    """How to read a file where it leaves a choice: each choice shows how the file would read."""

    encoding = forms.ChoiceField(
        label=gettext_lazy("Letters"),
        help_text=gettext_lazy(
            "The file does not say which letters it holds. Choose the line that reads right."
        ),
    )
    sheet = forms.ChoiceField(
        label=gettext_lazy("Sheet"), help_text=gettext_lazy("Hidden and empty sheets are left out.")
    )
    header_row = forms.TypedChoiceField(
        label=gettext_lazy("Row with the names of the columns"),
        coerce=int,
        help_text=gettext_lazy("What stands above it is left out."),
    )

    def __init__(self, *args: Any, file: ImportFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = file.options
        samples = {
            name: f"{ENCODINGS[name]}: {words}"
            for name, words in options.get("samples", {}).items()
        }
        self._offer("encoding", samples, options.get("encoding"))
        sheets = options.get("sheets", [])
        self._offer(
            "sheet",
            {name: name for name in sheets} if len(sheets) > 1 else {},
            options.get("sheet"),
        )
        tops = {
            number: gettext("Row %(number)s: %(words)s") % {"number": number, "words": words}
            for number, words in options.get("tops", {}).items()
        }
        self._offer("header_row", tops, str(options.get("first_row", 2) - 1))

    @property
    def is_asking(self) -> bool:
        """Whether nobody but a person can say how the file is meant."""
        return "encoding" in self.fields

    @property
    def reading(self) -> Reading:
        chosen = self.cleaned_data
        # The row belongs to the sheet on which it was shown.
        is_other_sheet = "sheet" in self.changed_data
        return Reading(
            chosen.get("encoding", ""),
            chosen.get("sheet", ""),
            0 if is_other_sheet else chosen.get("header_row", 0),
        )

    def _offer(self, name: str, choices: dict[str, str], initial: str | None) -> None:
        if choices:
            self.fields[name].choices = list(choices.items())  # type: ignore[attr-defined]
            self.fields[name].initial = initial
        else:
            del self.fields[name]


class MappingForm(forms.Form):
    """One choice of a field for each column of a file."""

    order = forms.ChoiceField(
        label=gettext_lazy("Dates like 03/04/2026"),
        required=False,
        choices=[
            ("", gettext_lazy("As the file shows")),
            (Order.DAY_FIRST, gettext_lazy("Day first: 3 April")),
            (Order.MONTH_FIRST, gettext_lazy("Month first: March 4")),
        ],
        help_text=gettext_lazy(
            "Counts only for columns in which no date shows it, such as 25/12/2026."
        ),
    )
    clear_empty = forms.BooleanField(
        label=gettext_lazy("Empty cells clear the value"),
        required=False,
        help_text=(
            gettext_lazy(
                "Left out, an empty cell leaves what is stored. Names, e-mails and numbers"
                " are never cleared."
            )
        ),
    )

    def __init__(
        self, *args: Any, file: ImportFile, settings: OrganizationSettings, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.file, hidden = file, hidden_fields(settings)
        guessed = without(file.mapping, hidden) or guess(
            file.header, settings.import_mapping, hidden=hidden
        )
        choices = [
            (field.name, gettext(field.label))
            for field in FIELDS.values()
            if field.name not in hidden
        ]
        self.fields["order"].initial = file.options.get("order")
        self.fields["clear_empty"].initial = file.options.get("clear_empty")
        for column, field in enumerate(guessed):
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=column_name(file.header, column),
                choices=[("", gettext("Do not import")), *choices],
                required=False,
                initial=field,
            )

    def columns(self) -> Iterator[tuple[str, list[str], forms.BoundField]]:
        """For each column its name, its first values and its choice."""
        for column in range(len(self.file.header)):
            cells = (row[column] for row in self.file.rows if column < len(row) and row[column])
            samples = [cell[:60] for cell, _ in zip(cells, range(SAMPLES), strict=False)]
            yield column_name(self.file.header, column), samples, self[f"column_{column}"]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        first: dict[str, int] = {}
        for column in range(len(self.file.header)):
            field = values.get(f"column_{column}", "")
            if field and first.setdefault(field, column) != column:
                earlier = column_name(self.file.header, first[field])
                self.add_error(
                    f"column_{column}",
                    gettext("“%(earlier)s” is %(field)s already.")
                    % {"earlier": earlier, "field": inside(gettext(FIELDS[field].label))},
                )
        if not first.keys() & {"number", "email"}:
            raise forms.ValidationError(
                gettext("Say which column is the employee number or the work e-mail.")
            )
        return values

    @property
    def mapping(self) -> list[str]:
        return [self.cleaned_data[f"column_{column}"] for column in range(len(self.file.header))]


def column_name(header: list[str], column: int) -> str:
    return header[column] or gettext("Column %(value)s") % {"value": column + 1}


class LinkedInForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The archive"),
        help_text=(
            gettext_lazy(
                "The ZIP file that LinkedIn sent you. It stays in this request; nothing is stored."
            )
        ),
        widget=forms.FileInput(attrs={"accept": ".zip,application/zip"}),
    )

    def clean_file(self) -> Export:
        try:
            return read_linkedin(self.cleaned_data["file"].read(MOST_BYTES + 1))
        except LinkedInError as error:
            raise forms.ValidationError(str(error)) from error


class LinkedInChoiceForm(forms.Form):
    """One box for each thing that the export says and the profile does not; none is ticked for the
    person.
    """

    title = CharField(max_length=LINKEDIN_LONGEST, required=False)
    location = CharField(max_length=LINKEDIN_LONGEST, required=False)
    skills = CharField(max_length=20_000, required=False)
    languages = CharField(max_length=20_000, required=False)

    def __init__(
        self, *args: Any, member: Member, export: Export | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.member, self.export = member, export

    def news(self) -> list[tuple[str, str, str, str]]:
        """Rows of (field, value, the field in words, what the profile says now)."""
        export, member = self.export, self.member
        if export is None:
            return []
        single = [
            (name, value, words, now)
            for name, value, words, now in (
                ("title", export.title, gettext("Job title"), member.title),
                ("location", export.location, gettext("Location"), member.location),
            )
            if value not in ("", now)
        ]
        several = [
            (name, value, words, "")
            for name, values, words in (
                ("skills", export.skills, gettext("Skill")),
                ("languages", export.languages, gettext("Language")),
            )
            for value in values
            if value.casefold() not in {each.casefold() for each in getattr(member, name)}
        ]
        return single + several

    def apply(self) -> tuple[Member, list[str]]:
        """The member with what was chosen, and the names of the fields that changed."""
        member, fields = self.member, []
        for name in ("title", "location"):
            if self.cleaned_data[name]:
                setattr(member, name, self.cleaned_data[name])
                fields.append(name)
        for name in ("skills", "languages"):
            chosen = [
                line[:LINKEDIN_LONGEST]
                for each in self.data.getlist(name)  # type: ignore[attr-defined]
                if (line := one_line(each))
            ]
            if chosen:
                setattr(
                    member,
                    name,
                    list(dict.fromkeys([*getattr(member, name), *chosen]))[:MOST_WORDS],
                )
                fields.append(name)
        return member, fields
