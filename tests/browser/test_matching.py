"""An admin stands behind a matching: run, review, choose, publish, take back, run again."""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import expect

from matching.models import Mentorship
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.models import Program
from tests.browser.installation import Installation
from tests.browser.window import Window
from tests.matching.pools import named_pool


def test_run_review_choose_publish_undo(
    owner: Member, foreign: Program, installation: Installation, new_window: Callable[[], Window], size: str
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
    boss.sees("Approve: 1 pair.")
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
