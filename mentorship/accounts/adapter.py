from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone

from mentorship.accounts.throttle import allow
from mentorship.tenancy.secrets import decrypt_global, encrypt_global

SIGN_IN_LIMIT, SIGN_IN_WINDOW = 10, timedelta(minutes=10)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People join by invitation; sign-in is limited for each e-mail address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        email = str(credentials.get("email", ""))
        if not allow(what="sign-in", who=email, limit=SIGN_IN_LIMIT, window=SIGN_IN_WINDOW, at=timezone.now()):
            raise ValidationError(
                "Too many attempts to sign in with this address. Wait ten minutes, or reset your password.",
                code="too_many_login_attempts",
            )


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors are encrypted at rest, and a short password keeps its last one."""

    def encrypt(self, text: str) -> str:
        return encrypt_global(text)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_global(encrypted_text)

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        if authenticator.user.has_short_password and authenticator.type != "recovery_codes":
            others = authenticator.user.authenticator_set.exclude(pk=authenticator.pk)
            return bool(others.exclude(type="recovery_codes").exists())
        return bool(super().can_delete_authenticator(authenticator))
