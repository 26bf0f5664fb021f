"""A mentorship in trouble is found and helped, left without blame, or ended as planned."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Mentorship
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from tests import factories
from tests.browser.installation import Installation
from tests.browser.window import Window
from tests.pairs import Pair
from tracking.actions import logs, pulse
from tracking.endings import actions
from tracking.models import Pulse
from tracking.safeguarding import actions as safeguarding
from tracking.surveys import actions as surveys
from tracking.surveys.models import SurveyRequest


@pytest.fixture
def pair(installation: Installation) -> Pair:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        return Pair(organization, timezone.now())


def open_pair(window: Window, pair: Pair) -> None:
    window.go(reverse("tracking:mentorship", args=["northwind", pair.mentorship.pk]))


def test_trouble_is_found_asked_about_and_over(
    pair: Pair, new_window: Callable[[], Window]
) -> None:
    at = timezone.now()
    with tenant(pair.organization.pk):
        admin = factories.member(pair.organization, roles=["admin"], sign_in=True)
        Mentorship.objects.update(started_at=at - timedelta(days=60))
        pulse.refresh_pulses(organization=pair.organization, at=at)
    window = new_window()
    window.sign_in(admin.email)
    window.go(reverse("tracking:attention", args=["northwind"]))
    window.sees("At risk")
    window.look("attention")
    window.click("Ask how it goes")
    window.sees("2 people are asked.")
    window.go(reverse("tracking:health-policy", args=["northwind", pair.program.pk]))
    window.look("health-policy")
    with tenant(pair.organization.pk):
        assert Delivery.objects.filter(kind="admin_nudge", channel="email").count() == 2
        for days in (22, 15, 8, 1):
            session = logs.log_past_session(
                mentorship=pair.mentorship,
                starts_at=at - timedelta(days=days),
                minutes=45,
                by=pair.mentee,
                at=at,
            )
            logs.log_session(session=session, by=pair.mentee, at=at, rating=5)
        assert Pulse.objects.get().health in {"on_track", "attention"}
    open_pair(window, pair)
    window.look("mentorship-recovered")


def test_one_leaves_and_nothing_says_who(pair: Pair, new_window: Callable[[], Window]) -> None:
    mentee, mentor = new_window(), new_window()
    mentee.sign_in(pair.mentee.email)
    open_pair(mentee, pair)
    mentee.click("Wrap up or leave", role="link")
    mentee.look("ending")
    mentee.click("Leave without blame", role="link")
    mentee.look("leaving")
    mentee.click("Leave this mentorship")
    mentee.sees("Nobody hears of it before it ends.")
    mentee.look("leaving-noted")
    with tenant(pair.organization.pk):
        later = timezone.now() + timedelta(days=7)
        assert actions.carry_out_exits(organization=pair.organization, at=later) == 1
    mentor.sign_in(pair.mentor.email)
    open_pair(mentor, pair)
    mentor.sees("Ended without blame")
    mentor.look("mentorship-left")


def test_both_look_back_and_it_is_complete(pair: Pair, new_window: Callable[[], Window]) -> None:
    mentee, mentor = new_window(), new_window()
    for window, person, words in (
        (mentee, pair.mentee, "I ask for help before the week is lost"),
        (mentor, pair.mentor, "I listen longer before I answer"),
    ):
        window.sign_in(person.email)
        open_pair(window, pair)
        window.click("Wrap up or leave", role="link")
        window.page.get_by_label("What do you take with you?").fill(words)
        window.page.get_by_label("Be a mentor myself").check()
        window.click("Save my reflection")
        window.sees("Your reflection is saved.")
    mentor.sees("I ask for help before the week is lost")
    mentor.click("Complete the mentorship")
    mentor.sees("Your mentorship is complete.")
    mentor.look("looking-back")
    open_pair(mentee, pair)
    mentee.sees("Ended as planned")
    mentee.click("Look back, or go on", role="link")
    mentee.sees("I listen longer before I answer")


def test_a_concern_reaches_its_contact_alone(pair: Pair, new_window: Callable[[], Window]) -> None:
    at = timezone.now()
    with tenant(pair.organization.pk):
        owner = factories.member(pair.organization, roles=["owner"])
        contact = factories.member(pair.organization, given_name="Safe", sign_in=True)
        safeguarding.name_contact(member=contact, by=owner, at=at)
    mentee, reader = new_window(), new_window()
    mentee.sign_in(pair.mentee.email)
    mentee.go(reverse("safeguarding:report-new", args=["northwind"]))
    mentee.look("report-new")
    mentee.page.get_by_label("Who is it about?").select_option(label="Maya")
    mentee.page.get_by_label("What happened?").fill("He shouted at me in front of the team")
    mentee.click("Send the report")
    mentee.sees("Your report is with the contacts.")
    reader.sign_in(contact.email)
    reader.go(reverse("safeguarding:reports", args=["northwind"]))
    reader.look("reports")
    reader.page.get_by_role("link", name="About Maya").click()
    reader.sees("He shouted at me in front of the team")
    reader.look("report")


def test_a_survey_is_asked_and_answered(pair: Pair, new_window: Callable[[], Window]) -> None:
    at = timezone.now()
    with tenant(pair.organization.pk):
        owner = factories.member(pair.organization, roles=["owner", "admin"], sign_in=True)
        survey = surveys.copy_ready(program=pair.program, ready="midpoint", by=owner, at=at)
        survey = surveys.switch_survey(survey=survey, is_on=True, by=owner, at=at)
        SurveyRequest.objects.create(
            organization=pair.organization,
            survey=survey,
            version=survey.versions.get(number=1),
            mentorship=pair.mentorship,
            member=pair.mentee,
            role="mentee",
            occasion="midpoint",
            asked_at=at,
            closes_on=at.date() + timedelta(days=14),
        )
    mentee, admin = new_window(), new_window()
    mentee.sign_in(pair.mentee.email)
    mentee.page.get_by_role("link", name="Answer").click()
    mentee.look("survey")
    for group in mentee.page.locator("main form fieldset").all():
        if group.locator("input[type=radio]").count():
            group.locator("input[type=radio]").last.check()
    for area in mentee.page.locator("main form textarea").all():
        area.fill("We talk about what matters, and I would like to go on.")
    mentee.page.locator("main form button.btn-primary").click()
    mentee.page.wait_for_url("**/feedback/")
    mentee.look("feedback")
    admin.sign_in(owner.email)
    admin.go(reverse("surveys:results", args=["northwind", pair.program.pk, survey.pk]))
    admin.look("survey-results")
    with tenant(pair.organization.pk):
        assert SurveyRequest.objects.get().state == "answered"
