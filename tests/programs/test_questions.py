"""What a program asks of those who apply: set up by admins, answered by people."""

import csv
import io
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member, Organization
from programs import actions
from programs.models import Enrolment, Program, Question
from programs.ready_questions import ready_questions
from tests import factories, races
from tests.programs.test_lifecycle import ready_program

STYLE = {
    "text": "How do you work?",
    "mentor_text": "",
    "name": "Way of working",
    "help": "",
    "kind": "choice",
    "options": "With a plan\nAs it goes",
    "audience": "both",
    "comparison": "same",
}


def url(name: str, *args: Any) -> str:
    return reverse(f"programs:{name}", args=["northwind", *args])


@pytest.fixture
def program(admin: Member, at: Any) -> Program:
    made = ready_program(admin, at)
    made.state = "recruiting"
    made.save()
    return made


def ask(program: Program, by: Member, at: Any, **values: Any) -> Question:
    values = {**STYLE, "options": ["With a plan", "As it goes"], **values}
    return actions.save_question(program=program, by=by, at=at, **values)


def apply(client: Client, program: Program, role: str, **values: Any) -> Any:
    return client.post(url("enrol", program.pk), {"role": role, "agree": "on", **values})


def field(question: Question) -> str:
    return f"answer_{question.pk.hex}"


def test_a_question_is_added_and_answered_by_both_sides(
    admin_client: Client, colleague_client: Client, program: Program, colleague: Member
) -> None:
    added = admin_client.post(
        url("question-new", program.pk), {**STYLE, "mentor_text": "How do you like to guide?"}
    )
    assert added["Location"] == url("questions", program.pk)
    question = Question.objects.get()
    assert (question.options, question.place, question.comparison) == (
        ["With a plan", "As it goes"],
        1,
        "same",
    )
    form = {
        role: colleague_client.get(url("enrol", program.pk), {"role": role}).content.decode()
        for role in ("mentor", "mentee")
    }
    assert {
        role: ("How do you work?" in html, "How do you like to guide?" in html)
        for role, html in form.items()
    } == {"mentee": (True, False), "mentor": (False, True)}
    assert ("mentees can you take" in form["mentor"], "mentees can you take" in form["mentee"]) == (
        True,
        False,
    )
    apply(colleague_client, program, "mentor", capacity=3, **{field(question): "As it goes"})
    enrolment = Enrolment.objects.get(member=colleague)
    assert (enrolment.role, enrolment.capacity, enrolment.answers) == (
        "mentor",
        3,
        {question.key: "As it goes"},
    )


def test_a_ready_question_fills_the_form(admin_client: Client, program: Program) -> None:
    ready = ready_questions()["areas"]
    html = admin_client.get(url("question-new", program.pk), {"ready": "areas"}).content.decode()
    assert ready["mentor_text"] in html
    posted = {**ready, "options": "\n".join(ready["options"]), "is_required": "on"}
    admin_client.post(url("question-new", program.pk), posted)
    assert Question.objects.get().options == ready["options"]
    assert ready["text"] not in admin_client.get(url("questions", program.pk)).context["ready"]


@pytest.mark.parametrize(
    ("values", "field_name", "words"),
    [
        ({"options": "Only one"}, "options", "at least two answers"),
        (
            {"kind": "scale", "options": "a\nb\nc", "comparison": "close"},
            "options",
            "two lines, or nothing",
        ),
        ({"kind": "text", "comparison": "similar"}, "options", "leave this empty"),
        ({"comparison": "close"}, "comparison", "another kind of answer"),
        ({"audience": "mentor"}, "comparison", "both asked"),
        (
            {"options": "\n".join(f"Answer {n}" for n in range(31))},
            "options",
            "31 lines; at most 30",
        ),
        ({"options": "x" * 101 + "\ny"}, "options", "at most 100 characters"),
        ({"options": "Yes\nＹＥＳ"}, "options", "read alike"),
        ({"options": "A x\nA\u200b x"}, "options", "at least two answers"),
        ({"name": "way  of WORKING"}, "name", "has this name"),
    ],
)
def test_what_cannot_be_asked_is_refused_beside_its_field(
    admin_client: Client,
    admin: Member,
    program: Program,
    at: Any,
    values: Any,
    field_name: str,
    words: str,
) -> None:
    if field_name == "name":
        ask(program, admin, at)
    before = Question.objects.count()
    response = admin_client.post(url("question-new", program.pk), {**STYLE, **values})
    assert response.status_code == 422
    assert words in response.context["form"].errors[field_name][0]
    assert Question.objects.count() == before


def test_only_what_was_asked_can_be_answered(
    colleague_client: Client, admin: Member, program: Program, at: Any
) -> None:
    style = ask(program, admin, at, is_required=True)
    areas = ask(
        program,
        admin,
        at,
        name="Areas",
        kind="several",
        options=["Law", "Tax"],
        comparison="shared",
    )
    scale = ask(program, admin, at, name="Challenge", kind="scale", options=[], comparison="close")
    for values in (
        {},
        {field(style): "Otherwise"},
        {field(style): "With a plan", field(areas): ["Law", "Art"]},
        {field(style): "With a plan", field(scale): "6"},
    ):
        assert apply(colleague_client, program, "mentee", **values).status_code == 422, values
    assert not Enrolment.objects.exists()
    apply(
        colleague_client,
        program,
        "mentee",
        **{field(style): "With a plan", field(areas): ["Tax"], field(scale): "4"},
    )
    assert Enrolment.objects.get().answers == {
        style.key: "With a plan",
        areas.key: ["Tax"],
        scale.key: 4,
    }


def test_an_application_begins_with_its_side(colleague_client: Client, program: Program) -> None:
    html = colleague_client.get(url("enrol", program.pk)).content.decode()
    assert ("Apply as a mentee" in html, "Apply as a mentor" in html) == (True, True)
    response = colleague_client.post(url("enrol", program.pk), {"agree": "on"})
    assert (response.status_code, b"Say first whether" in response.content) == (422, True)
    assert not Enrolment.objects.exists()


def test_people_change_their_own_answers_and_nobody_elses(
    colleague_client: Client, hr_client: Client, admin: Member, program: Program, at: Any
) -> None:
    old = ask(program, admin, at, name="Old")
    apply(colleague_client, program, "mentee", motivation="Grow", **{field(old): "With a plan"})
    mine = Enrolment.objects.get()
    actions.retire_question(question=old, by=admin, at=at)
    style = ask(program, admin, at)
    page = url("answers", program.pk, mine.pk)
    assert hr_client.get(page).status_code == 404
    assert b"Grow" in colleague_client.get(page).content
    colleague_client.post(
        page, {"topics": "law; tax", "motivation": "More", field(style): "As it goes"}
    )
    mine.refresh_from_db()
    assert (mine.topics, mine.motivation) == (["law", "tax"], "More")
    assert mine.answers == {old.key: "With a plan", style.key: "As it goes"}
    program.state = "closing"
    program.save()
    said = colleague_client.post(page, {field(style): "With a plan"}, follow=True).content.decode()
    assert "cannot be changed any more" in said
    mine.refresh_from_db()
    assert mine.answers[style.key] == "As it goes"


def test_what_was_answered_stays_possible(
    admin_client: Client, colleague_client: Client, admin: Member, program: Program, at: Any
) -> None:
    question = ask(program, admin, at)
    apply(colleague_client, program, "mentee", **{field(question): "With a plan"})
    page = url("question", program.pk, question.pk)
    gone = admin_client.post(page, {**STYLE, "options": "As it goes\nOn a piece of work"})
    assert (
        "“With a plan” was answered already, 1 times" in gone.context["form"].errors["options"][0]
    )
    other = admin_client.post(page, {**STYLE, "kind": "text", "options": "", "comparison": ""})
    assert "it stays as it is" in other.context["form"].errors["kind"][0]
    question.refresh_from_db()
    assert (question.kind, question.options) == ("choice", ["With a plan", "As it goes"])
    admin_client.post(
        page, {**STYLE, "options": "With a plan\nOn a piece of work", "text": "How, then?"}
    )
    question.refresh_from_db()
    assert (question.text, question.options) == (
        "How, then?",
        ["With a plan", "On a piece of work"],
    )


def test_help_is_text_whatever_it_holds(
    admin_client: Client, colleague_client: Client, admin: Member, program: Program, at: Any
) -> None:
    ask(program, admin, at, help="</form><script>alert(1)</script><i>slanted</i>")
    html = colleague_client.get(url("enrol", program.pk), {"role": "mentee"}).content.decode()
    assert ("<i>slanted" in html, "&lt;i&gt;slanted&lt;/i&gt;" in html) == (False, True)


def test_the_ends_of_an_answered_scale_cannot_be_exchanged(
    admin_client: Client, colleague_client: Client, admin: Member, program: Program, at: Any
) -> None:
    scale = ask(program, admin, at, kind="scale", options=["calm", "wild"], comparison="close")
    apply(colleague_client, program, "mentee", **{field(scale): "5"})
    page, values = (
        url("question", program.pk, scale.pk),
        {**STYLE, "kind": "scale", "comparison": "close"},
    )
    turned = admin_client.post(page, {**values, "options": "wild\ncalm"})
    assert "turned round" in turned.context["form"].errors["options"][0]
    admin_client.post(page, {**values, "options": "very calm\nvery wild"})
    scale.refresh_from_db()
    assert scale.options == ["very calm", "very wild"]


def test_an_answer_that_need_not_be_given_can_be_taken_back(
    colleague_client: Client, admin: Member, program: Program, at: Any
) -> None:
    style = ask(program, admin, at)
    apply(colleague_client, program, "mentee", **{field(style): "As it goes"})
    mine = Enrolment.objects.get()
    html = colleague_client.get(url("answers", program.pk, mine.pk)).content.decode()
    assert "No answer" in html
    colleague_client.post(url("answers", program.pk, mine.pk), {field(style): ""})
    mine.refresh_from_db()
    assert mine.answers == {}


def test_the_other_side_stays_open_and_a_side_taken_leads_to_what_was_said(
    colleague_client: Client, program: Program
) -> None:
    apply(colleague_client, program, "mentee")
    mine = Enrolment.objects.get()
    assert "on the other side" in colleague_client.get(url("detail", program.pk)).content.decode()
    again = colleague_client.get(url("enrol", program.pk), {"role": "mentee"})
    assert again["Location"] == url("answers", program.pk, mine.pk)
    apply(colleague_client, program, "mentor")
    assert Enrolment.objects.count() == 2
    assert (
        "on the other side" not in colleague_client.get(url("detail", program.pk)).content.decode()
    )


def test_a_question_without_answers_goes_and_one_with_answers_rests(
    admin_client: Client, colleague_client: Client, admin: Member, program: Program, at: Any
) -> None:
    style, unanswered = ask(program, admin, at), ask(program, admin, at, name="Other")
    apply(colleague_client, program, "mentee", **{field(style): "With a plan"})
    for each in (style, unanswered):
        admin_client.post(url("question-retire", program.pk, each.pk))
    assert list(Question.objects.values_list("name", "retired_at")) == [
        ("Way of working", Question.objects.get().retired_at)
    ]
    assert not Question.objects.asked().exists()
    assert (
        "How do you work?"
        not in colleague_client.get(url("enrol", program.pk), {"role": "mentor"}).content.decode()
    )
    admin_client.post(url("question-retire", program.pk, style.pk), {"again": "1"})
    assert Question.objects.asked().get() == style


def test_questions_change_places(
    admin_client: Client, admin: Member, program: Program, at: Any
) -> None:
    first, second, third = (ask(program, admin, at, name=name) for name in "ABC")
    for question, to in (
        (third, "up"),
        (first, "down"),
        (first, "up"),
        (first, "up"),
        (second, "down"),
    ):
        admin_client.post(url("question-move", program.pk, question.pk), {"to": to})
    assert [each.name for each in Question.objects.asked()] == ["A", "C", "B"]
    assert [each.place for each in Question.objects.asked()] == [1, 2, 3]


def test_those_who_were_added_are_asked_once_a_day(
    admin_client: Client,
    admin: Member,
    colleague: Member,
    northwind: Organization,
    program: Program,
    at: Any,
) -> None:
    done, only_read = (
        factories.member(northwind),
        ask(program, admin, at, name="Read", comparison=""),
    )
    style = ask(program, admin, at)
    actions.enrol_people(
        program=program, people=[colleague, done], role="mentee", capacity=1, by=admin, at=at
    )
    Enrolment.objects.filter(member=done).update(answers={style.key: "With a plan"})
    assert admin_client.get(url("questions", program.pk)).context["silent"] == 1
    said = [
        admin_client.post(url("questions-ask", program.pk), follow=True).content.decode()
        for _ in range(2)
    ]
    assert ("1 person is asked" in said[0], "asked today already" in said[1]) == (True, True)
    sent = Delivery.objects.filter(kind="answers_wanted", channel="email")
    assert [(each.recipient, each.context["program"]) for each in sent] == [(colleague, "Compass")]
    mine = Enrolment.objects.get(member=colleague)
    assert sent[0].context["url"] == url("answers", program.pk, mine.pk)
    actions.ask_for_answers(program=program, by=admin, at=sent[0].created_at + timedelta(days=1))
    assert sent.all().count() == 2
    assert only_read.key not in mine.answers


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_a_day_is_the_organisation_s_wherever_the_admin_is(
    zone: str, admin: Member, colleague: Member, program: Program, at: Any
) -> None:
    ask(program, admin, at)
    actions.enrol_people(
        program=program, people=[colleague], role="mentee", capacity=1, by=admin, at=at
    )
    assert actions.ask_for_answers(program=program, by=admin, at=at) == 1
    for hours in (-8, 8):
        with timezone.override(zone):
            again = actions.ask_for_answers(
                program=program, by=admin, at=at + timedelta(hours=hours)
            )
        assert again == 0


def test_nobody_is_asked_what_changes_nothing_any_more(
    admin_client: Client, admin: Member, colleague: Member, program: Program, at: Any
) -> None:
    ask(program, admin, at)
    actions.enrol_people(
        program=program, people=[colleague], role="mentee", capacity=1, by=admin, at=at
    )
    Program.objects.update(state="closing")
    assert admin_client.get(url("questions", program.pk)).context["silent"] == 0
    said = admin_client.post(url("questions-ask", program.pk), follow=True).content.decode()
    assert "answers change nothing any more" in said
    assert not Delivery.objects.filter(kind="answers_wanted").exists()


def test_an_admin_reads_an_application_and_exports_all(
    admin_client: Client, colleague_client: Client, admin: Member, program: Program, at: Any
) -> None:
    areas = ask(
        program, admin, at, name="Areas", kind="several", options=["Law", "Tax"], comparison=""
    )
    apply(
        colleague_client, program, "mentee", motivation="=cmd()", **{field(areas): ["Law", "Tax"]}
    )
    html = admin_client.get(
        url("enrolment", program.pk, Enrolment.objects.get().pk)
    ).content.decode()
    assert ("Law; Tax" in html, "=cmd()" in html) == (True, True)
    exported = admin_client.get(url("enrolments", program.pk), {"format": "csv"}).content.decode(
        "utf-8-sig"
    )
    [row] = csv.DictReader(io.StringIO(exported))
    assert (row["Areas"], row["Hopes for"]) == ("Law; Tax", "'=cmd()")


@pytest.mark.django_db(transaction=True)
def test_nobody_answers_what_is_taken_away_at_the_same_time(transactional_db: None) -> None:
    organization = factories.organization("northwind")
    from mentorship.tenancy.context import tenant

    at = factories.START
    with tenant(organization.pk):
        admin = factories.member(organization, roles=["admin"])
        person = factories.member(organization)
        program = ready_program(admin, at)
        program.state = "recruiting"
        program.save()
        question = ask(program, admin, at)
    acts = [
        lambda: actions.enrol(
            program=program,
            member=person,
            role="mentee",
            by=person,
            at=at,
            answers={question.key: "As it goes"},
        ),
        lambda: actions.save_question(
            program=program,
            question=Question.objects.get(),
            by=admin,
            at=at,
            options=["With a plan", "On a task"],
        ),
    ]
    results = races.at_once(organization.pk, lambda: acts.pop()())  # noqa: PLW0108 - each thread takes one of its own
    with tenant(organization.pk):
        answered = Enrolment.objects.filter(answers__has_key=question.key).count()
        is_possible = "As it goes" in Question.objects.get().options
    assert sum(isinstance(each, Exception) for each in results) == 1
    assert bool(answered) == is_possible
