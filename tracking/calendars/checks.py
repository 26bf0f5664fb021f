"""What is wrong with the settings of mail that arrives, said at the start."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from tracking.calendars.inbound import SERVICES
from tracking.reply_address import LOCAL_PART_AT_MOST, TOKEN_LENGTH

NAME_AT_MOST = LOCAL_PART_AT_MOST - TOKEN_LENGTH - 1


@register()
def check_inbound(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    return [*_of_address(settings.INBOUND_EMAIL), *_of_services(settings.INBOUND_SERVICES)]


def _of_address(address: str) -> list[CheckMessage]:
    name, _, domain = address.rpartition("@")
    if not address or (domain and 0 < len(name) <= NAME_AT_MOST and "+" not in name):
        return []
    return [
        Error(
            f"INBOUND_EMAIL is no address with a name of up to {NAME_AT_MOST} characters without"
            " a plus sign: each invitation has an address of its own made of it.",
            id="calendars.E001",
        )
    ]


def _of_services(names: list[str]) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if unknown := [each for each in names if each not in SERVICES]:
        words = f"INBOUND_SERVICES may name {', '.join(SERVICES)}, and not {', '.join(unknown)}."
        found.append(Error(words, id="calendars.E002"))
    if names and not (settings.INBOUND_EMAIL and ":" in settings.ANYMAIL_WEBHOOK_SECRET):
        words = "INBOUND_SERVICES needs INBOUND_EMAIL, and ANYMAIL_WEBHOOK_SECRET as name:password."
        found.append(Error(words, id="calendars.E003"))
    return found
