"""What the owner does in the story, act by act, with their own hands on the pages."""

import re

from playwright.sync_api import expect

from tests.browser.cast import Cast, Person
from tests.browser.installation import Installation, text_of
from tests.browser.window import Window
from tests.factories import PASSWORD

PROGRAM = "Mentoring 2026"


def import_people(owner: Window, cast: Cast, installation: Installation) -> None:
    page = owner.page
    owner.navigate("People")
    owner.look("people-empty")
    owner.click("Import people", role="link")
    owner.look("import-upload")
    page.get_by_label("CSV or Excel file").set_input_files(cast.file)
    owner.click("Upload and look at it")
    owner.heading("Columns of people.csv")
    expect(page.get_by_label("Work Email")).to_have_value("email")
    owner.look("import-mapping")
    owner.click("Go on to the review")
    counts = page.locator(".stat-value")
    expect(counts).to_have_text([str(cast.rows), "0", "0", "1"])
    owner.sees("no address")
    owner.look("import-review")
    with installation.worker_paused():
        owner.click(f"Apply to {cast.rows} people")
        owner.sees("Waiting for a worker")
        job = page.url
        owner.look("job-waiting")
    owner.sees("What came of this file on")
    expect(counts).to_have_text([str(cast.rows), "0", "0", "1"])
    owner.look("import-result")
    owner.go(job)
    expect(page.get_by_role("link", name="See the result")).to_be_visible()
    owner.look("job-done")
    owner.navigate("People")
    expect(page.locator("caption")).to_contain_text(re.compile(rf"{cast.rows + 1} people"))
    owner.look("people-list")


def set_up_program(owner: Window) -> None:
    page = owner.page
    owner.navigate("Programs")
    owner.look("programs-empty")
    owner.click("New program", role="link")
    page.get_by_label("Name").fill(PROGRAM)
    page.get_by_label("What it offers").fill("Half a year with somebody who has been there.")
    owner.look("program-basics")
    owner.click("Save and continue")
    rows = page.locator("[data-row]:visible")
    expect(rows).to_have_count(2)
    owner.click("Add a goal")
    rows.nth(2).get_by_label("Goal", exact=True).fill(
        "Everybody finds their sessions worth the time"
    )
    rows.nth(2).get_by_label("KPI").select_option("session_rating")
    rows.nth(2).get_by_label("Target").fill("4")
    rows.nth(2).get_by_label("By", exact=True).fill("2030-12-31")
    owner.look("program-goals")
    owner.click("Save and continue")
    owner.look("program-guidelines")
    owner.click("Save and continue")
    weekly = page.get_by_role("region", name="Weekly")
    weekly.get_by_label("Sessions held in this stage").fill("1")
    weekly.get_by_label("Action items done on time, in percent").fill("50")
    weekly.get_by_label("Progress of their goals, in percent").fill("10")
    owner.click("Preview")
    owner.sees("They meet weekly until they have met 1 time")
    owner.look("program-cadence")
    owner.click("Save and continue")
    page.get_by_role(
        "link", name=re.compile("Look at it.*How do you like to work together")
    ).click()
    owner.look("question")
    owner.click("Add it")
    owner.sees("“Way of working” is asked from now on.")
    owner.look("program-questions")
    owner.click("Done", role="link")
    owner.heading(PROGRAM)
    expect(page.get_by_role("main").get_by_role("img", name="Done")).to_have_count(4)
    owner.look("program-ready")
    move_program(owner, "Open recruiting", "Move to recruiting")


def move_program(owner: Window, link: str, button: str) -> None:
    owner.click(link, role="link")
    owner.look(button.lower().replace(" ", "-"))
    owner.click(button)
    owner.sees("” is now ")


def add_people(
    owner: Window, *, role: str, level_from: str = "", level_to: str = "", number: int
) -> None:
    page = owner.page
    owner.click("Add people", role="link")
    with page.expect_navigation():
        page.get_by_label("Role", exact=True).select_option(role)
    page.get_by_label("Level from", exact=True).fill(level_from)
    page.get_by_label("Level to", exact=True).fill(level_to)
    owner.click("Filter")
    owner.look(f"add-{role}")
    owner.click(f"Add all {number} that match")
    owner.look("enrol-confirm")
    page.get_by_label("who cannot sign in yet").uncheck()
    owner.click("Add these people")
    owner.sees(f"{number} people take part as {role}s now.")


def recruit(owner: Window, cast: Cast) -> None:
    add_people(owner, role="mentor", level_from="3", number=cast.mentors)
    add_people(owner, role="mentee", level_from="1", level_to="2", number=cast.mentees)
    owner.look("enrolments")


def invite(owner: Window, person: Person) -> None:
    page = owner.page
    owner.navigate("People")
    page.get_by_label("Words in the name, title or department").fill(person.name)
    owner.click("Filter")
    page.locator("main").get_by_role("link", name=person.name).first.click()
    owner.heading(person.name)
    owner.click("Invite")
    owner.sees(f"An invitation is on its way to {person.email}.")
    owner.look("person")


def join(window: Window, person: Person, installation: Installation) -> None:
    mail = installation.outbox.wait_for(person.email, "invites you to Northwind")
    link = re.search(rf"{re.escape(installation.url)}\S+", text_of(mail))
    assert link
    window.go(link[0])
    window.look("join")
    window.page.get_by_label("Password").fill(PASSWORD)
    window.click("Join")
    window.heading(f"Hello, {person.name.split()[0]}")
    window.look("home-joined")


def apply_and_be_approved(owner: Window, applicant: Window, person: Person) -> None:
    page = applicant.page
    page.locator("main").get_by_role("link", name="Look").click()
    applicant.look("program-open")
    applicant.click("Take part", role="link")
    applicant.look("enrol-side")
    applicant.click("Apply as a mentee", role="link")
    page.get_by_label("As the conversation goes").check()
    page.get_by_label("Topics").fill("negotiate; public speaking")
    page.get_by_label("I have read the mentoring agreement and sign it").check()
    applicant.look("enrol")
    applicant.click("Send my application")
    applicant.sees("Your application is in.")
    owner.navigate("Programs")
    owner.look("programs")
    owner.click(PROGRAM, role="link")
    owner.look("program-recruiting")
    owner.click("Decide", role="link")
    owner.page.get_by_label(f"Select {person.name}").check()
    owner.look("enrolments-waiting")
    owner.click("Approve")
    owner.sees("1 application is approved now, and their people were told.")
    page.reload()
    applicant.sees("You take part as mentee")


def match_and_publish(owner: Window, cast: Cast) -> None:
    page = owner.page
    owner.navigate("Programs")
    owner.click(PROGRAM, role="link")
    move_program(owner, "Move to matching", "Move to matching")
    page.locator("main").get_by_role("link", name="Matching", exact=True).click()
    owner.look("matching")
    owner.click("Change what counts", role="link")
    owner.look("matching-policy")
    page.get_by_label("Way of working").first.fill("20")
    page.get_by_label("Topics").fill("100")
    expect(page.locator("#out_skills")).to_have_text("100")
    owner.click("What would change?")
    expect(page.locator("#preview")).to_contain_text("If you keep this")
    owner.click("Save and run")
    # The page of the job goes on to the review by itself.
    owner.heading("Review the matching")
    mentees = cast.mentees + 1
    owner.sees(f"{mentees} of {mentees}")
    owner.look("matching-review")
    page.locator("tbody tr").first.get_by_role("checkbox").check()
    owner.click("Take out")
    expect(page.locator("tbody tr").first).to_contain_text("Taken out")
    page.get_by_label("Search a person").fill(cast.mentee.name)
    owner.click("Search")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody tr")).to_contain_text(cast.mentor.name)
    expect(page.locator("tbody tr")).to_contain_text("glassblowing")
    owner.click(f"Publish {mentees - 1} pairs", role="link")
    owner.look("publish")
    owner.click("Publish now")
    owner.sees(f"{mentees - 1} mentorships have begun")
    owner.click("Next: let the program begin", role="link")
    owner.click("Move to running")
    owner.look("program-running")


def read_insights(owner: Window, cast: Cast, installation: Installation) -> None:
    page = owner.page
    installation.settle()
    owner.navigate("Insights")
    owner.look("insights-empty")
    owner.click("Refresh figures")
    owner.sees("As published on")
    owner.look("insights")
    markdown = page.locator("#md-funnel").text_content() or ""
    assert f"| Approved | {cast.mentors + cast.mentees + 1} |" in markdown, markdown
    # Only two people have met: they are hidden, and so is nothing else of the funnel.
    assert "| Met | withheld |" in markdown, markdown
    page.locator("summary", has_text="Table").first.click()
    expect(page.locator("main table").first).to_contain_text("Matched")
    expect(page.locator("main table").first).to_contain_text("withheld")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-copy-target='#md-funnel']").click()
    expect(page.locator("#live")).to_have_text("Copied.")
