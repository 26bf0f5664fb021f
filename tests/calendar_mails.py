"""What the calendars of three makers send, by their documented shapes."""

from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from tracking.calendar import uid_of

MAKERS = ("google", "outlook", "apple")
STAMP = "20260302T120000Z"
ZONES = """BEGIN:VTIMEZONE\r
TZID:W. Europe Standard Time\r
BEGIN:STANDARD\r
DTSTART:16010101T030000\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10\r
END:STANDARD\r
BEGIN:DAYLIGHT\r
DTSTART:16010101T020000\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3\r
END:DAYLIGHT\r
END:VTIMEZONE\r
"""
GOOGLE = """BEGIN:VCALENDAR\r
PRODID:-//Google Inc//Google Calendar 70.9054//EN\r
VERSION:2.0\r
CALSCALE:GREGORIAN\r
METHOD:{method}\r
BEGIN:VEVENT\r
DTSTART:{utc}\r
DTEND:{utc_end}\r
DTSTAMP:{stamp}\r
ORGANIZER;CN=Throughline:mailto:calendar@reply.mentoring.example\r
UID:{uid}\r
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={partstat};CN="Maya \r
 O'Hara";X-NUM-GUESTS=0;X-RESPONSE-COMMENT="{comment}":mailto:{email}\r
X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij\r
X-MICROSOFT-CDO-OWNERAPPTID:-1234567890\r
CREATED:20260301T080000Z\r
DESCRIPTION:Plans\\, and more\r
LAST-MODIFIED:{stamp}\r
LOCATION:\r
SEQUENCE:{sequence}\r
STATUS:CONFIRMED\r
SUMMARY:Session: Maya & Tom\r
TRANSP:OPAQUE\r
END:VEVENT\r
END:VCALENDAR\r
"""
OUTLOOK = """BEGIN:VCALENDAR\r
METHOD:{method}\r
PRODID:Microsoft Exchange Server 2010\r
VERSION:2.0\r
{zones}BEGIN:VEVENT\r
ATTENDEE;PARTSTAT={partstat};CN=Maya O'Hara:mailto:{email}\r
COMMENT;LANGUAGE=en-US:{comment}\\n\r
UID:{uid}\r
SUMMARY;LANGUAGE=en-US:Accepted: Session: Maya & Tom\r
DTSTART;TZID=W. Europe Standard Time:{berlin}\r
DTEND;TZID=W. Europe Standard Time:{berlin_end}\r
CLASS:PUBLIC\r
PRIORITY:5\r
DTSTAMP:{stamp}\r
TRANSP:OPAQUE\r
STATUS:CONFIRMED\r
SEQUENCE:{sequence}\r
LOCATION;LANGUAGE=en-US:\r
X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}\r
X-MICROSOFT-CDO-OWNERAPPTID:0\r
X-MICROSOFT-CDO-BUSYSTATUS:BUSY\r
X-MICROSOFT-CDO-INTENDEDSTATUS:BUSY\r
X-MICROSOFT-CDO-ALLDAYEVENT:FALSE\r
X-MICROSOFT-CDO-IMPORTANCE:1\r
X-MICROSOFT-CDO-INSTTYPE:0\r
X-MICROSOFT-DISALLOW-COUNTER:FALSE\r
END:VEVENT\r
END:VCALENDAR\r
"""
APPLE = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Apple Inc.//macOS 14.4//EN\r
CALSCALE:GREGORIAN\r
METHOD:{method}\r
BEGIN:VEVENT\r
DTSTAMP:{stamp}\r
UID:{uid}\r
SEQUENCE:{sequence}\r
{times}ATTENDEE;PARTSTAT={partstat};CN="Maya O’Hara":mailto:{email}\r
COMMENT:{comment}\r
END:VEVENT\r
END:VCALENDAR\r
"""


def calendar(
    maker: str,
    session_id: UUID,
    *,
    method: str = "REPLY",
    partstat: str = "ACCEPTED",
    email: str = "maya@northwind.example",
    starts_at: datetime | None = None,
    sequence: int = 0,
    comment: str = "",
    stamp: str = STAMP,
) -> str:
    """`starts_at` in UTC; by default the time that the fixtures are of."""
    from zoneinfo import ZoneInfo

    utc = starts_at or datetime.fromisoformat("2026-03-20T14:00:00+00:00")
    berlin, form = utc.astimezone(ZoneInfo("Europe/Berlin")), "%Y%m%dT%H%M%S"
    length = timedelta(minutes=45)
    times = f"DTSTART;TZID=Europe/Berlin:{berlin:{form}}\r\n" if method == "COUNTER" else ""
    shape = {"google": GOOGLE, "outlook": OUTLOOK, "apple": APPLE}[maker]
    return shape.format(
        method=method,
        partstat=partstat,
        email=email,
        uid=uid_of(session_id),
        sequence=sequence,
        comment=comment,
        stamp=stamp,
        utc=f"{utc:{form}}Z",
        utc_end=f"{utc + length:{form}}Z",
        berlin=f"{berlin:{form}}",
        berlin_end=f"{berlin + length:{form}}",
        zones=ZONES,
        times=times,
    )


def mail(
    maker: str,
    text: str,
    *,
    to: str = "calendar@reply.mentoring.example",
    number: int = 1,
    **headers: str,
) -> bytes:
    """The message as that maker's server would pack it. The sender is somebody else: it is not
    believed.
    """
    message = EmailMessage()
    message["From"] = "Mallory <mallory@elsewhere.example>"
    message["To"] = to
    message["Subject"] = "Accepted: Session: Maya & Tom"
    message["Message-ID"] = f"<{maker}-{number}@mail.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    method = "COUNTER" if "METHOD:COUNTER" in text else "REPLY"
    params = {"method": method}
    if maker == "outlook":
        message.set_content("See you then.")
        message.add_alternative(text, subtype="calendar", cte="base64", params=params)
    elif maker == "google":
        message.set_content("Maya has accepted this invitation.")
        message.add_alternative("<p>Maya has accepted.</p>", subtype="html")
        message.add_alternative(text, subtype="calendar", cte="quoted-printable", params=params)
        message.add_attachment(
            text.encode(), maintype="application", subtype="ics", filename="invite.ics"
        )
    else:
        message.set_content("Maya O’Hara has accepted.")
        message.add_attachment(
            text.encode(),
            maintype="text",
            subtype="calendar",
            filename="iCal-20260302-120000.ics",
            params=params,
        )
    return message.as_bytes()
