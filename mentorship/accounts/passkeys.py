from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """Adds a passkey that signs in. The library's own makes a mere second factor unless a box is
    ticked.
    """

    passwordless = forms.BooleanField(
        label="Sign in with it alone",
        required=False,
        initial=True,
        help_text="Otherwise it is only asked for after your password.",
    )
