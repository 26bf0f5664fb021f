import time
from base64 import encodebytes
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from quopri import encodestring
from uuid import UUID, uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.calendar_mails import MAKERS, calendar, mail
from tracking.calendars.replies import SIZE_AT_MOST, NotAReplyError, identity, read

SESSION = UUID("0195a000-0000-7000-8000-000000000001")
STAMP = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
# Summer time in Berlin, winter time in what some calendars wrongly make of it.
OTHER = datetime(2026, 4, 2, 13, 30, tzinfo=UTC)


def reason_of(raw: bytes) -> str:
    with pytest.raises(NotAReplyError) as caught:
        read(raw)
    return caught.value.reason.value


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("partstat", ["ACCEPTED", "TENTATIVE", "DECLINED", "DELEGATED"])
def test_answers_of_three_makers_are_understood(maker: str, partstat: str) -> None:
    text = calendar(maker, SESSION, partstat=partstat, sequence=3, comment="Off that week, sorry")
    reply = read(mail(maker, text))
    assert (reply.method, reply.uid) == ("REPLY", f"{SESSION}@throughline")
    assert (reply.partstat, reply.sequence, reply.stamp) == (partstat, 3, STAMP)
    assert reply.comment == "Off that week, sorry"
    assert reply.recurrence_id is None


@pytest.mark.parametrize("maker", MAKERS)
def test_another_time_is_read_in_the_zone_of_its_maker(maker: str) -> None:
    text = calendar(maker, SESSION, method="COUNTER", partstat="TENTATIVE", starts_at=OTHER)
    reply = read(mail(maker, text))
    assert (reply.method, reply.partstat, reply.starts_at) == ("COUNTER", "TENTATIVE", OTHER)


@pytest.mark.parametrize(
    ("zone", "known"),
    [
        ("Europe/Berlin", True),
        ("W. Europe Standard Time", True),
        ("/mozilla.org/20050126_1/Europe/Berlin", True),
        ("/freeassociation.sourceforge.net/America/Argentina/Ushuaia", True),
        ("Customized Time Zone", False),
        ("../../etc/passwd", False),
        ("/etc/localtime", False),
        ("Europe", False),
        ("x" * 2_000, False),
    ],
)
def test_zones_are_known_by_name_alone(zone: str, known: bool) -> None:
    text = calendar("outlook", SESSION, method="COUNTER").replace("W. Europe Standard Time", zone)
    reply = read(mail("outlook", text))
    assert (reply.starts_at is not None) == known


@pytest.mark.parametrize("value", ["20260402", "20260402T153000", "later", "99999999T999999Z"])
def test_what_names_no_moment_proposes_none(value: str) -> None:
    text = calendar("apple", SESSION, method="COUNTER").replace(
        "DTSTART;TZID=Europe/Berlin:", f"DTSTART:{value}\r\nX-WAS:"
    )
    assert read(mail("apple", text)).starts_at is None


def test_of_several_people_the_one_who_answers_counts() -> None:
    text = calendar("google", SESSION, email="maya@northwind.example").replace(
        "ATTENDEE;CUTYPE",
        "ATTENDEE;PARTSTAT=DECLINED:mailto:tom@northwind.example\r\nATTENDEE;CUTYPE",
    )
    raw = mail("google", text)
    assert read(raw, person="Maya@Northwind.example").partstat == "ACCEPTED"
    assert read(raw, person="tom@northwind.example").partstat == "DECLINED"
    with pytest.raises(NotAReplyError):
        read(raw, person="ada@northwind.example")


def test_who_refreshes_asks_for_the_invitation() -> None:
    text = calendar("apple", SESSION, method="REFRESH", partstat="NEEDS-ACTION")
    assert read(mail("apple", text)).method == "REFRESH"


@pytest.mark.parametrize(
    ("charset", "cte"),
    [("iso-8859-1", "quoted-printable"), ("utf-8", "base64"), ("utf-16", "base64")],
)
def test_charsets_and_encodings_are_undone(charset: str, cte: str) -> None:
    text = calendar("outlook", SESSION, comment="Grüße, Zoë; bis dann").encode(charset)
    coded = encodebytes(text) if cte == "base64" else encodestring(text)
    head = f"Content-Type: text/calendar; charset={charset}\r\nContent-Transfer-Encoding: {cte}"
    assert read(f"{head}\r\n\r\n".encode() + coded).comment == "Grüße, Zoë; bis dann"


def test_escapes_in_a_remark_are_undone() -> None:
    text = calendar("apple", SESSION, comment="One\\, two\\; three\\nfour \\\\ five")
    assert read(mail("apple", text)).comment == "One, two; three\nfour \\ five"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"Auto_Submitted": "auto-replied (vacation)"}, "automatic"),
        ({"X_Autoreply": "yes"}, "automatic"),
    ],
)
def test_a_machine_that_answers_for_somebody_is_no_answer(
    headers: dict[str, str], reason: str
) -> None:
    assert reason_of(mail("google", calendar("google", SESSION), **headers)) == reason


def test_calendars_may_mark_their_answers_as_automatic() -> None:
    raw = mail("google", calendar("google", SESSION), Auto_Submitted="auto-generated")
    assert read(raw).partstat == "ACCEPTED"


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({}, "no_calendar"),
        ({"Auto-Submitted": "no"}, "no_calendar"),
        ({"Auto-Submitted": "auto-generated"}, "automatic"),
        ({"Precedence": "bulk"}, "automatic"),
        ({"Return-Path": "<>"}, "automatic"),
    ],
)
def test_words_of_a_person_and_of_a_machine_differ(headers: dict[str, str], reason: str) -> None:
    message = EmailMessage()
    for name, value in headers.items():
        message[name] = value
    message.set_content("I am away until Monday.")
    assert reason_of(message.as_bytes()) == reason


def test_an_invitation_or_a_forwarded_answer_is_no_answer() -> None:
    invitation = calendar("google", SESSION, method="REQUEST")
    assert reason_of(mail("google", invitation)) == "no_calendar"
    outer, inner = EmailMessage(), EmailMessage()
    inner.set_content(calendar("google", SESSION), subtype="calendar")
    outer.set_content("Look")
    outer.add_attachment(inner)
    assert reason_of(outer.as_bytes()) == "no_calendar"


def test_the_rules_of_a_zone_that_never_end_are_not_worked_out() -> None:
    text = calendar("outlook", SESSION, method="COUNTER").replace(
        "FREQ=YEARLY;INTERVAL=1", "FREQ=SECONDLY;INTERVAL=1"
    )
    started = time.monotonic()
    assert read(mail("outlook", text)).starts_at is not None
    assert time.monotonic() - started < 2


def test_a_message_of_any_size_is_soon_refused_or_read() -> None:
    assert reason_of(b"x" * (SIZE_AT_MOST + 1)) == "too_large"
    one = calendar("apple", SESSION)
    body = one[one.index("BEGIN:VEVENT") : one.index("END:VCALENDAR")]
    # A folder of entries: the first one counts.
    many = one.replace(body, body + "BEGIN:VEVENT\r\nUID:x\r\nEND:VEVENT\r\n" * 10_000)
    wide = one.replace("COMMENT:", "ATTENDEE:mailto:a@b.example\r\n" * 20_000 + "COMMENT:")
    long = one.replace("COMMENT:", "COMMENT:" + "x" * 900_000)
    deep = "BEGIN:VCALENDAR\r\n" * 40_000
    started = time.monotonic()
    assert read(mail("google", many)).partstat == "ACCEPTED"
    for text in (wide, long, deep):
        message = EmailMessage()
        message.set_content(text, subtype="calendar")
        with suppress(NotAReplyError):
            read(message.as_bytes()[:SIZE_AT_MOST])
    assert time.monotonic() - started < 10


PIECES = st.sampled_from(
    [
        b"Content-Type: text/calendar; method=REPLY; charset=utf-8\r\n",
        b"Content-Type: multipart/mixed; boundary=b\r\n",
        b"Content-Type: message/rfc822\r\n",
        b"Content-Transfer-Encoding: base64\r\n",
        b"Content-Transfer-Encoding: x-uuencode\r\n",
        b"Content-Disposition: attachment; filename*=utf-9''%ff%00.ics; filename=\"a.ics\"\r\n",
        b"charset*0*=punycode''%ff\r\n",
        b"\r\n--b\r\n",
        b"--b--\r\n",
        b"\r\n",
        b"BEGIN:VCALENDAR\r\n",
        b"BEGIN:VEVENT\r\n",
        b"METHOD:REPLY\r\n",
        b"UID:x\r\n",
        b'ATTENDEE;PARTSTAT="ACCEPTED:mailto:x\r\n',
        b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:x\r\n",
        b"DTSTART;TZID=:20260302T090000\r\n",
        b"DTSTAMP:00010101T000000\r\n",
        b"SEQUENCE:\xd9\xa3\r\n",
        b"COMMENT;;=:\\\r\n ",
        b"END:VEVENT\r\n",
    ]
)


@given(st.binary(max_size=2_000) | st.lists(PIECES | st.binary(max_size=30)).map(b"".join))
@example(b"Content-Type: text/calendar; charset=punycode\r\n\r\nBEGIN:VCALENDAR")
@example(b"Content-Type: text/calendar; charset=\x00\r\n\r\nBEGIN:VCALENDAR")
def test_whatever_arrives_is_an_answer_or_refused(raw: bytes) -> None:
    with suppress(NotAReplyError):
        reply = read(raw, person="x")
        assert len(reply.said) <= 80
        assert len(reply.comment) <= 300
    assert len(identity(raw)) == 32


@given(
    st.sampled_from(MAKERS),
    st.sampled_from(["ACCEPTED", "TENTATIVE", "DECLINED"]),
    st.integers(0, 999),
    st.datetimes(datetime(2025, 1, 1), datetime(2035, 1, 1)).map(
        lambda each: each.replace(microsecond=0)
    ),
)
def test_what_a_calendar_wrote_is_what_is_read(
    maker: str, partstat: str, sequence: int, moment: datetime
) -> None:
    starts_at = moment.replace(tzinfo=UTC)
    # The hour that clocks show twice cannot be told apart by a local time.
    if starts_at.month == 10:
        starts_at += timedelta(days=31)
    key = uuid4()
    text = calendar(
        maker, key, method="COUNTER", partstat=partstat, sequence=sequence, starts_at=starts_at
    )
    reply = read(mail(maker, text))
    assert (reply.partstat, reply.sequence, reply.starts_at) == (partstat, sequence, starts_at)
    assert reply.uid == f"{key}@throughline"


def test_a_message_is_known_by_its_id_and_else_by_its_words() -> None:
    first = mail("google", calendar("google", SESSION))
    again = first.replace(b"See you", b"Received: twice")
    other = mail("google", calendar("google", SESSION), number=2)
    assert identity(first) == identity(again) != identity(other)
    assert identity(b"\r\n\r\nMessage-ID: x") != identity(b"\r\n\r\nMessage-ID: y")
