"""An admin stands behind a matching: run, review, choose, publish, take back, run again."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from matching.actions import publication
from matching.models import Mentorship, Policy
from mentorship.accounts.actions import create_user
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.models import Program
from tests.browser.installation import Installation
from tests.browser.window import Window
from tests.factories import PASSWORD
from tests.matching.pools import circles, named_pool, solved
from tests.mentorship.people.test_linkedin import FILES, archive
from tracking.actions import sessions


def test_run_review_choose_publish_undo(
    owner: Member,
    foreign: Program,
    installation: Installation,
    new_window: Callable[[], Window],
    size: str,
) -> None:
    with tenant(owner.organization_id):
        program, _ = named_pool(owner, timezone.now())
    boss = new_window()
    page = boss.page
    boss.sign_in(owner.email)
    boss.heading("Hello, Olga")
    boss.go(f"/o/northwind/programs/{program.pk}/matching/")
    boss.click("Run the matching")
    boss.heading("Review the matching")
    boss.sees("3 of 3")

    # By keyboard: to the first pair, approve it.
    page.keyboard.press("j")
    page.keyboard.press("a")
    boss.sees("1 pair approved.")
    expect(page.locator("tbody tr", has_text="Approved")).to_have_count(1)
    boss.look("review")

    page.locator("tbody tr", has_text="Law Mentee").get_by_role("link").first.click()
    boss.heading("Law Mentor & Law Mentee")
    boss.sees("the best of the 3 mentors whom the rules allow Law")
    boss.look("pair")
    boss.click("All mentors for Law, ranked", role="link")
    boss.look("mentors")
    code = page.locator(".ranked > li", has_text="Code Mentor")
    code.get_by_role("button", name="Choose").click()
    boss.heading("Code Mentor & Law Mentee")
    boss.sees("You chose this mentor.")

    page.get_by_role("link", name="Review").click()
    boss.click("Publish 3 pairs", role="link")
    page.locator("summary", has_text="Who hears what").click()
    boss.sees("Code Mentor hears of Law Mentee")
    boss.look("publish-preview")
    boss.click("Publish now")
    boss.sees("3 mentorships have begun")
    boss.look("review-published")
    boss.click("Take the publication back")
    boss.sees("The publication is taken back: 3 mentorships are gone")
    with tenant(owner.organization_id):
        assert Mentorship.objects.count() == 0
        assert not Delivery.objects.filter(kind="matched", state="owed").exists()

    boss.click("Run again, keeping these")
    boss.heading("Review the matching")
    expect(page.locator("tbody tr", has_text="Law Mentee")).to_contain_text("Code Mentor")
    boss.click("Compare", role="link")
    boss.sees("Both runs give everybody the same mentor.")
    boss.look("compare")


def test_groups_are_made_published_and_left(
    owner: Member,
    foreign: Program,
    installation: Installation,
    new_window: Callable[[], Window],
    size: str,
) -> None:
    with tenant(owner.organization_id):
        program = circles(owner, timezone.now())
    boss = new_window()
    boss.sign_in(owner.email)
    boss.heading("Hello, Olga")
    boss.go(f"/o/northwind/programs/{program.pk}/matching/")
    boss.sees("Groups begin with at least 3 mentees.")
    boss.click("Run the matching")
    boss.heading("The groups")
    boss.sees("none has fewer than 3")
    cards = boss.page.locator(".card-list > li")
    expect(cards).to_have_count(2)
    cards.first.get_by_role("button", name="Approve").click()
    expect(cards.first).to_contain_text("Approved")
    boss.look("groups")
    boss.click("Publish 2 groups", role="link")
    boss.sees("7 mentees join 2 groups")
    boss.look("publish-groups")
    boss.click("Publish now")
    boss.sees("2 groups meet; their people are being told.")

    with tenant(owner.organization_id):
        group = Mentorship.objects.order_by("pk")[0]
        person = group.participants.filter(role="mentee").select_related("member")[0].member
        person.user = create_user(email=person.email, password=PASSWORD)
        person.save(update_fields=["user"])
        mentor = group.participants.select_related("member").get(role="mentor").member
    mentee = new_window()
    mentee.sign_in(person.email)
    mentee.go(f"/o/northwind/mentorships/{group.pk}/")
    mentee.heading(group.title)
    mentee.look("group")
    mentee.click("Leave", role="link")
    mentee.look("group-leave")
    mentee.click("Leave")
    mentee.sees("You have left the group.")
    installation.outbox.wait_for(mentor.email, "has left your group")


def test_ask_decline_next_choice(
    owner: Member,
    foreign: Program,
    installation: Installation,
    new_window: Callable[[], Window],
    size: str,
) -> None:
    with tenant(owner.organization_id):
        program, people = named_pool(owner, timezone.now())
        Policy.objects.create(
            organization=program.organization, program=program, has_directory=True
        )
        for enrolment in people.values():
            enrolment.member.user = create_user(email=enrolment.member.email, password=PASSWORD)
            enrolment.member.save(update_fields=["user"])
    mentee, first, second = (new_window() for _ in range(3))
    for window, name in ((mentee, "Law Mentee"), (first, "Law Mentor"), (second, "Art Mentor")):
        window.sign_in(people[name].member.email)

    mentee.navigate("Directory")
    mentee.look("directory")
    for name in ("Law Mentor", "Art Mentor"):
        mentee.page.get_by_label("Topic, name or department").fill(name)
        mentee.click("Search")
        # What is nearly right is found too, below.
        expect(mentee.page.locator(".card-list > li").first).to_contain_text(name)
        mentee.click("Ask", role="link")
        mentee.page.get_by_label("Your message").fill(f"I would like to learn from you, {name}")
        mentee.look("ask")
        mentee.page.locator("main form button.btn-primary").click()
    mentee.sees("Art Mentor is your next choice.")
    mentee.look("directory-asked")

    first.go("/o/northwind/")
    first.page.get_by_role("link", name="Answer by").click()
    first.sees("I would like to learn from you, Law Mentor")
    first.look("request")
    first.expected = {422}
    first.click("Decline")
    first.sees("Say why, in one click")
    first.page.get_by_label("I have no time at present").check()
    first.page.get_by_label("A word to them").fill("Ask me again in spring")
    first.click("Decline")
    first.sees("Law Mentee is told kindly")

    second.go("/o/northwind/directory/")
    second.page.get_by_role("link", name="Answer", exact=True).click()
    second.click("Mentor Law")
    second.sees("You mentor Law Mentee now.")
    mentee.go("/o/northwind/")
    mentee.sees("Art Mentor & Law Mentee")
    installation.settle()
    kinds = {"mentor_asked": 2, "request_declined": 1, "matched": 2}
    with tenant(owner.organization_id):
        for kind, number in kinds.items():
            assert Delivery.objects.filter(kind=kind, channel="email").count() == number, kind


def test_a_leaver(
    owner: Member,
    foreign: Program,
    installation: Installation,
    new_window: Callable[[], Window],
    size: str,
) -> None:
    at = timezone.now()
    with tenant(owner.organization_id):
        program, people = named_pool(owner, at)
        publication.publish_run(run=solved(program, owner, at), by=owner, at=at)
        Program.objects.filter(pk=program.pk).update(state="running")
        mentee = people["Law Mentee"].member
        mentee.user = create_user(email=mentee.email, password=PASSWORD)
        mentee.save(update_fields=["user"])
        mentorship = Mentorship.objects.select_related("organization__settings").get(
            participants__member=mentee
        )
        starts_at = at + timedelta(days=3)
        sessions.book_session(
            mentorship=mentorship, starts_at=starts_at, minutes=30, by=mentee, at=at
        )
    boss, other = new_window(), new_window()
    boss.sign_in(owner.email)
    boss.heading("Hello, Olga")
    boss.go(f"/o/northwind/people/{people['Law Mentor'].member_id}/edit/")
    boss.page.get_by_label("Termination date").fill(at.date().isoformat())
    boss.click("Save")
    installation.run_task("matching.tasks.find_leavers")
    installation.run_task("tracking.tasks.find_orphans")
    boss.go(f"/o/northwind/programs/{program.pk}/")
    boss.sees("1 mentee has lost their mentor. Find them another one.")
    other.sign_in(mentee.email)
    other.navigate("Mentorships")
    expect(other.page.locator("tbody")).to_contain_text("Ended early")
    other.go("/o/northwind/notifications/")
    other.sees("Law Mentor has left; what happens now")
    other.sees("is cancelled")
    other.look("notifications-leaver")


def test_bring_linkedin_data(
    owner: Member,
    foreign: Program,
    installation: Installation,
    new_window: Callable[[], Window],
    size: str,
) -> None:
    boss = new_window()
    boss.sign_in(owner.email)
    boss.heading("Hello, Olga")
    boss.go(f"/o/northwind/people/{owner.pk}/")
    boss.click("Bring LinkedIn data", role="link")
    boss.look("linkedin")
    boss.expected = {422}
    chosen = boss.page.get_by_label("The archive")
    chosen.set_input_files({"name": "a.zip", "mimeType": "application/zip", "buffer": b"no zip"})
    boss.click("Show what it says")
    boss.sees("This is no ZIP file.")
    chosen.set_input_files(
        {"name": "a.zip", "mimeType": "application/zip", "buffer": archive(FILES)}
    )
    boss.click("Show what it says")
    boss.look("linkedin-choose")
    boss.page.get_by_label("Skill: Typography").check()
    boss.page.get_by_label("Job title: Head of Design").check()
    boss.click("Keep what I ticked")
    boss.sees("Your profile is up to date.")
    boss.sees("Typography")
    boss.sees("Head of Design")
    expect(boss.page.locator("main")).not_to_contain_text("Norwegian")
