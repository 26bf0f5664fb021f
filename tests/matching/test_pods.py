"""Peers: matched, reviewed, published, and on their own."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching import queries
from matching.actions import endings, pods, publication
from matching.actions.errors import MatchingError
from matching.actions.pairs import block_people
from matching.models import Block, Mentorship, Participant, Pod, Run, Unmatched
from matching.tasks import close_leavers
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.actions import enrol_people
from programs.models import Enrolment, Program
from tests import factories, races
from tests.matching.pools import company, peers, solved
from tests.matching.test_groups import client_of
from tests.mentorship.api.test_api import api
from tracking.actions import goals
from tracking.actions.errors import TrackingError
from tracking.models import Goal

ALIKE = {("Art 1", "Art 2"), ("Code 1", "Code 2"), ("Law 1", "Law 2")}


def url(name: str, *args: Any) -> str:
    return reverse(f"matching:{name}", args=["northwind", *args])


def published(admin: Member, at: Any, **values: Any) -> Run:
    run = solved(peers(admin, at, **values), admin, at)
    publication.publish_run(run=run, by=admin, at=at)
    run.refresh_from_db()
    return run


def parts(mentorship: Mentorship) -> list[Participant]:
    found = mentorship.participants.present().select_related("member", "mentorship__program")
    return list(found.order_by("member__given_name", "member__family_name"))


def person(name: str) -> Enrolment:
    given, family = name.split()
    return Enrolment.objects.select_related("member").get(
        member__given_name=given, member__family_name=family
    )


def test_peers_meet_those_who_care_for_the_same(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = peers(admin, at)
    response = admin_client.post(url("runs", program.pk))
    run = Run.objects.get()
    assert (run.pod_least, run.pod_most) == (2, 2)
    assert response.status_code == 302
    from matching.actions.runs import solve_run

    solve_run(run=run, tell=lambda *_: None, on=at.date())
    assert company(run) == ALIKE
    assert (run.figures["matched"], run.figures["mentees"]) == (6, 6)
    # A cosine is rounded down in fixed point.
    assert 9_990 < run.figures["worst"] <= 10_000
    for pod in run.pods.all():
        [pair] = pod.pairs
        sums = [sum(each["points"] for each in way["points"]) for way in pair["ways"]]
        assert pair["score"] == sum(sums) // 2 == pod.score
    html = admin_client.get(url("pods", run.pk)).content.decode()
    assert "Law 1, Law 2" in html
    assert admin_client.get(url("review", run.pk))["Location"] == url("pods", run.pk)
    detail = admin_client.get(
        url("pod", run.pods.get(places__enrolment=person("Law 1")).pk)
    ).content.decode()
    assert "law, talk" in detail
    exported = admin_client.get(
        url("pods", run.pk), {"format": "csv", "q": "code"}
    ).content.decode()
    assert ("Code 1; Code 2" in exported, "Law 1" in exported) == (True, False)


def test_nobody_with_their_own_manager_with_whom_they_met_or_whom_an_admin_keeps_apart(
    admin: Member, at: Any
) -> None:
    program = peers(admin, at)
    Member.objects.filter(pk=person("Law 1").member_id).update(manager=person("Law 2").member)
    block_people(
        mentor=person("Code 2").member, mentee=person("Code 1").member, reason="", by=admin, at=at
    )
    before = Mentorship.objects.create(
        organization=program.organization,
        program=program,
        title="Before",
        started_at=at,
        state="ended",
        ended_at=at,
    )
    for name in ("Art 1", "Art 2"):
        Participant.objects.create(
            organization=program.organization,
            mentorship=before,
            member=person(name).member,
            role="peer",
        )
    found = company(solved(program, admin, at))
    assert len(found) == 3
    assert not found & ALIKE


def test_approved_pods_stay_and_two_taken_out_are_not_proposed_again(
    admin: Member, at: Any
) -> None:
    program = peers(admin, at)
    first = solved(program, admin, at)
    by_name = {
        name: first.pods.get(places__enrolment=person(f"{name} 1"))
        for name in ("Law", "Code", "Art")
    }
    assert pods.mark_pods(run=first, ids=[by_name["Law"].pk], mark="approve", by=admin, at=at) == 1
    assert pods.mark_pods(run=first, ids=[by_name["Code"].pk], mark="remove", by=admin, at=at) == 1
    with pytest.raises(MatchingError, match="approved or taken out"):
        pods.mark_pods(run=first, ids=[by_name["Art"].pk], mark="pin", by=admin, at=at)
    second = solved(program, admin, at, parent=first)
    found = company(second)
    assert ("Law 1", "Law 2") in found
    assert ("Code 1", "Code 2") not in found
    assert len(found) == 3
    assert [pod.is_approved for pod in second.pods.order_by("-is_approved")] == [True, False, False]
    assert {each["member"].given_name for each in queries.compare_pods(second, first)} == {
        "Code",
        "Art",
    }


def test_two_change_places_where_the_rules_let_them(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = peers(admin, at)
    run = solved(program, admin, at)
    pod = run.pods.get(places__enrolment=person("Law 1"))
    pods.mark_pods(run=run, ids=[pod.pk], mark="approve", by=admin, at=at)
    place = pod.places.get(enrolment=person("Law 1"))
    offered = admin_client.get(url("pod", pod.pk), {"place": place.pk}).context["exchanges"]
    assert {each.enrolment.member.name for each in offered} == {
        "Art 1",
        "Art 2",
        "Code 1",
        "Code 2",
    }
    assert all(each.gain < 0 for each in offered)
    code = person("Code 1")
    # What is said after the run holds too.
    block_people(
        mentor=person("Law 2").member, mentee=person("Art 1").member, reason="", by=admin, at=at
    )
    apart = admin_client.post(url("pod", pod.pk), {"place": place.pk, "other": person("Art 1").pk})
    assert "You keep" in apart.content.decode()
    assert company(run) == ALIKE
    admin_client.post(url("pod", pod.pk), {"place": place.pk, "other": code.pk})
    assert company(run) == {("Art 1", "Art 2"), ("Code 1", "Law 2"), ("Code 2", "Law 1")}
    # Who looks at an older page does not move somebody whom they did not see there.
    again = {
        "place": pod.places.get(enrolment=code).pk,
        "other": person("Law 1").pk,
        "seen": place.pk,
    }
    late = admin_client.post(url("pod", pod.pk), again)
    assert (late.status_code, b"stands somewhere else meanwhile" in late.content) == (422, True)
    run.refresh_from_db()
    pod.refresh_from_db()
    assert (run.figures["is_edited"], pod.is_approved) == (True, False)
    assert pod.score == pod.pairs[0]["score"] == run.figures["worst"]


def test_two_of_a_pod_are_never_matched_again(admin_client: Client, admin: Member, at: Any) -> None:
    program = peers(admin, at)
    run = solved(program, admin, at)
    pod = run.pods.get(places__enrolment=person("Law 1"))
    people = [str(person(name).pk) for name in ("Law 1", "Law 2")]
    said = admin_client.post(
        url("pod-block", pod.pk), {"people": [people[0]]}, follow=True
    ).content.decode()
    assert "has changed meanwhile" in said
    assert not Block.objects.exists()
    admin_client.post(url("pod-block", pod.pk), {"people": people, "reason": "They share a flat"})
    assert {Block.objects.get().mentor.name, Block.objects.get().mentee.name} == {"Law 1", "Law 2"}
    pod.refresh_from_db()
    assert pod.is_removed
    with pytest.raises(MatchingError, match="You keep Law"):
        pods.mark_pods(run=run, ids=[pod.pk], mark="restore", by=admin, at=at)
    assert ("Law 1", "Law 2") not in company(solved(program, admin, at))


def test_who_stands_in_no_pod_can_take_a_place(admin: Member, at: Any) -> None:
    program = peers(admin, at, topics=("law", "code"))
    alone = factories.member(
        admin.organization, given_name="Film", family_name="3", skills=["film"]
    )
    enrol_people(program=program, people=[alone], role="peer", capacity=1, by=admin, at=at)
    run = solved(program, admin, at)
    assert Unmatched.objects.get(run=run).enrolment.member == alone
    pod = run.pods.get(places__enrolment=person("Law 1"))
    place = pod.places.get(enrolment=person("Law 1"))
    assert "Film" in {each.enrolment.member.given_name for each in queries.exchanges(run, place)}
    pods.change_places(run=run, place=place, other=person("Film 3"), by=admin, at=at)
    assert company(run) == {("Code 1", "Code 2"), ("Film 3", "Law 2")}
    assert Unmatched.objects.get(run=run).enrolment == person("Law 1")


def test_who_was_in_a_pod_taken_out_is_free_for_another(admin: Member, at: Any) -> None:
    run = solved(peers(admin, at), admin, at)
    law, code = (run.pods.get(places__enrolment=person(f"{name} 1")) for name in ("Law", "Code"))
    pods.mark_pods(run=run, ids=[code.pk], mark="remove", by=admin, at=at)
    place = law.places.get(enrolment=person("Law 1"))
    pods.change_places(run=run, place=place, other=person("Code 1"), by=admin, at=at)
    assert company(run) == {("Art 1", "Art 2"), ("Code 1", "Law 2")}
    assert not Pod.objects.filter(pk=code.pk).exists()
    alone = Unmatched.objects.filter(run=run).values_list(
        "enrolment__member__given_name", flat=True
    )
    assert sorted(alone) == ["Code", "Law"]
    with pytest.raises(MatchingError, match="has changed meanwhile"):
        pods.change_places(run=run, place=place, other=person("Art 1"), by=admin, at=at)


@pytest.mark.django_db(transaction=True)
def test_two_admins_change_the_same_place_once() -> None:
    organization, at = factories.organization("northwind"), factories.START
    with tenant(organization.pk):
        admin = factories.member(organization, roles=["admin"])
        run = solved(peers(admin, at), admin, at)
        pod = run.pods.get(places__enrolment=person("Law 1"))
        place = pod.places.get(enrolment=person("Law 1"))
        others = [person("Code 1"), person("Art 1")]
    results = races.at_once(
        organization.pk,
        lambda: pods.change_places(run=run, place=place, other=others.pop(), by=admin, at=at),
    )
    assert [each for each in results if not isinstance(each, MatchingError)] == [True]
    with tenant(organization.pk):
        assert sorted(len(each) for each in company(run)) == [2, 2, 2]
        assert run.places.count() == 6


def test_a_publication_tells_all_of_each_other_and_can_be_taken_back(
    admin_client: Client, admin: Member
) -> None:
    at = timezone.now()
    run = solved(peers(admin, at), admin, at)
    page = admin_client.get(url("publish", run.pk)).content.decode()
    assert ("6 people get an e-mail" in page, "3 mentorships begin" in page) == (True, True)
    admin_client.post(url("publish", run.pk))
    made = Mentorship.objects.get(participants__enrolment=person("Law 1"))
    assert {part.role for part in parts(made)} == {"peer"}
    assert made.title in ("Law 1 and Law 2", "Law 2 and Law 1")
    mail = Delivery.objects.get(kind="peered", channel="email", recipient=person("Law 1").member)
    assert "you meet Law 2, as equals" in compose(mail).body
    assert Delivery.objects.filter(kind="peered", channel="email").count() == 6
    again = solved(run.program, admin, at)
    assert again.figures["mentees"] == 0
    publication.undo_publication(run=run, by=admin, at=at)
    assert not Mentorship.objects.exists()
    assert not Delivery.objects.filter(kind="peered").exists()
    assert solved(run.program, admin, at).figures["mentees"] == 6


def test_what_was_overtaken_is_listed_and_taken_out(admin_client: Client, admin: Member) -> None:
    at = timezone.now()
    run = solved(peers(admin, at), admin, at)
    Member.objects.filter(pk=person("Law 1").member_id).update(
        terminated_on=at.date() - timedelta(days=1)
    )
    block_people(
        mentor=person("Art 1").member, mentee=person("Art 2").member, reason="", by=admin, at=at
    )
    page = admin_client.get(url("publish", run.pk))
    assert sorted(why for _, why in page.context["stale_pods"]) == [
        "Law 1 is not free any more",
        "You keep Art 1 and Art 2 apart",
    ]
    assert admin_client.post(url("publish", run.pk)).status_code == 422
    assert not Mentorship.objects.exists()
    ids = [pod.pk for pod, _ in page.context["stale_pods"]]
    admin_client.post(url("pods-mark", run.pk), {"mark": "remove", "ids": ids})
    admin_client.post(url("publish", run.pk))
    assert Mentorship.objects.count() == 1


def test_of_three_peers_one_leaves_and_two_go_on_and_end_it_together(
    admin: Member, at: Any
) -> None:
    published(admin, at, least=3, most=3)
    group = Mentorship.objects.select_related("program").first()
    assert group is not None
    first, second, third = parts(group)
    room = client_of(first.member).get(reverse("tracking:mentorship", args=["northwind", group.pk]))
    assert ("Leave" in room.content.decode(), room.context["can_end"]) == (True, False)
    Delivery.objects.all().delete()
    endings.leave_group(part=first, reason="", by=first.member, at=at, never=True)
    told = Delivery.objects.filter(kind="group_left", channel="email")
    assert {each.recipient for each in told} == {second.member, third.member}
    group.refresh_from_db()
    assert (group.state, len(parts(group))) == ("active", 2)
    assert {group.title} <= {
        f"{one.member} and {other.member}" for one, other in permutations(parts(group))
    }
    room = client_of(second.member).get(
        reverse("tracking:mentorship", args=["northwind", group.pk])
    )
    assert not room.context["can_end"]
    assert reverse("endings:ending", args=["northwind", group.pk]) in room.content.decode()
    endings.end_quietly(mentorship=group, words="", at=at)
    queued = Enrolment.objects.exclude(queued_at=None).values_list("member", flat=True)
    assert set(queued) == {second.member_id, third.member_id}


@pytest.mark.parametrize(("size", "state"), [(2, "ended"), (3, "active")])
def test_a_leaver_ends_a_pair_and_not_a_pod_of_three(admin: Member, size: int, state: str) -> None:
    at = timezone.now()
    published(admin, at, least=size, most=size)
    group = Mentorship.objects.select_related("program").first()
    assert group is not None
    Member.objects.filter(pk=parts(group)[0].member_id).update(terminated_on=at.date())
    close_leavers(str(admin.organization_id))
    group.refresh_from_db()
    assert group.state == state
    kind = "partner_left" if size == 2 else "group_left"
    assert Delivery.objects.filter(kind=kind, channel="email").count() == size - 1


def test_any_other_peer_agrees_to_a_goal(admin: Member, at: Any) -> None:
    published(admin, at, least=3, most=3)
    group = Mentorship.objects.select_related("program", "organization__settings").first()
    assert group is not None
    first, second, _ = parts(group)
    goal = goals.propose_goal(
        mentorship=group,
        statement="Speak in public",
        due_on=at.date() + timedelta(days=60),
        by=first.member,
        at=at,
    )
    with pytest.raises(TrackingError):
        goals.agree_goal(goal=goal, by=first.member, at=at)
    home = client_of(second.member).get(reverse("home", args=["northwind"])).content.decode()
    assert "Speak in public" in home
    goals.agree_goal(goal=goal, by=second.member, at=at)
    assert Goal.objects.get().state == "agreed"


def test_a_program_of_peers_has_one_side_only(
    admin_client: Client, admin: Member, colleague: Member, at: Any
) -> None:
    program = peers(admin, at)
    Program.objects.filter(pk=program.pk).update(state="recruiting")
    client = factories.client_of(colleague)
    page = reverse("programs:enrol", args=["northwind", program.pk])
    assert b"You meet as equals." in client.get(page).content
    assert b"You meet as equals." in client.get(page, {"role": "mentee"}).content
    client.post(page, {"role": "mentor", "agree": "on", "topics": "law"})
    assert Enrolment.objects.get(member=colleague).role == "peer"
    program.refresh_from_db()
    assert (program.peers, program.mentors, program.mentees, program.waiting) == (6, 0, 0, 1)
    for name in ("candidates", "gaps", "nominate", "invite-mentor"):
        assert admin_client.get(url(name, program.pk)).status_code == 404, name
    guidelines = reverse("programs:guidelines", args=["northwind", program.pk])
    assert b"What mentors commit to" not in admin_client.get(guidelines).content
    admin_client.post(guidelines, {"mentee_duties": "Bring a question", "agreement": "We meet."})
    detail = admin_client.get(
        reverse("programs:detail", args=["northwind", program.pk])
    ).content.decode()
    assert "Bring a question" in detail
    assert ("Find mentors" in detail, "Match people with each other" in detail) == (False, True)


def test_what_counts_among_peers(admin_client: Client, admin: Member, at: Any) -> None:
    program = peers(admin, at)
    form = admin_client.get(url("policy", program.pk)).context["form"]
    assert {"wishes", "rule_above", "has_directory", "group_least"} & set(form.fields) == set()
    assert "stable" not in dict(form.fields["objective"].choices)
    values = {name: form[name].value() or 0 for name in form.menu.choices}
    asked = {**values, "level": 20, "objective": "fair", "dial": 50, "act": "save"}
    wrong = admin_client.post(url("policy", program.pk), {**asked, "pod_least": 4, "pod_most": 3})
    assert "fewer than at least" in wrong.context["form"].errors["pod_most"][0]
    looked = admin_client.post(
        url("policy", program.pk), {**asked, "pod_least": 2, "pod_most": 2, "act": "what_if"}
    )
    assert looked.context["what_if"][0] == ("People with somebody to meet", 6, 6)
    admin_client.post(url("policy", program.pk), {**asked, "pod_least": 3, "pod_most": 3})
    program.refresh_from_db()
    run = solved(program, admin, at)
    assert {len(each) for each in company(run)} == {3}
    evidence = {
        str(part["evidence"])
        for pod in run.pods.all()
        for pair in pod.pairs
        for way in pair["ways"]
        for part in way["points"]
        if part["criterion"] == "level"
    }
    assert evidence == {"the same level"}


def test_the_api_reviews_pods(admin: Member, colleague: Member, at: Any) -> None:
    run = solved(peers(admin, at), admin, at)
    client = api(admin, scopes=["read", "write"])
    found = client.get(f"/api/v1/runs/{run.pk}/pods/").json()
    assert {len(pod["people"]) for pod in found} == {2}
    marked = client.post(
        f"/api/v1/runs/{run.pk}/mark/",
        {"mark": "approve", "pairs": [found[0]["id"]]},
        content_type="application/json",
    )
    assert marked.json() == {"changed": 1}
    assert Pod.objects.get(is_approved=True).pk.hex == found[0]["id"].replace("-", "")
    assert api(colleague).get(f"/api/v1/runs/{run.pk}/pods/").status_code == 404
    done = client.post(
        f"/api/v1/runs/{run.pk}/publish/", {"only_approved": True}, content_type="application/json"
    )
    assert (done.json(), Mentorship.objects.count()) == ({"changed": 1}, 1)
