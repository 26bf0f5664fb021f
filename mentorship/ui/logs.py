"""What never stands in a log."""

import logging
import re

# The addresses whose last part is a secret: invitations, acts from a message, calendars, password
# resets, confirmations of an address.
SECRETS = re.compile(r"(/join/|/act/|/calendar/|/password/reset/key/|/confirm-email/)[^/\s]+")


class HideSecrets(logging.Filter):
    """Takes the secret part of an address out of a record, before anything formats it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _hidden(record.msg)
        if isinstance(record.args, tuple):
            record.args = tuple(map(_hidden, record.args))
        return True


def _hidden(value: object) -> object:
    return SECRETS.sub(r"\1…", value) if isinstance(value, str) else value
