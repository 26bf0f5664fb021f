"""Text encrypted per organisation: private notes and secrets are unreadable in a dump."""

from base64 import urlsafe_b64encode
from functools import lru_cache
from uuid import UUID

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@lru_cache(maxsize=1024)
def _box(purpose: str) -> Fernet:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose.encode()).derive(settings.SECRET_KEY.encode())
    return Fernet(urlsafe_b64encode(key))


def encrypt(text: str, *, organization_id: UUID) -> bytes:
    return _box(f"organization:{organization_id}").encrypt(text.encode())


def decrypt(sealed: bytes, *, organization_id: UUID) -> str:
    """Raises cryptography.fernet.InvalidToken for another organisation's text."""
    return _box(f"organization:{organization_id}").decrypt(bytes(sealed)).decode()


def encrypt_global(text: str) -> str:
    """For secrets of a user, who belongs to no single organisation."""
    return _box("user").encrypt(text.encode()).decode()


def decrypt_global(sealed: str) -> str:
    return _box("user").decrypt(sealed.encode()).decode()
