"""Sessions that repeat: one row ahead, exceptions, the end of a series."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from matching.actions.endings import end_quietly
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from programs.models import Program
from tests import factories, races
from tests.pairs import Pair, ready_for_less
from tracking.actions import cadence, series, sessions, shifts
from tracking.actions.errors import TrackingError
from tracking.models import Series, Session
from tracking.queries.series import organizations_with_due_series

# A Monday; Europe's clocks change on 29 March.
NOW = datetime(2026, 3, 16, 8, 0, tzinfo=UTC)
FIRST = datetime(2026, 3, 17, 14, 0, tzinfo=UTC)
WEEK = timedelta(days=7)


@pytest.fixture
def pair(northwind: Organization, time_machine: Any) -> Pair:
    time_machine.move_to(NOW, tick=False)
    return Pair(northwind, NOW)


def book(pair: Pair, repeat: str = "weekly", at: datetime = NOW) -> Session:
    return series.book_repeating(
        mentorship=pair.mentorship,
        starts_at=FIRST,
        minutes=45,
        place="Room 4",
        repeat=repeat,
        by=pair.mentor,
        at=at,
    )


def booked() -> list[datetime]:
    found = Session.objects.filter(state="booked").order_by("starts_at")
    return list(found.values_list("starts_at", flat=True))


def go_on(pair: Pair, at: datetime) -> int:
    return series.repeat_sessions(organization=pair.organization, at=at)


def test_only_the_next_is_booked_at_the_hour_of_the_organiser(pair: Pair) -> None:
    session = book(pair)
    assert (booked(), session.recurrence_at) == ([FIRST], None)
    session.refresh_from_db()
    assert session.recurrence_at == FIRST
    assert go_on(pair, FIRST - timedelta(minutes=1)) == 0
    # Three weeks on the clocks have changed: fourteen UTC is thirteen UTC, the wall says fifteen.
    for number, at in enumerate((FIRST, FIRST + WEEK), start=1):
        assert go_on(pair, at) == 1
        assert len(booked()) == number + 1
    assert booked() == [FIRST, FIRST + WEEK, FIRST + 2 * WEEK - timedelta(hours=1)]
    last = Session.objects.order_by("starts_at").last()
    assert last is not None
    assert (last.minutes, last.place, last.attendance.count()) == (45, "Room 4", 2)
    told = Delivery.objects.filter(kind="session_booked", subject_id=last.pk, channel="email")
    assert told.count() == 2


def test_cancelling_one_books_the_next_and_is_an_exception(pair: Pair) -> None:
    session = book(pair)
    sessions.close_session(session=session, state="cancelled", by=pair.mentee, at=NOW)
    row = Series.objects.get()
    assert (row.exceptions, row.sequence) == ([FIRST], 1)
    assert go_on(pair, NOW) == 1
    assert booked() == [FIRST + WEEK]


def test_moving_one_keeps_the_others(pair: Pair) -> None:
    session = book(pair)
    values = {"minutes": 45, "place": "Room 5", "agenda": "", "by": pair.mentee, "at": NOW}
    session = sessions.move_session(session=session, starts_at=FIRST, **values)
    assert Series.objects.get().exceptions == []
    sessions.move_session(session=session, starts_at=FIRST + timedelta(days=1), **values)
    assert Series.objects.get().exceptions == [FIRST]
    assert go_on(pair, NOW) == 0
    assert go_on(pair, FIRST + timedelta(days=2)) == 1
    assert booked() == [FIRST + timedelta(days=1), FIRST + WEEK]


def test_an_occurrence_at_which_they_meet_anyway_is_left_out(pair: Pair) -> None:
    book(pair)
    sessions.book_session(
        mentorship=pair.mentorship, starts_at=FIRST + WEEK, minutes=30, by=pair.mentee, at=NOW
    )
    assert go_on(pair, FIRST) == 1
    assert Series.objects.get().exceptions == [FIRST + WEEK]
    assert booked()[-1] == FIRST + 2 * WEEK - timedelta(hours=1)


def test_cancel_all_following_ends_it(pair: Pair) -> None:
    book(pair)
    client = factories.client_of(pair.mentee)
    page = client.get(pair.url("mentorship")).content.decode()
    # The organiser's hour, named for who is elsewhere.
    assert "Repeats weekly, Tuesday 15:00 Berlin" in page
    assert client.post(pair.url("series-end", Series.objects.get().pk)).status_code == 302
    assert (booked(), Series.objects.get().ended_at) == ([], NOW)
    assert go_on(pair, NOW) == 0
    with pytest.raises(TrackingError):
        series.end_series(series=Series.objects.get(), by=pair.mentee, at=NOW)


def test_one_series_at_a_time(pair: Pair) -> None:
    session = book(pair)
    with pytest.raises(TrackingError, match="repeat already"):
        series.repeat_session(session=session, stage="weekly", by=pair.mentee, at=NOW)
    page = factories.client_of(pair.mentee).get(pair.url("session-book"))
    assert "repeat" not in page.context["form"].fields


def test_the_booking_page_repeats_what_it_books(pair: Pair) -> None:
    client, url = factories.client_of(pair.mentee), pair.url("session-book")
    page = client.get(url, {"repeat": "weekly"})
    assert "Weekly (as your cadence says)" in page.content.decode()
    slot = page.context["offer"].slots[0]
    data = {"starts_at": slot.starts_at.isoformat(), "minutes": "45", "repeat": "weekly"}
    assert client.post(url, data).status_code == 302
    row = Series.objects.get()
    assert (row.starts_at, row.time_zone) == (slot.starts_at, "America/Chicago")


def test_another_cadence_ends_it_and_offers_the_new_one(pair: Pair) -> None:
    ready_for_less(pair)
    book(pair)
    proposal = cadence.propose_shift(mentorship=pair.mentorship, at=NOW)
    assert proposal is not None
    shifts.accept_shift(proposal=proposal, by=pair.mentor, at=NOW)
    assert (booked(), Series.objects.get().ended_at) == ([FIRST], NOW)
    client = factories.client_of(pair.mentor)
    page = " ".join(client.get(pair.url("mentorship")).content.decode().split())
    assert "Repeat the session of Tue 17 Mar fortnightly" in page
    url = pair.url("session-repeat", Session.objects.get(starts_at=FIRST).pk)
    assert client.post(url, {"repeat": "fortnightly"}).status_code == 302
    assert Series.objects.get(ended_at=None).rule == "FREQ=WEEKLY;INTERVAL=2"


def test_it_ends_with_the_program_and_rests_with_the_mentorship(pair: Pair) -> None:
    book(pair)
    Program.objects.update(ends_on=date(2026, 3, 20))
    assert go_on(pair, FIRST) == 0
    assert Series.objects.get().ended_at == FIRST
    Series.objects.update(ended_at=None)
    end_quietly(mentorship=pair.mentorship, words="", at=FIRST)
    assert go_on(pair, FIRST) == 0
    assert organizations_with_due_series() == []


def test_organisations_with_something_due_are_found(pair: Pair) -> None:
    session = book(pair, at=NOW)
    Session.objects.update(starts_at=timezone.now() + timedelta(days=4000))
    assert organizations_with_due_series() == []
    Session.objects.filter(pk=session.pk).update(starts_at=datetime(2020, 1, 1, tzinfo=UTC))
    assert organizations_with_due_series() == [pair.organization.pk]


@pytest.mark.django_db(transaction=True)
def test_two_workers_book_the_next_once(transactional_db: None) -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        pair = Pair(organization, NOW)
        book(pair)
    results = races.at_once(organization.pk, lambda: go_on(pair, FIRST), times=3)
    assert sorted(results) in ([0, 0, 1], [0, 1]) or sum(results) == 1
    with tenant(organization.pk):
        assert booked() == [FIRST, FIRST + WEEK]
