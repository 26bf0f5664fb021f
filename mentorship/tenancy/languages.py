from collections.abc import Iterator
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation

from mentorship.tenancy.models import Member


@contextmanager
def spoken_to(member: Member) -> Iterator[None]:
    """While this lasts, words are in the person's language and moments in their zone."""
    language = member.locale or settings.LANGUAGE_CODE
    with timezone.override(ZoneInfo(member.zone)), translation.override(language):
        yield
