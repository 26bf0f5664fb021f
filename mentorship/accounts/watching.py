"""What happens at the sign-in pages: written into the log and the audit, and told to the account's
addresses.
"""

import logging
import time
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.adapter import get_adapter
from allauth.mfa import signals as mfa_signals
from django.contrib.auth import signals as auth_signals
from django.http import HttpRequest
from django.utils import timezone

from mentorship.accounts.actions import audit_account, drop_unproven_addresses, tell_account
from mentorship.accounts.middleware import SEEN
from mentorship.accounts.models import User
from mentorship.accounts.queries import addresses_of, user_with_address

logger = logging.getLogger(__name__)


def watch() -> None:
    """Listen to the libraries' signals; called once, when the application is loaded."""
    listeners = {
        auth_signals.user_logged_in: signed_in,
        auth_signals.user_login_failed: sign_in_failed,
        account_signals.password_changed: password_changed,
        account_signals.password_reset: password_reset,
        account_signals.email_changed: address_changed,
        mfa_signals.authenticator_added: factor_added,
        mfa_signals.authenticator_removed: factor_removed,
        mfa_signals.authentication_failed: factor_failed,
    }
    for signal, listener in listeners.items():
        signal.connect(listener, dispatch_uid=listener.__name__)


def _client(request: HttpRequest | None) -> str:
    return (
        get_adapter().get_client_ip(request)
        if request is not None and "REMOTE_ADDR" in request.META
        else ""
    )


def signed_in(*, request: HttpRequest, user: User, **_: Any) -> None:
    request.session[SEEN] = int(time.time())
    logger.info("%s signed in from %s", user.pk, _client(request))
    audit_account(
        user=user,
        action="account.signed_in",
        by_person=True,
        at=timezone.now(),
        client=_client(request),
    )


def sign_in_failed(*, request: HttpRequest | None, credentials: dict[str, Any], **_: Any) -> None:
    user = user_with_address(str(credentials.get("email", "")))
    logger.warning(
        "Sign-in of %s failed from %s", user.pk if user else "nobody known", _client(request)
    )
    if user:
        audit_account(
            user=user,
            action="account.sign_in_failed",
            by_person=False,
            at=timezone.now(),
            client=_client(request),
        )


def password_changed(*, user: User, **_: Any) -> None:
    tell_account(
        user=user, what="password_changed", addresses=addresses_of(user), at=timezone.now()
    )


def password_reset(*, user: User, **_: Any) -> None:
    drop_unproven_addresses(user=user)
    tell_account(user=user, what="password_reset", addresses=addresses_of(user), at=timezone.now())


def address_changed(
    *, user: User, from_email_address: Any, to_email_address: Any, **_: Any
) -> None:
    addresses = {to_email_address.email.lower()}
    if from_email_address:
        addresses.add(from_email_address.email.lower())
    tell_account(
        user=user,
        what="address_changed",
        addresses=addresses,
        at=timezone.now(),
        sign_in=to_email_address.email,
    )


def factor_added(*, user: User, authenticator: Any, **_: Any) -> None:
    _factor(user, "factor_added", authenticator)


def factor_removed(*, user: User, authenticator: Any, **_: Any) -> None:
    _factor(user, "factor_removed", authenticator)


def _factor(user: User, what: str, authenticator: Any) -> None:
    logger.info("%s: %s of %s", what, authenticator.type, user.pk)
    tell_account(
        user=user,
        what=what,
        addresses=addresses_of(user),
        at=timezone.now(),
        factor=authenticator.type,
    )


def factor_failed(*, request: HttpRequest, user: User, **_: Any) -> None:
    logger.warning("Second factor of %s failed from %s", user.pk, _client(request))
    audit_account(
        user=user,
        action="account.factor_failed",
        by_person=False,
        at=timezone.now(),
        client=_client(request),
    )
