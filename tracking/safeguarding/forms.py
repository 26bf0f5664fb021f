from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.tenancy.models import Member, Organization
from mentorship.ui.forms import CharField, EmailField
from tracking.safeguarding.actions import TEXT_AT_MOST


class ReportForm(forms.Form):
    about = forms.ChoiceField(label=gettext_lazy("Who is it about?"), required=False)
    about_whom = CharField(
        label=gettext_lazy("Somebody else"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A name, where the person is not in the list."),
    )
    text = CharField(
        label=gettext_lazy("What happened?"),
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("When, where, and what was said or done. Write as you would talk."),
    )
    is_named = forms.BooleanField(
        label=gettext_lazy("The contacts may know that it is me, and get in touch"),
        required=False,
        initial=True,
    )

    def __init__(self, *args: Any, people: list[Member], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        named = [(pk, person.name) for pk, person in self.people.items()]
        self.fields["about"].choices = [("", _("Choose")), *named]  # type: ignore[attr-defined]

    def clean_about(self) -> Member | None:
        return self.people.get(self.cleaned_data["about"])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("about") and not values.get("about_whom"):
            self.add_error("about", _("Choose a person, or name one below."))
        return values


class NoteForm(forms.Form):
    text = CharField(
        label=gettext_lazy("What was done?"),
        max_length=TEXT_AT_MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Read by safeguarding contacts alone."),
    )


class ContactForm(forms.Form):
    """A person of the organisation by their work e-mail."""

    email = EmailField(label=gettext_lazy("Their work e-mail"))

    def __init__(self, *args: Any, organization: Organization, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organization = organization

    def clean_email(self) -> Member:
        people = Member.objects.filter(organization=self.organization)
        found = people.filter(email__iexact=self.cleaned_data["email"]).first()
        if found is None:
            raise forms.ValidationError(_("Nobody here has this address."))
        return found
