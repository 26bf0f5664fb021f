"""Handing e-mails to the mail server, and telling its troubles from a message's own."""

import smtplib
from contextlib import suppress
from typing import Self

from django.core.mail import EmailMessage, get_connection

# What the server says before or after a message and not about it: RFC 5321, section 3.8 (421), and
# all that never answers.
BUSY = 421
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

    def send(self, message: EmailMessage) -> None:
        """Raises ServerAwayError, HungUpError, or whatever is wrong with the message itself."""
        try:
            self._send(message)
        except ConnectionLostError:
            try:
                self._send(message)
            except ConnectionLostError as error:
                raise HungUpError(str(error)) from error

    def _send(self, message: EmailMessage) -> None:
        self._open()
        message.connection = self._connection
        try:
            message.send()
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
