from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from matching.criteria import CHOICES, RULE_CHOICES
from matching.models import Policy, Run
from mentorship.jobs.models import Job
from mentorship.tenancy.models import Member
from programs.models import Enrolment, Program
from tests.matching.pools import named_pool, names, solved


def url(program: Program) -> str:
    return reverse("matching:policy", args=["northwind", program.pk])


def form_of(**values: Any) -> dict[str, Any]:
    weights = dict.fromkeys(CHOICES, 0) | {"skills": 60, "level": 20}
    return {**weights, "objective": "fair", "dial": 50, "answer_days": 7, **values}


def test_what_counts_is_kept_for_the_next_matching_only(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, _ = named_pool(admin, at)
    before = solved(program, admin, at)
    values = form_of(
        act="save", rule_hours="on", number_hours="4", rule_language="on", objective="dial", dial=30
    )
    assert admin_client.post(url(program), values)["Location"].endswith("/matching/")
    kept = Policy.objects.get()
    assert (kept.rules, kept.objective, kept.dial) == ({"hours": 4, "language": True}, "dial", 30)
    program.refresh_from_db()
    after = solved(program, admin, at)
    assert (after.rules, after.dial, after.weights["skills"]) == (
        {"hours": 4, "language": True},
        30,
        60,
    )
    before.refresh_from_db()
    assert (before.rules, before.weights) == ({}, {"skills": 1})
    page = admin_client.get(
        reverse("matching:runs", args=["northwind", program.pk])
    ).content.decode()
    assert "They must share at least 4 working hours a day." in page
    assert "75 %" in page


def test_nothing_is_kept_by_looking(admin_client: Client, admin: Member, at: Any) -> None:
    program, _ = named_pool(admin, at)
    for act in ("preview", "what_if"):
        response = admin_client.post(url(program), form_of(act=act, rule_language="on"))
        assert response.status_code == 200
    assert not Policy.objects.exists()
    assert not Run.objects.exists()


def test_the_preview_shows_the_same_pairs_as_the_sliders_would_have_them(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, _ = named_pool(admin, at)
    Enrolment.objects.filter(member__given_name="Law", role="mentee").update(topics=["tango"])
    by_topics = admin_client.post(url(program), form_of(level=0)).context["preview"]
    by_level = admin_client.post(url(program), form_of(skills=0)).context["preview"]
    pairs = [
        {(each.mentor.pk, each.mentee.pk) for each in found} for found in (by_topics, by_level)
    ]
    assert pairs[0] == pairs[1]
    assert {each.score for each in by_level} == {10_000}
    assert {each.score > 9_000 for each in by_topics} == {True, False}
    assert all(sum(point["points"] for point in each.points) == each.score for each in by_topics)


def test_the_preview_says_which_rule_forbids_a_pair(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, _ = named_pool(admin, at)
    html = admin_client.post(
        url(program), form_of(rule_above="on", number_above="3")
    ).content.decode()
    assert html.count("stands too few levels above") == 3


def test_what_if_compares_with_what_is_kept(admin_client: Client, admin: Member, at: Any) -> None:
    program, people = named_pool(admin, at)
    Member.objects.filter(enrolments=people["Law Mentor"]).update(languages=["French"])
    Enrolment.objects.filter(pk=people["Art Mentee"].pk).update(topics=["law", "tax"])
    response = admin_client.post(
        url(program), form_of(act="what_if", rule_language="on"), headers={"HX-Request": "true"}
    )
    html = " ".join(response.content.decode().split())
    row = html.split("Mentees with a mentor</th>")[1].split("</tr>")[0]
    cells = [each.split("<")[0].strip() for each in row.split(">")[1::2]]
    assert [cell for cell in cells if cell] == ["3", "2"]
    assert "<html" not in html


@pytest.mark.parametrize("name", RULE_CHOICES)
def test_each_rule_keeps_people_apart(admin: Member, at: Any, name: str) -> None:
    program, people = named_pool(admin, at)
    values = {
        "language": {"languages": ["French"]},
        "hours": {"time_zone": "Pacific/Auckland"},
        "above": {"level": 2},
        "other_department": {},
        "same_place": {"location": "Oslo"},
    }[name]
    Member.objects.filter(enrolments__program=program).update(location="Rome")
    if values:
        Member.objects.filter(enrolments=people["Law Mentor"]).update(**values)
    else:
        Member.objects.filter(enrolments__role="mentee").update(department="Law")
        Member.objects.filter(enrolments=people["Law Mentor"]).update(department="Law")
    number = RULE_CHOICES[name].number
    Policy.objects.create(
        organization=admin.organization,
        program=program,
        rules={name: True if number is None else number},
    )
    run = solved(program, admin, at)
    assert "Law Mentor" not in names(run).values()
    assert run.figures["matched"] == 2
    assert run.unmatched.count() == 1


def test_wrong_values_are_said_and_nothing_is_kept(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, _ = named_pool(admin, at)
    response = admin_client.post(
        url(program), form_of(act="save", skills=101, rule_hours="on", number_hours=20)
    )
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "skills": ["At most 100."],
        "number_hours": ["At most 9."],
    }
    nothing = dict.fromkeys(CHOICES, 0)
    response = admin_client.post(url(program), {**form_of(act="save"), **nothing})
    assert "At least one criterion must count." in response.content.decode()
    assert not Policy.objects.exists()


def test_keeping_and_running_starts_the_job(admin_client: Client, admin: Member, at: Any) -> None:
    program, _ = named_pool(admin, at)
    response = admin_client.post(url(program), form_of(act="run"))
    job = Job.objects.get()
    assert response["Location"] == reverse("jobs:detail", args=["northwind", job.pk])
    assert Run.objects.get().weights["skills"] == 60
