"""Mentors are found: a colleague names one, who applies; an admin sees who else could
be, and asks.
"""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import expect

from matching.models import Nomination
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.models import Program
from tests import factories
from tests.browser.installation import Installation
from tests.browser.window import Window
from tests.matching.pools import named_pool


def test_named_applied_and_asked(
    owner: Member,
    foreign: Program,
    installation: Installation,
    new_window: Callable[[], Window],
    size: str,
) -> None:
    with tenant(owner.organization_id):
        program, _ = named_pool(owner, timezone.now())
        Program.objects.filter(pk=program.pk).update(state="recruiting")
        ana, ben = (
            factories.member(
                owner.organization,
                given_name=name,
                family_name="Senior",
                level=5,
                skills=["law"],
                sign_in=True,
            )
            for name in ("Ana", "Ben")
        )
    place = f"/o/northwind/programs/{program.pk}/"
    namer, named, boss = (new_window() for _ in range(3))
    for window, person in ((namer, ana), (named, ben), (boss, owner)):
        window.sign_in(person.email)

    namer.go(place)
    namer.click("Nominate", role="link")
    namer.heading("Who would be a good mentor?")
    namer.page.get_by_label("Who", exact=True).fill(ben.email)
    namer.page.get_by_label("Why they").fill("You explain the law so that it stays")
    namer.look("nominate")
    namer.click("Name them")
    namer.sees("Thank you. Ben is told that you would like them as a mentor.")

    boss.go(f"{place}candidates/")
    row = boss.page.locator("tbody tr", has_text="Ben Senior")
    expect(row).to_contain_text("by Ana Senior")
    expect(row).to_contain_text("/40")
    boss.look("candidates")
    boss.page.locator("summary", has_text="What the score is made of").click()
    boss.page.get_by_label("Expertise").focus()
    boss.page.keyboard.press("End")
    boss.look("candidates-formula")
    boss.click("Order by this")
    expect(boss.page.locator("tbody tr", has_text="Ben Senior")).to_contain_text("/62")
    boss.page.get_by_label("Select Ana Senior").check()
    boss.click("Ask them")
    boss.sees("1 person is asked to become a mentor.")

    with tenant(owner.organization_id):
        nomination = Nomination.objects.get(member=ben)
    named.go(f"/o/northwind/programs/nominations/{nomination.pk}/")
    named.heading("Ana Senior would like you as a mentor")
    named.sees("You explain the law so that it stays")
    named.look("nomination")
    named.click("Apply as a mentor", role="link")
    named.page.get_by_label("Topics").fill("law")
    named.page.get_by_label("I have read the mentoring agreement and sign it").check()
    named.click("Send my application")
    named.sees("Your application is in.")
    boss.page.reload()
    expect(boss.page.locator("tbody tr", has_text="Ben Senior")).to_contain_text("Has applied")
