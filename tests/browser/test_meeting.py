"""Two people in two zones book, meet and log, on a laptop and on a phone."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from mentorship.acts import links
from mentorship.tenancy.context import tenant
from tests import factories
from tests.browser.installation import Installation
from tests.browser.window import Window
from tests.pairs import Pair
from tracking.actions.sessions import book_session
from tracking.models import Session

BERLIN, CHICAGO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Chicago")


@pytest.fixture
def pair(installation: Installation) -> Pair:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        return Pair(organization, timezone.now())


def next_change() -> date:
    """The next last Sunday of March: Berlin's clocks go forward, two weeks after Chicago's."""
    today = timezone.localdate()
    for year in (today.year, today.year + 1):
        last = date(year, 3, 31)
        change = last - timedelta(days=(last.weekday() + 1) % 7)
        if change - timedelta(days=7) > today:
            return change
    raise AssertionError("March comes every year.")


def test_from_home_to_a_booked_session_in_two_clicks(
    pair: Pair, new_window: Callable[[], Window]
) -> None:
    mentee, mentor = new_window(), new_window()
    mentee.sign_in(pair.mentee.email)
    mentee.look("home-nothing-booked")
    mentee.click("Book a session", role="link")
    mentee.page.wait_for_url("**/sessions/book/")
    mentee.look("booking-with-slots")
    expect(mentee.page.locator(".slots li")).to_have_count(5)
    first = mentee.page.locator(".slots button").first
    assert "Chicago" in first.inner_text()
    assert "Berlin" in first.inner_text()
    first.click()
    mentee.sees("Your session is booked.")
    mentor.sign_in(pair.mentor.email)
    mentor.go(reverse("tracking:mentorship", args=["northwind", pair.mentorship.pk]))
    mentor.look("mentorship-invited")
    mentor.click("Accept")
    mentor.sees("You have accepted the session.")
    mentee.page.reload()
    mentee.sees("Maya has accepted.")
    mentee.click("Agenda", role="link")
    mentee.page.get_by_label("What do you want to talk about?").fill("Presenting to executives")
    mentee.click("Add the point")
    mentee.sees("Presenting to executives")
    mentee.look("session-agenda")


def test_each_reads_the_hour_of_their_own_clocks_either_side_of_a_change(
    pair: Pair, new_window: Callable[[], Window]
) -> None:
    change = next_change()
    moments = [
        datetime.combine(change + timedelta(days=days), datetime.min.time(), BERLIN).replace(
            hour=15
        )
        for days in (-5, 2)
    ]
    with tenant(pair.organization.pk):
        for moment in moments:
            book_session(
                mentorship=pair.mentorship,
                starts_at=moment,
                minutes=45,
                by=pair.mentor,
                at=timezone.now(),
            )
    path = reverse("tracking:mentorship", args=["northwind", pair.mentorship.pk])
    for person, zone in ((pair.mentor, BERLIN), (pair.mentee, CHICAGO)):
        window = new_window()
        window.sign_in(person.email)
        window.go(path)
        for moment in moments:
            window.sees(f"{moment.astimezone(zone):%-d %B %Y, %H:%M}")
    assert [moment.astimezone(CHICAGO).hour for moment in moments] == [9, 8]


def test_one_tap_logs_a_session(pair: Pair, new_window: Callable[[], Window]) -> None:
    at = timezone.now()
    with tenant(pair.organization.pk):
        book_session(
            mentorship=pair.mentorship,
            starts_at=at - timedelta(hours=2),
            minutes=45,
            by=pair.mentee,
            at=at - timedelta(days=2),
        )
    window = new_window()
    window.sign_in(pair.mentee.email)
    window.look("home-did-you-meet")
    window.click("We met")
    window.sees("Noted: you met.")
    with tenant(pair.organization.pk):
        assert Session.objects.get().state == "held"


def test_a_link_from_a_message_opens_a_page_with_one_button(
    pair: Pair, new_window: Callable[[], Window]
) -> None:
    at = timezone.now()
    with tenant(pair.organization.pk):
        session = book_session(
            mentorship=pair.mentorship,
            starts_at=at + timedelta(days=3),
            minutes=45,
            by=pair.mentee,
            at=at,
        )
        paths = {
            act: links.path_of(act, subject_id=session.pk, member=pair.mentor)
            for act in ("session.accept", "session.propose")
        }
    window = new_window()
    window.go(paths["session.propose"])
    window.look("act-propose")
    window.go(paths["session.accept"])
    expect(window.page.locator("main button")).to_have_count(1)
    window.look("act-accept")
    window.click("Accept")
    window.sees("You have accepted the session with Tom")
    window.look("act-done")
    window.go(paths["session.accept"])
    window.sees("This link was used on")
