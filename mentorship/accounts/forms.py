from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm
from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mentorship.accounts.actions import invite_again
from mentorship.accounts.models import User
from mentorship.accounts.queries import user_with_address
from mentorship.ui.forms import CharField, EmailField, zone_choices

NEW_PASSWORD = forms.PasswordInput(attrs={"autocomplete": "new-password"})


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        widget=NEW_PASSWORD,
        help_text=gettext_lazy("At least 15 characters. A short sentence works well."),
        strip=False,
    )

    def __init__(self, *args: Any, email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(
            password, User(email=self.address or str(self.cleaned_data.get("email", "")))
        )
        return password


class ResetForm(ResetPasswordForm):  # type: ignore[misc]
    """A reset goes to the account's own address. Who was invited and never joined gets the
    invitation again.

    Takes as long, and says the same, for an address that nobody has.
    """

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        user = user_with_address(email)
        self.users = [user] if user and user.is_active else []
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        email: str = self.cleaned_data["email"]
        if not self.users and not invite_again(email=email, at=timezone.now()):
            nobody = {"user": None, "password_reset_url": settings.PUBLIC_URL}
            get_adapter().send_mail("account/email/password_reset_key", email, nobody)
            return email
        if self.users:
            super().save(request, **kwargs)
        return email


class FirstOwnerForm(NewPasswordForm):
    organization = CharField(label=gettext_lazy("Your organisation"), max_length=120)
    name = CharField(
        label=gettext_lazy("Your name"),
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = EmailField(
        label=gettext_lazy("Your e-mail"), widget=forms.EmailInput(attrs={"autocomplete": "email"})
    )
    time_zone = forms.ChoiceField(choices=zone_choices, initial="UTC")
    field_order = ("organization", "name", "email", "password", "time_zone")

    def clean_organization(self) -> str:
        name: str = self.cleaned_data["organization"]
        if not any(each.isascii() and each.isalnum() for each in name):
            raise forms.ValidationError(
                _("Use at least one letter from a to z or a digit: it becomes your address.")
            )
        return name


class TokenForm(forms.Form):
    name = CharField(
        max_length=80, help_text=gettext_lazy("What it is for, such as “nightly export”.")
    )
    days = forms.IntegerField(
        label=gettext_lazy("Valid for (days)"), min_value=1, max_value=365, initial=90
    )

    def clean_name(self) -> Any:
        return self.cleaned_data["name"].strip()
