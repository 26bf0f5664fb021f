import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Mentorship
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tests import factories, races, world
from tests.pairs import Pair
from tracking.actions import answers, confirming, logs, sessions
from tracking.actions.errors import TrackingError
from tracking.calendars.queries import sessions_of
from tracking.models import Attendance, Feedback, Session
from tracking.queries import booked_sessions


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def book(pair: Pair, *, days: int = 3, hours: int = 0) -> Session:
    at = timezone.now()
    return sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=(at + timedelta(days=days, hours=hours)).replace(minute=0, second=0),
        minutes=45,
        by=pair.mentee,
        at=at - timedelta(days=20) if days < 0 else at,
    )


def test_who_books_has_accepted_and_the_other_is_asked(pair: Pair) -> None:
    session = book(pair)
    said = dict(session.attendance.values_list("member", "answer"))
    assert said == {pair.mentee.pk: "accepted", pair.mentor.pk: "waiting"}
    mails = Delivery.objects.filter(kind="session_booked", channel="email")
    offered = {mail.recipient_id: mail.context["acts"] for mail in mails}
    assert offered[pair.mentee.pk] == []
    assert offered[pair.mentor.pk] == ["session.accept", "session.propose", "session.decline"]


def test_an_invitation_says_what_happens_without_an_answer(pair: Pair) -> None:
    book(pair)
    asked, knows = (
        compose(Delivery.objects.get(kind="session_booked", channel="email", recipient=person))
        for person in (pair.mentor, pair.mentee)
    )
    assert "Without an answer the session stays booked" in str(asked.body)
    [by] = re.findall(r"Please answer by (\w+day, \d+ \w+ \d{4} at \d\d:\d\d)", str(asked.body))
    assert by
    assert "answer" not in str(knows.body)


def test_what_is_soon_promises_no_day_that_has_passed(pair: Pair) -> None:
    book(pair, days=0, hours=5)
    asked = Delivery.objects.get(kind="session_booked", channel="email", recipient=pair.mentor)
    body = str(compose(asked).body)
    assert "Please answer by" not in body
    assert "Without an answer the session stays booked." in body


def test_accepting_is_told_to_the_other_in_the_app_alone(pair: Pair) -> None:
    session = book(pair)
    answers.accept_session(session=session, by=pair.mentor, at=timezone.now())
    answers.accept_session(session=session, by=pair.mentor, at=timezone.now())
    told = Delivery.objects.filter(kind="session_accepted")
    assert [(each.recipient_id, each.channel) for each in told] == [(pair.mentee.pk, "in_app")]


def test_declining_cancels_for_two_and_says_why(pair: Pair) -> None:
    session = book(pair)
    answers.decline_session(
        session=session, by=pair.mentor, at=timezone.now(), reason="Travelling that week"
    )
    session.refresh_from_db()
    assert (session.state, session.closed_by_id) == ("cancelled", pair.mentor.pk)
    [mail] = Delivery.objects.filter(kind="session_declined", channel="email")
    assert mail.recipient_id == pair.mentee.pk
    own = Delivery.objects.get(kind="session_cancelled")
    assert (own.recipient_id, own.channel) == (pair.mentor.pk, "email")
    message = compose(mail)
    assert "Travelling that week" in str(message.body)
    assert "METHOD:CANCEL" in mail.context["calendar"]


def test_another_time_is_asked_for_and_taken(pair: Pair) -> None:
    session, at = book(pair), timezone.now()
    wanted = session.starts_at + timedelta(hours=2)
    answers.propose_time(session=session, starts_at=wanted, by=pair.mentor, at=at)
    session.refresh_from_db()
    assert session.starts_at != wanted
    [asked] = Delivery.objects.filter(kind="session_other_time", channel="email")
    assert asked.recipient_id == pair.mentee.pk
    answers.take_other_time(session=session, starts_at=wanted, by=pair.mentee, at=at)
    session.refresh_from_db()
    assert (session.starts_at, session.sequence) == (wanted, 1)
    assert set(session.attendance.values_list("answer", "other_starts_at")) == {("accepted", None)}
    # Who proposed it is not asked to accept it.
    told = Delivery.objects.get(kind="session_moved", channel="email", recipient=pair.mentor)
    assert told.context["acts"] == []
    assert told.context["calendar"].count("PARTSTAT=ACCEPTED") == 2


def test_a_time_that_is_proposed_no_more_cannot_be_taken(pair: Pair) -> None:
    session, at = book(pair), timezone.now()
    wanted = session.starts_at + timedelta(hours=2)
    answers.propose_time(session=session, starts_at=wanted, by=pair.mentor, at=at)
    answers.accept_session(session=session, by=pair.mentor, at=at)
    with pytest.raises(TrackingError, match="not proposed any more"):
        answers.take_other_time(session=session, starts_at=wanted, by=pair.mentee, at=at)


def test_moving_asks_the_other_anew(pair: Pair) -> None:
    session, at = book(pair), timezone.now()
    answers.accept_session(session=session, by=pair.mentor, at=at)
    sessions.move_session(
        session=session,
        starts_at=session.starts_at + timedelta(days=1),
        minutes=45,
        by=pair.mentor,
        at=at,
        place="",
        agenda="",
    )
    said = dict(session.attendance.values_list("member", "answer"))
    assert said == {pair.mentee.pk: "waiting", pair.mentor.pk: "accepted"}


def test_what_both_accepted_and_is_over_is_probably_held(pair: Pair) -> None:
    at = timezone.now()
    session = book(pair, days=-2)
    assert list(Session.objects.probable(at=at)) == []
    answers.accept_session(session=session, by=pair.mentor, at=at - timedelta(days=4))
    assert list(Session.objects.probable(at=at)) == [session]
    confirming.confirm_session(session=session, by=pair.mentor, at=at)
    assert list(Session.objects.probable(at=at)) == []


def test_one_tap_confirms_and_a_second_one_says_who_was_first(pair: Pair) -> None:
    session = book(pair, days=-1)
    mentor, mentee = factories.client_of(pair.mentor), factories.client_of(pair.mentee)
    url = pair.url("session-confirm", session.pk)
    assert "Noted: you met" in mentor.post(url, follow=True).content.decode()
    session.refresh_from_db()
    logged_at = session.logged_at
    assert "Maya logged this session" in mentee.post(url, follow=True).content.decode()
    session.refresh_from_db()
    assert (session.state, session.logged_by_id, session.logged_at) == (
        "held",
        pair.mentor.pk,
        logged_at,
    )


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_once_make_one_record() -> None:
    northwind = factories.organization("northwind")
    with tenant(northwind.pk):
        pair = Pair(northwind, timezone.now())
        session = book(pair, days=-1)

    def confirm() -> Session:
        return confirming.confirm_session(session=session, by=pair.mentor, at=timezone.now())

    done = races.at_once(northwind.pk, confirm)
    with tenant(northwind.pk):
        assert [type(each) for each in done] == [Session, Session]
        assert done[0].logged_at == done[1].logged_at
        assert Delivery.objects.filter(kind="session_confirmed", channel="in_app").count() == 1


def test_who_was_missing_is_not_asked_and_cannot_rate(pair: Pair) -> None:
    at = timezone.now()
    session = book(pair, days=-1)
    logs.log_session(session=session, by=pair.mentee, at=at, absent=[pair.mentor])
    with pytest.raises(TrackingError, match="not in this session"):
        confirming.rate_session(session=session, rating=1, by=pair.mentor, at=at)
    confirming.rate_session(session=session, rating=4, independence=3, by=pair.mentee, at=at)
    confirming.rate_session(session=session, rating=5, by=pair.mentee, at=at)
    assert list(Feedback.objects.values_list("rating", "independence")) == [(5, 3)]


def test_a_cancellation_is_undone_within_ten_minutes(pair: Pair) -> None:
    session, at = book(pair), timezone.now()
    sessions.close_session(session=session, state="cancelled", by=pair.mentee, at=at)
    page = factories.client_of(pair.mentee).get(pair.url("mentorship")).content.decode()
    assert pair.url("session-reopen", session.pk) in page
    page = factories.client_of(pair.mentor).get(pair.url("mentorship")).content.decode()
    assert pair.url("session-reopen", session.pk) not in page
    with pytest.raises(TrackingError, match="Only who did that"):
        sessions.reopen_session(session=session, by=pair.mentor, at=at + timedelta(minutes=9))
    sessions.reopen_session(session=session, by=pair.mentee, at=at + timedelta(minutes=9))
    session.refresh_from_db()
    assert (session.state, session.sequence, session.closed_at) == ("booked", 2, None)
    [mail] = Delivery.objects.filter(
        kind="session_reopened", channel="email", recipient=pair.mentor
    )
    assert "SEQUENCE:2" in mail.context["calendar"]


def test_who_undoes_that_they_cannot_come_has_not_answered_yet(pair: Pair) -> None:
    session, at = book(pair), timezone.now()
    answers.decline_session(session=session, by=pair.mentor, at=at)
    sessions.reopen_session(session=session, by=pair.mentor, at=at + timedelta(minutes=1))
    said = dict(session.attendance.values_list("member", "answer"))
    assert said == {pair.mentee.pk: "accepted", pair.mentor.pk: "waiting"}


def test_after_ten_minutes_it_stays_cancelled_and_in_the_thread(pair: Pair) -> None:
    session, at = book(pair), timezone.now() - timedelta(minutes=11)
    sessions.close_session(session=session, state="cancelled", by=pair.mentee, at=at)
    with pytest.raises(TrackingError, match="ten minutes"):
        sessions.reopen_session(session=session, by=pair.mentor, at=timezone.now())
    page = factories.client_of(pair.mentor).get(pair.url("mentorship")).content.decode()
    assert "Cancelled" in page
    assert pair.url("session-reopen", session.pk) not in page


def test_the_page_answers_as_the_message_does(pair: Pair) -> None:
    session = book(pair)
    mentor, mentee = factories.client_of(pair.mentor), factories.client_of(pair.mentee)
    url = pair.url("session-answer", session.pk)
    assert mentor.post(url, {"answer": "accept"}).status_code == 302
    assert "Maya has accepted" in mentee.get(pair.url("mentorship")).content.decode()
    other = session.starts_at + timedelta(hours=1)
    answers.propose_time(session=session, starts_at=other, by=pair.mentor, at=timezone.now())
    page = mentee.get(pair.url("mentorship")).content.decode()
    assert "Maya proposes another time" in page
    mentee.post(url, {"answer": "take", "starts_at": other.isoformat()})
    session.refresh_from_db()
    assert session.starts_at == other


def test_proposing_from_the_page_says_what_is_wrong_beside_the_field(pair: Pair) -> None:
    session = book(pair)
    client = factories.client_of(pair.mentor)
    url = pair.url("session-propose", session.pk)
    answer = client.post(url, {"starts_at": "2020-01-01T10:00"})
    assert answer.status_code == 422
    assert "That time has passed." in answer.content.decode()
    assert not Attendance.objects.filter(answer="other_time").exists()


def test_who_cannot_come_to_a_group_is_told_so_and_may_change_their_mind(
    northwind: Organization,
) -> None:
    place, at = world.build(northwind), timezone.now()
    group = Mentorship.objects.get(pk=place.ids["group"])
    mentor, mentee = place.people["mentor"], place.people["mentee"]
    session = sessions.book_session(
        mentorship=group, starts_at=at + timedelta(days=2), minutes=45, by=mentor, at=at
    )
    answers.decline_session(session=session, by=mentee, at=at, reason="Ill")
    assert Delivery.objects.filter(
        kind="session_absent", channel="email", recipient=mentor
    ).exists()
    page = factories.client_of(mentee).get(
        reverse("tracking:mentorship", args=["northwind", group.pk])
    )
    assert "You have said that you cannot come." in page.content.decode()
    assert session not in sessions_of(mentee, at=at)
    assert session in sessions_of(mentor, at=at)
    assert session not in booked_sessions(mentee, [group], at=at)[0]
    answers.accept_session(session=session, by=mentee, at=at)
    assert session in sessions_of(mentee, at=at)
