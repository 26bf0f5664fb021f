"""Feedback between two: sealed, advised on, read and replied to by them alone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mentorship.audit.models import Entry
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member, Organization
from tests import factories
from tests.pairs import Pair
from tracking.actions import sessions
from tracking.models import AgendaItem
from tracking.surveys import actions
from tracking.surveys.models import GivenFeedback

PARTS = {
    "situation": "In the steering group on Tuesday",
    "behaviour": "You showed three numbers and waited for questions",
    "impact": "Finance asked for the pilot",
    "next_step": "The same in the budget review",
}


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def url(name: str, pk: Any) -> str:
    return reverse(f"surveys:{name}", args=["northwind", pk])


def give(pair: Pair) -> GivenFeedback:
    return actions.give_feedback(
        mentorship=pair.mentorship,
        receiver=pair.mentee,
        parts=PARTS,
        by=pair.mentor,
        at=timezone.now(),
    )


def test_it_is_sealed_and_said_to_nobody_else(pair: Pair) -> None:
    before = Entry.objects.count()
    give(pair)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM surveys_givenfeedback f")
        stored = cursor.fetchone()[0]
    assert not any(part in stored for part in PARTS.values())
    told = str(list(Delivery.objects.values_list("context", flat=True)))
    assert not any(part in told for part in PARTS.values())
    assert Entry.objects.count() == before
    assert set(Delivery.objects.values_list("recipient", flat=True)) == {pair.mentee.pk}


def test_only_the_two_can_open_it(pair: Pair, owner: Member, admin: Member, hr: Member) -> None:
    given = give(pair)
    for stranger in (owner, admin, hr):
        client = factories.client_of(stranger)
        assert client.get(url("given", given.pk)).status_code == 404
        assert client.post(url("reply", given.pk), {"reply": "thanks"}).status_code == 404
    author = factories.client_of(pair.mentor)
    assert PARTS["impact"] in author.get(url("given", given.pk)).content.decode()
    given.refresh_from_db()
    assert given.read_at is None
    receiver = factories.client_of(pair.mentee)
    assert PARTS["impact"] in receiver.get(url("given", given.pk)).content.decode()
    given.refresh_from_db()
    assert given.read_at is not None


def test_nobody_else_marks_it_as_read(pair: Pair, admin: Member) -> None:
    given = give(pair)
    for by in (pair.mentor, admin):
        actions.mark_read(given=given, by=by, at=timezone.now())
    given.refresh_from_db()
    assert given.read_at is None


def test_advice_comes_first_and_never_refuses(pair: Pair) -> None:
    client, page = factories.client_of(pair.mentor), url("give", pair.mentorship.pk)
    unkind = PARTS | {"behaviour": "You were lazy and never answered"}
    advised = client.post(page, unkind)
    assert advised.status_code == 200
    html = advised.content.decode()
    assert "“lazy” says what somebody is" in html
    assert "“never” is easy to disprove" in html
    assert not GivenFeedback.objects.exists()
    assert client.post(page, unkind | {"anyway": "1"}).status_code == 302
    assert client.post(page, PARTS).status_code == 302
    assert GivenFeedback.objects.count() == 2


def test_thanks_are_said_once(pair: Pair) -> None:
    given = give(pair)
    client = factories.client_of(pair.mentee)
    client.post(url("reply", given.pk), {"reply": "thanks"})
    given.refresh_from_db()
    assert (given.reply, given.replied_at is not None) == ("thanks", True)
    told = Delivery.objects.get(kind="feedback_replied")
    assert told.recipient == pair.mentor
    with pytest.raises(actions.SurveyError, match="already"):
        actions.reply_to_feedback(given=given, reply="talk", by=pair.mentee, at=timezone.now())


def test_talking_about_it_goes_on_the_agenda_of_the_next_session(pair: Pair) -> None:
    given, at = give(pair), timezone.now()
    with pytest.raises(actions.SurveyError, match="Nothing is booked"):
        actions.reply_to_feedback(given=given, reply="talk", by=pair.mentee, at=at)
    session = sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(days=2),
        minutes=45,
        by=pair.mentee,
        at=at,
    )
    actions.reply_to_feedback(given=given, reply="talk", by=pair.mentee, at=at)
    assert AgendaItem.objects.get(session=session, added_by=pair.mentee).text == (
        "Talk about feedback"
    )


def test_it_goes_to_somebody_in_the_mentorship(pair: Pair, colleague: Member) -> None:
    for receiver in (colleague, pair.mentor):
        with pytest.raises(actions.SurveyError, match="in this mentorship"):
            actions.give_feedback(
                mentorship=pair.mentorship,
                receiver=receiver,
                parts=PARTS,
                by=pair.mentor,
                at=timezone.now(),
            )


def test_the_mentorship_leads_to_it(pair: Pair) -> None:
    page = pair.url("mentorship")
    html = factories.client_of(pair.mentor).get(page).content.decode()
    assert url("give", pair.mentorship.pk) in html
    give(pair)
    mine = reverse("surveys:mine", args=["northwind"])
    html = factories.client_of(pair.mentee).get(mine).content.decode()
    assert "Feedback from Maya" in html
    assert "Not read yet" in html
