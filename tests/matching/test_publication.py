from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from matching.actions import pairs, publication
from matching.actions.errors import MatchingError
from matching.models import Mentorship, Run
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Invitation, Member
from programs.actions import withdraw
from programs.models import Program
from tests.matching.pools import circles, named_pool, pool, solved
from tracking.actions import sessions


def url(name: str, run: Run) -> str:
    return reverse(f"matching:{name}", args=["northwind", run.pk])


def published(admin: Member, at: Any) -> Run:
    program, _ = named_pool(admin, at)
    run = solved(program, admin, at)
    publication.publish_run(run=run, by=admin, at=at)
    run.refresh_from_db()
    return run


def test_only_the_approved_pairs_can_be_published(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    run = solved(program, admin, at)
    law = run.pairs.get(mentee=people["Law Mentee"])
    pairs.mark_pairs(run=run, ids=[law.pk], mark="approve", by=admin, at=at)
    html = admin_client.get(url("publish", run) + "?only=approved").content.decode()
    assert "Publish 1 pair" in html
    assert "Only the 1 approved" in html
    admin_client.post(url("publish", run), {"only": "approved", "invite": "1"})
    assert [each.title for each in Mentorship.objects.all()] == ["Law Mentor & Law Mentee"]
    assert Invitation.objects.count() == 2


@pytest.mark.parametrize("make", [pool, circles])
def test_a_publication_asks_the_same_of_the_database_for_few_pairs_and_for_many(
    admin: Member, at: Any, make: Callable[..., Program]
) -> None:
    statements = []
    for number, (mentors, mentees) in enumerate([(3, 4), (12, 36)]):
        program = make(admin, at, mentors=mentors, mentees=mentees, capacity=4)
        Program.objects.filter(pk=program.pk).update(name=f"Program {number}")
        run = solved(program, admin, at)
        with CaptureQueriesContext(connection) as captured:
            made = publication.publish_run(run=run, by=admin, at=at)
        statements.append(len(captured))
        assert len(made) >= mentees / 4
        told = Delivery.objects.filter(
            kind__in=["matched", "grouped"], channel="email", recipient__enrolments__program=program
        )
        assert told.filter(recipient__enrolments__role="mentee").count() == mentees
    assert statements[0] == statements[1]


def test_nothing_to_publish_is_said(admin_client: Client, admin: Member, at: Any) -> None:
    program, _ = named_pool(admin, at)
    run = solved(program, admin, at)
    response = admin_client.post(url("publish", run), {"only": "approved"})
    assert (response.status_code, Mentorship.objects.count()) == (422, 0)
    assert "There is no pair to publish." in response.content.decode()


def test_what_was_overtaken_is_listed_taken_out_and_the_rest_published(
    admin_client: Client, admin: Member, at: Any
) -> None:
    program, people = named_pool(admin, at)
    run = solved(program, admin, at)
    withdraw(enrolment=people["Law Mentor"], by=people["Law Mentor"].member, at=at)
    code = (people["Code Mentor"].member, people["Code Mentee"].member)
    pairs.block_people(mentor=code[0], mentee=code[1], reason="", by=admin, at=at)
    page = admin_client.get(url("publish", run))
    assert "2 pairs have been overtaken" in page.content.decode()
    found = {pair.mentee.member.name: why for pair, why in page.context["stale"]}
    assert found == {
        "Law Mentee": "Law Mentor is not free any more",
        "Code Mentee": "you keep them apart",
    }
    refused = admin_client.post(url("publish", run)).content.decode()
    assert "So it is with 1 other pair. Take them out, or run again." in refused
    assert Mentorship.objects.count() == 0
    ids = [str(pair.pk) for pair, _ in page.context["stale"]]
    response = admin_client.post(
        url("mark", run), {"ids": ids, "mark": "remove", "from": "publish"}
    )
    assert response["Location"] == url("publish", run)
    admin_client.post(url("publish", run))
    assert [each.title for each in Mentorship.objects.all()] == ["Art Mentor & Art Mentee"]


def test_a_fresh_publication_can_be_taken_back_and_published_again(
    admin_client: Client, admin: Member
) -> None:
    run = published(admin, timezone.now())
    first = Delivery.objects.filter(kind="matched", channel="email").order_by("id").first()
    assert first is not None
    Delivery.objects.filter(pk=first.pk).update(state="sent", sent_at=timezone.now())
    response = admin_client.post(url("undo", run), follow=True)
    assert "The publication is taken back: 3 mentorships are gone" in response.content.decode()
    assert Mentorship.objects.count() == 0
    run.refresh_from_db()
    assert (run.state, run.published_at) == ("review", None)
    # Whose e-mail had left hears that it was too early; the others never hear of it.
    assert Delivery.objects.filter(kind="matched").count() == 1
    sorry = Delivery.objects.filter(kind="match_withdrawn", channel="email")
    assert [each.recipient_id for each in sorry] == [first.recipient_id]
    publication.publish_run(run=run, by=admin, at=timezone.now())
    assert Mentorship.objects.count() == 3


def test_who_holds_an_invitation_gets_no_second_one(admin_client: Client, admin: Member) -> None:
    program, _ = named_pool(admin, timezone.now())
    run = solved(program, admin, timezone.now())
    assert "Invite the 6 of them" in admin_client.get(url("publish", run)).content.decode()
    admin_client.post(url("publish", run), {"invite": "1"})
    assert Invitation.objects.count() == 6
    admin_client.post(url("undo", run))
    assert "who cannot sign in yet" not in admin_client.get(url("publish", run)).content.decode()
    admin_client.post(url("publish", run), {"invite": "1"})
    assert (Mentorship.objects.count(), Invitation.objects.count()) == (3, 6)


def test_after_ten_minutes_a_publication_stands(admin: Member, at: Any) -> None:
    run = published(admin, at)
    with pytest.raises(MatchingError, match="for 10 minutes"):
        publication.undo_publication(run=run, by=admin, at=at + timedelta(minutes=10))
    assert Mentorship.objects.count() == 3


def test_a_planned_meeting_makes_a_publication_stand(admin: Member) -> None:
    at = timezone.now()
    run = published(admin, at)
    mentorship = Mentorship.objects.select_related("organization__settings").first()
    assert mentorship is not None
    mentee = mentorship.participants.get(role="mentee").member
    sessions.book_session(
        mentorship=mentorship, starts_at=at + timedelta(days=1), minutes=30, by=mentee, at=at
    )
    with pytest.raises(MatchingError, match="planned a session"):
        publication.undo_publication(run=run, by=admin, at=at + timedelta(minutes=1))
    assert Mentorship.objects.count() == 3


def test_who_is_no_admin_cannot_take_a_publication_back(
    colleague_client: Client, admin: Member
) -> None:
    run = published(admin, timezone.now())
    assert colleague_client.post(url("undo", run)).status_code == 403
    assert Mentorship.objects.count() == 3
