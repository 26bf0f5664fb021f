"""Text encrypted per organisation: private notes and secrets are unreadable in a dump.

Keys have names. What is written is sealed with the first of NOTE_KEYS and says which that was; what
is read may be sealed with any of them, or with SECRET_KEY, which was the only key before there were
several.
"""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

MARK = b":"


class UnreadableError(Exception):
    """This was sealed with a key that the installation does not have, or for somebody else."""


@dataclass(frozen=True)
class Column:
    """A column of sealed text, for `manage.py rotate_keys`: `rows()` gives those that hold some."""

    rows: Callable[[], Any]
    name: str


_columns: list[Column] = []


def register(*columns: Column) -> None:
    """Columns of tenant rows; the apps that have them say so."""
    _columns.extend(columns)


def columns() -> list[Column]:
    return _columns


def encrypt(text: str, *, organization_id: UUID) -> bytes:
    return _seal(text, f"organization:{organization_id}")


def decrypt(sealed: bytes, *, organization_id: UUID) -> str:
    """Raises UnreadableError."""
    return _open(bytes(sealed), f"organization:{organization_id}")


def encrypt_global(text: str) -> str:
    """For secrets of a user, who belongs to no single organisation."""
    return _seal(text, "user").decode()


def decrypt_global(sealed: str) -> str:
    """Raises UnreadableError."""
    return _open(sealed.encode(), "user")


def is_current(sealed: bytes) -> bool:
    """Whether it is sealed with the key that is written with today."""
    name, separator, _ = bytes(sealed).partition(MARK)
    return (name.decode() if separator else "") == _names()[0]


def _names() -> list[str]:
    """The keys' names, the one to write with first; the empty one is SECRET_KEY."""
    return [*settings.NOTE_KEYS, ""]


def _seal(text: str, purpose: str) -> bytes:
    name = _names()[0]
    token = _box(name, purpose).encrypt(text.encode())
    return name.encode() + MARK + token if name else token


def _open(sealed: bytes, purpose: str) -> str:
    name, separator, token = sealed.partition(MARK)
    if not separator:
        name, token = b"", sealed
    try:
        return _box(name.decode(), purpose).decrypt(token).decode()
    except (InvalidToken, KeyError, UnicodeDecodeError) as error:
        raise UnreadableError(purpose) from error


def _box(name: str, purpose: str) -> Fernet:
    """Raises KeyError for a key that is not there."""
    return _fernet(settings.NOTE_KEYS[name] if name else settings.SECRET_KEY, purpose)


@lru_cache(maxsize=1024)
def _fernet(secret: str, purpose: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(
        secret.encode()
    )
    return Fernet(urlsafe_b64encode(key))
