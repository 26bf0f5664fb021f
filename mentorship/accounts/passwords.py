from typing import Any

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError

LONG, SHORT = 15, 8


def has_second_factor(user: Any) -> bool:
    return bool(user and user.pk and Authenticator.objects.filter(user=user).exclude(type="recovery_codes").exists())


class LongOrSecondFactor:
    """At least 15 characters, or 8 with a second factor (NIST SP 800-63B-4, section 3.1.1.2)."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) >= LONG or (len(password) >= SHORT and has_second_factor(user)):
            return
        raise ValidationError(self.get_help_text(), code="password_too_short")

    def get_help_text(self) -> str:
        return f"Use at least {LONG} characters, or {SHORT} once you have a second factor. A short sentence works well."
