"""A second language that exists only in tests: every text of ours in brackets, so that what was not
translated shows.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from django.conf import locale
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from scripts.catalogues import everything

CODE = "xx"
CACHES = (trans_real.get_languages, trans_real._get_supported_language_variant)


def bracketed(text: str) -> str:
    return f"⟦{text}⟧"


@cache
def _compiled() -> bytes:
    catalog = everything()
    for message in catalog:
        if message.id:
            one_or_more = message.id if isinstance(message.id, tuple) else (message.id,)
            words = tuple(map(bracketed, one_or_more))
            message.string = words if isinstance(message.id, tuple) else words[0]
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


@contextmanager
def second_language(folder: Path) -> Iterator[str]:
    """Offers it while this lasts; `folder` takes the catalogue."""
    place = folder / CODE / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.mo").write_bytes(_compiled())
    info: dict[str, Any] = {"bidi": False, "code": CODE, "name": "Second", "name_local": "Second"}
    locale.LANG_INFO[CODE] = info
    languages = [("en", "English"), (CODE, "Second")]
    try:
        with override_settings(LANGUAGES=languages, LOCALE_PATHS=[folder]):
            _forget()
            yield CODE
    finally:
        del locale.LANG_INFO[CODE]
        translation.activate("en")
        _forget()


def _forget() -> None:
    trans_real._translations = {}
    for known in CACHES:
        known.cache_clear()
