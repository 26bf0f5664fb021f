"""A program's surveys as its admins build them."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.urls import reverse

from mentorship.audit.models import Entry
from mentorship.tenancy.models import Organization
from tests import factories
from tests.surveying import Cohort
from tracking.surveys import actions
from tracking.surveys.models import Survey, SurveyQuestion
from tracking.surveys.ready import READY, ready_surveys
from tracking.surveys.rules import kinds_of, who_may_see

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


@pytest.fixture
def cohort(northwind: Organization) -> Cohort:
    return Cohort(northwind, NOON)


def url(name: str, *args: Any) -> str:
    return reverse(f"surveys:{name}", args=["northwind", *args])


@pytest.mark.parametrize("ready", READY)
def test_a_ready_survey_is_one_that_could_be_built(cohort: Cohort, ready: str) -> None:
    client = factories.client_of(cohort.admin)
    client.post(url("copy", cohort.program.pk), {"ready": ready})
    survey = Survey.objects.get()
    questions = list(SurveyQuestion.objects.filter(version__survey=survey))
    assert len(questions) == len(ready_surveys()[ready]["questions"]) >= 5
    assert not survey.is_on
    assert {each.seen_by for each in questions} <= set(who_may_see(survey))
    assert {each.kind for each in questions} <= set(kinds_of(survey))
    for each in questions:
        each.full_clean(exclude=["organization", "version", "retired_at"])
    page = client.get(url("survey", cohort.program.pk, survey.pk)).content.decode()
    assert all(each.text in page for each in questions if "’" not in each.text)


def test_the_list_switches_and_shows_what_comes_after_sessions(cohort: Cohort) -> None:
    survey = cohort.survey("check")
    client = factories.client_of(cohort.admin)
    page = client.get(url("list", cohort.program.pk)).content.decode()
    assert "After each session" in page
    assert "0 % answered (0 of 4)" in " ".join(page.split())
    client.post(url("switch", cohort.program.pk, survey.pk), {"to": "off"})
    survey.refresh_from_db()
    assert not survey.is_on


def test_a_survey_of_ones_own_from_draft_to_published(cohort: Cohort) -> None:
    client = factories.client_of(cohort.admin)
    values = {"name": "Tools", "intro": "", "kind": "own", "audience": "both", "minutes": "1"}
    client.post(url("new", cohort.program.pk), values)
    survey = Survey.objects.get()
    at = (cohort.program.pk, survey.pk)
    client.post(url("switch", *at), {"to": "on"})
    survey.refresh_from_db()
    assert not survey.is_on
    question = {
        "text": "Are the tools of use?",
        "name": "Tools",
        "kind": "scale",
        "options": "not at all\nvery much",
        "seen_by": "anonymous",
        "role": "both",
    }
    for name in ("Tools", "Time", "Place"):
        assert client.post(url("question-new", *at), question | {"name": name}).status_code == 302
    same = client.post(url("question-new", *at), question)
    assert same.context["form"].errors["name"]
    last = SurveyQuestion.objects.get(name="Place")
    client.post(url("question-move", *at, last.pk), {"to": "up"})
    client.post(url("question-remove", *at, SurveyQuestion.objects.get(name="Time").pk))
    rows = SurveyQuestion.objects.in_order().values_list("name", flat=True)
    assert list(rows) == ["Tools", "Place"]
    assert "2 questions" in client.get(url("publish", *at)).content.decode()
    client.post(url("publish", *at))
    client.post(url("switch", *at), {"to": "on"})
    survey.refresh_from_db()
    assert survey.is_on
    client.post(url("draft", *at))
    draft = survey.versions.get(published_at=None)
    client.post(
        url("question", *at, draft.questions.get(name="Tools").pk),
        question | {"kind": "yes_no", "options": ""},
    )
    difference = client.get(url("publish", *at)).content.decode()
    assert "“Tools” changes: how it is answered, the answers to choose from." in difference
    client.post(url("draft", *at), {"drop": "1"})
    assert survey.versions.get().number == 1
    assert set(Entry.objects.values_list("action", flat=True)) >= {
        "survey.added",
        "survey.question_added",
        "survey.question_moved",
        "survey.question_removed",
        "survey.published",
        "survey.switched_on",
        "survey.drafted",
        "survey.question_changed",
        "survey.dropped",
    }


@pytest.mark.parametrize(
    ("kind", "seen_by", "field"),
    [("number", "anonymous", "seen_by"), ("scale", "average", "seen_by")],
)
def test_what_would_show_who_answered_cannot_be_asked(
    cohort: Cohort, kind: str, seen_by: str, field: str
) -> None:
    survey = cohort.survey("midpoint")
    actions.begin_draft(survey=survey, by=cohort.admin, at=NOON)
    values = {"name": "N", "text": "T", "options": [], "role": "both"}
    with pytest.raises(actions.SurveyError) as error:
        actions.save_question(
            survey=survey, kind=kind, seen_by=seen_by, by=cohort.admin, at=NOON, **values
        )
    assert error.value.field == field
    form = {**values, "options": "", "kind": kind, "seen_by": seen_by}
    at = (cohort.program.pk, survey.pk)
    answered = factories.client_of(cohort.admin).post(url("question-new", *at), form)
    assert answered.context["form"].errors.keys() == {field}


def test_colleagues_are_asked_for_steps_alone(cohort: Cohort) -> None:
    survey = cohort.survey("colleagues")
    actions.begin_draft(survey=survey, by=cohort.admin, at=NOON)
    for kind, seen_by in (("text", "average"), ("scale", "admins")):
        with pytest.raises(actions.SurveyError):
            actions.save_question(
                survey=survey,
                name="N",
                text="T",
                kind=kind,
                options=[],
                seen_by=seen_by,
                by=cohort.admin,
                at=NOON,
            )


def test_two_surveys_have_two_names(cohort: Cohort) -> None:
    cohort.survey("check")
    with pytest.raises(actions.SurveyError, match="name"):
        cohort.survey("check")


def test_the_preview_is_for_each_side(cohort: Cohort) -> None:
    survey = cohort.survey("midpoint")
    page = url("survey", cohort.program.pk, survey.pk)
    client = factories.client_of(cohort.admin)
    sides = {
        side: [
            question.name
            for _field, question in client.get(page, {"as": side}).context["preview"].with_readers()
        ]
        for side in ("mentor", "mentee")
    }
    assert "What has changed" in sides["mentee"]
    assert "What has changed" not in sides["mentor"]
    assert "Own gain" in sides["mentor"]
