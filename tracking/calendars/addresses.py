from dataclasses import dataclass
from urllib.parse import quote

from django.urls import reverse

from mentorship.delivery.email import absolute

GOOGLE = "https://calendar.google.com/calendar/r?cid="


@dataclass(frozen=True)
class Address:
    """Where a calendar reads; the same address for programs that are opened by `webcal:`."""

    url: str

    @property
    def webcal(self) -> str:
        return f"webcal:{self.url.partition(':')[2]}"

    @property
    def google(self) -> str:
        """A page of Google's that asks whether to subscribe."""
        return GOOGLE + quote(self.webcal, safe="")


def address_of_feed(slug: str, secret: str) -> Address:
    return Address(absolute(reverse("calendars:feed-read", args=[slug, secret])))
