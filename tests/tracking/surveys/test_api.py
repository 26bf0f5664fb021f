"""Surveys over the API: the same as the browser, by the same rules."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine

from mentorship.tenancy.models import Member, Organization
from tests.surveying import Cohort, answer
from tests.tokens import api
from tracking.surveys.models import AnonymousAnswer, SurveyRequest

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
APRIL = datetime(2026, 4, 2, 12, tzinfo=UTC)
REQUESTS, SURVEYS = "/api/v1/survey-requests/", "/api/v1/surveys/"
BOTH = ["read", "write"]


@pytest.fixture
def cohort(northwind: Organization) -> Cohort:
    made = Cohort(northwind, NOON, pairs=6)
    made.own(
        Trust={"seen_by": "anonymous", "is_required": True},
        Call={"kind": "yes_no", "seen_by": "admins"},
    )
    made.ask()
    return made


def test_what_i_am_asked_is_answered_once(cohort: Cohort) -> None:
    mentee = cohort.mentees[0]
    with time_machine.travel(NOON):
        client = api(mentee, scopes=BOTH)
        [mine] = client.get(REQUESTS).json()["results"]
        assert (mine["state"], mine["role"], mine["occasion"]) == ("open", "mentee", "once")
        trust, call = client.get(f"{REQUESTS}{mine['id']}/questions/").json()
        assert (trust["seen_by"], call["seen_by"]) == ("anonymous", "admins")

        def send(**given: Any) -> Any:
            sent = {"answers": given}
            url = f"{REQUESTS}{mine['id']}/answer/"
            return client.post(url, sent, content_type="application/json")

        assert send(**{trust["id"]: 9}).json()["errors"]["answers"].keys() == {trust["id"]}
        assert send().status_code == 400
        assert send(**{trust["id"]: 4, "0": 1}).json()["errors"]["answers"].keys() == {"0"}
        assert send(**{trust["id"]: 4, call["id"]: True}).json()["state"] == "answered"
        assert send(**{trust["id"]: 5}).status_code == 409
    assert AnonymousAnswer.objects.get().value == 4


def test_somebody_elses_request_is_not_found(cohort: Cohort, admin: Member) -> None:
    with time_machine.travel(NOON):
        theirs = SurveyRequest.objects.get(member=cohort.mentees[0])
        for person in (admin, cohort.mentors[0]):
            client = api(person, scopes=BOTH)
            assert client.get(f"{REQUESTS}{theirs.pk}/").status_code == 404
            assert client.post(f"{REQUESTS}{theirs.pk}/decline/").status_code == 404


def test_no_is_said_once(cohort: Cohort) -> None:
    with time_machine.travel(NOON):
        mine = SurveyRequest.objects.get(member=cohort.mentees[0])
        client = api(cohort.mentees[0], scopes=BOTH)
        assert client.post(f"{REQUESTS}{mine.pk}/decline/").json()["state"] == "declined"
        assert client.post(f"{REQUESTS}{mine.pk}/decline/").status_code == 409


def test_results_are_disclosed_as_on_the_page(
    cohort: Cohort, admin: Member, hr: Member, colleague: Member
) -> None:
    for mentee in cohort.mentees:
        answer(SurveyRequest.objects.get(member=mentee), NOON, Trust=4, Call=True)
    with time_machine.travel(APRIL):
        [survey] = api(admin).get(SURVEYS, {"program": str(cohort.program.pk)}).json()["results"]
        trust, call = api(admin).get(f"{SURVEYS}{survey['id']}/results/").json()
        [figure] = trust["figures"]
        assert (figure["months"], figure["answers"], figure["mean"]) == (["2026-03"], 6, 4.0)
        assert figure["percent"] == 100
        assert trust["named"] == []
        assert {each["member"] for each in call["named"]} == {m.name for m in cohort.mentees}
        [only] = api(hr).get(f"{SURVEYS}{survey['id']}/results/").json()
        assert only["question"]["name"] == "Trust"
        assert api(colleague).get(SURVEYS).json()["results"] == []
        assert api(colleague).get(f"{SURVEYS}{survey['id']}/results/").status_code == 404


def test_admins_switch_and_nobody_else(cohort: Cohort, admin: Member, hr: Member) -> None:
    with time_machine.travel(NOON):
        [survey] = api(admin).get(SURVEYS).json()["results"]
        url = f"{SURVEYS}{survey['id']}/switch/"
        sent = {"is_on": False}
        assert api(hr, scopes=BOTH).post(url, sent, "application/json").status_code == 403
        off = api(admin, scopes=BOTH).post(url, sent, "application/json")
        assert off.json()["is_on"] is False
