"""Reading the installation's keys from its environment; nothing starts with one that is empty,
short or a sample.
"""

import re

from django.core.exceptions import ImproperlyConfigured

SHORTEST = 40
MAKE_ONE = 'Make one: python -c "import secrets; print(secrets.token_urlsafe(48))"'
SAMPLES = ("change", "secret", "insecure", "example", "your-")


def check_key(name: str, secret: str) -> str:
    """Raises ImproperlyConfigured where nobody should rely on it."""
    if len(secret) < SHORTEST:
        state = "is empty" if not secret else f"has {len(secret)} characters"
        raise ImproperlyConfigured(
            f"{name} {state}; at least {SHORTEST} random ones are needed. {MAKE_ONE}"
        )
    if secret.lower().startswith(SAMPLES):
        raise ImproperlyConfigured(f"{name} looks like a sample. {MAKE_ONE}")
    return secret


def read_note_keys(entries: list[str]) -> dict[str, str]:
    """`name:secret` entries by name, the one to write with first. Raises ImproperlyConfigured."""
    keys: dict[str, str] = {}
    for entry in entries:
        name, separator, secret = entry.strip().partition(":")
        if not separator or not re.fullmatch(r"[a-z0-9-]{1,20}", name):
            raise ImproperlyConfigured(
                "NOTE_KEYS is a list of name:secret, such as 2026:…; names are short and plain."
            )
        if name in keys:
            raise ImproperlyConfigured(f"NOTE_KEYS names {name} twice.")
        keys[name] = check_key(f"The key {name} of NOTE_KEYS", secret)
    return keys
