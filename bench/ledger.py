"""A mail server that writes down when each message came: a line with its moment and Message-ID."""

import asyncio
import sys
import time
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller


class Ledger:
    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        head = message_from_bytes(envelope.content.partition(b"\r\n\r\n")[0])
        self._file.write(f"{time.time()} {head['Message-ID']}\n")
        return "250 OK"


def main(path: Path, port: int) -> None:
    controller = Controller(Ledger(path), hostname="127.0.0.1", port=port)
    controller.start()
    asyncio.new_event_loop().run_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
