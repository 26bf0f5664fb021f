"""Whom a survey asks, and when; that nobody is asked twice, nor too often."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from matching.actions.endings import end_mentorship
from mentorship.delivery import actions as delivery
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from programs.models import Program
from tests import factories
from tests.races import at_once
from tests.surveying import Cohort, answer, messages
from tracking.models import Attendance
from tracking.surveys import actions
from tracking.surveys.models import AnonymousAnswer, Colleague, Survey, SurveyRequest

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def cohort(northwind: Organization) -> Cohort:
    return Cohort(northwind, NOON, pairs=2)


def asked(occasion: str) -> set[Any]:
    found = SurveyRequest.objects.filter(occasion=occasion)
    return set(found.values_list("member", flat=True))


def ids(*people: Member) -> set[Any]:
    return {person.pk for person in people}


def test_the_monthly_check_asks_who_was_there_lately(cohort: Cohort) -> None:
    absent = cohort.mentees[0]
    Attendance.objects.filter(member=absent).update(state="absent")
    cohort.survey("check")
    assert cohort.ask() == 3
    assert asked("2026-03") == ids(*cohort.people) - ids(absent)
    assert messages("survey_asked") == asked("2026-03")


def test_a_session_long_ago_is_not_lately(cohort: Cohort) -> None:
    cohort.survey("check")
    cohort.ask(NOON + timedelta(days=45))
    assert SurveyRequest.objects.count() == 0


def test_the_check_comes_once_a_month_and_again_in_the_next(cohort: Cohort) -> None:
    cohort.survey("check")
    assert cohort.ask() == 4
    assert cohort.ask(NOON + timedelta(days=10)) == 0
    assert cohort.ask(NOON + timedelta(days=29)) == 4
    assert asked("2026-04") == ids(*cohort.people)


@pytest.mark.parametrize(("days", "number"), [(0, 4), (-10, 0)])
def test_halfway_is_halfway(cohort: Cohort, days: int, number: int) -> None:
    """The middle of the program was five days ago."""
    cohort.survey("midpoint")
    assert cohort.ask(NOON + timedelta(days=days)) == number


def test_halfway_asks_those_who_were_there_twice(northwind: Organization) -> None:
    cohort = Cohort(northwind, NOON, pairs=1, met=1)
    cohort.survey("midpoint")
    assert cohort.ask() == 0
    cohort.meet(cohort.mentorships[0], days_ago=1, absent=cohort.mentors[0])
    assert cohort.ask() == 1
    assert asked("midpoint") == ids(cohort.mentees[0])


def test_looking_back_is_asked_once_it_ends_or_is_about_to(cohort: Cohort) -> None:
    cohort.survey("closing")
    assert cohort.ask() == 0
    end_mentorship(
        mentorship=cohort.mentorships[0], state="ended", reason="", by=cohort.admin, at=NOON
    )
    cohort.ask(NOON + timedelta(hours=1))
    assert asked("closing") == ids(cohort.mentors[0], cohort.mentees[0])
    cohort.ask(NOON + timedelta(days=36))
    assert asked("closing") == ids(*cohort.people)


def test_what_ended_long_ago_is_left_in_peace(cohort: Cohort) -> None:
    end_mentorship(
        mentorship=cohort.mentorships[0], state="ended", reason="", by=cohort.admin, at=NOON
    )
    cohort.survey("closing")
    assert cohort.ask(NOON + timedelta(days=15)) == 0


@pytest.mark.parametrize("state", ["recruiting", "archived"])
def test_a_program_that_does_not_run_asks_nobody(cohort: Cohort, state: str) -> None:
    cohort.survey("check")
    Program.objects.update(state=state)
    assert cohort.ask() == 0


def test_what_is_switched_off_or_a_draft_asks_nobody(cohort: Cohort) -> None:
    survey = cohort.survey("check")
    actions.switch_survey(survey=survey, is_on=False, by=cohort.admin, at=NOON)
    actions.add_survey(
        program=cohort.program,
        kind="own",
        name="Draft",
        intro="",
        audience="both",
        minutes=1,
        by=cohort.admin,
        at=NOON,
    )
    Survey.objects.filter(name="Draft").update(is_on=True)
    assert cohort.ask() == 0


def test_nobody_gets_two_surveys_in_a_week(cohort: Cohort) -> None:
    """The halfway survey comes first; the check of the month waits for its turn."""
    for ready in ("check", "midpoint"):
        cohort.survey(ready)
    assert cohort.ask() == 4
    assert asked("midpoint") == ids(*cohort.people)
    assert cohort.ask(NOON + timedelta(days=6)) == 0
    assert cohort.ask(NOON + timedelta(days=8)) == 4
    assert asked("2026-03") == ids(*cohort.people)


def test_a_mentor_of_two_is_asked_once(cohort: Cohort) -> None:
    second = cohort.mentorships[1].participants.get(role="mentor")
    Attendance.objects.filter(member=second.member_id).update(member=cohort.mentors[0])
    second.member = cohort.mentors[0]
    second.save()
    cohort.survey("check")
    assert cohort.ask() == 3


def test_nobody_is_asked_at_night_or_after_they_left(cohort: Cohort) -> None:
    cohort.survey("check")
    assert cohort.ask(NOON.replace(hour=2)) == 0
    Member.objects.filter(pk=cohort.mentors[0].pk).update(terminated_on=NOON.date())
    assert cohort.ask() == 3


def test_an_audience_is_kept_to(cohort: Cohort) -> None:
    survey = cohort.survey("check")
    actions.change_survey(survey=survey, audience="mentor", by=cohort.admin, at=NOON)
    cohort.ask()
    assert asked("2026-03") == ids(*cohort.mentors)


def test_one_reminder_after_five_days_and_none_to_those_who_answered(cohort: Cohort) -> None:
    cohort.survey("check")
    cohort.ask()
    first, second, *rest = SurveyRequest.objects.order_by("pk")
    answer(first, NOON, Fit=4)
    actions.decline_request(request=second, by=second.member, at=NOON)
    cohort.ask(NOON + timedelta(days=4))
    assert messages("survey_reminder") == set()
    for days in (5, 6, 9):
        cohort.ask(NOON + timedelta(days=days))
    assert messages("survey_reminder") == {request.member_id for request in rest}
    assert Delivery.objects.filter(kind="survey_reminder", channel="email").count() == len(rest)


def test_a_message_about_what_was_answered_or_has_ended_does_not_leave(cohort: Cohort) -> None:
    cohort.survey("check")
    cohort.ask()
    answer(SurveyRequest.objects.get(member=cohort.mentees[0]), NOON, Fit=4)
    end_mentorship(
        mentorship=cohort.mentorships[1], state="ended", reason="", by=cohort.admin, at=NOON
    )
    Delivery.objects.exclude(kind="survey_asked").delete()
    left = delivery.claim(organization_id=cohort.organization.pk, at=NOON, limit=50) or []
    assert {row.recipient_id for row in left} == ids(cohort.mentors[0])


def test_what_has_closed_is_closed(cohort: Cohort) -> None:
    cohort.survey("check")
    cohort.ask()
    request = SurveyRequest.objects.first()
    assert request
    late = NOON + timedelta(days=15)
    with pytest.raises(actions.SurveyError, match="closed"):
        answer(request, late, Fit=4)
    cohort.ask(late)
    assert set(SurveyRequest.objects.values_list("state", flat=True)) == {"expired"}


def test_colleagues_are_asked_at_the_start_and_the_same_at_the_end(cohort: Cohort) -> None:
    mentee, mentorship = cohort.mentees[0], cohort.mentorships[0]
    people = [factories.member(cohort.organization) for _ in range(3)]
    cohort.survey("colleagues")
    cohort.ask()
    assert messages("colleagues_wanted") == ids(*cohort.mentees)
    actions.name_colleagues(mentorship=mentorship, people=people, by=mentee, at=NOON)
    cohort.ask(NOON + timedelta(hours=1))
    assert asked("start") == ids(*people)
    assert messages("colleague_asked") == ids(*people)
    no = SurveyRequest.objects.get(member=people[0])
    actions.decline_request(request=no, by=people[0], at=NOON)
    end_mentorship(mentorship=mentorship, state="ended", reason="", by=cohort.admin, at=NOON)
    cohort.ask(NOON + timedelta(days=8))
    assert asked("end") == ids(*people[1:])


def test_who_can_be_named(cohort: Cohort) -> None:
    mentee, mentorship = cohort.mentees[0], cohort.mentorships[0]
    cohort.survey("colleagues")
    fine = [factories.member(cohort.organization) for _ in range(6)]
    outside = factories.member(cohort.organization, is_external=True)
    for people in (
        fine[:1],
        fine,
        [fine[0], mentee],
        [fine[0], cohort.mentors[0]],
        [fine[0], outside],
    ):
        with pytest.raises(actions.SurveyError):
            actions.name_colleagues(mentorship=mentorship, people=people, by=mentee, at=NOON)
    actions.name_colleagues(mentorship=mentorship, people=fine[:2], by=mentee, at=NOON)
    with pytest.raises(actions.SurveyError, match="already"):
        actions.name_colleagues(mentorship=mentorship, people=fine[2:4], by=mentee, at=NOON)
    assert Colleague.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_workers_ask_once() -> None:
    organization = factories.organization("northwind")
    at = timezone.now().replace(hour=12)
    with tenant(organization.pk):
        cohort = Cohort(organization, at, pairs=3)
        for ready in ("check", "midpoint"):
            cohort.survey(ready)
    results = at_once(organization.pk, lambda: cohort.ask(at))
    assert sorted(results) == [0, 6]
    with tenant(organization.pk):
        assert SurveyRequest.objects.count() == 6
        assert Delivery.objects.filter(kind="survey_asked", channel="email").count() == 6
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_at_once_one_counts() -> None:
    organization = factories.organization("northwind")
    at = timezone.now().replace(hour=12)
    with tenant(organization.pk):
        cohort = Cohort(organization, at)
        cohort.own(Trust={"seen_by": "anonymous"})
        cohort.ask(at)
        request = SurveyRequest.objects.select_related("member").get(member=cohort.mentees[0])
        request.member = cohort.mentees[0]
    results = at_once(organization.pk, lambda: answer(request, at, Trust=4))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "SurveyError"]
    with tenant(organization.pk):
        assert AnonymousAnswer.objects.count() == 1
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_colleagues_named_twice_at_once_are_named_once() -> None:
    organization = factories.organization("northwind")
    at = timezone.now().replace(hour=12)
    with tenant(organization.pk):
        cohort = Cohort(organization, at)
        cohort.survey("colleagues")
        people = [factories.member(organization) for _ in range(2)]

    def name() -> int:
        mentee, mentorship = cohort.mentees[0], cohort.mentorships[0]
        return len(actions.name_colleagues(mentorship=mentorship, people=people, by=mentee, at=at))

    results = at_once(organization.pk, name)
    assert sorted(type(result).__name__ for result in results) == ["SurveyError", "int"]
    with tenant(organization.pk):
        assert Colleague.objects.count() == 2
    connection.close()
