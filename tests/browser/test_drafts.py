"""Nothing typed is lost, nothing turns up elsewhere, and nothing stays on a shared device."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from matching.models import Mentorship
from mentorship.tenancy.context import tenant
from tests import factories, world
from tests.browser.installation import Installation, wait_until
from tests.browser.window import Window
from tracking.actions.sessions import book_session

DRAFTS = "Object.entries(localStorage).filter(([key]) => key.startsWith('draft:'))"


@pytest.fixture
def size() -> str:
    return "desktop"


@pytest.fixture
def place(installation: Installation) -> world.World:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        return world.build(organization)


def booked(place: world.World, days: int, agenda: str = "") -> str:
    at = timezone.now().replace(second=0, microsecond=0)
    with tenant(place.organization.pk):
        session = book_session(
            mentorship=Mentorship.objects.get(pk=place.ids["mentorship"]),
            starts_at=at + timedelta(days=days),
            minutes=30,
            by=place.people["mentee"],
            at=at,
            agenda=agenda,
        )
    return reverse("tracking:session-move", args=["northwind", session.pk])


def typed(window: Window, label: str, words: str) -> None:
    window.page.get_by_label(label).fill(words)
    wait_until(lambda: window.evaluate(DRAFTS), "the draft")


def test_words_stay_with_the_session_they_were_typed_for(
    place: world.World, new_window: Callable[[], Window]
) -> None:
    first, second = booked(place, 3), booked(place, 5)
    window, page = new_window(), None
    window.sign_in(place.people["mentee"].email)
    page = window.page
    window.go(first)
    typed(window, "Agenda", "For the first one")
    window.go(second)
    expect(page.get_by_label("Agenda")).to_have_value("")
    window.go(first)
    expect(page.get_by_label("Agenda")).to_have_value("For the first one")
    window.sees("What you had typed here is back")
    window.look("draft-restored")
    page.get_by_role("link", name="Not now").click()
    window.go(first)
    expect(page.get_by_label("Agenda")).to_have_value("")
    typed(window, "Agenda", "Again")
    window.go(first)
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_label("Agenda")).to_have_value("")
    assert window.evaluate(DRAFTS) == []


def test_not_now_gives_up_an_ending_with_its_reason_and_its_tick(
    place: world.World, new_window: Callable[[], Window]
) -> None:
    window = new_window()
    window.sign_in(place.people["mentee"].email)
    url = reverse("tracking:mentorship-end", args=["northwind", place.ids["mentorship"]])
    window.go(url)
    window.page.get_by_label("Never match").check()
    typed(window, "A word about why", "We do not get on")
    window.page.get_by_role("link", name="Not now").click()
    window.go(url)
    expect(window.page.get_by_label("A word about why")).to_have_value("")
    expect(window.page.get_by_label("Never match")).not_to_be_checked()


def test_words_in_a_filled_field_survive_the_end_of_the_sign_in(
    place: world.World, new_window: Callable[[], Window]
) -> None:
    url = booked(place, 3, agenda="What stood there")
    window = new_window()
    window.sign_in(place.people["mentee"].email)
    window.go(url)
    typed(window, "Agenda", "What stood there\nand a new paragraph")
    window.page.context.clear_cookies()
    window.expected = {403}
    window.page.get_by_role("button", name="Save the change").click()
    window.sign_in(place.people["mentee"].email)
    window.go(url)
    expect(window.page.get_by_label("Agenda")).to_have_value(
        "What stood there\nand a new paragraph"
    )
    # What somebody else wrote meanwhile stays, and the own words stand below it.
    with tenant(place.organization.pk):
        from tracking.models import Session

        Session.objects.filter(agenda="What stood there").update(agenda="Theirs")
    window.go(url)
    expect(window.page.get_by_label("Agenda")).to_have_value("Theirs")
    window.sees("and a new paragraph")


def test_nothing_stays_on_the_device_after_signing_out(
    place: world.World, new_window: Callable[[], Window]
) -> None:
    window = new_window()
    window.sign_in(place.people["mentee"].email)
    page = window.page
    window.go(reverse("tracking:session-log", args=["northwind", place.ids["past"]]))
    page.get_by_label("Private notes").fill("Only mine")
    typed(window, "Shared notes", "For both")
    assert "Only mine" not in str(window.evaluate(DRAFTS))
    other = page.context.new_page()
    other.goto("/o/northwind/")
    other.locator(".topbar details.menu-end summary").click()
    other.get_by_role("button", name="Sign out").click()
    other.wait_for_url("**/accounts/login/**")
    page.get_by_label("Shared notes").fill("Typed after the sign-out in another tab")
    page.wait_for_timeout(600)
    page.goto("/accounts/login/")
    assert window.evaluate(DRAFTS) == []
    assert "Only mine" not in str(window.evaluate("JSON.stringify([localStorage, sessionStorage])"))


def test_whoever_signs_in_next_finds_nothing_of_the_other(
    place: world.World, new_window: Callable[[], Window]
) -> None:
    window = new_window()
    window.sign_in(place.people["mentee"].email)
    url = booked(place, 3)
    window.go(url)
    typed(window, "Agenda", "Mine alone")
    window.page.context.clear_cookies()
    window.sign_in(place.people["mentor"].email)
    window.page.wait_for_url("**/o/northwind/**")
    assert window.evaluate(DRAFTS) == []
    window.go(url)
    expect(window.page.get_by_label("Agenda")).to_have_value("")
