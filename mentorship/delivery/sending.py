"""Handing e-mails to the mail server, and telling its troubles from a message's own."""

import re
import smtplib
from contextlib import suppress
from typing import Self

from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.smtp import EmailBackend

from mentorship.delivery.wire import Wire, wire

# What the server says before or after a message and not about it: RFC 5321, section 3.8 (421), and
# all that never answers.
BUSY = 421
OK, WILL_FORWARD, GO_ON = 250, 251, 354
FULL_STOP = re.compile(rb"^\.", re.MULTILINE)
Reply = tuple[int, bytes]
AWAY = (
    smtplib.SMTPServerDisconnected,
    smtplib.SMTPConnectError,
    smtplib.SMTPHeloError,
    smtplib.SMTPAuthenticationError,
    smtplib.SMTPNotSupportedError,
    OSError,
)


class ServerAwayError(Exception):
    """The mail server cannot be reached."""


class HungUpError(Exception):
    """The server took two connections and hung up on this message both times: one of them is to
    blame.
    """


class Sender:
    """One kept connection to the mail server, opened again where the server closes it."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def send(self, letter: EmailMultiAlternatives) -> None:
        """Raises ServerAwayError, HungUpError, or whatever is wrong with the message itself."""
        try:
            self._send(letter)
        except ConnectionLostError:
            try:
                self._send(letter)
            except ConnectionLostError as error:
                raise HungUpError(str(error)) from error

    def _send(self, letter: EmailMultiAlternatives) -> None:
        self._open()
        backend = self._connection
        server = backend.connection if isinstance(backend, EmailBackend) else None
        try:
            if server is None:
                backend.send_messages([letter])
            else:
                hand_over(server, wire(letter))
        except Exception as error:
            if not is_away(error):
                raise
            self._close()
            raise ConnectionLostError(f"{type(error).__name__}: {error}") from error

    def _open(self) -> None:
        if self._is_open:
            return
        try:
            self._connection.open()
        except Exception as error:
            raise ServerAwayError(f"{type(error).__name__}: {error}") from error
        self._is_open = True

    def _close(self) -> None:
        if self._is_open:
            # Django forgets a dead line before it says so.
            with suppress(*AWAY):
                self._connection.close()
        self._is_open = False


class ConnectionLostError(Exception):
    """The connection went while a message was being handed over."""


def is_away(error: Exception) -> bool:
    """Whether the error is the connection's or the server's, not the message's."""
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code == BUSY:
        return True
    refused = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)
    return isinstance(error, AWAY) and not isinstance(error, refused)


def hand_over(server: smtplib.SMTP, message: Wire) -> None:
    """As smtplib's `sendmail`, but in two round trips instead of four where the server offers
    PIPELINING (RFC 2920). Raises what `sendmail` raises.
    """
    server.ehlo_or_helo_if_needed()
    if not server.has_extn("pipelining"):
        server.sendmail(message.sender, [message.recipient], message.content)
        return
    size = f" SIZE={len(message.content)}" if server.has_extn("size") else ""
    server.send(f"MAIL FROM:<{message.sender}>{size}\r\nRCPT TO:<{message.recipient}>\r\nDATA\r\n")
    mail, rcpt, data = (server.getreply() for _ in range(3))
    refusal = _refusal(message, mail, rcpt, data)
    if refusal is None:
        # RFC 5321, section 4.5.2: a line of one full stop ends the content.
        server.send(FULL_STOP.sub(b"..", message.content) + b".\r\n")
        refusal = _refusal_of_content(server.getreply())
    elif data[0] == GO_ON:
        # RFC 2920, section 3.1: a server that waits for content all the same is told at once that
        # there is none.
        server.send(".\r\n")
        server.getreply()
    if refusal is not None:
        with suppress(smtplib.SMTPServerDisconnected):
            server.rset()
        raise refusal


def _refusal(message: Wire, mail: Reply, rcpt: Reply, data: Reply) -> Exception | None:
    if BUSY in (mail[0], rcpt[0], data[0]):
        return smtplib.SMTPServerDisconnected("The server is busy.")
    if mail[0] != OK:
        return smtplib.SMTPSenderRefused(*mail, message.sender)
    if rcpt[0] not in (OK, WILL_FORWARD):
        return smtplib.SMTPRecipientsRefused({message.recipient: rcpt})
    return None if data[0] == GO_ON else smtplib.SMTPDataError(*data)


def _refusal_of_content(reply: Reply) -> Exception | None:
    if reply[0] == BUSY:
        return smtplib.SMTPServerDisconnected("The server is busy.")
    return None if reply[0] == OK else smtplib.SMTPDataError(*reply)
