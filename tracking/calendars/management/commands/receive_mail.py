"""Take mail to the reply addresses over SMTP."""

import asyncio
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from tracking.calendars.actions.replies import receive_reply
from tracking.calendars.replies import SIZE_AT_MOST
from tracking.reply_address import read_token, token_in

UNKNOWN, TAKEN, LATER = "550 5.1.1 No such address", "250 2.0.0 Taken", "451 4.3.0 Try again"


class Postbox:
    """Refuses what is not addressed to somebody's calendar, and has the rest written down before it
    says that it has taken it.
    """

    def __init__(self) -> None:
        # One thread, and so one connection to the database.
        self.writer = ThreadPoolExecutor(max_workers=1)

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if read_token(token_in(address)) is None:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - as above
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self.writer, _keep, list(envelope.rcpt_tos), content)
        except Exception:  # noqa: BLE001 - whatever it is, the sender keeps the message
            return LATER
        return TAKEN


class Command(BaseCommand):
    help = "Takes mail to the reply addresses of INBOUND_EMAIL over SMTP, until it is stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--listen", default="127.0.0.1:8025", help="host:port")

    def handle(self, *args: Any, listen: str, **options: Any) -> None:
        host, _, port = listen.rpartition(":")
        if not port.isdigit():
            raise CommandError("Say where to listen as host:port.")
        controller = Controller(
            Postbox(), hostname=host, port=int(port), data_size_limit=SIZE_AT_MOST
        )
        ended = threading.Event()
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: ended.set())
        controller.start()
        ended.wait()
        controller.stop()


def _keep(addresses: list[str], content: bytes) -> None:
    close_old_connections()
    for address in addresses:
        receive_reply(token=token_in(address), raw=content, at=timezone.now())
