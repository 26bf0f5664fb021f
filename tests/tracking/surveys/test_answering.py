"""Answers: what is kept, what is not, and what each reader sees of them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from mentorship.audit.models import Entry
from mentorship.tenancy.models import Organization
from programs.models import Program
from tests import factories
from tests.surveying import Cohort, answer
from tracking.surveys import actions
from tracking.surveys.models import (
    AnonymousAnswer,
    Answer,
    Colleague,
    ColleagueAnswer,
    SurveyRequest,
)
from tracking.surveys.queries.averages import what_colleagues_see
from tracking.surveys.queries.results import results

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
APRIL = datetime(2026, 4, 2, 12, tzinfo=UTC)


@pytest.fixture
def cohort(northwind: Organization) -> Cohort:
    return Cohort(northwind, NOON, pairs=1)


def request_of(cohort: Cohort) -> SurveyRequest:
    return SurveyRequest.objects.get(member=cohort.mentees[0])


def test_an_anonymous_answer_is_kept_without_anybody(cohort: Cohort) -> None:
    cohort.own(Trust={"seen_by": "anonymous"}, Named={"seen_by": "admins"})
    cohort.ask()
    before = Entry.objects.count()
    answer(request_of(cohort), NOON, Trust=4, Named=5)
    row = AnonymousAnswer.objects.get()
    assert (row.role, row.period, row.value, row.id.version) == ("mentee", "2026-03", 4, 4)
    kept = {field.name for field in AnonymousAnswer._meta.concrete_fields}
    assert kept == {"id", "organization", "question", "program", "role", "period", "value"}
    named = Answer.objects.get()
    assert (named.value, named.request.member, named.id.version) == (5, cohort.mentees[0], 4)
    assert Entry.objects.count() == before


def test_an_answer_is_given_once_by_whoever_is_asked(cohort: Cohort) -> None:
    cohort.own(Trust={"is_required": True})
    cohort.ask()
    request = request_of(cohort)
    with pytest.raises(actions.SurveyError, match="Look through"):
        answer(request, NOON)
    with pytest.raises(actions.SurveyError, match="somebody else"):
        actions.answer_request(request=request, answers={}, by=cohort.mentors[0], at=NOON)
    answer(request, NOON, Trust=4)
    with pytest.raises(actions.SurveyError, match="already"):
        answer(request, NOON, Trust=5)
    assert AnonymousAnswer.objects.get().value == 4


def test_an_archived_program_takes_no_answers(cohort: Cohort) -> None:
    cohort.own(Trust={})
    cohort.ask()
    Program.objects.update(state="archived")
    with pytest.raises(actions.SurveyError, match="archived"):
        answer(request_of(cohort), NOON, Trust=4)


def test_old_answers_stay_with_the_questions_as_they_were_read(cohort: Cohort) -> None:
    survey = cohort.own(Trust={"text": "Do you trust?"})
    cohort.ask()
    request = request_of(cohort)
    draft = actions.begin_draft(survey=survey, by=cohort.admin, at=NOON)
    question = draft.questions.get()
    actions.save_question(
        survey=survey, question=question, text="How far do you trust?", by=cohort.admin, at=NOON
    )
    actions.publish_draft(survey=survey, by=cohort.admin, at=NOON)
    answer(request, NOON, Trust=4)
    assert AnonymousAnswer.objects.get().question.text == "Do you trust?"
    with pytest.raises(actions.SurveyError, match="published"):
        actions.save_question(
            survey=survey, question=question, text="Other", by=cohort.admin, at=NOON
        )


@time_machine.travel(NOON)
def test_the_form_says_who_reads_each_answer_and_keeps_no_draft(cohort: Cohort) -> None:
    cohort.own(Trust={"seen_by": "anonymous"}, Next={"kind": "text", "seen_by": "pair"})
    cohort.ask()
    client = factories.client_of(cohort.mentees[0])
    url = reverse("surveys:request", args=["northwind", request_of(cohort).pk])
    html = client.get(url).content.decode()
    assert "Question 1 of 2" in html
    assert "program admins and HR, without your name" in html
    assert "the people of the mentorship" in html
    assert "can be neither changed nor withdrawn" in html
    assert "data-draft" not in html.partition("<form")[2].partition(">")[0]
    asked = request_of(cohort).version.questions.in_order()
    sent = client.post(
        url, {f"answer_{asked[0].pk.hex}": "5", f"answer_{asked[1].pk.hex}": "Go on"}
    )
    assert sent.status_code == 302
    past = client.get(url).content.decode()
    assert "Go on" in past
    assert "Kept without your name" in past
    mentor = factories.client_of(cohort.mentors[0])
    shown = mentor.get(reverse("surveys:mine", args=["northwind"])).content.decode()
    assert "Go on" in shown


@time_machine.travel(NOON)
def test_a_form_without_anything_anonymous_keeps_a_draft(cohort: Cohort) -> None:
    cohort.own(Next={"kind": "text", "seen_by": "pair"})
    cohort.ask()
    url = reverse("surveys:request", args=["northwind", request_of(cohort).pk])
    html = factories.client_of(cohort.mentees[0]).get(url).content.decode()
    assert f'data-draft="survey_answer-{request_of(cohort).pk}"' in html


@time_machine.travel(NOON)
def test_no_is_one_tap(cohort: Cohort) -> None:
    cohort.own(Trust={})
    cohort.ask()
    request = request_of(cohort)
    client = factories.client_of(cohort.mentees[0])
    home = client.get(reverse("home", args=["northwind"])).content.decode()
    assert "“Own” waits for your answer." in home
    room = reverse("tracking:mentorship", args=["northwind", cohort.mentorships[0].pk])
    assert "“Own” waits for your answer." in client.get(room).content.decode()
    client.post(reverse("surveys:decline", args=["northwind", request.pk]))
    request.refresh_from_db()
    assert request.state == "declined"
    assert "waits for your answer" not in client.get(room).content.decode()


def shown(cohort: Cohort, survey: Any, reader: Any, at: datetime = APRIL) -> dict[str, Any]:
    version = survey.versions.get(published_at__isnull=False)
    found = results(version, reader=reader, today=at.date())
    return {result.question.name: result for result in found}


@pytest.fixture
def many(northwind: Organization) -> Cohort:
    return Cohort(northwind, NOON, pairs=12)


def test_anonymous_means_wait_for_the_month_to_end(many: Cohort, hr: Any) -> None:
    survey = many.own(Trust={"seen_by": "anonymous"})
    many.ask()
    for number, mentee in enumerate(many.mentees):
        request = SurveyRequest.objects.get(member=mentee)
        answer(request, NOON, Trust=5 if number < 9 else 1)
    assert shown(many, survey, many.admin, at=NOON)["Trust"].figures == []
    for reader in (many.admin, hr):
        [figure] = shown(many, survey, reader)["Trust"].figures
        assert (figure.who, figure.answers, figure.mean) == ("Mentees", 12, 4.0)
        assert (figure.rate.answered, figure.rate.asked) == (12, 12)
        # Three answered 1: so few are withheld, and the next with them.
        assert [cell.value for cell in figure.parts] == [None, 0.0, 0.0, 0.0, None]


def test_too_few_stay_hidden(many: Cohort) -> None:
    survey = many.own(Trust={"seen_by": "anonymous"}, Say={"kind": "text", "seen_by": "anonymous"})
    many.ask()
    for mentee in many.mentees[:4]:
        request = SurveyRequest.objects.get(member=mentee)
        answer(request, NOON, Trust=2, Say=f"Words of {mentee.given_name}")
    assert shown(many, survey, many.admin)["Trust"].figures == []
    assert shown(many, survey, many.admin)["Say"].figures == []


def test_named_answers_are_for_admins_and_pairs_for_pairs(many: Cohort, hr: Any) -> None:
    survey = many.own(
        Call={"kind": "yes_no", "seen_by": "admins"}, Ours={"kind": "text", "seen_by": "pair"}
    )
    many.ask()
    request = SurveyRequest.objects.get(member=many.mentees[0])
    answer(request, NOON, Call=True, Ours="Only for us")
    found = shown(many, survey, many.admin, at=NOON)
    [named] = found["Call"].named
    assert (named.member, named.words) == (many.mentees[0].name, "Yes")
    assert found["Ours"].named == found["Ours"].figures == []
    assert shown(many, survey, hr) == {}
    page = reverse("surveys:results", args=["northwind", many.program.pk, survey.pk])
    for reader, has_name in ((many.admin, True), (hr, False)):
        client = factories.client_of(reader)
        for text in (client.get(page), client.get(page, {"format": "csv"})):
            html = text.content.decode()
            assert "Only for us" not in html
            assert (many.mentees[0].name in html) is has_name


def test_the_download_is_what_the_page_shows(many: Cohort) -> None:
    survey = many.own(Trust={"seen_by": "anonymous"})
    many.ask()
    for mentee in many.mentees:
        answer(SurveyRequest.objects.get(member=mentee), NOON, Trust=4)
    AnonymousAnswer.objects.update(period="2026-02")
    client = factories.client_of(many.admin)
    page = reverse("surveys:results", args=["northwind", many.program.pk, survey.pk])
    assert "4.0 of 5" in client.get(page).content.decode()
    table = client.get(page, {"format": "csv"}).content.decode().splitlines()
    assert table[1] == (
        "Trust?,Mentees,February 2026,12,100 %,4.0 of 5,1: 0; 2: 0; 3: 0; 4: 12; 5: 0"
    )


def test_a_mentee_reads_averages_of_three_once_the_round_is_over(cohort: Cohort) -> None:
    mentee, mentorship = cohort.mentees[0], cohort.mentorships[0]
    people = [factories.member(cohort.organization) for _ in range(4)]
    cohort.survey("colleagues")
    actions.name_colleagues(mentorship=mentorship, people=people, by=mentee, at=NOON)
    cohort.ask()
    requests = list(SurveyRequest.objects.filter(occasion="start").order_by("pk"))
    for number, request in enumerate(requests[:3]):
        answer(request, NOON, Decides=3 + number)
    assert ColleagueAnswer.objects.count() == 3
    assert Answer.objects.count() == 0
    kept = {field.name for field in ColleagueAnswer._meta.concrete_fields}
    assert "member" not in kept
    assert "request" not in kept
    today = NOON.date()
    assert what_colleagues_see(mentee, mentorship, today=today) == []
    actions.decline_request(request=requests[3], by=requests[3].member, at=NOON)
    [seen] = what_colleagues_see(mentee, mentorship, today=today)
    assert (seen.start, seen.end) == (4.0, None)
    assert what_colleagues_see(cohort.mentors[0], mentorship, today=today) == []
    page = reverse("surveys:colleagues", args=["northwind", mentorship.pk])
    html = factories.client_of(mentee).get(page).content.decode()
    assert seen.text in html
    assert "4.0" in html


def test_a_round_shows_nothing_while_somebody_is_still_to_be_asked(cohort: Cohort) -> None:
    """Otherwise the next average would show what the last one of them answered."""
    mentee, mentorship = cohort.mentees[0], cohort.mentorships[0]
    people = [factories.member(cohort.organization) for _ in range(4)]
    survey = cohort.survey("colleagues")
    actions.name_colleagues(mentorship=mentorship, people=people, by=mentee, at=NOON)
    SurveyRequest.objects.create(
        organization=cohort.organization,
        survey=survey,
        version=survey.versions.get(),
        mentorship=mentorship,
        member=people[3],
        role="mentee",
        occasion="once",
        asked_at=NOON - timedelta(days=6),
        closes_on=NOON.date(),
    )
    cohort.ask()
    for request in SurveyRequest.objects.filter(occasion="start"):
        answer(request, NOON, Decides=3)
    assert ColleagueAnswer.objects.count() == 3
    today = NOON.date()
    assert what_colleagues_see(mentee, mentorship, today=today + timedelta(days=30)) == []
    late = NOON + timedelta(days=2)
    cohort.ask(late)
    last = SurveyRequest.objects.get(member=people[3], occasion="start")
    answer(last, late, Decides=5)
    [seen] = what_colleagues_see(mentee, mentorship, today=today)
    assert seen.start == 3.5


def test_two_colleagues_are_too_few_for_an_average(cohort: Cohort) -> None:
    mentee, mentorship = cohort.mentees[0], cohort.mentorships[0]
    people = [factories.member(cohort.organization) for _ in range(2)]
    cohort.survey("colleagues")
    actions.name_colleagues(mentorship=mentorship, people=people, by=mentee, at=NOON)
    cohort.ask()
    for request in SurveyRequest.objects.filter(occasion="start"):
        answer(request, NOON, Decides=2)
    [seen] = what_colleagues_see(mentee, mentorship, today=NOON.date() + timedelta(days=20))
    assert (seen.start, seen.end) == (None, None)


def test_a_mentee_names_colleagues_by_their_e_mail(cohort: Cohort) -> None:
    people = [factories.member(cohort.organization) for _ in range(2)]
    cohort.survey("colleagues")
    client = factories.client_of(cohort.mentees[0])
    page = reverse("surveys:colleagues", args=["northwind", cohort.mentorships[0].pk])
    wrong = client.post(page, {"emails": f"{people[0].email}\nnobody@northwind.example"})
    assert wrong.status_code == 422
    assert "nobody@northwind.example" in wrong.content.decode()
    emails = "\n".join(person.email.upper() for person in people)
    assert client.post(page, {"emails": emails}).status_code == 302
    assert set(Colleague.objects.values_list("member", flat=True)) == {p.pk for p in people}
    assert people[0].name in client.get(page).content.decode()
