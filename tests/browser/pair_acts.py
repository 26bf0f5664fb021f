"""What mentor and mentee do in the story."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import expect

from tests.browser.cast import Cast, Person
from tests.browser.installation import Installation, text_of
from tests.browser.window import Window

GOAL = "Lead a project of my own by spring"
ACHIEVED = "Said in one sentence what the project is for"
ACTION = "Draft the project's first page"
SHARED, PRIVATE = "We agreed on a first small project.", "I am not sure that I want to lead."


def local(moment: datetime, person: Person) -> str:
    return f"{moment.astimezone(person.zone):%Y-%m-%dT%H:%M}"


def open_mentorship(window: Window, other: Person) -> None:
    window.navigate("My mentoring")
    window.page.locator("main").get_by_role("link", name=other.name).first.click()
    expect(window.page.locator("h1")).to_contain_text(other.name)


def agree_on_goal(mentee: Window, mentor: Window, cast: Cast) -> None:
    open_mentorship(mentee, cast.mentor)
    mentee.look("mentorship-new")
    mentee.click("Propose a goal", role="link")
    mentee.page.get_by_label("Goal", exact=True).fill(GOAL)
    mentee.look("goal")
    mentee.click("Propose")
    mentee.sees("Your goal is proposed.")
    mentor.navigate("My mentoring")
    mentor.sees("proposes a goal")
    mentor.look("home-waiting")
    mentor.click("Look at it", role="link")
    mentor.click("Agree to this goal")
    mentor.sees("You have agreed on the goal.")


def book_meeting(mentee: Window, cast: Cast, installation: Installation, *, at: datetime) -> None:
    open_mentorship(mentee, cast.mentor)
    mentee.click("Book a session", role="link")
    if not mentee.page.get_by_label("When").is_visible():
        mentee.page.get_by_text("Another time").click()
    mentee.page.get_by_label("When").fill(local(at, cast.mentee))
    mentee.page.get_by_label("Where").fill("Room 4")
    mentee.page.get_by_label("Agenda").fill("What a first project could be")
    mentee.look("book")
    mentee.click("Book")
    mentee.sees("Your session is booked.")
    for person in (cast.mentor, cast.mentee):
        mail = installation.outbox.wait_for(person.email, "^Session with")
        calendar = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
        assert calendar.get_param("method") == "REQUEST"
        payload = calendar.get_payload(decode=True)
        assert isinstance(payload, bytes)
        assert b"METHOD:REQUEST" in payload
        # The hour is that of who booked, with the rules of their zone beside it.
        start = f"{at.astimezone(cast.mentee.zone):%Y%m%dT%H%M}00"
        assert f"DTSTART;TZID={cast.mentee.zone.key}:{start}".encode() in payload
        # Each reads the hour of their own place.
        assert f"{at.astimezone(person.zone):%A, %d %B %Y at %H:%M} ({person.zone.key})" in text_of(
            mail
        )


def log_first_meeting(mentee: Window, mentor: Window, cast: Cast, *, now: datetime) -> None:
    page = mentee.page
    open_mentorship(mentee, cast.mentor)
    mentee.click("Log a session", role="link")
    mentee.look("past-meeting")
    mentee.click("We met then: go on")
    page.get_by_label("Shared notes").fill(SHARED)
    page.get_by_label("Private notes").fill(PRIVATE)
    unfold(mentee, "Action items")
    _write_item(mentee, now)
    unfold(mentee, "Achievements")
    page.get_by_label("What?").fill(ACHIEVED)
    unfold(mentee, "How it went")
    page.get_by_label("worth your time").select_option("5")
    page.get_by_label("How well do you get on alone").select_option("4")
    mentee.look("log")
    mentee.click("Save")
    mentee.sees("Session logged.")
    mentee.sees(PRIVATE)
    expect(page.get_by_role("link", name="hint")).to_have_count(0)
    mentee.look("mentorship-logged")
    open_mentorship(mentor, cast.mentee)
    mentor.sees(SHARED)
    mentor.sees(ACHIEVED)
    expect(mentor.page.locator("body")).not_to_contain_text(PRIVATE)
    mentor.look("mentorship-mentor")
    mentor.click("Add to the log", role="link")
    expect(mentor.page.get_by_label("Private notes")).to_have_value("")
    unfold(mentor, "How it went")
    mentor.page.get_by_label("worth your time").select_option("4")
    mentor.page.get_by_label("How independent").select_option("4")
    mentor.click("Save")
    mentor.sees("Session logged.")


def see_progress(mentee: Window, cast: Cast) -> None:
    open_mentorship(mentee, cast.mentor)
    mentee.click("See all progress", role="link")
    mentee.sees(ACHIEVED)
    mentee.click("Change what you wrote", role="link")
    mentee.page.get_by_label("What?").fill(f"{ACHIEVED}, twice")
    mentee.look("progress-edit")
    mentee.click("Save")
    mentee.sees(f"{ACHIEVED}, twice")
    mentee.look("progress")
    mentee.click("show earlier", role="link")
    mentee.sees(ACHIEVED)
    mentee.look("history")


def unfold(window: Window, part: str) -> None:
    window.page.locator("details:not([open]) > summary", has_text=part).click()


def _write_item(mentee: Window, now: datetime) -> None:
    """One SMART item, and a second row that is taken away again."""
    rows = mentee.page.locator("[data-row]:visible")
    rows.first.get_by_label(re.compile("^Action")).fill(ACTION)
    rows.first.get_by_label("Done when").fill("We have both read it")
    rows.first.get_by_label("Doable because").fill("Two hours on Friday are free")
    rows.first.get_by_label("For the goal").select_option(label=GOAL)
    rows.first.get_by_label(re.compile("^By")).fill(f"{now + timedelta(days=9):%Y-%m-%d}")
    mentee.click("Add an action item")
    expect(rows).to_have_count(2)
    rows.nth(1).get_by_label(re.compile("^Action")).fill("A slip")
    rows.nth(1).get_by_role("button", name="Remove this action item").click()
    expect(rows).to_have_count(1)


def check_off(mentee: Window) -> None:
    mentee.navigate("My mentoring")
    mentee.sees(ACTION)
    mentee.look("home-mentee")
    mentee.click(f"Done: {ACTION}")
    mentee.sees(f"“{ACTION}” is done.")


def note_progress(mentor: Window, cast: Cast) -> None:
    open_mentorship(mentor, cast.mentee)
    mentor.page.get_by_label(f"Progress of “{GOAL}” in percent").fill("40")
    mentor.click("Note the progress")
    mentor.sees("The progress is noted.")


def shift_cadence(mentor: Window, cast: Cast, installation: Installation) -> None:
    open_mentorship(mentor, cast.mentee)
    mentor.sees("you meet weekly")
    installation.run_task("tracking.tasks.propose_cadence")
    mail = installation.outbox.wait_for(cast.mentor.email, "^Time to meet fortnightly")
    assert "1 of 1 action items were done on time." in text_of(mail)
    mentor.navigate("My mentoring")
    mentor.click("See why", role="link")
    mentor.sees("The mentee sees their independence at 4 of 5, the mentor at 4 of 5.")
    mentor.look("cadence")
    mentor.click("Meet fortnightly")
    mentor.sees("You meet fortnightly from now on.")
    mentor.sees("you meet fortnightly")
    mentor.look("cadence-shifted")


def be_reminded(cast: Cast, installation: Installation) -> None:
    """The task may run as often as it likes: one reminder for each of the two."""
    for _ in range(2):
        installation.run_task("tracking.tasks.plan_reminders")
    for person in (cast.mentor, cast.mentee):
        installation.outbox.wait_for(person.email, "^Your session:")
        assert len(installation.outbox.to(person.email, "^Your session:")) == 1


def log_meetings(mentor: Window, cast: Cast, number: int) -> None:
    for hours in range(1, number + 1):
        open_mentorship(mentor, cast.mentee)
        mentor.click("Log a session", role="link")
        # Two sessions cannot stand at one time.
        at = datetime.now(cast.mentor.zone) - timedelta(hours=hours)
        mentor.page.get_by_label("When did you meet?").fill(f"{at:%Y-%m-%dT%H:%M}")
        mentor.click("We met then: go on")
        mentor.click("Save")
        mentor.sees("Session logged.")


def be_recognised(
    mentee: Window, colleague: Window, cast: Cast, installation: Installation
) -> None:
    installation.run_task("recognition.tasks.award_badges")
    installation.outbox.wait_for(cast.mentee.email, "You earned “First five sessions”")
    colleague.navigate("Wall")
    colleague.sees("The wall is empty")
    colleague.look("wall-empty")
    mentee.navigate("Wall")
    mentee.sees("The wall is empty")
    mentee.click("Show it on the wall (First five sessions)")
    mentee.look("wall-mine")
    colleague.navigate("Wall")
    colleague.sees(cast.mentee.name)
    expect(colleague.page.locator("body")).not_to_contain_text(cast.mentor.name)
    colleague.look("wall")
