"""A letter as a mail server takes it: its envelope and its bytes.

The library reads every address and folds every header anew, which costs more than all else about a
message. What most letters are, a text with its HTML to an ordinary address, is written straight
down here; every other goes the library's way.
"""

import re
from dataclasses import dataclass
from email.header import Header
from email.utils import formatdate, parseaddr
from functools import lru_cache
from secrets import token_hex

from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.core.mail.message import sanitize_address

# RFC 5322, section 2.1.1: a line has at most 998 bytes.
LINE_AT_MOST = 998
ORDINARY = re.compile(r'"([^"\\\r\n]*)" <([A-Za-z0-9._+-]+@[A-Za-z0-9.-]+)>')
LINE_END = re.compile(b"\r\n|\r|\n")


@dataclass(frozen=True)
class Wire:
    """Two addresses without names, and the content with its lines ended by CRLF."""

    sender: str
    recipient: str
    content: bytes


def wire(letter: EmailMultiAlternatives) -> Wire:
    """Raises BadHeaderError where a header would have two lines, ValueError for no address."""
    [mailbox] = letter.recipients()
    content = _written(letter, mailbox)
    if not content:
        content = letter.message().as_bytes(linesep="\r\n")  # type: ignore[call-arg]
    return Wire(_address(letter.from_email), _address(mailbox), content)


def _written(letter: EmailMultiAlternatives, mailbox: str) -> bytes:
    """Nothing for a letter that is not like most."""
    ordinary = ORDINARY.fullmatch(mailbox)
    if ordinary is None or letter.attachments or len(letter.alternatives) != 1:
        return b""
    name, address = ordinary.groups()
    boundary = token_hex(16)
    headers = {
        "Subject": letter.subject,
        "From": letter.from_email,
        "Date": formatdate(),
        "MIME-Version": "1.0",
        "Content-Type": f'multipart/alternative; boundary="{boundary}"',
        **letter.extra_headers,
    }
    lines = [_header(key, str(value)) for key, value in headers.items()]
    lines.append(f"To: {mailbox if name.isascii() else f'{_encoded(name, 4)} <{address}>'}\r\n")
    plain, html = _part("plain", letter.body), _part("html", letter.alternatives[0][0])
    mark = f"--{boundary}".encode()
    head = "".join(lines).encode("ascii")
    content = b"%b\r\n%b\r\n%b%b\r\n%b%b--\r\n" % (head, mark, plain, mark, html, mark)
    return content if max(map(len, content.split(b"\r\n"))) <= LINE_AT_MOST else b""


def _header(name: str, value: str) -> str:
    if "\n" in value or "\r" in value:
        raise BadHeaderError(f"The header {name} would have two lines.")
    return f"{name}: {value if value.isascii() else _encoded(value, len(name) + 2)}\r\n"


def _encoded(text: str, indent: int) -> str:
    """Words of RFC 2047, folded."""
    return Header(text, "utf-8", header_name=" " * indent).encode(linesep="\r\n")


def _part(kind: str, text: object) -> bytes:
    body = str(text)
    encoding = "7bit" if body.isascii() else "8bit"
    lines = LINE_END.sub(b"\r\n", body.encode())
    head = f'Content-Type: text/{kind}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}'
    return b"%b\r\n\r\n%b\r\n" % (head.encode(), lines)


def _address(mailbox: str) -> str:
    ordinary = ORDINARY.fullmatch(mailbox)
    return ordinary[2] if ordinary else _sanitized(mailbox)


@lru_cache(maxsize=1000)
def _sanitized(mailbox: str) -> str:
    """As the library would put it on the envelope: international domains in ASCII."""
    return parseaddr(sanitize_address(mailbox, "utf-8"))[1]
