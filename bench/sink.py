"""A mail server that takes everything and keeps nothing, at next to no cost: what is measured with
it is the sender. `aiosmtpd` costs more than the sender.
"""

import asyncio
import sys

GREETING = b"220 sink\r\n"
OFFERS = b"250-sink\r\n250-SIZE 33554432\r\n250 8BITMIME\r\n"
OK, GO_ON, BYE = b"250 OK\r\n", b"354 Go on\r\n", b"221 Bye\r\n"
END = b"\r\n.\r\n"
ANSWERS = {b"EHLO": OFFERS, b"HELO": OK, b"DATA": GO_ON, b"QUIT": BYE}


class Sink(asyncio.Protocol):
    """One connection: commands by line, content until its end."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport, self.buffer, self.is_content = transport, b"", False
        self.write(GREETING)

    def write(self, answer: bytes) -> None:
        assert isinstance(self.transport, asyncio.Transport)
        self.transport.write(answer)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        answers = []
        while (answer := self._next()) is not None:
            answers.append(answer)
        if answers:
            self.write(b"".join(answers))
        if answers[-1:] == [BYE]:
            self.transport.close()

    def _next(self) -> bytes | None:
        """The answer to what has come in full, None where nothing has."""
        taken, mark, rest = self.buffer.partition(END if self.is_content else b"\r\n")
        if not mark:
            return None
        self.buffer = rest
        if self.is_content:
            self.is_content = False
            return OK
        self.is_content = taken[:4].upper() == b"DATA"
        return ANSWERS.get(taken[:4].upper(), OK)


async def serve(port: int) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
