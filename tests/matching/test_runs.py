from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from matching import actions
from matching.models import Mentorship, Pair, Run, Unmatched
from mentorship.delivery.models import Delivery
from mentorship.jobs.models import Job
from mentorship.jobs.tasks import run_match_job
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.actions import enrol_people
from programs.models import Program
from tests import factories, races


def pool(admin: Member, at: Any, *, mentors: int, mentees: int, capacity: int = 1) -> Program:
    organization = admin.organization
    program = Program.objects.create(
        organization=organization, name="Compass", starts_on=date(2026, 4, 1), ends_on=date(2026, 12, 1),
        created_at=at, state="matching",
    )  # fmt: skip
    seniors = [factories.member(organization, level=4, skills=["law", "sales"]) for _ in range(mentors)]
    juniors = [factories.member(organization, level=2, skills=["law"], manager=seniors[0]) for _ in range(mentees)]
    enrol_people(program=program, people=seniors, role="mentor", capacity=capacity, by=admin, at=at)
    enrol_people(program=program, people=juniors, role="mentee", capacity=1, by=admin, at=at)
    Delivery.objects.all().delete()
    return program


def solved(program: Program, admin: Member, at: Any) -> Run:
    run, _ = actions.start_run(program=program, weights={"skills": 1}, by=admin, at=at)
    return actions.solve_run(run=run, tell=lambda *_: None)


def test_a_run_is_a_job_that_ends_in_a_review_with_reasons(admin_client: Client, admin: Member, at: Any) -> None:
    program = pool(admin, at, mentors=3, mentees=2)
    weights = {"skills": 50, "level": 20, "department": 10, "hours": 10, "language": 10, "objective": "fair"}
    response = admin_client.post(reverse("matching:runs", args=["northwind", program.pk]), weights)
    job = Job.objects.get()
    assert response["Location"] == reverse("jobs:detail", args=["northwind", job.pk])
    run_match_job(str(admin.organization_id), str(job.pk))
    job.refresh_from_db()
    assert (job.state, job.message) == ("done", "2 of 2 mentees have a proposed mentor.")
    html = admin_client.get(job.url).content.decode()
    assert "Topics: law" in html
    assert "+2 levels" in html
    run = Run.objects.get()
    assert len(run.inputs_hash) == 64
    assert all(sum(part["points"] for part in pair.points) == pair.score for pair in Pair.objects.all())


def test_nobody_is_paired_within_their_reporting_line(admin: Member, at: Any) -> None:
    program = pool(admin, at, mentors=1, mentees=2, capacity=5)
    run = solved(program, admin, at)
    assert Pair.objects.filter(run=run).count() == 0
    assert {each.reason for each in Unmatched.objects.all()} == {
        "Every mentor stands in this person's reporting line. Recruit a mentor from elsewhere."
    }


def test_publishing_tells_both_sides_and_leaves_out_what_was_taken_out(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = pool(admin, at, mentors=4, mentees=3)
    run = solved(program, admin, at)
    out = Pair.objects.filter(run=run).order_by("score").first()
    assert out is not None
    admin_client.post(reverse("matching:pair", args=["northwind", out.pk]), {"removed": "1"})
    assert Delivery.objects.filter(kind="matched").count() == 0
    response = admin_client.get(reverse("matching:publish", args=["northwind", run.pk]))
    assert "4 people get an e-mail" in response.content.decode()
    admin_client.post(reverse("matching:publish", args=["northwind", run.pk]))
    assert Mentorship.objects.count() == 2
    told = Delivery.objects.filter(kind="matched", channel="email")
    assert told.count() == 4
    assert out.mentee.member_id not in set(told.values_list("recipient", flat=True))
    roles = set(told.values_list("context__role", flat=True))
    assert roles == {"mentor", "mentee"}


def test_a_pair_whose_mentor_is_full_by_now_stops_the_whole_publication(admin: Member, at: Any) -> None:
    program = pool(admin, at, mentors=2, mentees=1)
    first, second = solved(program, admin, at), solved(program, admin, at)
    actions.publish_run(run=first, by=admin, at=at)
    with pytest.raises(actions.MatchingError, match="not free any more"):
        actions.publish_run(run=second, by=admin, at=at)
    assert Mentorship.objects.count() == 1
    with pytest.raises(actions.MatchingError):
        actions.publish_run(run=first, by=admin, at=at)
    pair = Pair.objects.filter(run=first).first()
    assert pair is not None
    with pytest.raises(actions.MatchingError, match="published or discarded"):
        actions.set_removed(pair=pair, is_removed=True, by=admin, at=at)


def test_a_run_leaves_out_who_is_matched_already(admin: Member, at: Any) -> None:
    program = pool(admin, at, mentors=3, mentees=2)
    actions.publish_run(run=solved(program, admin, at), by=admin, at=at)
    run = solved(program, admin, at)
    assert (run.figures["mentees"], run.figures["mentors"]) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_two_publications_at_once_make_one_mentorship() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        admin = factories.member(organization)
        run = solved(pool(admin, factories.START, mentors=2, mentees=1), admin, factories.START)
    results = races.at_once(organization.pk, lambda: actions.publish_run(run=run, by=admin, at=factories.START))
    assert sorted(type(each).__name__ for each in results) == ["MatchingError", "list"]
    with tenant(organization.pk):
        assert Mentorship.objects.count() == 1


@pytest.mark.parametrize("objective", ["fair", "total", "stable"])
def test_a_run_seeks_what_was_chosen_and_says_how_good_it_is(
    admin_client: Client, admin: Member, at: Any, objective: str
) -> None:
    program = pool(admin, at, mentors=3, mentees=2)
    data = {"skills": 1, "level": 1, "department": 0, "hours": 0, "language": 0, "objective": objective}
    admin_client.post(reverse("matching:runs", args=["northwind", program.pk]), data)
    run = actions.solve_run(run=Run.objects.get(), tell=lambda *_: None)
    assert run.objective == objective
    assert run.figures["blocking_pairs"] == 0
    html = admin_client.get(reverse("matching:review", args=["northwind", run.pk])).content.decode()
    assert ("proven within 0.0 % of the best" in html) is (objective != "stable")
    assert ("has a better weakest pair" in html) is (objective == "fair")


def test_an_objective_that_does_not_exist_is_refused_and_starts_nothing(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = pool(admin, at, mentors=1, mentees=1)
    data = {"skills": 1, "level": 1, "department": 0, "hours": 0, "language": 0, "objective": "cheapest"}
    response = admin_client.post(reverse("matching:runs", args=["northwind", program.pk]), data)
    assert response.status_code == 422
    assert "“cheapest” is not in it" in response.content.decode()
    assert not Run.objects.exists()
