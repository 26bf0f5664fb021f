"""A mentor and a mentee live a year by mail and calendar alone. Nobody signs in; a scanner opens
every link before they do.
"""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core import mail as post
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from matching.models import Mentorship
from mentorship.acts import links
from mentorship.delivery.kinds import nudges
from mentorship.delivery.models import Delivery
from mentorship.delivery.tasks import send_owed
from mentorship.tenancy.models import Member, Organization
from programs.models import CadencePolicy, Program
from tests.calendar_mails import calendar, mail
from tests.pairs import Pair, steps
from tracking.actions import cadence, pulse, reminders
from tracking.actions import nudges as nudging
from tracking.calendars.actions import replies
from tracking.models import CadenceStage, Feedback, Session

# A Monday; each day is lived at half past nine in Chicago, in the afternoon in Berlin.
BEGIN = datetime(2026, 1, 5, 15, 30, tzinfo=UTC)
DAYS = 365
# Mondays, Wednesdays and Fridays: that is when they read their mail.
READING_DAYS = {0, 2, 4}
ASKS_ABOUT_HELD = {"session_check", "session_confirmed"}


class Year:
    """What happens, day by day: rounds, mails, the scanner, and what the two do about them."""

    def __init__(self, pair: Pair) -> None:
        self.pair, self.opened, self.answered = pair, 0, 0
        self.declined: set[str] = set()
        self.people = {pair.mentor.email: pair.mentor, pair.mentee.email: pair.mentee}

    def live(self, days: int) -> None:
        for day in (day for day in range(days) if day % 7 in READING_DAYS):
            with time_machine.travel(BEGIN + timedelta(days=day), tick=False):
                self._rounds()
                for _turn in range(4):
                    if not self._post():
                        break

    def _rounds(self) -> None:
        at, organization = timezone.now(), self.pair.organization
        reminders.plan_reminders(organization_id=organization.pk, at=at)
        pulse.refresh_pulses(organization=organization, at=at)
        cadence.propose_shifts(organization=organization, at=at)
        nudging.plan_nudges(organization=organization, at=at)

    def _post(self) -> int:
        """Send what is owed, and act on what came; returns how many mails that were."""
        send_owed(str(self.pair.organization.pk))
        mails, post.outbox[:] = list(post.outbox), []
        for message in mails:
            paths = re.findall(r"/o/northwind/act/[^\s\"]+", str(message.body))
            self._scan(paths)
            offered = {self._act_of(path): path for path in paths}
            person = self.people[re.sub(r".*<(.*)>", r"\1", message.to[0])]
            self._answer(person, offered, message)
        return len(mails)

    def _scan(self, paths: list[str]) -> None:
        before = _facts()
        for path in paths:
            Client().get(path)
            Client().head(path)
            self.opened += 2
        assert _facts() == before

    def _act_of(self, path: str) -> str:
        token = path.rstrip("/").rpartition("/")[2]
        return links.read(token, organization=self.pair.organization).act.name

    def _answer(self, person: Member, offered: dict[str, str], message: EmailMessage) -> None:
        if "mentorship.book" in offered:
            self._book(offered["mentorship.book"])
        elif "session.accept" in offered and person == self.pair.mentor:
            self._invited(message)
        elif "session.accept" in offered:
            self._press(offered["session.accept"])
        elif "session.met" in offered:
            self._over(offered)
        elif "session.pulse" in offered:
            self._pulse(offered["session.pulse"])
        elif "cadence.accept" in offered and person == self.pair.mentor:
            self._press(offered["cadence.accept"])

    def _press(self, path: str, **data: str) -> str:
        response = Client().post(path, data)
        page = unescape(response.content.decode())
        assert response.status_code in {200, 409}, page
        return page

    def _book(self, path: str) -> None:
        slots = re.findall(r'name="slot"\s+value="([^"]+)"', Client().get(path).content.decode())
        if slots:
            self._press(path, slot=slots[0])

    def _invited(self, message: EmailMessage) -> None:
        """The mentor's calendar answers, as Outlook does; the fifth session does not suit them."""
        assert isinstance(message, EmailMultiAlternatives)
        text = next(part.content for part in message.alternatives if "calendar" in part.mimetype)
        event = Calendar.from_ical(text).events[0]
        session = Session.objects.get(pk=str(event["UID"]).partition("@")[0])
        declines = Session.objects.count() == 5 and not self.declined
        if declines:
            self.declined = {str(session.pk)}
        answer = calendar(
            "outlook",
            session.pk,
            email=self.pair.mentor.email,
            partstat="DECLINED" if declines else "ACCEPTED",
            starts_at=event["DTSTART"].dt.astimezone(UTC),
            sequence=event["SEQUENCE"],
            comment="Travelling" if declines else "",
            stamp=f"{timezone.now():%Y%m%dT%H%M%SZ}",
        )
        self.answered += 1
        inbound = replies.receive_reply(
            token=re.findall(r"\+(\w+)@", message.reply_to[0])[0],
            raw=mail("outlook", answer, number=self.answered),
            at=timezone.now(),
        )
        assert inbound is not None
        assert replies.answer_message(inbound=inbound, at=timezone.now()).outcome == "taken"

    def _over(self, offered: dict[str, str]) -> None:
        """They meet, but for two sessions in the ninth month."""
        month = (timezone.now() - BEGIN).days // 30
        missed = Session.objects.filter(state="missed").count()
        if month >= 8 and missed < 2:
            page = self._press(offered["session.missed"])
        else:
            page = self._press(offered["session.met"])
            self._pulse(self._step(page, "Say how it is going"))
        self._book(self._step(page, "Book the next one"))

    def _pulse(self, path: str) -> None:
        self._press(path, rating="5", independence="4")

    @staticmethod
    def _step(page: str, label: str) -> str:
        found = re.search(rf'href="([^"]+)">\s*{label}', page)
        assert found, page
        return found[1]


def _facts() -> list[object]:
    return [
        *Session.objects.order_by("id").values_list("pk", "state", "sequence"),
        *CadenceStage.objects.order_by("id").values_list("pk"),
        *Feedback.objects.order_by("id").values_list("pk", "rating"),
    ]


@pytest.fixture
def year(northwind: Organization, settings: Any) -> Year:
    settings.INBOUND_EMAIL = "calendar@reply.mentoring.example"
    pair = Pair(northwind, BEGIN)
    Mentorship.objects.filter(pk=pair.mentorship.pk).update(started_at=BEGIN)
    Program.objects.filter(pk=pair.program.pk).update(ends_on=BEGIN.date() + timedelta(days=400))
    CadencePolicy.objects.update(stages=steps(sessions=4, on_time_percent=None, goal_percent=None))
    CadenceStage.objects.update(from_day=BEGIN.date())
    year = Year(pair)
    year.live(DAYS)
    return year


def test_twelve_months_by_mail_alone(year: Year) -> None:
    stages = list(CadenceStage.objects.order_by("id"))
    assert [stage.stage for stage in stages] == [
        "weekly",
        "fortnightly",
        "monthly",
        "fortnightly",
        *[stage.stage for stage in stages[4:]],
    ]
    assert all(str(stage.reason) for stage in stages)
    assert "The last 2 sessions did not take place." in str(stages[3].reason)
    held = Session.objects.filter(state="held").order_by("starts_at")
    assert held.count() >= 15
    assert year.opened > 200
    assert year.answered >= 15
    _nobody_was_asked_about_what_did_not_take_place(year)
    _two_nudges_a_week(year)


def _nobody_was_asked_about_what_did_not_take_place(year: Year) -> None:
    assert year.declined
    asked = Delivery.objects.filter(kind__in=ASKS_ABOUT_HELD, state="sent", channel="email")
    about = {str(subject) for subject in asked.values_list("subject_id", flat=True)}
    assert not about & year.declined
    rated = {str(pk) for pk in Feedback.objects.values_list("session", flat=True)}
    not_held = Session.objects.exclude(state="held").values_list("pk", flat=True)
    assert not rated & {str(pk) for pk in not_held}


def _two_nudges_a_week(year: Year) -> None:
    for person in (year.pair.mentor, year.pair.mentee):
        sent = Delivery.objects.filter(
            recipient=person, kind__in=nudges(), channel="email", state="sent"
        ).order_by("sent_at")
        times = [moment for moment in sent.values_list("sent_at", flat=True) if moment]
        assert times
        weeks = zip(times, times[2:], strict=False)
        assert all(third - first >= timedelta(days=7) for first, third in weeks)
