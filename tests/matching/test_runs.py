from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching import queries
from matching.actions import pairs, policy, publication, runs
from matching.actions.errors import MatchingError
from matching.actions.pairs import block_people
from matching.engine.reading import digest, thaw
from matching.models import Mentorship, Pair, Run, RunInputs, Unmatched
from mentorship.delivery.models import Delivery
from mentorship.jobs.kinds import ask_to_cancel
from mentorship.jobs.models import Job
from mentorship.jobs.tasks import run_match_job
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.models import Enrolment, Program
from tests import factories, races
from tests.matching.pools import named_pool, names, pool, solved


def test_a_run_is_a_job_that_ends_in_a_review_with_reasons(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = pool(admin, at, mentors=3, mentees=2)
    Program.objects.update(weights={})
    response = admin_client.post(reverse("matching:runs", args=["northwind", program.pk]))
    job = Job.objects.get()
    assert response["Location"] == reverse("jobs:detail", args=["northwind", job.pk])
    run_match_job(str(admin.organization_id), str(job.pk))
    job.refresh_from_db()
    assert (job.state, str(job.message)) == ("done", "2 of 2 mentees have a proposed mentor.")
    html = admin_client.get(job.url).content.decode()
    assert "Topics: law" in html
    assert "2 levels above" in html
    run = Run.objects.get()
    assert len(run.inputs_hash) == 64
    assert all(
        sum(part["points"] for part in pair.points) == pair.score for pair in Pair.objects.all()
    )


def test_nobody_is_paired_within_their_reporting_line(admin: Member, at: Any) -> None:
    program = pool(admin, at, mentors=1, mentees=2, capacity=5)
    run = solved(program, admin, at)
    assert Pair.objects.filter(run=run).count() == 0
    assert {str(each.reason) for each in Unmatched.objects.all()} == {
        "Every mentor stands in the reporting line of this person. Recruit a mentor from elsewhere."
    }


def test_publishing_tells_both_sides_and_leaves_out_what_was_taken_out(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = pool(admin, at, mentors=4, mentees=3)
    run = solved(program, admin, at)
    out = Pair.objects.filter(run=run).order_by("score").first()
    assert out is not None
    admin_client.post(
        reverse("matching:mark", args=["northwind", run.pk]), {"ids": [out.pk], "mark": "remove"}
    )
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


def test_a_pair_whose_mentor_is_full_by_now_stops_the_whole_publication(
    admin: Member, at: Any
) -> None:
    program = pool(admin, at, mentors=2, mentees=1)
    first, second = solved(program, admin, at), solved(program, admin, at)
    publication.publish_run(run=first, by=admin, at=at)
    with pytest.raises(MatchingError, match="not free any more"):
        publication.publish_run(run=second, by=admin, at=at)
    assert Mentorship.objects.count() == 1
    with pytest.raises(MatchingError):
        publication.publish_run(run=first, by=admin, at=at)
    pair = Pair.objects.filter(run=first).first()
    assert pair is not None
    with pytest.raises(MatchingError, match="published or discarded"):
        pairs.mark_pairs(run=first, ids=[pair.pk], mark="remove", by=admin, at=at)


def test_a_run_leaves_out_who_is_matched_already(admin: Member, at: Any) -> None:
    program = pool(admin, at, mentors=3, mentees=2)
    publication.publish_run(run=solved(program, admin, at), by=admin, at=at)
    run = solved(program, admin, at)
    assert (run.figures["mentees"], run.figures["mentors"]) == (0, 1)


@pytest.mark.django_db(transaction=True)
def test_two_publications_at_once_make_one_mentorship() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        admin = factories.member(organization, roles=["admin"])
        run = solved(pool(admin, factories.START, mentors=2, mentees=1), admin, factories.START)
    results = races.at_once(
        organization.pk, lambda: publication.publish_run(run=run, by=admin, at=factories.START)
    )
    assert sorted(type(each).__name__ for each in results) == ["MatchingError", "list"]
    with tenant(organization.pk):
        assert Mentorship.objects.count() == 1


@pytest.mark.parametrize("objective", ["fair", "total", "stable", "dial"])
def test_a_run_seeks_what_was_chosen_and_says_how_good_it_is(
    admin_client: Client, admin: Member, at: Any, objective: str
) -> None:
    program = pool(admin, at, mentors=3, mentees=2)
    policy.save_policy(
        program=program,
        weights={"skills": 1},
        rules={},
        objective=objective,
        dial=50,
        by=admin,
        at=at,
    )
    run = solved(program, admin, at)
    assert run.objective == objective
    assert run.figures["blocking_pairs"] == 0
    html = admin_client.get(reverse("matching:review", args=["northwind", run.pk])).content.decode()
    assert ("proven: the best total" in html) is (objective != "stable")
    assert ("proven: nobody more can be placed" in html) is (objective in ("fair", "dial"))
    assert ("the best total among matchings that place as many" in html) is (
        objective in ("fair", "dial")
    )


def test_what_a_run_was_asked_is_frozen(admin_client: Client, admin: Member, at: Any) -> None:
    program, people = named_pool(admin, at)
    run = solved(program, admin, at)
    url = reverse("matching:mentors", args=["northwind", run.pk, people["Law Mentee"].pk])
    before = [(each.mentor.pk, each.score) for each in admin_client.get(url).context["ranked"]]
    Member.objects.filter(enrolments__program=program).update(skills=["film"])
    Enrolment.objects.filter(program=program).update(topics=["film"])
    assert [
        (each.mentor.pk, each.score) for each in admin_client.get(url).context["ranked"]
    ] == before
    assert digest(thaw(bytes(RunInputs.objects.get(run=run).content))) == run.inputs_hash
    assert solved(program, admin, at).inputs_hash != run.inputs_hash


def test_running_again_keeps_what_was_meant_and_avoids_what_was_taken_out(
    admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    first = solved(program, admin, at)
    assert names(first)["Law Mentee"] == "Law Mentor"
    law = first.pairs.get(mentee=people["Law Mentee"])
    pairs.choose_mentor(
        run=first,
        mentee=people["Code Mentee"],
        mentor=people["Art Mentor"],
        by=admin,
        at=at,
        exchange=first.pairs.get(mentee=people["Art Mentee"]),
    )
    pairs.mark_pairs(run=first, ids=[law.pk], mark="remove", by=admin, at=at)
    second = solved(program, admin, at, parent=first)
    assert names(second) == {
        "Code Mentee": "Art Mentor",
        "Art Mentee": "Law Mentor",
        "Law Mentee": "Code Mentor",
    }
    assert second.pairs.get(mentee=people["Code Mentee"]).is_pinned
    changed = queries.compare(second, first)
    assert [
        (each["mentee"].name, each["before"] and each["before"].mentor.member.name)
        for each in changed
    ] == [("Art Mentee", "Code Mentor"), ("Law Mentee", None)]


def test_a_run_that_is_stopped_says_so_and_writes_nothing(admin: Member, at: Any) -> None:
    program = pool(admin, at, mentors=2, mentees=1)
    run, job = runs.start_run(program=program, by=admin, at=at)
    ask_to_cancel(job.pk)
    run_match_job(str(admin.organization_id), str(job.pk))
    run.refresh_from_db()
    job.refresh_from_db()
    assert (run.state, job.state) == ("stopped", "cancelled")
    assert (Pair.objects.count(), RunInputs.objects.count()) == (0, 0)


def test_people_who_have_left_are_not_matched(admin: Member, at: Any) -> None:
    program, people = named_pool(admin, at)
    Member.objects.filter(pk=people["Law Mentor"].member_id).update(terminated_on=at.date())
    run = solved(program, admin, at)
    assert "Law Mentor" not in names(run).values()
    assert run.figures["matched"] == 2


def test_two_runs_stand_side_by_side(admin_client: Client, admin: Member, at: Any) -> None:
    program, people = named_pool(admin, at)
    first = solved(program, admin, at)
    url = reverse("matching:compare", args=["northwind", first.pk])
    assert "Nothing to compare with" in admin_client.get(url).content.decode()
    block_people(
        mentor=people["Law Mentor"].member,
        mentee=people["Law Mentee"].member,
        reason="",
        by=admin,
        at=at,
    )
    second = solved(program, admin, at, parent=first)
    response = admin_client.get(reverse("matching:compare", args=["northwind", second.pk]))
    assert response.context["other"] == first
    assert {each["mentee"].name for each in response.context["changed"]} >= {"Law Mentee"}
    assert response.context["figures"][0] == ("Mentees with a mentor", 3, 3)


@pytest.mark.django_db(transaction=True)
def test_two_tabs_start_one_run() -> None:
    organization, at = factories.organization("northwind"), timezone.now()
    with tenant(organization.pk):
        admin = factories.member(organization, roles=["admin"])
        program = pool(admin, at, mentors=2, mentees=1)
    results = races.at_once(
        organization.pk, lambda: runs.start_run(program=program, by=admin, at=at)
    )
    assert sorted(type(each).__name__ for each in results) == ["MatchingError", "tuple"]
    with tenant(organization.pk):
        assert Run.objects.count() == 1


def test_the_list_keeps_what_was_decided(admin_client: Client, admin: Member, at: Any) -> None:
    program, _ = named_pool(admin, at)
    run = solved(program, admin, at)
    first, second, _ = Pair.objects.filter(run=run).order_by("score", "id")
    mark = reverse("matching:mark", args=["northwind", run.pk])
    admin_client.post(mark, {"ids": [first.pk], "mark": "remove"})
    done = admin_client.post(mark, {"ids": [second.pk], "mark": "approve"}, follow=True)
    assert "1 pair approved." in done.content.decode()
    lines = admin_client.get(
        reverse("matching:review", args=["northwind", run.pk]), {"format": "csv"}
    ).content.decode()
    assert [line.split(",")[-2] for line in lines.splitlines()[1:]] == [
        "taken out",
        "approved",
        "not reviewed",
    ]


def test_who_found_nobody_has_a_page_with_who_would_have_fitted(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    Enrolment.objects.filter(pk=people["Law Mentor"].pk).update(state="withdrawn")
    run = solved(program, admin, at)
    page = admin_client.get(reverse("matching:review", args=["northwind", run.pk])).content.decode()
    assert "See the 1 without a mentor" in page
    url = reverse("matching:unmatched", args=["northwind", run.pk])
    alone = run.unmatched.get().enrolment.member
    html = admin_client.get(url).content.decode()
    assert alone.name in html
    assert "of 100. " in html
    assert "Nobody matches" in admin_client.get(url, {"q": "zzz"}).content.decode()
    assert alone.given_name in admin_client.get(url, {"format": "csv"}).content.decode()
