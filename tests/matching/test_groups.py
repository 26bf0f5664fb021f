"""Programs in which a mentor meets several mentees together."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching import queries
from matching.actions import endings, pairs, publication, requests, runs
from matching.actions.errors import MatchingError
from matching.actions.policy import save_policy
from matching.criteria import CHOICES
from matching.models import Mentorship, Participant, Policy, Request, Run
from matching.tasks import close_leavers
from mentorship.accounts.actions import create_user
from mentorship.delivery.models import Delivery
from mentorship.jobs.kinds import JobError, Progress
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member
from programs.actions import enrol_people
from programs.models import Enrolment, Program
from tests import factories, races
from tests.matching.pools import circles, pool, solved
from tracking.actions import goals, logs, sessions
from tracking.actions.errors import TrackingError
from tracking.models import Attendance
from tracking.queries import organizations_with_orphans
from tracking.tasks import cancel_orphans


def published(admin: Member, at: Any, **sizes: int) -> Run:
    run = solved(circles(admin, at, **sizes), admin, at)
    publication.publish_run(run=run, by=admin, at=at)
    run.refresh_from_db()
    return run


def newcomer(program: Program, admin: Member, at: Any, name: str = "New") -> Enrolment:
    person = factories.member(
        admin.organization, given_name=name, family_name="Comer", level=2, skills=["law"]
    )
    enrol_people(program=program, people=[person], role="mentee", capacity=1, by=admin, at=at)
    Delivery.objects.all().delete()
    return Enrolment.objects.select_related("member", "program").get(member=person)


def group_with_seat() -> Mentorship:
    """The smaller of two groups."""
    return min(
        Mentorship.objects.select_related("program"),
        key=lambda each: each.participants.present().count(),
    )


def parts(group: Mentorship, role: str = "mentee") -> list[Participant]:
    return list(
        group.participants.present()
        .filter(role=role)
        .select_related("member", "mentorship")
        .order_by("pk")
    )


def client_of(member: Member) -> Client:
    member.user = create_user(email=member.email, password=factories.PASSWORD)
    member.save(update_fields=["user"])
    return factories.client_of(member)


def url(name: str, *args: Any) -> str:
    return reverse(name, args=["northwind", *args])


def test_everybody_is_in_a_group_of_at_least_three_and_all_are_told(admin: Member, at: Any) -> None:
    published(admin, at)
    groups = list(Mentorship.objects.all())
    assert sorted(len(parts(group)) for group in groups) == [3, 4]
    assert all(group.title == f"{parts(group, 'mentor')[0].member}’s group" for group in groups)
    mails = Delivery.objects.filter(channel="email")
    assert mails.filter(kind="grouped").count() == 7
    assert mails.filter(kind="group_grows").count() == 2
    three = next(group for group in groups if len(parts(group)) == 3)
    first, second, third = (part.member.name for part in parts(three))
    to_mentor = mails.get(kind="group_grows", recipient=parts(three, "mentor")[0].member)
    assert to_mentor.context["other"] == f"{first}, {second} and {third}"
    to_first = mails.get(kind="grouped", recipient=parts(three)[0].member)
    assert to_first.context["others"] == f"{second} and {third}"


def test_five_mentees_fill_one_group_and_one_hears_why_not(admin: Member, at: Any) -> None:
    run = solved(circles(admin, at, mentees=5), admin, at)
    assert {row["whole"] for row in queries.groups(run)} == {4}
    assert (
        "too small" in str(run.unmatched.get().reason).lower()
        or "fewer" in str(run.unmatched.get().reason).lower()
    )
    sizes = queries.group_sizes(run)
    assert (sizes["count"], sizes["least"], sizes["most"], sizes["too_small"], sizes["none"]) == (
        1,
        4,
        4,
        0,
        2,
    )


def test_who_takes_fewer_than_a_group_needs_gets_none_and_the_page_says_so(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = circles(admin, at, capacity=2)
    assert solved(program, admin, at).pairs.count() == 0
    html = " ".join(admin_client.get(url("matching:runs", program.pk)).content.decode().split())
    assert "Groups begin with at least 3 mentees. 3 mentors take fewer, and get no group." in html


def test_the_groups_page_shows_sizes_and_marks_a_whole_group(
    admin_client: Client, admin: Member, at: Any
) -> None:
    run = solved(circles(admin, at), admin, at)
    address = url("matching:groups", run.pk)
    html = admin_client.get(address).content.decode()
    assert "3 of 4" in html
    assert "none has fewer than 3" in html
    smallest = queries.groups(run, sort="smallest")[0]
    ids = [
        str(pair["id"])
        for pair in queries.mentees_of(run, [smallest["mentor"]])[smallest["mentor"]]
    ]
    response = admin_client.post(
        url("matching:mark", run.pk), {"ids": ids, "mark": "approve", "from": "groups"}
    )
    assert response["Location"] == address
    assert run.pairs.filter(is_approved=True).count() == 3
    pairs.mark_pairs(
        run=run,
        ids=[run.pairs.filter(mentor=smallest["mentor"])[0].pk],
        mark="remove",
        by=admin,
        at=at,
    )
    assert "1 fewer than 3, after your changes" in admin_client.get(address).content.decode()
    preview = admin_client.get(url("matching:publish", run.pk)).content.decode()
    assert "1 group has fewer than 3 mentees" in preview
    assert "Publish 2 groups" in preview
    rows = admin_client.get(address + "?format=csv").content.decode().splitlines()
    assert len(rows) == 3
    assert admin_client.get(address + "?q=nobody").content.decode().count("No group of theirs") == 1


def test_a_run_of_pairs_has_no_groups(admin_client: Client, admin: Member, at: Any) -> None:
    run = solved(pool(admin, at, mentors=2, mentees=1), admin, at)
    assert admin_client.get(url("matching:groups", run.pk)).status_code == 404


def test_later_somebody_joins_a_group_that_runs_and_an_undo_takes_only_them_out(
    admin: Member,
) -> None:
    at = timezone.now()
    first = published(admin, at)
    new = newcomer(first.program, admin, at)
    run = solved(first.program, admin, at)
    group = group_with_seat()
    before = {part.pk for part in parts(group)}
    publication.publish_run(run=run, by=admin, at=at)
    assert Mentorship.objects.count() == 2
    [joined] = [part for part in parts(group) if part.pk not in before]
    assert joined.enrolment == new
    told = {each.recipient.name: each.kind for each in Delivery.objects.filter(channel="email")}
    assert told[new.member.name] == "grouped"
    assert len(told) == 1 + 1 + len(before)
    run.refresh_from_db()
    publication.undo_publication(run=run, by=admin, at=at)
    assert {part.pk for part in parts(group)} == before
    assert Mentorship.objects.count() == 2
    assert not Delivery.objects.filter(kind__in=["grouped", "group_grows"]).exists()


def test_an_undo_uninvites_and_tells_a_running_group_who_is_gone(admin: Member) -> None:
    at = timezone.now()
    first = published(admin, at)
    group = group_with_seat()
    mentor = parts(group, "mentor")[0].member
    sessions.book_session(
        mentorship=group, starts_at=at + timedelta(days=2), minutes=60, by=mentor, at=at
    )
    new = newcomer(first.program, admin, at)
    run = solved(first.program, admin, at)
    publication.publish_run(run=run, by=admin, at=at)
    run.refresh_from_db()
    cancel_orphans(str(admin.organization_id))
    Delivery.objects.filter(channel="email").update(state="sent", sent_at=at)
    publication.undo_publication(run=run, by=admin, at=at)
    cancel_orphans(str(admin.organization_id))
    gone = Delivery.objects.get(kind="session_left", channel="email")
    assert gone.recipient == new.member
    assert "SEQUENCE:2" in gone.context["calendar"]
    assert [
        each.recipient for each in Delivery.objects.filter(kind="match_withdrawn", channel="email")
    ] == [new.member]
    heard = Delivery.objects.filter(kind="group_left", channel="email")
    assert {each.recipient_id for each in heard} == {
        part.member_id for part in group.participants.present()
    }
    assert {each.context["other"] for each in heard} == {new.member.name}
    # Whoever comes back is invited anew.
    publication.publish_run(run=run, by=admin, at=at)
    cancel_orphans(str(admin.organization_id))
    assert (
        Delivery.objects.filter(
            kind="session_booked", recipient=new.member, channel="email"
        ).count()
        == 2
    )


def test_who_left_just_before_the_group_ended_hears_that_the_meeting_is_off(
    admin: Member, at: Any
) -> None:
    now = timezone.now()
    published(admin, now)
    group = group_with_seat()
    mentor = parts(group, "mentor")[0].member
    leaving = parts(group)[0]
    sessions.book_session(
        mentorship=group, starts_at=now + timedelta(days=2), minutes=60, by=mentor, at=now
    )
    endings.leave_group(part=leaving, reason="", by=leaving.member, at=now)
    endings.end_quietly(mentorship=group, words="", at=now)
    cancel_orphans(str(admin.organization_id))
    told = Delivery.objects.filter(kind="session_cancelled", channel="email")
    assert leaving.member in [each.recipient for each in told]
    assert told.count() == 4


def test_a_publication_that_somebody_has_left_stands(admin: Member) -> None:
    at = timezone.now()
    run = published(admin, at)
    endings.leave_group(part=parts(group_with_seat())[0], reason="", by=admin, at=at)
    with pytest.raises(MatchingError, match="has left their new group already"):
        publication.undo_publication(run=run, by=admin, at=at)


def test_only_a_group_that_meets_can_be_asked(admin: Member, at: Any) -> None:
    first = published(admin, at, mentees=3)
    program = first.program
    Policy.objects.create(organization=admin.organization, program=program, has_directory=True)
    seeker = newcomer(program, admin, at)
    found = queries.mentors(seeker, on=at.date())
    [lead] = parts(Mentorship.objects.get(), "mentor")
    assert [each.pk for each in found] == [lead.enrolment_id]
    alone = (
        program.enrolments.filter(role="mentor")
        .exclude(pk=lead.enrolment_id)
        .select_related("member")[0]
    )
    with pytest.raises(MatchingError, match="has no group that meets"):
        requests.ask(mentee=seeker, mentor=alone, message="", by=seeker.member, at=at, on=at.date())


def test_in_a_group_the_mentor_agrees_to_a_goal_not_another_mentee(admin: Member, at: Any) -> None:
    published(admin, at)
    group = group_with_seat()
    [lead], [first, second, *_] = parts(group, "mentor"), parts(group)
    goal = goals.propose_goal(
        mentorship=group, statement="Speak up", due_on=at.date(), by=first.member, at=at
    )
    told = Delivery.objects.filter(kind="goal_proposed", channel="email")
    assert [each.recipient for each in told] == [lead.member]
    with pytest.raises(TrackingError, match="The other side agrees"):
        goals.agree_goal(goal=goal, by=second.member, at=at)
    assert goals.agree_goal(goal=goal, by=lead.member, at=at).state == "agreed"


def test_after_they_have_met_nobody_is_taken_back(admin: Member) -> None:
    at = timezone.now()
    first = published(admin, at - timedelta(days=30))
    newcomer(first.program, admin, at)
    run = solved(first.program, admin, at)
    publication.publish_run(run=run, by=admin, at=at)
    run.refresh_from_db()
    group = Participant.objects.get(pk=run.undo["joined"][0]).mentorship
    mentor = parts(group, "mentor")[0].member
    later = at + timedelta(minutes=5)
    logs.log_past_session(mentorship=group, starts_at=later, minutes=30, by=mentor, at=later)
    with pytest.raises(MatchingError, match="has met with their new group"):
        publication.undo_publication(run=run, by=admin, at=later)


def test_who_leaves_does_not_see_the_group_any_more_and_it_goes_on(admin: Member) -> None:
    at = timezone.now()
    published(admin, at)
    group = group_with_seat()
    leaving = parts(group)[0]
    Delivery.objects.all().delete()
    client = client_of(leaving.member)
    page = url("tracking:mentorship", group.pk)
    assert "Leave" in client.get(page).content.decode()
    assert client.get(url("tracking:mentorship-end", group.pk)).status_code == 404
    response = client.post(
        url("tracking:group-leave", group.pk, leaving.pk), {"reason": "No time", "rematch": "on"}
    )
    assert response.status_code == 302
    assert client.get(page).status_code == 404
    group.refresh_from_db()
    assert (group.state, len(parts(group))) == ("active", 2)
    assert Enrolment.objects.get(pk=leaving.enrolment_id).queued_at is not None
    assert [each.kind for each in Delivery.objects.filter(channel="email")] == ["group_left"]
    mentor = parts(group, "mentor")[0]
    assert queries.free_seats(group.program, on=at.date())[mentor.enrolment_id] == 2


def test_the_last_one_who_leaves_ends_the_group(admin: Member, at: Any) -> None:
    published(admin, at)
    group = group_with_seat()
    mentor = parts(group, "mentor")[0].member
    for part in parts(group):
        endings.leave_group(part=part, reason="", by=mentor, at=at)
    group.refresh_from_db()
    assert group.state == "ended"
    with pytest.raises(MatchingError, match="not a mentee of this group any more"):
        endings.leave_group(
            part=group.participants.filter(role="mentee")[0], reason="", by=mentor, at=at
        )


def test_a_mentor_cannot_leave_but_ends_it_for_everybody(admin: Member, at: Any) -> None:
    published(admin, at)
    group = group_with_seat()
    [lead] = parts(group, "mentor")
    with pytest.raises(MatchingError, match="not a mentee"):
        endings.leave_group(part=lead, reason="", by=lead.member, at=at)
    endings.wrap_up(mentorship=group, at=at)
    group.refresh_from_db()
    assert group.state == "completed"


@pytest.mark.parametrize(
    ("who", "state", "left"), [("mentee", "active", 2), ("mentor", "ended", 3)]
)
def test_a_leaver_of_the_organisation_ends_their_own_part_a_mentor_the_group(
    admin: Member, who: str, state: str, left: int
) -> None:
    at = timezone.now()
    published(admin, at)
    group = group_with_seat()
    Member.objects.filter(pk=parts(group, who)[0].member_id).update(terminated_on=at.date())
    assert queries.organizations_with_leavers(on=at.date()) == [admin.organization_id]
    close_leavers(str(admin.organization_id))
    group.refresh_from_db()
    assert (group.state, len(parts(group))) == (state, left)
    kind = "group_left" if who == "mentee" else "partner_left"
    assert Delivery.objects.filter(kind=kind, channel="email").count() == (
        1 if who == "mentee" else 3
    )
    if who == "mentee":
        assert queries.organizations_with_leavers(on=at.date()) == []


def test_what_is_booked_follows_who_comes_and_who_goes(admin: Member) -> None:
    at = timezone.now()
    first = published(admin, at)
    group = group_with_seat()
    mentor = parts(group, "mentor")[0].member
    session = sessions.book_session(
        mentorship=group, starts_at=at + timedelta(days=2), minutes=60, by=mentor, at=at
    )
    new = newcomer(first.program, admin, at)
    publication.publish_run(run=solved(first.program, admin, at), by=admin, at=at)
    leaving = parts(group)[0]
    # A contract that ends some day is none that has ended.
    Member.objects.filter(pk=leaving.member_id).update(terminated_on=at.date() + timedelta(200))
    endings.leave_group(part=leaving, reason="", by=mentor, at=at)
    Delivery.objects.all().delete()
    assert organizations_with_orphans() == [admin.organization_id]
    cancel_orphans(str(admin.organization_id))
    assert organizations_with_orphans() == []
    invited = set(Attendance.objects.filter(session=session).values_list("member", flat=True))
    assert invited == {part.member_id for part in group.participants.present()}
    mails = {each.kind: each for each in Delivery.objects.filter(channel="email")}
    assert mails["session_booked"].recipient == new.member
    assert mails["session_left"].recipient == leaving.member
    assert mails["session_left"].context["calendar_method"] == "CANCEL"
    cancel_orphans(str(admin.organization_id))
    assert Delivery.objects.filter(channel="email").count() == 2


def test_the_log_of_a_group_says_who_was_missing(admin: Member) -> None:
    at = timezone.now()
    published(admin, at - timedelta(days=20))
    group = group_with_seat()
    mentor = parts(group, "mentor")[0].member
    client = client_of(mentor)
    past = logs.log_past_session(
        mentorship=group, starts_at=at - timedelta(days=2), minutes=60, by=mentor, at=at
    )
    address, missing = url("tracking:session-log", past.pk), parts(group)[1].member
    assert "Who was missing?" in client.get(address).content.decode()
    rows = {"items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0"}
    assert (
        client.post(address, {"shared": "We met", "absent": [str(missing.pk)], **rows}).status_code
        == 302
    )
    states = dict(Attendance.objects.filter(session=past).values_list("member", "state"))
    assert {pk for pk, state in states.items() if state == "absent"} == {missing.pk}
    # Who adds to the log does not make them present again.
    assert client.get(address).context["form"].initial["absent"] == [str(missing.pk)]


def test_a_group_that_pins_too_few_fails_in_words_and_leaves_the_review(
    admin: Member, at: Any
) -> None:
    program = circles(admin, at, mentees=3, mentors=1)
    run = solved(program, admin, at)
    first, second, third = run.pairs.order_by("pk")
    pairs.mark_pairs(run=run, ids=[first.pk], mark="pin", by=admin, at=at)
    pairs.mark_pairs(run=run, ids=[second.pk, third.pk], mark="remove", by=admin, at=at)
    _, job = runs.start_run(program=program, by=admin, at=at, parent=run)
    with pytest.raises(JobError, match="A group with pinned mentees cannot reach its least size"):
        runs.run_match(job, Progress(job.pk))


def test_the_least_size_is_set_in_the_policy_and_not_for_pairs(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program = circles(admin, at)
    address = url("matching:policy", program.pk)
    assert "The groups" in admin_client.get(address).content.decode()
    values = {"objective": "stable", "dial": 50, "answer_days": 7, "group_least": 4, "act": "save"}
    weights = dict.fromkeys(CHOICES, 10)
    response = admin_client.post(address, weights | values)
    assert response.status_code == 422
    assert "may have no stable matching" in response.content.decode()
    admin_client.post(address, weights | values | {"objective": "fair"})
    assert Policy.objects.get(program=program).group_least == 4
    assert {row["whole"] for row in queries.groups(solved(program, admin, at))} == {4}
    Program.objects.filter(pk=program.pk).update(kind="one_to_one")
    assert "The groups" not in admin_client.get(address).content.decode()


def one_group() -> tuple[Member, Mentorship, list[Request]]:
    """A group of three with one seat left, and two who ask for it; with an admin."""
    organization, at = factories.organization("northwind"), timezone.now()
    with tenant(organization.pk):
        admin = factories.member(organization, roles=["admin"])
        program = published(admin, at, mentors=1, mentees=3).program
        save_policy(
            program=program,
            weights={"skills": 1},
            rules={},
            objective="fair",
            dial=50,
            has_directory=True,
            by=admin,
            at=at,
        )
        group = Mentorship.objects.select_related("program").get()
        mentor = parts(group, "mentor")[0].enrolment
        assert mentor is not None
        asked = [
            requests.ask(
                mentee=each, mentor=mentor, message="", by=each.member, at=at, on=at.date()
            )
            for each in (newcomer(program, admin, at, "One"), newcomer(program, admin, at, "Two"))
        ]
    return admin, group, asked


def _accepted(request: Request, at: datetime) -> Mentorship:
    return requests.accept(request=request, by=request.mentor.member, at=at, on=at.date())


@pytest.mark.django_db(transaction=True)
def test_two_who_are_accepted_at_once_share_one_group_and_no_seat_twice() -> None:
    admin, group, asked = one_group()
    at, todo = timezone.now(), iter(asked)
    results = races.at_once(admin.organization_id, lambda: _accepted(next(todo), at))
    assert sorted(type(each).__name__ for each in results) == ["MatchingError", "Mentorship"]
    with tenant(admin.organization_id):
        assert Mentorship.objects.count() == 1
        assert len(parts(group)) == 4


@pytest.mark.django_db(transaction=True)
def test_who_is_accepted_while_the_group_ends_is_in_no_closed_group() -> None:
    admin, group, asked = one_group()
    at = timezone.now()
    acts = iter(
        [
            lambda: _accepted(asked[0], at),
            lambda: endings.end_mentorship(
                mentorship=group, state="ended", reason="", by=admin, at=at
            ),
        ]
    )

    def act() -> object:
        return next(acts)()

    results = races.at_once(admin.organization_id, act)
    with tenant(admin.organization_id):
        group.refresh_from_db()
        # Either the group took them in and ended with them, or it had ended and nobody joins it.
        is_in = type(results[0]).__name__ == type(results[1]).__name__ == "Mentorship"
        assert [type(each).__name__ for each in results].count("MatchingError") == (
            0 if is_in else 1
        )
        assert (
            Mentorship.objects.filter(participants__enrolment=asked[0].mentee_id).exists() == is_in
        )
        assert group.state == "ended"
