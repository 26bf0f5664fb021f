"""What is written straight down says what the library's own way says."""

import email
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from hypothesis import example, given
from hypothesis import strategies as st

from mentorship.delivery.wire import wire
from mentorship.text import one_line, prose

# The library leaves out a part that is empty, which no message has.
texts = st.text(max_size=300).map(prose).map(lambda text: f"Dear {text}")
names = st.text(max_size=60).map(one_line).filter(lambda text: '"' not in text and "\\" not in text)


def letter(
    *, name: str = "Ada", subject: str = "Hello", text: str = "Dear Ada", html: str = "<p>Ada</p>"
) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=subject,
        body=text,
        from_email="Throughline <mentoring@northwind.example>",
        to=[f'"{name}" <ada@northwind.example>'],
        headers={"Message-ID": "<1@northwind.example>", "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(html, "text/html")
    return message


def read(content: bytes) -> dict[str, Any]:
    """What a mail program makes of the bytes."""
    message: EmailMessage = email.message_from_bytes(content, policy=default)  # type: ignore[assignment]
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    headers = ("From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version")
    return {
        # White space apart, which readers of folded headers differ in.
        **{key: "".join(str(message[key]).split()) for key in headers},
        "plain": plain.get_content() if plain else None,
        "html": html.get_content() if html else None,
        "defects": [part.defects for part in message.walk()],
    }


@given(name=names, subject=names, text=texts, html=texts)
@example(
    name="Jürgen Groß", subject="„Führen“ " * 20 + "x", text="Grüße\n.\n..\n", html="<b>ß</b>\r\n"
)
@example(name="", subject="", text="x", html="x")
@example(name="Ann", subject="a" * 300, text="line\rline\r\nline\n", html="b" * 2000)
def test_it_reads_as_what_the_library_writes(name: str, subject: str, text: str, html: str) -> None:
    made = letter(name=name, subject=subject, text=text, html=html)
    assert read(wire(made).content) == read(made.message().as_bytes(linesep="\r\n"))


@given(text=texts)
def test_lines_end_as_mail_servers_want_them_and_none_is_too_long(text: str) -> None:
    content = wire(letter(text=text, html=text)).content
    lines = content.split(b"\r\n")
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    assert max(map(len, lines)) <= 998


def test_the_envelope_has_addresses_alone() -> None:
    sent = wire(letter(name="Ada <x@y.example>"))
    assert (sent.sender, sent.recipient) == ("mentoring@northwind.example", "ada@northwind.example")


@pytest.mark.parametrize(
    ("mailbox", "address"),
    [
        ('"Ümit" <ümit@nörthwind.example>', "=?utf-8?b?w7xtaXQ=?=@xn--nrthwind-n4a.example"),
        ('"A \\"B\\" C" <ada@northwind.example>', "ada@northwind.example"),
        ("ada@northwind.example", "ada@northwind.example"),
    ],
)
def test_an_address_out_of_the_ordinary_goes_the_librarys_way(mailbox: str, address: str) -> None:
    made = letter()
    made.to = [mailbox]
    assert wire(made).recipient == address


def test_a_calendar_goes_the_librarys_way() -> None:
    made = letter()
    made.attach("invite.ics", "BEGIN:VCALENDAR", "text/calendar; method=REQUEST")
    assert b"invite.ics" in wire(made).content


@pytest.mark.parametrize("break_", ["\n", "\r", "\r\n"])
def test_no_header_gets_a_second_line(break_: str) -> None:
    with pytest.raises(BadHeaderError):
        wire(letter(subject=f"Hello{break_}Bcc: x@y.example"))
    made = letter()
    made.to = [f'"Ada{break_}Bcc: x@y.example" <ada@northwind.example>']
    with pytest.raises((BadHeaderError, ValueError)):
        wire(made)
