"""Who may try to sign in: failures are counted, successes never.

Somebody who guesses closes the account to their own address alone. The owner gets in from any
other, from a device that has signed in before, and after a reset, which gives the account a new
password and so new counters.
"""

import hashlib
from datetime import datetime, timedelta

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse

from mentorship.accounts.models import User
from mentorship.accounts.throttle import allow, is_spent

WINDOW = timedelta(minutes=10)
# (what is counted, how many failures in the window close it)
PER_ACCOUNT_AND_ADDRESS, PER_ADDRESS, PER_ACCOUNT = 10, 300, 100
DEVICE_COOKIE = "device"
DEVICE_KNOWN_FOR = timedelta(days=180)
_signer = TimestampSigner(salt="mentorship.accounts.device")


def may_try(*, email: str, user: User | None, address: str, device: str, at: datetime) -> bool:
    """Whether one more password may be tried for this account from this client address
    or device.
    """
    return not any(
        is_spent(what=what, who=who, limit=limit, window=WINDOW, at=at)
        for what, who, limit in _counters(email, user, address, device)
    )


def count_failure(
    *, email: str, user: User | None, address: str, device: str, at: datetime
) -> None:
    for what, who, limit in _counters(email, user, address, device):
        allow(what=what, who=who, limit=limit, window=WINDOW, at=at)


def known_device(request: HttpRequest, user: User | None) -> str:
    """The device's name where it has signed this user in before, else nothing."""
    value = request.COOKIES.get(DEVICE_COOKIE, "")
    try:
        signed_in = _signer.unsign(value, max_age=DEVICE_KNOWN_FOR)
    except BadSignature:
        return ""
    return signed_in if user is not None and signed_in == str(user.pk) else ""


def remember_device(response: HttpResponse, user: User, *, secure: bool) -> None:
    response.set_cookie(
        DEVICE_COOKIE,
        _signer.sign(str(user.pk)),
        max_age=DEVICE_KNOWN_FOR,
        secure=secure,
        httponly=True,
        samesite="Lax",
    )


def _counters(
    email: str, user: User | None, address: str, device: str
) -> list[tuple[str, str, int]]:
    account = f"{email}:{_password_mark(user)}"
    if device:
        return [("sign-in device", f"{account}:{address}:{device}", PER_ACCOUNT_AND_ADDRESS)]
    return [
        ("sign-in", f"{account}:{address}", PER_ACCOUNT_AND_ADDRESS),
        ("sign-in address", address, PER_ADDRESS),
        ("sign-in account", account, PER_ACCOUNT),
    ]


def _password_mark(user: User | None) -> str:
    """Changes with the password and says nothing about it."""
    return hashlib.sha256(user.password.encode()).hexdigest()[:16] if user else ""
