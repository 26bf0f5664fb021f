"""The address to which one person's calendar answers about one session.

`calendar+<token>@…`: the token is the key of their part in the session and ten bytes of a code over
it. It says who answers, so that nobody's word for it is needed. Mail servers may change the case of
an address, hence base 32; a local part has 64 characters at most (RFC 5321, section 4.5.3.1.1).
"""

from base64 import b32decode, b32encode
from binascii import Error
from uuid import UUID

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

SALT = "tracking.reply_address"
KEY_BYTES, CODE_BYTES = 16, 10
TOKEN_LENGTH = 42
LOCAL_PART_AT_MOST = 64


def reply_address(attendance_id: UUID) -> str:
    """Empty where the installation receives no mail."""
    local, _, domain = settings.INBOUND_EMAIL.rpartition("@")
    return f"{local}+{token_of(attendance_id)}@{domain}" if domain else ""


def token_of(attendance_id: UUID) -> str:
    coded = b32encode(attendance_id.bytes + _code(attendance_id, settings.SECRET_KEY))
    return coded.decode().rstrip("=").lower()


def read_token(token: str) -> UUID | None:
    """Whose answer this is: the key of an attendance, which may be gone; None for what is no token
    of this installation.
    """
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    padded = token.upper() + "=" * (-TOKEN_LENGTH % 8)
    try:
        given = b32decode(padded)
    except Error:
        return None
    # The last letter has bits to spare: only one of its ways of writing is ours.
    if b32encode(given).decode() != padded:
        return None
    key, code = UUID(bytes=given[:KEY_BYTES]), given[KEY_BYTES:]
    secrets = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    return key if any(constant_time_compare(code, _code(key, each)) for each in secrets) else None


def token_in(address: str) -> str:
    """The token of an address that a message was sent to; empty for any other address."""
    expected, _, domain = settings.INBOUND_EMAIL.lower().rpartition("@")
    local, _, host = address.strip().strip("<>").lower().rpartition("@")
    name, _, token = local.partition("+")
    return token if domain and (name, host) == (expected, domain) else ""


def _code(key: UUID, secret: str) -> bytes:
    mac = salted_hmac(SALT, key.bytes, secret=secret, algorithm="sha256")
    return mac.digest()[:CODE_BYTES]
