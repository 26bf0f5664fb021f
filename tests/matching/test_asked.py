"""A program's own questions in its matching."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from matching.criteria import CHOICES, asked_in, menu_of
from matching.engine.reading import thaw
from matching.models import RunInputs
from mentorship.tenancy.models import Member
from programs import actions
from programs.models import Enrolment, Program, Question
from tests.matching.pools import named_pool, names, solved
from tests.matching.test_policy import form_of, url

KINDS = {
    "same": ("choice", ["Plan", "Flow", "Task"], {"Law": "Plan", "Code": "Flow", "Art": "Task"}),
    "shared": (
        "several",
        ["A", "B", "C"],
        {"Law": ["A", "B"], "Code": ["B", "C"], "Art": ["C", "A"]},
    ),
    "covered": ("several", ["A", "B", "C"], {"Law": ["A"], "Code": ["B"], "Art": ["C"]}),
    "close": ("scale", [], {"Law": 1, "Code": 3, "Art": 5}),
    "similar": (
        "text",
        [],
        {"Law": "courts and judges", "Code": "compilers run", "Art": "films on screens"},
    ),
}


def asked(program: Program, by: Member, at: Any, comparison: str) -> Question:
    """A question that the mentees answer as the mentor of the next name does."""
    kind, options, answers = KINDS[comparison]
    question = actions.save_question(
        program=program,
        by=by,
        at=at,
        name="Way of working",
        text="How?",
        kind=kind,
        options=options,
        comparison=comparison,
        audience="both",
    )
    order = list(answers)
    for each in Enrolment.objects.filter(program=program).select_related("member"):
        place = order.index(each.member.given_name) + (each.role == "mentee")
        each.answers = {question.key: answers[order[place % 3]]}
        each.save()
    return question


@pytest.mark.parametrize("comparison", KINDS)
def test_an_answer_decides_who_meets_whom(admin: Member, at: Any, comparison: str) -> None:
    program, _ = named_pool(admin, at)
    question = asked(program, admin, at, comparison)
    program.weights = {"skills": 1, question.key: 100}
    program.save()
    run = solved(program, admin, at)
    assert names(run) == {
        "Law Mentee": "Code Mentor",
        "Code Mentee": "Art Mentor",
        "Art Mentee": "Law Mentor",
    }
    for pair in run.pairs.all():
        part = next(each for each in pair.points if asked_in(each["criterion"])[0])
        assert asked_in(part["criterion"]) == (comparison, "Way of working")
        # A cosine is rounded down in fixed point.
        assert part["of"] - 1 <= part["points"] <= part["of"]
        assert sum(each["points"] for each in pair.points) == pair.score


def test_other_answers_can_be_what_fits(admin: Member, at: Any) -> None:
    program, _ = named_pool(admin, at)
    question = asked(program, admin, at, "same")
    Question.objects.update(comparison="different")
    program.weights = dict.fromkeys(CHOICES, 0) | {question.key: 1}
    program.save()
    run = solved(program, admin, at)
    assert all(pair.score == 10_000 for pair in run.pairs.all())
    assert names(run)["Law Mentee"] != "Code Mentor"


def test_a_rule_of_a_question_holds_and_is_told(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    question = asked(program, admin, at, "same")
    html = admin_client.get(url(program)).content.decode()
    assert "They must give the same answer to “Way of working”." in html
    admin_client.post(
        url(program), form_of(act="save", **{f"rule_{question.key}": "on", question.key: 0})
    )
    Enrolment.objects.filter(pk=people["Law Mentee"].pk).update(
        answers={question.key: "Nothing of these"}
    )
    program.refresh_from_db()
    run = solved(program, admin, at)
    assert names(run) == {"Code Mentee": "Art Mentor", "Art Mentee": "Law Mentor"}
    words = str(run.unmatched.get().reason)
    assert words.startswith(
        "Every mentor gives another answer to “Way of working” than this person. Recruit"
    )
    assert "loosen the rule" in words


def test_a_weight_is_kept_by_the_question_and_shown_by_its_name(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, _ = named_pool(admin, at)
    question = asked(program, admin, at, "covered")
    admin_client.post(url(program), form_of(act="save", skills=50, level=0, **{question.key: 50}))
    actions.save_question(program=program, question=question, by=admin, at=at, name="Areas")
    program.refresh_from_db()
    page = admin_client.get(
        reverse("matching:runs", args=["northwind", program.pk])
    ).content.decode()
    assert " ".join(page.split()).count("50 %") == 2
    assert "Areas" in page
    run = solved(program, admin, at)
    actions.retire_question(question=question, by=admin, at=at)
    review = admin_client.get(
        reverse("matching:review", args=["northwind", run.pk])
    ).content.decode()
    assert "Areas: " in review
    assert question.key not in form_names(admin_client.get(url(program)))
    # What is not asked any more counts in no later matching.
    assert all(not asked_in(point["criterion"])[0] for point in solved_again(program, admin, at))


def form_names(response: Any) -> set[str]:
    return set(response.context["form"].fields)


def solved_again(program: Program, admin: Member, at: Any) -> list[dict[str, Any]]:
    pair = solved(program, admin, at).pairs.first()
    assert pair is not None
    points: list[dict[str, Any]] = pair.points
    return points


def test_no_other_answer_goes_into_a_problem(admin: Member, at: Any) -> None:
    program, people = named_pool(admin, at)
    question = asked(program, admin, at, "same")
    told = actions.save_question(
        program=program,
        by=admin,
        at=at,
        name="Secret",
        text="Tell us",
        kind="text",
        audience="both",
    )
    each = people["Law Mentee"]
    Enrolment.objects.filter(pk=each.pk).update(
        answers={question.key: "Plan", told.key: "for no matching"}
    )
    run = solved(program, admin, at)
    frozen = thaw(bytes(RunInputs.objects.get(run=run).content))
    mine = next(person for person in frozen.mentees if person.id == str(each.pk))
    assert (mine.answers[question.key], told.key in mine.answers) == ("Plan", False)


def test_every_comparison_has_its_words() -> None:
    questions = [
        Question(name=comparison, kind=kind, options=options, comparison=comparison)
        for comparison, (kind, options, _) in KINDS.items()
    ]
    menu = menu_of(questions)
    assert {menu.choices[each.key].label: each.key in menu.rules for each in questions} == {
        "same": True,
        "shared": True,
        "covered": True,
        "close": False,
        "similar": False,
    }
