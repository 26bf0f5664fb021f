from typing import Any

from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

TOTP = Authenticator.Type.TOTP


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """Asks for a code that the person can have: not everybody has an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        has_app = Authenticator.objects.filter(user=self.user, type=TOTP).exists()
        self.fields["code"].label = (
            gettext("Code of your authenticator app, or a recovery code")
            if has_app
            else gettext("Recovery code")
        )
        self.fields["code"].widget.attrs.pop("placeholder", None)


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Adds a passkey that signs in. The library's own makes a mere second factor unless a box is
    ticked.
    """

    passwordless = forms.BooleanField(
        label=_("Sign in with it alone"),
        required=False,
        initial=True,
        help_text=_("Otherwise it is only asked for after your password."),
    )
