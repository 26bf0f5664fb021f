"""One record of a session, whoever logs it and however often, and nothing typed is lost."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tests import factories, races
from tests.pairs import Pair
from tracking.actions import logs, sessions
from tracking.actions.errors import TrackingError
from tracking.models import ActionItem, Note, Pulse, Session


@pytest.fixture
def at() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def pair(northwind: Organization, at: datetime) -> Pair:
    return Pair(northwind, at)


def past(pair: Pair, starts_at: datetime, at: datetime, by: Any = None) -> Session:
    return logs.log_past_session(
        mentorship=pair.mentorship, starts_at=starts_at, minutes=45, by=by or pair.mentee, at=at
    )


def test_a_session_logged_by_both_is_one(pair: Pair, at: datetime) -> None:
    first = past(pair, at - timedelta(hours=3), at - timedelta(hours=1))
    second = past(pair, at - timedelta(hours=3, minutes=-20), at, by=pair.mentor)
    assert (second.pk, second.logged_by, Session.objects.count()) == (first.pk, pair.mentee, 1)
    # One that begins as the other ends is another.
    third = past(pair, at - timedelta(hours=3, minutes=-45), at)
    assert third.pk != first.pk
    assert Pulse.objects.get().sessions_held == 2


@pytest.mark.parametrize("state", ["booked", "missed"])
def test_a_session_booked_in_that_span_is_the_one_that_took_place(
    pair: Pair, at: datetime, state: str
) -> None:
    booked = sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at - timedelta(hours=2),
        minutes=30,
        by=pair.mentor,
        at=at - timedelta(days=1),
    )
    if state == "missed":
        sessions.close_session(session=booked, state="missed", by=pair.mentor, at=at)
    logged = past(pair, at - timedelta(hours=2, minutes=10), at)
    assert (logged.pk, logged.state, logged.logged_by) == (booked.pk, "held", pair.mentee)
    assert set(logged.attendance.values_list("state", flat=True)) == {"present"}
    assert Session.objects.count() == 1


def test_a_session_still_to_come_is_not_taken(pair: Pair, at: datetime) -> None:
    sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(minutes=10),
        minutes=30,
        by=pair.mentor,
        at=at,
    )
    assert past(pair, at - timedelta(minutes=10), at).starts_at == at - timedelta(minutes=10)
    with pytest.raises(TrackingError, match="still to come"):
        past(pair, at + timedelta(minutes=5), at)


@pytest.mark.django_db(transaction=True)
def test_two_people_logging_at_once_make_one_record() -> None:
    organization, at = factories.organization("northwind"), timezone.now()
    with tenant(organization.pk):
        pair = Pair(organization, at)
    turns = iter([(pair.mentor, 0), (pair.mentee, 7)])

    def log() -> Session:
        by, minutes = next(turns)
        return past(pair, at - timedelta(hours=2, minutes=minutes), at, by=by)

    first, second = races.at_once(organization.pk, log)
    assert first.pk == second.pk
    with tenant(organization.pk):
        assert Session.objects.count() == 1


def test_the_page_says_who_logged_it_before(pair: Pair, at: datetime) -> None:
    start = at - timedelta(hours=2)
    past(pair, start, at - timedelta(hours=1))
    local = timezone.localtime(start, ZoneInfo(pair.mentor.zone))
    page = factories.client_of(pair.mentor).post(
        pair.url("past-meeting"),
        {"starts_at": f"{local:%Y-%m-%dT%H:%M}", "minutes": "30"},
        follow=True,
    )
    html = page.content.decode()
    assert "Tom logged this session:" in html
    assert "Add your own notes." in html


def sent(response: Any, **values: str) -> dict[str, str]:
    """What the page's form would send, with these typed into it."""
    form = response.context["form"]
    data = {name: form[name].value() or "" for name in ("shared", "private", "read")}
    return {**data, "items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0", **values}


def test_an_old_tab_overwrites_nothing_newer(pair: Pair, at: datetime) -> None:
    session = past(pair, at - timedelta(hours=2), at)
    client, url = factories.client_of(pair.mentee), pair.url("session-log", session.pk)
    old = sent(client.get(url), shared="Short", private="Mine, old")
    new = sent(client.get(url), shared="The long version", private="Mine, new")
    assert client.post(url, new).status_code == 302
    late = client.post(url, old)
    html = late.content.decode()
    assert late.status_code == 422
    assert "It says now: The long version" in html
    assert "It says now: Mine, new" in html
    # What was typed in the old tab is there still, and is kept by saving once more.
    assert ("Short" in html, "Mine, old" in html) == (True, True)
    assert Note.objects.get(is_private=False).text == "The long version"
    again = sent(late)
    assert client.post(url, again).status_code == 302
    assert Note.objects.get(is_private=False).text == "Short"


def test_an_old_tab_leaves_alone_what_was_not_touched_in_it(pair: Pair, at: datetime) -> None:
    session = past(pair, at - timedelta(hours=2), at)
    client, url = factories.client_of(pair.mentee), pair.url("session-log", session.pk)
    old = sent(client.get(url), private="A thought")
    assert client.post(url, sent(client.get(url), shared="Written since")).status_code == 302
    assert client.post(url, old).status_code == 302
    assert Note.objects.get(is_private=False).text == "Written since"
    assert client.get(url).context["form"]["private"].value() == "A thought"


def test_a_form_that_is_sent_twice_is_written_once(pair: Pair, at: datetime) -> None:
    session = past(pair, at - timedelta(hours=2), at)
    client, url = factories.client_of(pair.mentee), pair.url("session-log", session.pk)
    item = {
        "items-TOTAL_FORMS": "1",
        "items-0-text": "Send it",
        "items-0-owner": str(pair.mentee.pk),
    }
    data = sent(client.get(url), shared="Once", private="Twice", **item)
    assert [client.post(url, data).status_code for _ in range(2)] == [302, 302]
    assert (Note.objects.count(), ActionItem.objects.count()) == (2, 1)
