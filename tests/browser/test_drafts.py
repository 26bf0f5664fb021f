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
from tracking.drafts.models import Draft

MARKER = "zq-only-for-my-own-eyes"
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
    window.sign_in(place.people["admin"].email)
    url = reverse("tracking:mentorship-end", args=["northwind", place.ids["mentorship"]])
    window.go(url)
    window.page.get_by_label("Never match").check()
    typed(window, "Why?", "They do not get on")
    window.page.get_by_role("link", name="Not now").click()
    window.go(url)
    expect(window.page.get_by_label("Why?")).to_have_value("")
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


def log_url(place: world.World) -> str:
    return reverse("tracking:session-log", args=["northwind", place.ids["past"]])


def write(window: Window, shared: str, private: str) -> None:
    window.page.get_by_label("Shared notes").fill(shared)
    window.page.get_by_label("Private notes").fill(private)


def holds(window: Window, shared: str, private: str) -> None:
    expect(window.page.get_by_label("Shared notes")).to_have_value(shared)
    expect(window.page.get_by_label("Private notes")).to_have_value(private)


def saved(window: Window) -> None:
    expect(window.page.locator("[data-draft-state]")).to_contain_text("Saved")


def sign_out(window: Window) -> None:
    window.page.locator(".topbar details.menu-end summary").click()
    window.page.get_by_role("button", name="Sign out").click()
    window.page.wait_for_url("**/accounts/login/**")


def on_the_device(window: Window) -> str:
    """All that a script could read here: both storages, and what the databases hold."""
    window.go("/accounts/login/")
    return str(
        window.evaluate(
            "(async () => JSON.stringify([{...localStorage}, {...sessionStorage},"
            " (await indexedDB.databases()).map((each) => each.name)]))()"
        )
    )


def test_an_edited_note_survives_signing_out_and_comes_up_on_another_device(
    place: world.World, new_window: Callable[[], Window]
) -> None:
    url, email = log_url(place), place.people["mentor"].email
    window = new_window()
    window.sign_in(email)
    window.go(url)
    holds(window, "Shared words", "Private words of the mentor")
    write(window, "Shared words, and more", f"{MARKER} edited")
    # At once, before the second and a half of the draft has passed.
    sign_out(window)
    left = on_the_device(window)
    assert ("and more" in left, MARKER in left, "draft:" in left) == (False, False, False)
    assert "throughline-drafts" not in left
    window.sign_in(email)
    window.go(url)
    holds(window, "Shared words, and more", f"{MARKER} edited")
    window.sees("Your draft of")
    window.look("draft-back")
    other = new_window()
    other.sign_in(email)
    other.go(url)
    holds(other, "Shared words, and more", f"{MARKER} edited")
    other.page.get_by_role("button", name="Save", exact=True).click()
    other.sees("Shared words, and more")
    window.go(url)
    holds(window, "Shared words, and more", f"{MARKER} edited")
    expect(window.page.get_by_text("Your draft of")).to_have_count(0)


def test_what_is_typed_on_a_dead_network_survives_a_closed_tab(
    place: world.World, new_window: Callable[[], Window]
) -> None:
    url = log_url(place)
    window = new_window()
    window.sign_in(place.people["mentee"].email)
    window.go(url)
    context = window.page.context
    context.set_offline(True)
    write(window, "Typed in a tunnel", MARKER)
    window.page.get_by_text("How it went").click()
    window.page.get_by_label("How did you feel afterwards?").select_option("2")
    window.sees("Not saved: you are offline")
    wait_until(lambda: "sealed" in str(window.evaluate(DRAFTS)), "the sealed draft")
    window.page.wait_for_timeout(300)
    kept = str(window.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])"))
    assert ("Typed in a tunnel" in kept, MARKER in kept) == (True, False)
    window.page.close()
    context.set_offline(False)
    window.page = context.new_page()
    window.go(url)
    holds(window, "Typed in a tunnel", MARKER)
    expect(window.page.get_by_label("How did you feel afterwards?")).to_have_value("2")
    saved(window)
    wait_until(lambda: window.evaluate(DRAFTS) == [], "the draft to be on the server alone")
    with tenant(place.organization.pk):
        assert Draft.objects.filter(member=place.people["mentee"]).count() == 1
    # Back on the network without a reload: it is sent by itself.
    context.set_offline(True)
    window.page.get_by_label("Private notes").fill(f"{MARKER} twice")
    window.sees("Not saved: you are offline")
    context.set_offline(False)
    saved(window)
    sign_out(window)
    left = on_the_device(window)
    assert (MARKER in left, "tunnel" in left, "throughline-drafts" in left) == (False,) * 3
    window.sign_in(place.people["mentee"].email)
    window.go(url)
    holds(window, "Typed in a tunnel", f"{MARKER} twice")
    window.page.get_by_role("button", name="Discard it").click()
    holds(window, "", "")
    with tenant(place.organization.pk):
        assert not Draft.objects.exists()


def test_what_was_sent_with_an_error_in_it_is_kept_as_it_is_corrected(
    place: world.World, new_window: Callable[[], Window]
) -> None:
    url, email = log_url(place), place.people["mentee"].email
    window = new_window()
    window.expected = {422}
    window.sign_in(email)
    window.go(url)
    write(window, "Long words", MARKER)
    window.page.get_by_text("Action items", exact=True).first.click()
    window.page.get_by_label("Done when").fill("Sent to all")
    window.page.get_by_role("button", name="Save", exact=True).click()
    window.sees("Say what will be done, or remove this line.")
    saved(window)
    sign_out(window)
    window.sign_in(email)
    window.go(url)
    holds(window, "Long words", MARKER)
    expect(window.page.get_by_label("Done when")).to_have_value("Sent to all")


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
