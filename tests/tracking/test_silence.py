"""The ladder for silence, and what a program admin hears."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from matching.models import Mentorship
from mentorship.acts import links
from mentorship.audit.models import Entry
from mentorship.delivery.actions import claim, owe
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Organization
from tests import factories
from tests.pairs import Pair
from tracking import silence
from tracking.actions import concerns, items, logs, nudges, sessions
from tracking.actions.errors import TrackingError
from tracking.models import ActionItem, Concern, Pulse, Session

# A Wednesday, at ten in Berlin and at three in Chicago.
AT = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
# At five in the afternoon in Berlin, at ten in Chicago.
LATER = AT + timedelta(hours=7)
MOMENTS = st.datetimes(
    min_value=datetime(2026, 1, 1), max_value=datetime(2027, 1, 1), timezones=st.just(UTC)
)


@given(st.sampled_from(["weekly", "fortnightly", "monthly"]), MOMENTS, st.integers(0, 200))
def test_the_ladder_only_climbs_and_always_says_what_is_next(
    stage: str, since: datetime, days: int
) -> None:
    at = since + timedelta(days=days)
    order = ["", *silence.STEPS]
    now = silence.step_of(stage, since=since, at=at)
    assert order.index(now) <= order.index(
        silence.step_of(stage, since=since, at=at + timedelta(days=1))
    )
    coming = silence.next_step(stage, since=since, at=at)
    if coming is None:
        assert now == "admin"
    else:
        step, moment = coming
        assert moment > at
        assert order.index(step) == order.index(now) + 1
        assert silence.step_of(stage, since=since, at=moment) == step


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, AT)


def silent_for(pair: Pair, days: int) -> None:
    Mentorship.objects.filter(pk=pair.mentorship.pk).update(started_at=AT - timedelta(days=100))
    Pulse.objects.update(last_held_at=LATER - timedelta(days=days, hours=1))


def planned(pair: Pair, at: datetime = LATER) -> set[tuple[str, str]]:
    """(kind, recipient) of the e-mails that a round makes new."""
    before = set(Delivery.objects.values_list("pk", flat=True))
    nudges.plan_nudges(organization=pair.organization, at=at)
    new = Delivery.objects.filter(channel="email").exclude(pk__in=before)
    return {(each.kind, str(each.recipient)) for each in new.select_related("recipient")}


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (6, set()),
        (7, {("session_unbooked", "Tom")}),
        (14, {("session_unbooked_other", "Maya")}),
        (28, {("mentorship_silent", "Maya"), ("mentorship_silent", "Tom")}),
    ],
)
def test_each_step_of_silence_has_its_message(
    pair: Pair, days: int, expected: set[tuple[str, str]]
) -> None:
    silent_for(pair, days)
    assert planned(pair) == expected
    assert planned(pair, LATER + timedelta(hours=1)) == set()


def test_a_session_that_is_booked_or_not_told_of_yet_is_no_silence(pair: Pair) -> None:
    silent_for(pair, 7)
    session = sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=AT + timedelta(days=5),
        minutes=45,
        by=pair.mentee,
        at=AT,
    )
    assert planned(pair) == set()
    Session.objects.update(starts_at=LATER - timedelta(minutes=50))
    assert planned(pair) == set()
    sessions.close_session(session=session, state="missed", by=pair.mentee, at=LATER)
    silent_for(pair, 7)
    assert ("session_unbooked", "Tom") in planned(pair)


def test_at_the_last_step_it_is_on_the_admins_list_once(pair: Pair) -> None:
    admin = factories.member(pair.organization, roles=["admin"], sign_in=True)
    silent_for(pair, 35)
    assert planned(pair) == {("concerns_wait", str(admin))}
    assert planned(pair, LATER + timedelta(days=1)) == set()
    assert [(each.kind, each.mentorship_id) for each in Concern.objects.all()] == [
        ("silent", pair.mentorship.pk)
    ]
    page = factories.client_of(admin).get("/o/northwind/mentorships/concerns/")
    assert "Maya &amp; Tom" in page.content.decode()


def test_going_on_takes_it_off_and_counts_anew(pair: Pair) -> None:
    factories.member(pair.organization, roles=["admin"])
    silent_for(pair, 35)
    planned(pair)
    path = links.path_of("mentorship.keep", subject_id=pair.mentorship.pk, member=pair.mentee)
    with time_machine.travel(LATER, tick=False):
        assert "You go on" in Client().post(path).content.decode()
    assert not Concern.objects.filter(resolved_at=None).exists()
    assert planned(pair, LATER + timedelta(days=1)) == set()
    assert planned(pair, LATER + timedelta(days=7)) == {("session_unbooked", "Tom")}


def test_a_nudge_that_was_overtaken_does_not_leave(pair: Pair) -> None:
    silent_for(pair, 7)
    planned(pair)
    concerns.keep_mentorship(mentorship=pair.mentorship, by=pair.mentor, at=LATER)
    left = claim(organization_id=pair.organization.pk, at=LATER + timedelta(hours=1), limit=9)
    assert [each.kind for each in left or []] == []
    assert Delivery.objects.get(kind="session_unbooked", channel="email").state == "dropped"


def test_a_session_that_is_over_is_asked_about_once_and_by_one_first(pair: Pair) -> None:
    Pulse.objects.update(last_held_at=LATER)
    session = sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=LATER - timedelta(hours=2),
        minutes=45,
        by=pair.mentee,
        at=AT,
    )
    assert planned(pair) == {("session_check", "Tom")}
    assert planned(pair, LATER + timedelta(days=2)) == {("session_check", "Maya")}
    sessions.close_session(session=session, state="cancelled", by=pair.mentee, at=LATER)
    left = claim(organization_id=pair.organization.pk, at=LATER + timedelta(days=2), limit=9)
    assert "session_check" not in {each.kind for each in left or []}


def test_nobody_is_woken_by_a_nudge(pair: Pair) -> None:
    silent_for(pair, 7)
    assert planned(pair, AT) == set()
    assert planned(pair, LATER) == {("session_unbooked", "Tom")}


def test_an_item_is_named_on_its_eve_and_when_late_and_checked_off_by_mail(pair: Pair) -> None:
    Pulse.objects.update(last_held_at=LATER)
    session = logs.log_past_session(
        mentorship=pair.mentorship,
        starts_at=AT - timedelta(days=1),
        minutes=45,
        by=pair.mentee,
        at=AT,
    )
    due_on = LATER.date() + timedelta(days=1)
    item = logs.Item(text="Send the outline", owner=pair.mentee, due_on=due_on)
    logs.log_session(session=session, by=pair.mentor, at=AT, items=[item])
    Pulse.objects.update(last_held_at=LATER + timedelta(days=30))
    assert planned(pair) == {("item_due", "Tom")}
    assert planned(pair, LATER + timedelta(days=3)) == {("item_due", "Tom")}
    row = ActionItem.objects.get()
    path = links.path_of("item.done", subject_id=row.pk, member=pair.mentee)
    assert "“Send the outline” is checked off." in Client().post(path).content.decode()
    row.refresh_from_db()
    assert row.done_at is not None
    items.set_done(item=row, is_done=True, by=pair.mentee, at=LATER)
    left = claim(organization_id=pair.organization.pk, at=LATER + timedelta(days=3), limit=9)
    assert "item_due" not in {each.kind for each in left or []}


def test_what_is_told_in_confidence_reaches_the_admins_and_nobody_in_the_mentorship(
    pair: Pair,
) -> None:
    admin = factories.member(pair.organization, roles=["admin"], sign_in=True)
    path = links.path_of("mentorship.concern", subject_id=pair.mentorship.pk, member=pair.mentee)
    done = Client().post(path, {"words": "He never answers"})
    assert "Nobody else sees this" in done.content.decode()
    told = Delivery.objects.filter(kind="concerns_wait").values_list("recipient", flat=True)
    assert set(told) == {admin.pk}
    listed = factories.client_of(admin).get("/o/northwind/mentorships/concerns/")
    assert "He never answers" in listed.content.decode()
    page = factories.client_of(pair.mentor).get(pair.url("mentorship")).content.decode()
    assert "He never answers" not in page
    assert not Entry.objects.filter(action__contains="concern").exists()


def test_an_admin_who_takes_part_hears_nothing_of_it(pair: Pair) -> None:
    pair.mentor.roles = ["admin"]
    pair.mentor.save(update_fields=["roles"])
    with pytest.raises(TrackingError, match="talk to HR"):
        concerns.raise_concern(mentorship=pair.mentorship, by=pair.mentee, at=AT)
    other = factories.member(pair.organization, roles=["owner"], sign_in=True)
    concerns.raise_concern(
        mentorship=pair.mentorship, by=pair.mentee, at=AT, words="He never answers"
    )
    told = Delivery.objects.filter(kind="concerns_wait").values_list("recipient", flat=True)
    assert set(told) == {other.pk}
    hidden = factories.client_of(pair.mentor).get("/o/northwind/mentorships/concerns/")
    assert "He never answers" not in hidden.content.decode()
    assert (
        "Mentorships need you"
        not in factories.client_of(pair.mentor).get("/o/northwind/").content.decode()
    )


def test_the_admins_answer_reaches_who_told_them(pair: Pair) -> None:
    admin = factories.member(pair.organization, roles=["admin"], sign_in=True)
    concern = concerns.raise_concern(mentorship=pair.mentorship, by=pair.mentee, at=AT)
    url = f"/o/northwind/mentorships/concerns/{concern.pk}/"
    client = factories.client_of(admin)
    assert client.post(url, {"note": "I talked to both of you"}).status_code == 302
    [told] = Delivery.objects.filter(kind="concern_answered", channel="email")
    assert (told.recipient_id, told.context["note"]) == (pair.mentee.pk, "I talked to both of you")
    assert client.post(url, {"note": "again"}).status_code == 404


def test_of_nudges_two_leave_a_week(pair: Pair) -> None:
    at = timezone.now()
    Pulse.objects.update(last_held_at=None, kept_at=None)
    for number in range(4):
        owe(
            kind="session_unbooked",
            subject=pair.mentorship,
            recipients=[pair.mentee],
            at=at,
            occurrence=str(number),
            channels=["email"],
            since=at.isoformat(),
            other="Maya",
            program="Compass",
            url="/",
        )
    left = claim(organization_id=pair.organization.pk, at=at, limit=9)
    assert len(left or []) == 2
    waiting = Delivery.objects.filter(kind="session_unbooked", lease=None)
    assert {each.due_at for each in waiting} == {at + timedelta(days=7)}
    week = claim(organization_id=pair.organization.pk, at=at + timedelta(days=6), limit=9)
    assert {each.pk for each in week or []} == {each.pk for each in left or []}


def test_who_tells_more_adds_to_what_is_open(pair: Pair) -> None:
    at = timezone.now()
    factories.member(pair.organization, roles=["admin"])
    given = {"mentorship": pair.mentorship, "by": pair.mentee}
    first = concerns.raise_concern(**given, at=at, words="He never answers.")
    again = concerns.raise_concern(**given, at=at, words="Since March.")
    assert again.pk == first.pk
    assert Concern.objects.get().words == "He never answers.\nSince March."
    page = factories.client_of(pair.mentee).get(pair.url("concern-raise")).content.decode()
    assert "Since March." in page
    with pytest.raises(TrackingError, match="room for"):
        concerns.raise_concern(**given, at=at, words="x" * 490)
    concerns.raise_concern(mentorship=pair.mentorship, by=pair.mentor, at=at, words="Nor does she.")
    # At once for each, not once a day.
    assert Delivery.objects.filter(kind="concerns_wait", channel="email").count() == 2
