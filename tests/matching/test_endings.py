from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from matching.actions import endings, leavers, publication
from matching.actions.errors import MatchingError
from matching.models import Block, Mentorship
from matching.queries import organizations_with_leavers
from matching.tasks import close_leavers
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from programs.actions import decide_enrolments, withdraw
from programs.models import Enrolment
from tests import factories, races
from tests.matching.pools import named_pool, names, solved
from tracking.actions import sessions
from tracking.models import Pulse
from tracking.queries import organizations_with_orphans
from tracking.tasks import cancel_orphans


def published(admin: Member, at: Any) -> dict[str, Enrolment]:
    program, people = named_pool(admin, at)
    publication.publish_run(run=solved(program, admin, at), by=admin, at=at)
    Delivery.objects.all().delete()
    return people


def mentorship_of(enrolment: Enrolment) -> Mentorship:
    return Mentorship.objects.select_related("organization__settings").get(
        participants__enrolment=enrolment
    )


def test_a_leaver_closes_the_mentorship_cancels_its_meetings_and_frees_the_other(
    admin: Member,
) -> None:
    at = timezone.now()
    people = published(admin, at)
    mentor, mentee = people["Law Mentor"].member, people["Law Mentee"].member
    mentorship = mentorship_of(people["Law Mentee"])
    session = sessions.book_session(
        mentorship=mentorship, starts_at=at + timedelta(days=2), minutes=30, by=mentee, at=at
    )
    Delivery.objects.all().delete()
    Member.objects.filter(pk=mentor.pk).update(terminated_on=at.date())

    assert organizations_with_leavers(on=at.date()) == [admin.organization_id]
    close_leavers(str(admin.organization_id))
    assert organizations_with_orphans() == [admin.organization_id]
    cancel_orphans(str(admin.organization_id))

    mentorship.refresh_from_db()
    session.refresh_from_db()
    assert (mentorship.state, session.state) == ("ended", "cancelled")
    assert Pulse.objects.get(mentorship=mentorship).next_at is None
    assert mentorship.end_reason == "Law Mentor has left Northwind."
    told = Delivery.objects.get(kind="partner_left", channel="email")
    assert (told.recipient, told.context["role"]) == (mentee, "mentee")
    cancelled = Delivery.objects.get(kind="session_cancelled", channel="email")
    assert cancelled.recipient == mentee
    assert cancelled.context["other"] == "Law Mentor"
    assert Calendar.from_ical(cancelled.context["calendar"])["METHOD"] == "CANCEL"
    assert Enrolment.objects.get(member=mentor).state == "withdrawn"
    assert Enrolment.objects.get(member=mentee).queued_at is not None
    assert (organizations_with_leavers(on=at.date()), organizations_with_orphans()) == ([], [])


@pytest.mark.parametrize("state", ["withdrawn", "declined", "waitlisted"])
def test_whose_part_in_the_program_ends_leaves_their_mentorship(admin: Member, state: str) -> None:
    at = timezone.now()
    people = published(admin, at)
    mentor, mentee = people["Law Mentor"], people["Law Mentee"]
    mentorship = mentorship_of(mentee)
    assert organizations_with_leavers(on=at.date()) == []
    if state == "withdrawn":
        withdraw(enrolment=mentor, by=mentor.member, at=at)
    else:
        decide_enrolments(program=mentor.program, ids=[mentor.pk], state=state, by=admin, at=at)
    assert organizations_with_leavers(on=at.date()) == [admin.organization_id]
    close_leavers(str(admin.organization_id))
    mentorship.refresh_from_db()
    assert (mentorship.state, mentorship.end_reason) == (
        "ended",
        "Law Mentor takes no part in the program any more.",
    )
    told = Delivery.objects.get(kind="partner_left", channel="email")
    assert told.recipient == mentee.member
    assert (
        "Law Mentor takes no part in the program any more. Your mentorship in" in compose(told).body
    )
    assert Enrolment.objects.get(pk=mentee.pk).queued_at is not None
    assert Mentorship.objects.active().count() == 2
    assert organizations_with_leavers(on=at.date()) == []


def test_who_lost_a_mentor_is_placed_before_the_others(admin: Member, at: Any) -> None:
    people = published(admin, at)
    program = people["Law Mentee"].program
    # One seat is free, two wait for it, and the one who did not lose a mentor fits it better.
    free = factories.member(
        admin.organization, given_name="Free", family_name="Mentor", skills=["tango"], level=4
    )
    waits = factories.member(
        admin.organization, given_name="Tango", family_name="Mentee", skills=["tango"], level=2
    )
    Enrolment.objects.create(
        organization=admin.organization,
        program=program,
        member=free,
        role="mentor",
        state="approved",
        applied_at=at,
        topics=["tango"],
    )
    Enrolment.objects.create(
        organization=admin.organization,
        program=program,
        member=waits,
        role="mentee",
        state="approved",
        applied_at=at,
        topics=["tango"],
    )
    Member.objects.filter(pk=people["Law Mentor"].member_id).update(terminated_on=at.date())
    leavers.close_leavers(organization=admin.organization, on=at.date(), at=at)
    run = solved(program, admin, at)
    assert names(run) == {"Law Mentee": "Free Mentor"}
    publication.publish_run(run=run, by=admin, at=at)
    assert Enrolment.objects.get(pk=people["Law Mentee"].pk).queued_at is None
    publication.undo_publication(run=run, by=admin, at=at)
    assert Enrolment.objects.get(pk=people["Law Mentee"].pk).queued_at is not None


def test_ending_tells_the_other_and_can_ask_for_somebody_else(admin: Member, at: Any) -> None:
    people = published(admin, at)
    mentee = people["Law Mentee"].member
    mentorship = mentorship_of(people["Law Mentee"])
    endings.end_mentorship(
        mentorship=mentorship,
        state="ended",
        reason="Too far apart",
        by=admin,
        at=at,
        rematch=True,
        never=True,
    )
    told = Delivery.objects.filter(kind="mentorship_ended", channel="email")
    assert {each.recipient for each in told} == {people["Law Mentor"].member, mentee}
    assert {each.context["other"] for each in told} == {admin.name}
    assert all("Too far apart" in compose(each).body for each in told)
    block = Block.objects.get()
    assert (block.mentor, block.mentee) == (people["Law Mentor"].member, mentee)
    assert names(solved(people["Law Mentee"].program, admin, at)) == {}


def test_a_quiet_ending_is_the_same_for_both_and_keeps_them_apart(admin: Member, at: Any) -> None:
    people = published(admin, at)
    mentorship = mentorship_of(people["Law Mentee"])
    endings.end_quietly(mentorship=mentorship, words="It was good while it lasted.", at=at)
    mentorship.refresh_from_db()
    assert (mentorship.state, mentorship.end_cause, mentorship.end_reason) == (
        "ended",
        "people",
        "",
    )
    told = Delivery.objects.filter(kind="mentorship_closed", channel="email")
    bodies = [compose(each).body for each in told]
    assert len(bodies) == 2
    assert all("It was good while it lasted." in body for body in bodies)
    assert len({body.replace("Law Mentor", "X").replace("Law Mentee", "X") for body in bodies}) == 1
    assert (Block.objects.get().by, Enrolment.objects.exclude(queued_at=None).count()) == (None, 1)
    with pytest.raises(MatchingError, match="ended already"):
        endings.end_quietly(mentorship=mentorship, words="", at=at)


def test_what_ended_goes_on_for_thirty_days(admin: Member, at: Any) -> None:
    people = published(admin, at)
    mentorship = mentorship_of(people["Law Mentee"])
    with pytest.raises(MatchingError, match="goes on already"):
        endings.resume(mentorship=mentorship, by=admin, at=at)
    given = {"mentorship": mentorship, "state": "ended", "reason": "A mistake", "by": admin}
    endings.end_mentorship(**given, at=at, rematch=True)
    with pytest.raises(MatchingError, match="30 days"):
        endings.resume(mentorship=mentorship, by=admin, at=at + timedelta(days=31))
    endings.resume(mentorship=mentorship, by=admin, at=at + timedelta(days=29))
    mentorship.refresh_from_db()
    assert (mentorship.state, mentorship.ended_at, mentorship.end_cause) == ("active", None, "")
    assert Enrolment.objects.get(pk=people["Law Mentee"].pk).queued_at is None
    assert Delivery.objects.filter(kind="mentorship_resumed", channel="email").count() == 2


def test_who_completed_a_mentorship_is_not_matched_again_unasked(admin: Member, at: Any) -> None:
    people = published(admin, at)
    mentorship = mentorship_of(people["Law Mentee"])
    endings.end_mentorship(mentorship=mentorship, state="completed", reason="", by=admin, at=at)
    run = solved(people["Law Mentee"].program, admin, at)
    assert (run.figures["mentees"], run.figures["mentors"]) == (0, 1)


def test_the_page_offers_another_mentor(admin_client: Client, admin: Member) -> None:
    people = published(admin, timezone.now())
    mentorship = mentorship_of(people["Law Mentee"])
    url = reverse("tracking:mentorship-end", args=["northwind", mentorship.pk])
    assert "look for another mentor for the mentee" in admin_client.get(url).content.decode()
    assert admin_client.post(url, {"state": "ended", "reason": ""}).status_code == 422
    admin_client.post(url, {"state": "ended", "reason": "Too far apart", "rematch": "on"})
    assert Enrolment.objects.get(pk=people["Law Mentee"].pk).queued_at is not None


@pytest.mark.django_db(transaction=True)
def test_a_leaver_and_an_ending_at_once_close_once() -> None:
    organization = factories.organization("northwind")
    at = timezone.now()
    with tenant(organization.pk):
        admin = factories.member(organization, roles=["admin"])
        people = published(admin, at)
        mentorship = mentorship_of(people["Law Mentee"])
        Member.objects.filter(pk=people["Law Mentor"].member_id).update(terminated_on=at.date())
    acts = iter(
        [
            lambda: endings.end_mentorship(
                mentorship=mentorship, state="ended", reason="", by=admin, at=at
            ),
            lambda: leavers.close_leavers(
                organization=Organization.objects.select_related("settings").get(
                    pk=organization.pk
                ),
                on=at.date(),
                at=at,
            ),
        ]
    )

    def act() -> object:
        return next(acts)()

    results = races.at_once(organization.pk, act)
    assert not [
        each
        for each in results
        if isinstance(each, Exception) and not isinstance(each, MatchingError)
    ]
    with tenant(organization.pk):
        assert Mentorship.objects.get(pk=mentorship.pk).state == "ended"


def test_two_who_have_met_already_are_not_proposed_again(admin: Member, at: Any) -> None:
    people = published(admin, at)
    mentorship = mentorship_of(people["Law Mentee"])
    endings.end_mentorship(
        mentorship=mentorship, state="ended", reason="", by=admin, at=at, rematch=True
    )
    run = solved(people["Law Mentee"].program, admin, at)
    assert names(run) == {}
    assert "is or was a mentor of this person already" in str(run.unmatched.get().reason)


def test_the_admins_hear_of_leavers(admin: Member, at: Any) -> None:
    people = published(admin, at)
    Member.objects.filter(pk=people["Law Mentor"].member_id).update(terminated_on=at.date())
    leavers.close_leavers(organization=admin.organization, on=at.date(), at=at)
    told = Delivery.objects.get(kind="leavers_closed")
    assert (told.recipient, told.context["names"]) == (admin, "Law Mentor")
