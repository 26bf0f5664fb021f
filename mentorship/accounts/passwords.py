from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from pwned_passwords_django.api import PwnedPasswords
from pwned_passwords_django.validators import PwnedPasswordsValidator

LONG, SHORT = 15, 8


def has_second_factor(user: Any) -> bool:
    return bool(
        user
        and user.pk
        and Authenticator.objects.filter(user=user).exclude(type="recovery_codes").exists()
    )


class LongOrSecondFactor:
    """At least 15 characters, or 8 with a second factor (NIST SP 800-63B-4, section 3.1.1.2)."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) >= LONG or (len(password) >= SHORT and has_second_factor(user)):
            return
        raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        return _(
            "Use at least %(long)s characters, or %(short)s once you have a second"
            " factor. A short sentence works well."
        ) % {"long": LONG, "short": SHORT}


class NotBreached:
    """Not among the passwords that breaches have made known.

    The list (Have I Been Pwned, or a copy of it at BREACHED_PASSWORDS_URL) is told five characters
    of the password's SHA-1, never the password. Where it does not answer, Django's own list of
    common passwords stands alone.
    """

    def __init__(self) -> None:
        client = PwnedPasswords()
        client.api_endpoint = settings.BREACHED_PASSWORDS_URL
        refusal = _("This password is known from a data breach elsewhere. Choose another one.")
        self._validator = PwnedPasswordsValidator(error_message=refusal, api_client=client)

    def validate(self, password: str, user: Any = None) -> None:
        if settings.BREACHED_PASSWORDS_URL:
            self._validator.validate(password, user)

    def get_help_text(self) -> str:
        return _("It must not be known from a data breach.")
