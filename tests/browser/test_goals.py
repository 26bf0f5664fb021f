"""A goal that two people set together, and a plan written with the keyboard alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Locator, expect

from mentorship.tenancy.context import tenant
from tests import factories
from tests.browser.installation import Installation
from tests.browser.window import Window
from tests.pairs import Pair
from tracking.actions.items import Item, add_items
from tracking.models import ActionItem, Goal, Session

GOAL = "Present to executives without reading from the slides"


@pytest.fixture
def pair(installation: Installation) -> Pair:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        return Pair(organization, timezone.now())


def open_pair(window: Window, pair: Pair) -> None:
    window.go(reverse("tracking:mentorship", args=["northwind", pair.mentorship.pk]))


def test_a_goal_is_proposed_declined_changed_and_agreed(
    pair: Pair, new_window: Callable[[], Window]
) -> None:
    mentee, mentor = new_window(), new_window()
    mentee.sign_in(pair.mentee.email)
    mentor.sign_in(pair.mentor.email)
    _propose(mentee, pair)
    _decline(mentor, pair)
    _ask_again(mentee, pair)
    open_pair(mentor, pair)
    mentor.sees("5 of 5")
    mentor.sees("4 of 5")
    mentor.look("goal-changed")
    mentor.click("Agree to this goal")
    mentor.sees("You have agreed on the goal.")
    _report(mentor, pair)
    with tenant(pair.organization.pk):
        goal = Goal.objects.get()
        assert (goal.state, goal.progress_percent) == ("agreed", 50)


def _propose(mentee: Window, pair: Pair) -> None:
    open_pair(mentee, pair)
    mentee.click("Propose a goal", role="link")
    mentee.look("goal-suggestions")
    mentee.page.locator("#suggestions a", has_text="Use it").first.click()
    expect(mentee.page.get_by_label("Goal", exact=True)).not_to_have_value("")
    mentee.page.get_by_label("Goal", exact=True).fill(GOAL)
    mentee.page.get_by_label("Measured as").select_option("scale")
    mentee.page.get_by_label("Today").fill("2")
    mentee.page.get_by_label("Target").fill("5")
    mentee.click("Propose")
    mentee.sees("Your goal is proposed.")


def _decline(mentor: Window, pair: Pair) -> None:
    open_pair(mentor, pair)
    mentor.look("goal-proposed")
    mentor.page.get_by_role("link", name="Decline").click()
    mentor.look("goal-decline")
    mentor.page.get_by_label("Why not").fill("Four of five is enough for this year")
    mentor.click("Decline the goal")
    mentor.sees("You have declined the goal.")


def _ask_again(mentee: Window, pair: Pair) -> None:
    open_pair(mentee, pair)
    mentee.page.get_by_text("1 goal that was declined").click()
    mentee.sees("Four of five is enough for this year")
    mentee.click(GOAL, role="link")
    mentee.look("goal-declined")
    mentee.click("Change it and ask again", role="link")
    mentee.page.get_by_label("Target").fill("4")
    mentee.click("Save and ask again")
    mentee.sees("The goal is changed.")


def _report(mentor: Window, pair: Pair) -> None:
    for value in ("2.5", "3"):
        mentor.click(GOAL, role="link")
        mentor.page.get_by_label("Where it stands, from 1 to 5").fill(value)
        mentor.page.get_by_label("What shows it?").fill("The board asked for the next talk")
        mentor.click("Note the progress")
        mentor.sees("The progress is noted.")
        open_pair(mentor, pair)
    mentor.click(GOAL, role="link")
    expect(mentor.page.locator("svg.bar-chart")).to_be_visible()
    mentor.look("goal-chart")


def focused(window: Window) -> Locator:
    return window.page.locator(":focus")


def test_a_plan_is_written_with_the_keyboard_alone(
    pair: Pair, new_window: Callable[[], Window]
) -> None:
    at = timezone.now()
    with tenant(pair.organization.pk):
        session = pair.met(at - timedelta(days=1))
        due = timezone.localdate() - timedelta(days=2)
        item = Item("Ask Kim for the figures", pair.mentee, due_on=due)
        add_items(mentorship=pair.mentorship, items=[item], by=pair.mentee, at=at)
    window = new_window()
    window.sign_in(pair.mentee.email)
    window.go(reverse("tracking:session-log", args=["northwind", session.pk]))
    window.look("log-with-open-items")
    _write_rows(window)
    window.sees("Session logged.")
    with tenant(pair.organization.pk):
        texts = set(ActionItem.objects.values_list("text", flat=True))
        assert Session.objects.count() == 1
    assert texts == {
        "Ask Kim for the figures",
        "Rehearse the talk twice by Friday, Leo watches",
        "Send Leo the slides",
    }
    _look_back(window)


def _write_rows(window: Window) -> None:
    keyboard = window.page.keyboard
    summary = window.page.locator("details.card > summary", has_text="Action items")
    summary.focus()
    keyboard.press("Enter")
    first = window.page.get_by_label("Action", exact=True).first
    keyboard.press("Tab")
    expect(first).to_be_focused()
    keyboard.type("improve my talks")
    row = window.page.locator("[data-row]:visible", has=first)
    expect(row.locator(".hints-box")).to_contain_text("Say what exactly you will do")
    keyboard.press("Control+A")
    keyboard.type("Rehearse the talk twice by Friday, Leo watches")
    expect(row.locator(".hints-box")).not_to_contain_text("Say what exactly you will do")
    expect(row.locator(".hints-box")).not_to_contain_text("By which day?")
    keyboard.press("Enter")
    expect(window.page.get_by_label("Action", exact=True).nth(1)).to_be_focused()
    keyboard.type("A slip")
    for _ in range(20):
        keyboard.press("Tab")
        if window.evaluate("document.activeElement.ariaLabel") == "Remove this action item":
            break
    keyboard.press("Enter")
    expect(focused(window)).to_have_text("Undo")
    keyboard.press("Enter")
    expect(window.page.get_by_label("Action", exact=True).nth(1)).to_be_focused()
    expect(focused(window)).to_have_value("A slip")
    keyboard.press("Control+A")
    keyboard.type("Send Leo the slides")
    window.look("log-by-keyboard")
    keyboard.press("Enter")
    # An empty row leads to what saves.
    keyboard.press("Enter")
    expect(focused(window)).to_have_text("Save")
    keyboard.press("Enter")


def _look_back(window: Window) -> None:
    window.sees("Still right?")
    window.page.locator("summary", has_text="Add action items").click()
    window.look("mentorship-add-items")
    window.page.get_by_role("link", name="Still right?").first.click()
    window.page.get_by_label("Drop it").check()
    window.page.get_by_label("Why not any more").fill("Kim has left")
    window.look("item-review")
    window.click("Save")
    window.sees("The action item is dropped.")
