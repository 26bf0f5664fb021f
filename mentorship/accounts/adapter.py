import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mentorship.accounts.actions import owe_account_mail, tell_account
from mentorship.accounts.guarding import count_failure, known_device, may_try, remember_device
from mentorship.accounts.models import User
from mentorship.accounts.queries import addresses_of, user_with_address
from mentorship.tenancy.secrets import UnreadableError, decrypt_global, encrypt_global

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People join by invitation; failed sign-ins are limited; every e-mail goes through
    the outbox.
    """

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        if not may_try(**self._attempt(request, credentials)):
            raise ValidationError(
                _("Too many wrong passwords from here. Wait ten minutes, or reset your password."),
                code="too_many_login_attempts",
            )

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        count_failure(**self._attempt(request, credentials))

    def _attempt(self, request: HttpRequest, credentials: dict[str, Any]) -> dict[str, Any]:
        email = str(credentials.get("email", "")).lower()
        user = user_with_address(email)
        return {
            "email": email,
            "user": user,
            "address": self.get_client_ip(request),
            "device": known_device(request, user),
            "at": timezone.now(),
        }

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(response, user, secure=settings.SECURE)
        return response

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        context = {"email": email, "product": settings.PRODUCT_NAME, **context}
        message, user = self.render_mail(template_prefix, email, context), context.get("user")
        if user is not None:
            at, text = timezone.now(), str(message.body)
            owe_account_mail(user=user, address=email, title=message.subject, text=text, at=at)

    def send_confirmation_mail(
        self, request: HttpRequest, emailconfirmation: Any, *args: Any
    ) -> None:
        super().send_confirmation_mail(request, emailconfirmation, *args)
        address = emailconfirmation.email_address
        if not address.primary:
            tell_account(
                user=address.user,
                what="address_entered",
                kind="address_entered",
                addresses=addresses_of(address.user),
                at=timezone.now(),
                sign_in=address.email,
            )

    def get_reset_password_from_key_url(self, key: str) -> str:
        return _public(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return _public(super().get_email_confirmation_url(request, emailconfirmation))


def _public(url: str) -> str:
    """The same page at the installation's own address; the library takes the host from the
    request's header.
    """
    return f"{settings.PUBLIC_URL}{urlsplit(url).path}"


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors are encrypted at rest, and a short password keeps its last one."""

    def encrypt(self, text: str) -> str:
        return encrypt_global(text)

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return decrypt_global(encrypted_text)
        except UnreadableError:
            # No code is right then; recovery codes or an owner help, and the log says why.
            logger.exception("A second factor cannot be read with the keys of this installation")
            return ""

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        if authenticator.user.has_short_password and authenticator.type != "recovery_codes":
            others = authenticator.user.authenticator_set.exclude(pk=authenticator.pk)
            return bool(others.exclude(type="recovery_codes").exists())
        return bool(super().can_delete_authenticator(authenticator))
