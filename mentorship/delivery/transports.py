"""The ways a message leaves: one class a channel, in one table."""

from collections.abc import Iterable
from itertools import groupby
from typing import Protocol, Self

from django.conf import settings

from mentorship.delivery import chat
from mentorship.delivery.email import absolute, compose, compose_summary
from mentorship.delivery.enums import Channel
from mentorship.delivery.kinds import kind_named
from mentorship.delivery.models import Delivery
from mentorship.delivery.sending import Sender
from mentorship.net import post_json
from mentorship.tenancy.secrets import decrypt

# What leaves as one: a single message, or all of somebody's daily summary.
Parcel = list[Delivery]


class Transport(Protocol):
    """Open while a batch is sent. `send` raises ServerAwayError and HungUpError where the way
    itself is closed, and whatever else where the parcel is to blame.
    """

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...

    def send(self, parcel: Parcel) -> None: ...


class Mail:
    def __init__(self) -> None:
        self._sender = Sender()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sender.__exit__()

    def send(self, parcel: Parcel) -> None:
        message = compose_summary(parcel) if parcel[0].in_summary else compose(parcel[0])
        self._sender.send(message)


class Chat:
    """One post a message; each channel has an address of its own."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing stays open."""

    def send(self, parcel: Parcel) -> None:
        [delivery] = parcel
        assert delivery.hook is not None  # noqa: S101 - the table's own constraint
        shape = chat.slack if delivery.channel == Channel.SLACK else chat.teams
        payload = shape(
            title=kind_named(delivery.kind).render_title(delivery.context),
            sender=f"{delivery.organization} · {settings.PRODUCT_NAME}",
            url=absolute(delivery.context.get("url", "")),
        )
        address = decrypt(bytes(delivery.hook.sealed), organization_id=delivery.organization_id)
        post_json(address, payload)


TRANSPORTS: dict[str, type[Transport]] = {
    Channel.EMAIL: Mail,
    Channel.SLACK: Chat,
    Channel.TEAMS: Chat,
}


def parcels(deliveries: Iterable[Delivery]) -> list[tuple[str, list[Parcel]]]:
    """What is to leave, by channel; messages of one person's summary together."""
    found = []
    ordered = sorted(deliveries, key=lambda each: each.channel)
    for channel, rows in groupby(ordered, key=lambda each: each.channel):
        packed: dict[object, Parcel] = {}
        for row in rows:
            packed.setdefault(row.recipient_id if row.in_summary else row.pk, []).append(row)
        found.append((channel, list(packed.values())))
    return found
