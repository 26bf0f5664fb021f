from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Organization
from tests import factories
from tests.pairs import Pair, ready_for_less
from tracking.actions import cadence, corrections, logs, sessions
from tracking.actions.errors import TrackingError
from tracking.metrics import session_rating
from tracking.models import Note, Pulse, Session


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def test_a_meeting_taken_back_counts_no_more_and_can_be_put_back_with_its_notes(pair: Pair) -> None:
    at = timezone.now()
    session = pair.met(at - timedelta(days=3), shared="The wrong pair's notes", rating=1)
    client = factories.client_of(pair.mentor)
    assert session_rating(pair.program.pk, at.date()) is not None
    page = client.post(pair.url("session-take-back", session.pk), follow=True).content.decode()
    assert "The session counts no more." in page
    assert "Taken back" in page
    assert (Pulse.objects.get().sessions_held, session_rating(pair.program.pk, at.date())) == (
        0,
        None,
    )
    told = Delivery.objects.get(kind="session_taken_back")
    assert (told.recipient, told.channel) == (pair.mentee, "in_app")
    page = client.post(
        pair.url("session-take-back", session.pk), {"undo": "1"}, follow=True
    ).content.decode()
    assert "The session counts again." in page
    assert Pulse.objects.get().sessions_held == 1
    assert Note.objects.get().text == "The wrong pair's notes"


def test_a_proposal_is_withdrawn_when_what_spoke_for_it_did_not_take_place(pair: Pair) -> None:
    ready_for_less(pair)
    at = timezone.now()
    assert cadence.propose_shift(mentorship=pair.mentorship, at=at) is not None
    third = pair.met(at - timedelta(days=2), rating=5, independence=4)
    corrections.take_back_session(session=third, by=pair.mentee, at=at)
    # Two sessions are enough still, and the reasons name two.
    reasons = list(map(str, pair.mentorship.proposals.get().reasons))
    assert "2 weekly sessions were held." in reasons
    second = Session.objects.filter(mentorship=pair.mentorship, state="held").order_by(
        "-starts_at"
    )[0]
    corrections.take_back_session(session=second, by=pair.mentee, at=at)
    assert not pair.mentorship.proposals.exists()
    assert not Delivery.objects.filter(kind="cadence_proposed").exists()


def test_a_booked_meeting_is_not_logged_beside_one_of_the_same_time(pair: Pair) -> None:
    at = timezone.now()
    soon = at + timedelta(hours=1)
    booked = sessions.book_session(
        mentorship=pair.mentorship, starts_at=soon, minutes=30, by=pair.mentee, at=at
    )
    later = at + timedelta(days=1)
    held = pair.met(at - timedelta(days=2))
    corrections.correct_session(session=held, starts_at=soon, minutes=30, by=pair.mentor, at=later)
    with pytest.raises(TrackingError, match="logged already"):
        logs.log_session(session=booked, by=pair.mentee, at=later)
    booked.refresh_from_db()
    assert booked.state == "booked"


def test_a_meeting_gets_its_right_time(pair: Pair) -> None:
    at = timezone.now()
    session = pair.met(at - timedelta(days=3))
    client, url = factories.client_of(pair.mentee), pair.url("session-correct", session.pk)
    assert "You did not meet at all?" in client.get(url).content.decode()
    right = (at - timedelta(days=5)).replace(second=0, microsecond=0)
    wrong = client.post(
        url, {"starts_at": (at + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"), "minutes": "30"}
    )
    assert (wrong.status_code, "still to come" in wrong.content.decode()) == (422, True)
    chicago = right.astimezone(ZoneInfo("America/Chicago"))
    page = client.post(
        url, {"starts_at": f"{chicago:%Y-%m-%dT%H:%M}", "minutes": "30"}, follow=True
    )
    assert "at its right time now" in page.content.decode()
    session.refresh_from_db()
    assert (session.starts_at, session.minutes, session.state) == (right, 30, "held")
    assert Pulse.objects.get().last_held_at == right


def test_what_does_not_count_cannot_be_corrected(pair: Pair) -> None:
    at = timezone.now()
    session = pair.met(at - timedelta(days=3))
    corrections.take_back_session(session=session, by=pair.mentee, at=at)
    with pytest.raises(TrackingError, match="taken back meanwhile"):
        corrections.correct_session(
            session=session, starts_at=at, minutes=30, by=pair.mentor, at=at
        )
    assert (
        "Nothing to correct"
        in factories.client_of(pair.mentor)
        .get(pair.url("session-correct", session.pk))
        .content.decode()
    )
    corrections.put_back_session(session=session, by=pair.mentor, at=at)
    with pytest.raises(TrackingError, match="counts already"):
        corrections.put_back_session(session=session, by=pair.mentor, at=at)
    assert Session.objects.get().state == "held"


def test_two_meetings_do_not_stand_at_one_time_and_no_change_tells_nobody(pair: Pair) -> None:
    at = timezone.now()
    first, second = pair.met(at - timedelta(days=9)), pair.met(at - timedelta(days=3))
    told = Delivery.objects.count()
    corrections.correct_session(
        session=second, starts_at=second.starts_at, minutes=45, by=pair.mentee, at=at
    )
    assert Delivery.objects.count() == told
    with pytest.raises(TrackingError, match="logged already"):
        corrections.correct_session(
            session=second, starts_at=first.starts_at, minutes=45, by=pair.mentee, at=at
        )


def test_a_meeting_taken_back_is_put_back_before_anybody_writes_about_it(pair: Pair) -> None:
    at = timezone.now()
    session = pair.met(at - timedelta(days=3))
    corrections.take_back_session(session=session, by=pair.mentee, at=at)
    client = factories.client_of(pair.mentor)
    assert (
        "Put it back, to correct it"
        in client.get(pair.url("session-correct", session.pk)).content.decode()
    )
    page = client.get(pair.url("session-log", session.pk), follow=True).content.decode()
    assert "Put it back before you write about it." in page


def test_a_meeting_is_not_put_back_where_another_stands_at_its_time_by_now(pair: Pair) -> None:
    at = timezone.now()
    session = pair.met(at - timedelta(days=3))
    corrections.take_back_session(session=session, by=pair.mentee, at=at)
    pair.met(at - timedelta(days=3))
    page = factories.client_of(pair.mentor).post(
        pair.url("session-take-back", session.pk), {"undo": "1"}, follow=True
    )
    assert "A session at that time is logged already." in page.content.decode()
    assert Session.objects.filter(state="held").count() == 1
