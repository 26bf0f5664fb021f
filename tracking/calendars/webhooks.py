"""Where mail services hand over what arrives: `/inbound/<service>/`, for those that are set."""

from typing import Any

from anymail.signals import AnymailInboundEvent, inbound
from django.conf import settings
from django.dispatch import receiver
from django.urls import path
from django.utils import timezone
from django.utils.module_loading import import_string

from tracking.calendars.actions.replies import receive_reply
from tracking.calendars.inbound import SERVICES
from tracking.reply_address import token_in

urlpatterns = [
    path(f"{name}/", import_string(SERVICES[name]).as_view(), name=f"inbound-{name}")
    for name in settings.INBOUND_SERVICES
    if name in SERVICES and settings.ANYMAIL_WEBHOOK_SECRET
]


@receiver(inbound)
def keep(event: AnymailInboundEvent, **_: Any) -> None:
    """It is written down, and answered by a worker."""
    message = event.message
    addresses = [message.envelope_recipient, *(each.addr_spec for each in message.to or ())]
    for token in filter(None, {token_in(each or "") for each in addresses}):
        receive_reply(token=token, raw=message.as_bytes(), at=timezone.now())
