"""Questions and enrolments over the API, and who may not."""

from typing import Any

import pytest
from django.test import Client

from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from programs.models import Enrolment, Program, Question
from tests.mentorship.api.test_api import api
from tests.programs.test_lifecycle import ready_program
from tests.programs.test_questions import ask

QUESTIONS = "/api/v1/questions/"
NEW = {
    "name": "Areas",
    "text": "Where?",
    "kind": "several",
    "options": ["Law", "Tax"],
    "comparison": "covered",
}


@pytest.fixture
def program(admin: Member, at: Any) -> Program:
    made = ready_program(admin, at)
    made.state = "recruiting"
    made.save()
    return made


def send(client: Client, method: str, path: str, **content: Any) -> Any:
    return getattr(client, method)(path, content, content_type="application/json")


def test_an_admin_keeps_questions(admin: Member, program: Program) -> None:
    client = api(admin, scopes=["read", "write"])
    made = send(client, "post", QUESTIONS, program=str(program.pk), **NEW)
    assert (made.status_code, made.json()["place"], made.json()["audience"]) == (201, 1, "both")
    one = f"{QUESTIONS}{made.json()['id']}/"
    changed = send(client, "patch", one, options=["Law", "Tax", "Art"], is_required=True)
    assert (changed.json()["options"], changed.json()["text"]) == (["Law", "Tax", "Art"], "Where?")
    assert Question.objects.get().is_required
    wrong = send(client, "patch", one, comparison="close")
    assert (wrong.status_code, "another kind" in wrong.json()["errors"]["comparison"][0]) == (
        400,
        True,
    )
    twice = send(client, "post", QUESTIONS, program=str(program.pk), **NEW)
    assert "has this name" in twice.json()["errors"]["name"][0]
    listed = client.get(QUESTIONS, {"program": program.pk}).json()["results"]
    assert [each["name"] for each in listed] == ["Areas"]
    nonsense = client.get(QUESTIONS, {"program": "nonsense"})
    assert (nonsense.status_code, list(nonsense.json()["errors"])) == (400, ["program"])
    misspelt = client.get(QUESTIONS, {"programme": program.pk})
    assert misspelt.json()["errors"] == {"programme": ["Nothing is called so here."]}
    assert client.delete(one).status_code == 204
    assert client.get(one).status_code == 404
    assert not Question.objects.exists()


def test_others_neither_read_nor_change_questions(
    admin: Member, colleague: Member, fabrikam: Organization, program: Program, at: Any
) -> None:
    question = ask(program, admin, at)
    theirs = api(colleague, scopes=["read", "write"])
    assert theirs.get(QUESTIONS).json()["results"] == []
    assert send(theirs, "post", QUESTIONS, program=str(program.pk), **NEW).status_code == 403
    assert theirs.delete(f"{QUESTIONS}{question.pk}/").status_code == 403
    with tenant(fabrikam.pk):
        foreign = api(Member.objects.get(organization=fabrikam), scopes=["read", "write"])
    assert send(foreign, "post", QUESTIONS, program=str(program.pk), **NEW).status_code == 404
    assert send(foreign, "patch", f"{QUESTIONS}{question.pk}/", name="Mine").status_code == 404
    assert Question.objects.get().name == "Way of working"


def test_people_answer_for_themselves(
    admin: Member, colleague: Member, program: Program, at: Any
) -> None:
    question = ask(program, admin, at)
    mine = Enrolment.objects.create(
        organization=program.organization,
        program=program,
        member=colleague,
        role="mentee",
        applied_at=at,
    )
    path, said = f"/api/v1/enrolments/{mine.pk}/answers/", {"topics": ["law"], "motivation": "Grow"}
    client = api(colleague, scopes=["read", "write"])
    several = ask(
        program,
        admin,
        at,
        name="Areas",
        kind="several",
        options=["Law", "Tax"],
        comparison="shared",
    )
    words = ask(program, admin, at, name="Words", kind="text", options=[], comparison="")
    for key, answer in (
        (question.key, "Otherwise"),
        (str(mine.pk), "With a plan"),
        (several.key, [["Law"]]),
        (several.key, "Law"),
    ):
        refused = send(client, "post", path, answers={key: answer}, **said)
        assert (refused.status_code, list(refused.json()["errors"]["answers"])) == (400, [key]), (
            answer
        )
    tidy = send(
        client, "post", path, answers={several.key: ["Tax", "Law", "Tax"], words.key: "   "}, **said
    )
    assert tidy.json()["answers"] == {several.key: ["Law", "Tax"]}
    nasty = said | {"motivation": "Gr\x00ow\ud800", "topics": ["la\x00w\n"]}
    clean = send(client, "post", path, answers={words.key: "a\x00b\ud800\u2028c"}, **nasty).json()
    assert (clean["answers"], clean["motivation"], clean["topics"]) == (
        {words.key: "ab\nc"},
        "Grow",
        ["law"],
    )
    done = send(client, "post", path, answers={question.key: "With a plan"}, **said)
    assert done.json()["answers"] == {question.key: "With a plan"}
    boss = api(admin, scopes=["read", "write"])
    rests = boss.delete(f"{QUESTIONS}{question.pk}/")
    assert (rests.status_code, rests.json()["retired_at"] is None) == (200, False)
    assert client.get("/api/v1/enrolments/").json()["results"] == [done.json()]
    by_admin = send(api(admin, scopes=["read", "write"]), "post", path, answers={}, **said)
    assert by_admin.status_code == 404
    assert api(admin).get("/api/v1/enrolments/", {"program": program.pk}).json()["results"] == [
        done.json()
    ]
