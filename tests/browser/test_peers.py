"""Peers meet: somebody applies, an admin looks at the pods, changes two places and publishes; a
peer meets the others.
"""

from collections.abc import Callable

from django.utils import timezone
from playwright.sync_api import expect

from matching.models import Mentorship
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.actions import save_question
from programs.models import Enrolment, Program
from tests import factories
from tests.browser.installation import Installation
from tests.browser.window import Window
from tests.matching.pools import company, peers


def test_peers_apply_are_matched_and_meet(
    owner: Member,
    foreign: Program,
    installation: Installation,
    new_window: Callable[[], Window],
    size: str,
) -> None:
    at = timezone.now()
    with tenant(owner.organization_id):
        program = peers(owner, at, topics=("law", "code"))
        save_question(
            program=program,
            by=owner,
            at=at,
            name="Cadence",
            text="When do you think best?",
            kind="choice",
            options=["In the morning", "In the evening"],
            comparison="same",
        )
        Program.objects.filter(pk=program.pk).update(state="recruiting")
        eve = factories.member(
            owner.organization,
            given_name="Eve",
            family_name="Equal",
            skills=["law"],
            sign_in=True,
            level=2,
        )
        other = factories.member(
            owner.organization, given_name="Adam", family_name="Equal", skills=["law"]
        )
        Enrolment.objects.create(
            organization=owner.organization,
            program=program,
            member=other,
            role="peer",
            state="approved",
            applied_at=at,
            topics=["film"],
        )
    place = f"/o/northwind/programs/{program.pk}/"
    applicant, boss = new_window(), new_window()
    for window, person in ((applicant, eve), (boss, owner)):
        window.sign_in(person.email)

    _apply(applicant, place)
    _approve(boss, place)
    _review(boss, place)
    with tenant(owner.organization_id):
        run = program.runs.get()
        assert ("Adam Equal", "Law 1") in company(run)
    _publish(boss, f"/o/northwind/programs/runs/{run.pk}/")

    with tenant(owner.organization_id):
        mine = Mentorship.objects.get(participants__member=eve)
    mail = installation.outbox.wait_for(eve.email, "Meet Law 2")
    assert mail["Subject"] == "Meet Law 2"
    applicant.go(f"/o/northwind/mentorships/{mine.pk}/")
    applicant.sees("Peer")
    applicant.click("Propose a goal", role="link")
    applicant.page.get_by_label("Goal", exact=True).fill("See one film a month")
    applicant.click("Propose")
    applicant.sees("See one film a month")
    applicant.look("mentorship-peers")


def _apply(applicant: Window, place: str) -> None:
    applicant.go(place)
    applicant.click("Take part", role="link")
    applicant.sees("You meet as equals.")
    applicant.page.get_by_label("Topics").fill("film")
    applicant.page.get_by_label("In the evening").check()
    applicant.page.get_by_label("I have read the mentoring agreement and sign it").check()
    applicant.look("enrol-peer")
    applicant.click("Send my application")
    applicant.sees("Your application is in.")


def _approve(boss: Window, place: str) -> None:
    boss.go(f"{place}enrolments/?state=applied")
    boss.page.locator("main").get_by_role("link", name="Eve Equal").click()
    boss.sees("In the evening")
    boss.look("enrolment")
    boss.click("Approve")
    boss.sees("1 application is approved now, and their people were told.")


def _review(boss: Window, place: str) -> None:
    boss.go(f"{place}matching/policy/")
    boss.sees("They want to talk about the same topics.")
    boss.look("policy-peers")
    boss.click("Save and run")
    boss.heading("Review the matching")
    boss.sees("6 of 6")
    rows = boss.page.locator("tbody tr")
    expect(rows).to_have_count(3)
    expect(boss.page.locator("tbody")).to_contain_text("Adam Equal, Eve Equal")
    boss.look("pods")

    boss.click("Adam Equal, Eve Equal", role="link")
    boss.sees("film")
    boss.page.get_by_role("link", name="Somebody else for Eve Equal").click()
    boss.look("pod")
    boss.page.get_by_role("button", name="Change places with Law 1").click()
    boss.sees("Eve Equal and Law 1 have changed places.")
    boss.click("Approve")
    boss.sees("1 pod approved.")
    boss.go(place)
    boss.click("Move to matching", role="link")
    boss.click("Move to matching")


def _publish(boss: Window, review: str) -> None:
    boss.go(review)
    boss.click("Publish 3 pods", role="link")
    boss.sees("6 people get an e-mail")
    boss.look("publish-pods")
    boss.click("Publish now")
    boss.sees("3 mentorships have begun; their people are being told.")
