"""What a calendar answers to an invitation (RFC 5546, RFC 6047), read from the mail that it sends.
Imports no Django.

Only the few lines that matter are read, of the first entry alone: time zones that a message defines
itself are left out, as their rules can be made to take hours to work out. Zones are known by their
names, also by those of Windows.
"""

import codecs
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from email import message_from_bytes
from email.message import Message
from enum import StrEnum
from hashlib import sha256
from itertools import islice
from zoneinfo import ZoneInfo

from icalendar.parser import Contentline
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

SIZE_AT_MOST = 1_048_576
PARTS_AT_MOST = 100
# Of a line, and of lines of one kind: far more than any calendar writes.
LINE_AT_MOST = 4_000
LINES_AT_MOST = 200
COMMENT_AT_MOST = 300
DEEP = 20
METHODS = {"REPLY", "COUNTER", "REFRESH"}
CALENDAR_TYPES = {"text/calendar", "application/ics"}
WANTED = {"UID", "SEQUENCE", "RECURRENCE-ID", "ATTENDEE", "DTSTART", "DTSTAMP", "COMMENT"}
FOLD = re.compile(r"(?:\r\n|\r|\n)[ \t]")
BREAK = re.compile(r"[\r\n]+")
NAME = re.compile(r"[A-Za-z0-9-]+(?=[;:])")
ESCAPED = re.compile(r"\\([\\;,nN])")
MOMENT = re.compile(r"(\d{8}T\d{6})(Z?)", re.ASCII)
# A comment or a parameter may follow (RFC 3834, section 5).
SUBMITTED = re.compile(r"[a-z-]*")
NUMBER = re.compile(r"\d{1,9}", re.ASCII)
MESSAGE_ID = re.compile(rb"^message-id:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
HEADERS_END = re.compile(rb"\r?\n\r?\n")
# Texts to Python that no mail is written in; some take very long.
NO_CHARSETS = {"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"}


class Reason(StrEnum):
    """Why a message is no answer."""

    TOO_LARGE = "too_large"
    AUTOMATIC = "automatic"
    NO_CALENDAR = "no_calendar"
    UNREADABLE = "unreadable"


class NotAReplyError(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Reply:
    """One answer.

    `method` is REPLY, COUNTER or REFRESH. `sequence` is the version of the invitation that it
    answers, None where it does not say. `starts_at` is the entry's time, in a COUNTER the one that
    is proposed; None where it does not say, or not in a way that names a moment. `stamp` is when
    it was given.
    """

    method: str
    uid: str
    sequence: int | None
    recurrence_id: datetime | None
    partstat: str
    starts_at: datetime | None
    comment: str
    stamp: datetime | None

    @property
    def said(self) -> str:
        """What makes two of the same moment differ."""
        starts_at = self.starts_at.isoformat() if self.starts_at else ""
        return f"{self.method} {self.sequence} {self.partstat} {starts_at}"


def read(raw: bytes, *, person: str = "") -> Reply:
    """The answer in a whole message; `person` is the address of who answers, for entries that name
    several. Raises NotAReplyError and nothing else.
    """
    if len(raw) > SIZE_AT_MOST:
        raise NotAReplyError(Reason.TOO_LARGE)
    try:
        return _read(raw, person.casefold())
    except NotAReplyError:
        raise
    except Exception as error:
        # What strangers send has no end, and there is no list of what the parsers raise.
        raise NotAReplyError(Reason.UNREADABLE) from error


def identity(raw: bytes) -> bytes:
    """32 bytes, the same for a message that is handed over twice."""
    end = HEADERS_END.search(raw)
    found = MESSAGE_ID.search(raw[: end.start()] if end else raw)
    return sha256(found.group(1) if found else raw).digest()


def _read(raw: bytes, person: str) -> Reply:
    message = message_from_bytes(raw)
    answers_by_itself, is_automatic = _automatic(message)
    if answers_by_itself:
        raise NotAReplyError(Reason.AUTOMATIC)
    problem = None
    for text in _calendars(message):
        try:
            return _reply(text, person)
        except NotAReplyError as error:
            problem = problem or error
    # Calendars may mark their answers as automatic; what is no calendar's is dropped then.
    if is_automatic:
        raise NotAReplyError(Reason.AUTOMATIC)
    raise problem or NotAReplyError(Reason.NO_CALENDAR)


def _automatic(message: Message) -> tuple[bool, bool]:
    """Whether it is the answer of a machine, out of office say (RFC 3834); and whether a machine
    sent it at all.
    """
    submitted = "".join(SUBMITTED.findall(_header(message, "Auto-Submitted"))[:1])
    answers = submitted == "auto-replied" or any(
        _header(message, name) for name in ("X-Autoreply", "X-Autorespond")
    )
    is_bulk = _header(message, "Precedence") in {"bulk", "list", "junk", "auto_reply"}
    is_report = message.get_content_type() == "multipart/report"
    is_bounce = _header(message, "Return-Path") == "<>"
    is_sent_so = submitted not in {"", "no"}
    return answers or is_report, is_sent_so or is_bulk or is_bounce


def _header(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip().casefold()


def _calendars(message: Message) -> Iterator[str]:
    for part in islice(_parts(message), PARTS_AT_MOST):
        name = str(part.get_filename() or "").casefold()
        if part.get_content_type() in CALENDAR_TYPES or name.endswith(".ics"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                yield _decoded(content, part.get_content_charset() or "")


def _parts(message: Message) -> Iterator[Message]:
    """The leaves; what a message forwards is another one's."""
    if message.get_content_maintype() == "message":
        return
    if not message.is_multipart():
        yield message
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _parts(part)


def _decoded(content: bytes, charset: str) -> str:
    for name in (charset, "utf-8-sig"):
        with suppress(LookupError, ValueError):
            if codecs.lookup(name).name not in NO_CHARSETS:
                return content.decode(name)
    return content.decode("latin-1")


def _reply(text: str, person: str) -> Reply:
    method, event = _event(text)
    if method not in METHODS:
        raise NotAReplyError(Reason.NO_CALENDAR)
    if "UID" not in event:
        raise NotAReplyError(Reason.UNREADABLE)
    partstat, remark = _part(event.get("ATTENDEE", []), person)
    if method == "REPLY" and not partstat:
        raise NotAReplyError(Reason.UNREADABLE)
    sequence = _value(event, "SEQUENCE").strip()
    return Reply(
        method=method,
        uid=_value(event, "UID").strip(),
        sequence=int(sequence) if NUMBER.fullmatch(sequence) else None,
        recurrence_id=_moment(event, "RECURRENCE-ID"),
        partstat=partstat,
        starts_at=_moment(event, "DTSTART"),
        comment=(_unescaped(_value(event, "COMMENT")).strip() or remark)[:COMMENT_AT_MOST],
        stamp=_moment(event, "DTSTAMP"),
    )


def _event(text: str) -> tuple[str, dict[str, list[Contentline]]]:
    """The method of a calendar, and the lines of its first entry by their names."""
    within: list[str] = []
    method = ""
    event: dict[str, list[Contentline]] = {}
    for line in BREAK.split(FOLD.sub("", text)):
        found = NAME.match(line)
        if found is None:
            continue
        name, value = found.group().upper(), line[found.end() + 1 :].strip().upper()
        if name == "BEGIN" and len(within) < DEEP:
            within.append(value)
        elif name == "END" and within and within.pop() == "VEVENT":
            break
        elif within == ["VCALENDAR"] and name == "METHOD":
            method = value
        elif within == ["VCALENDAR", "VEVENT"] and name in WANTED and len(line) <= LINE_AT_MOST:
            lines = event.setdefault(name, [])
            if len(lines) < LINES_AT_MOST:
                lines.append(Contentline(line))  # type: ignore[no-untyped-call]
    return method, event


def _value(event: dict[str, list[Contentline]], name: str) -> str:
    """What the line says, its parameters left out; empty where there is none."""
    return str(event[name][0].parts()[2]) if name in event else ""


def _unescaped(text: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found.group(1) in "nN" else found.group(1), text)


def _part(attendees: list[Contentline], person: str) -> tuple[str, str]:
    """What is said of the person, and their remark; of the only one where one alone is named."""
    lines = [line.parts() for line in attendees]
    mine = [each for each in lines if each[2].casefold().removeprefix("mailto:") == person]
    if not mine and len(lines) == 1:
        mine = lines
    if not mine:
        return "", ""
    given = mine[0][1]
    remark = str(given.get("X-RESPONSE-COMMENT", "")).strip()
    return str(given.get("PARTSTAT", "NEEDS-ACTION")).upper()[:20], remark


def _moment(event: dict[str, list[Contentline]], name: str) -> datetime | None:
    """None for a day without a time, for a time without a zone, and for a zone that is unknown."""
    if name not in event:
        return None
    _, given, value = event[name][0].parts()
    found = MOMENT.fullmatch(value.strip())
    zone = UTC if found and found.group(2) else _zone(str(given.get("TZID", "")))
    if found is None or zone is None:
        return None
    with suppress(ValueError, OverflowError):
        local = datetime.strptime(found.group(1), "%Y%m%dT%H%M%S").replace(tzinfo=zone)
        return local.astimezone(UTC)
    return None


def _zone(name: str) -> tzinfo | None:
    """By a name of the time zone database, alone or after a maker's prefix, or of Windows."""
    known = WINDOWS_TO_OLSON.get(name.strip(), name.strip())
    parts = known.split("/")
    for each in (known, "/".join(parts[-3:]), "/".join(parts[-2:])):
        with suppress(KeyError, ValueError, OSError):
            return ZoneInfo(each)
    return None
