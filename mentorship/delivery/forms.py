from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mentorship.delivery.enums import Category, Channel, Service, When
from mentorship.delivery.kinds import OF_THE_MOMENT, categories_of
from mentorship.delivery.models import ChatHook, Preferences
from mentorship.tenancy.models import Member
from mentorship.ui.forms import CharField, TimeInput, id_in

# What goes to everybody in a channel: nothing about one person but what the wall shows.
ANNOUNCED = (Category.PROGRAMS, Category.RECOGNITION)
HELP = {
    Category.MATCHES: gettext_lazy(
        "Who asks you, whom you are matched with, what became of your application."
    ),
    Category.SESSIONS: gettext_lazy(
        "Without these e-mails your calendar hears nothing of your sessions."
    ),
    Category.REMINDERS: gettext_lazy("The day before a session, and when something waits for you."),
    Category.PROGRESS: gettext_lazy("Proposed goals, written notes, another cadence."),
    Category.OPERATIONS: gettext_lazy(
        "What needs an admin: people who left, messages that failed."
    ),
}


class PreferencesForm(forms.Form):
    quiet_from = forms.TimeField(label=gettext_lazy("Quiet from"), required=False, widget=TimeInput)
    quiet_until = forms.TimeField(
        label=gettext_lazy("Quiet until"), required=False, widget=TimeInput
    )
    summary_at = forms.TimeField(label=gettext_lazy("Send the daily summary at"), widget=TimeInput)
    hour_before = forms.BooleanField(
        label=gettext_lazy("Remind me an hour before each session too"), required=False
    )

    def __init__(self, *args: Any, stored: Preferences, member: Member, **kwargs: Any) -> None:
        times = {
            name: getattr(stored, name)
            for name in ("quiet_from", "quiet_until", "summary_at", "hour_before")
        }
        super().__init__(*args, **{"initial": times, **kwargs})
        if len(settings.LANGUAGES) > 1:
            self.fields["locale"] = forms.ChoiceField(
                label=_("Language"),
                choices=settings.LANGUAGES,
                initial=member.locale or get_language(),
            )
        self.categories = _chosen_by(member)
        for category in self.categories:
            self._add(category, stored)

    def _add(self, category: Category, stored: Preferences) -> None:
        if category in categories_of(Channel.EMAIL):
            self.fields[f"email_{category}"] = forms.ChoiceField(
                label=_("By e-mail"),
                widget=forms.Select(attrs={"class": "form-select"}),
                choices=whens_of(category),
                initial=stored.email.get(category, When.NOW),
            )
        if category in categories_of(Channel.IN_APP):
            self.fields[f"app_{category}"] = forms.BooleanField(
                label=_("In the app"), required=False, initial=category not in stored.in_app_off
            )

    def rows(self) -> list[dict[str, Any]]:
        """One line of the page for each category."""
        return [
            {
                "name": category.value,
                "label": category.label,
                "help": HELP.get(category, ""),
                "fields": [
                    self[name]
                    for name in (f"email_{category}", f"app_{category}")
                    if name in self.fields
                ],
            }
            for category in self.categories
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        start, end = values.get("quiet_from"), values.get("quiet_until")
        if (start is None) != (end is None) and not self.errors:
            missing = "quiet_from" if start is None else "quiet_until"
            self.add_error(missing, _("Quiet hours need both times; leave both empty for none."))
        if start is not None and start == end:
            self.add_error("quiet_until", _("Choose another time than the one they begin at."))
        return values

    def values(self) -> dict[str, Any]:
        """What the action takes."""
        given = self.cleaned_data
        return {
            "email": {
                category.value: given[f"email_{category}"]
                for category in self.categories
                if f"email_{category}" in given
            },
            "in_app_off": [
                category.value
                for category in self.categories
                if f"app_{category}" in self.fields and not given[f"app_{category}"]
            ],
            **{
                name: given[name]
                for name in ("quiet_from", "quiet_until", "summary_at", "hour_before", "locale")
                if name in given
            },
        }


def whens_of(category: Category) -> list[tuple[str, str]]:
    """When e-mails of a category can come; what is of the moment waits for no summary."""
    return [
        (each.value, str(each.label))
        for each in When
        if each != When.DAILY or category not in OF_THE_MOMENT
    ]


def _chosen_by(member: Member) -> list[Category]:
    return [
        category
        for category in Category
        if category != Category.ACCOUNT and (category != Category.OPERATIONS or member.is_admin)
    ]


class HookForm(forms.Form):
    name = CharField(
        max_length=80, help_text=gettext_lazy("As you call the channel, such as “#mentoring”.")
    )
    service = forms.ChoiceField(label=gettext_lazy("Chat"), choices=Service.choices)
    address = CharField(
        label=gettext_lazy("Webhook address"),
        max_length=1000,
        help_text=gettext_lazy(
            "It is kept encrypted and never shown again: whoever has it can write there."
        ),
    )
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("What it hears of"),
        choices=[(each.value, each.label) for each in ANNOUNCED],
        widget=forms.CheckboxSelectMultiple,
        initial=[each.value for each in ANNOUNCED],
    )
    scope = forms.ChoiceField(label=gettext_lazy("Of which program"), required=False)

    def __init__(
        self,
        *args: Any,
        scopes: list[tuple[UUID, str]],
        hook: ChatHook | None = None,
        **kwargs: Any,
    ) -> None:
        stored = (
            {"name": hook.name, "categories": hook.categories, "scope": str(hook.scope_id or "")}
            if hook
            else {}
        )
        super().__init__(*args, **{"initial": stored, **kwargs})
        self.fields["scope"].choices = [  # type: ignore[attr-defined]
            ("", _("All programs")),
            *((str(pk), name) for pk, name in scopes),
        ]
        if hook:
            del self.fields["service"]
            self.fields["address"].required = False
            self.fields["address"].help_text = _("Leave it empty to keep the one that is stored.")

    def clean_scope(self) -> UUID | None:
        return id_in(self.cleaned_data["scope"])


class TextForm(forms.Form):
    """An organisation's own words in messages of a kind."""

    subject = CharField(label=gettext_lazy("Subject"), max_length=150)
    body = CharField(
        label=gettext_lazy("Text"), max_length=3000, widget=forms.Textarea(attrs={"rows": 12})
    )
