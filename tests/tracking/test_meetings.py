import re
from datetime import timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from matching.actions.endings import end_quietly
from matching.models import Participant
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tests import factories, races
from tests.pairs import Pair, ready_for_less
from tracking.actions import cadence, goals, logs, pulse, reminders, reports, sessions, shifts
from tracking.actions.errors import TrackingError
from tracking.models import ActionItem, CadenceStage, Goal, Note, Pulse, Session
from tracking.queries.messages import sessions_to_come


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def test_booking_sends_both_an_invitation_that_calendars_read(pair: Pair) -> None:
    client = factories.client_of(pair.mentee)
    when = (timezone.now() + timedelta(days=3)).replace(hour=15, minute=0, second=0, microsecond=0)
    local = timezone.localtime(when, ZoneInfo("America/Chicago"))
    data = {
        "starts_at": local.strftime("%Y-%m-%dT%H:%M"),
        "minutes": 30,
        "place": "Room 1",
        "agenda": "Plans",
    }
    assert client.post(pair.url("session-book"), data).status_code == 302
    session = Session.objects.get()
    assert session.starts_at == when
    deliveries = Delivery.objects.filter(kind="session_booked", channel="email").select_related(
        "recipient", "organization__settings"
    )
    assert {each.recipient for each in deliveries} == {pair.mentor, pair.mentee}
    told = Delivery.objects.filter(kind="session_booked", channel="in_app")
    assert [each.recipient_id for each in told] == [pair.mentor.pk]
    message = compose(deliveries[0])
    [calendar] = [
        Calendar.from_ical(part[1]) for part in message.attachments if part[0] == "invite.ics"
    ]
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["SEQUENCE"], event.decoded("DTSTART")) == ("REQUEST", 0, when)
    assert str(event["UID"]) == f"{session.pk}@throughline"
    assert len(event["ATTENDEE"]) == 2
    assert compose(deliveries[0]).extra_headers["Message-ID"] == message.extra_headers["Message-ID"]
    words = {each.recipient: compose(each).subject for each in deliveries}
    assert "America/Chicago" in words[pair.mentee]
    assert "Europe/Berlin" in words[pair.mentor]


def test_moving_and_cancelling_keep_the_calendar_entry(pair: Pair) -> None:
    at = timezone.now()
    session = sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(days=1),
        minutes=45,
        by=pair.mentee,
        at=at,
    )
    sessions.move_session(
        session=session,
        starts_at=at + timedelta(days=2),
        minutes=45,
        by=pair.mentor,
        at=at,
        place="",
        agenda="",
    )
    sessions.close_session(session=session, state="cancelled", by=pair.mentor, at=at)
    seen = []
    for delivery in Delivery.objects.filter(recipient=pair.mentor, channel="email").order_by("id"):
        calendar = Calendar.from_ical(delivery.context["calendar"])
        [event] = calendar.walk("VEVENT")
        seen.append((str(calendar["METHOD"]), event["SEQUENCE"], str(event["UID"])))
    uid = f"{session.pk}@throughline"
    assert seen == [("REQUEST", 0, uid), ("REQUEST", 1, uid), ("CANCEL", 2, uid)]


@pytest.mark.parametrize(
    ("shift", "words"), [(timedelta(days=-1), "has passed"), (timedelta(minutes=20), "already")]
)
def test_a_time_past_or_taken_is_refused_beside_the_field(
    pair: Pair, shift: timedelta, words: str
) -> None:
    at = timezone.now().replace(second=0, microsecond=0)
    base = at + timedelta(days=1) if words == "already" else at
    if words == "already":
        sessions.book_session(
            mentorship=pair.mentorship, starts_at=base, minutes=45, by=pair.mentee, at=at
        )
    before = Session.objects.count()
    zone = ZoneInfo("America/Chicago")
    data = {
        "starts_at": timezone.localtime(base + shift, zone).strftime("%Y-%m-%dT%H:%M"),
        "minutes": 45,
    }
    response = factories.client_of(pair.mentee).post(pair.url("session-book"), data)
    assert response.status_code == 422
    assert words in response.context["form"].errors["starts_at"][0]
    assert Session.objects.count() == before


def log_data(**values: Any) -> dict[str, Any]:
    return {
        "items-TOTAL_FORMS": "0",
        "items-INITIAL_FORMS": "0",
        "shared": "",
        "private": "",
        **values,
    }


def test_the_log_keeps_notes_items_and_ratings_apart(pair: Pair) -> None:
    at = timezone.now()
    session = logs.log_past_session(
        mentorship=pair.mentorship,
        starts_at=at - timedelta(hours=2),
        minutes=45,
        by=pair.mentee,
        at=at,
    )
    item = {
        "items-TOTAL_FORMS": "2",
        "items-0-text": "Send the outline",
        "items-0-measure": "Sent",
        "items-0-owner": str(pair.mentee.pk),
        "items-0-due_on": str(at.date() + timedelta(days=7)),
        "items-1-owner": str(pair.mentee.pk),
    }
    data = log_data(shared="We talked", private="He doubts", rating="5", independence="3", **item)
    assert (
        factories.client_of(pair.mentee).post(pair.url("session-log", session.pk), data).status_code
        == 302
    )
    assert ActionItem.objects.get().text == "Send the outline"
    private = Note.objects.get(is_private=True)
    assert (private.text, b"doubts" in bytes(private.sealed or b"")) == ("", False)
    page = factories.client_of(pair.mentee).get(pair.url("mentorship")).content.decode()
    other = factories.client_of(pair.mentor).get(pair.url("mentorship")).content.decode()
    assert ("We talked" in page, "He doubts" in page) == (True, True)
    assert ("We talked" in other, "He doubts" in other) == (True, False)
    assert Pulse.objects.get().sessions_held == 1
    again = factories.client_of(pair.mentee).get(pair.url("session-log", session.pk))
    assert again.context["form"]["private"].value() == "He doubts"


def test_an_action_without_its_text_is_asked_for_and_what_was_typed_stays(pair: Pair) -> None:
    session = pair.met(timezone.now() - timedelta(days=1))
    row = {
        "items-TOTAL_FORMS": "1",
        "items-0-measure": "Sent to all",
        "items-0-owner": str(pair.mentee.pk),
    }
    response = factories.client_of(pair.mentee).post(
        pair.url("session-log", session.pk), log_data(shared="Long words", **row)
    )
    assert response.status_code == 422
    assert response.context["formset"].errors[0]["text"] == [
        "Say what will be done, or remove this line."
    ]
    assert all(words in response.content.decode() for words in ("Long words", "Sent to all"))
    assert ActionItem.objects.count() == 0


def test_a_goal_counts_when_the_other_side_agrees(pair: Pair) -> None:
    at = timezone.now()
    goal = goals.propose_goal(
        mentorship=pair.mentorship,
        statement="Lead a project",
        due_on=at.date() + timedelta(days=90),
        by=pair.mentee,
        at=at,
    )
    with pytest.raises(TrackingError, match="other side"):
        goals.agree_goal(goal=goal, by=pair.mentee, at=at)
    with pytest.raises(TrackingError, match="Agree on the goal first"):
        reports.report_progress(goal=goal, value=Decimal(10), by=pair.mentee, at=at)
    factories.client_of(pair.mentor).post(pair.url("goal-agree", goal.pk))
    factories.client_of(pair.mentor).post(pair.url("goal-progress", goal.pk), {"value": "100"})
    goal = Goal.objects.get()
    assert (goal.state, goal.agreed_by, goal.achieved_at is not None) == (
        "achieved",
        pair.mentor,
        True,
    )
    factories.client_of(pair.mentor).post(pair.url("goal-progress", goal.pk), {"value": "140"})
    goal.refresh_from_db()
    assert goal.progress_percent == 100


def test_items_are_checked_off_and_opened_again(pair: Pair) -> None:
    pair.met(timezone.now() - timedelta(days=1), items=[logs.Item(text="Do it", owner=pair.mentee)])
    item = ActionItem.objects.get()
    client = factories.client_of(pair.mentee)
    client.post(pair.url("item-toggle", item.pk), {"done": "1"})
    assert Pulse.objects.get().open_actions == 0
    client.post(pair.url("item-toggle", item.pk), {"done": "0"})
    item.refresh_from_db()
    assert (item.done_at, Pulse.objects.get().open_actions) == (None, 1)


def test_the_cadence_shifts_with_its_reasons_when_one_side_accepts(pair: Pair) -> None:
    ready_for_less(pair)
    at = timezone.now()
    assert cadence.propose_shifts(organization=pair.organization, at=at) == 1
    assert cadence.propose_shifts(organization=pair.organization, at=at) == 0
    html = factories.client_of(pair.mentor).get(pair.url("mentorship")).content.decode()
    assert "Time to meet fortnightly?" in html
    assert "2 weekly sessions were held." in html
    proposal = pair.mentorship.proposals.get()
    factories.client_of(pair.mentor).post(
        pair.url("proposal-answer", proposal.pk), {"answer": "accept"}
    )
    assert list(CadenceStage.objects.order_by("id").values_list("stage", "by")) == [
        ("weekly", None),
        ("fortnightly", pair.mentor.pk),
    ]
    assert Pulse.objects.get().stage == "fortnightly"
    with pytest.raises(TrackingError, match="answered already"):
        shifts.put_off_shift(proposal=proposal, by=pair.mentee, at=at)


def test_a_proposal_put_off_is_not_made_again_for_four_weeks(pair: Pair) -> None:
    ready_for_less(pair)
    at = timezone.now()
    proposal = cadence.propose_shift(mentorship=pair.mentorship, at=at)
    assert proposal is not None
    shifts.put_off_shift(proposal=proposal, by=pair.mentee, at=at)
    for days in (6, 13, 20, 26):
        pair.met(at + timedelta(days=days))
    assert cadence.propose_shift(mentorship=pair.mentorship, at=at + timedelta(days=27)) is None
    assert cadence.propose_shift(mentorship=pair.mentorship, at=at + timedelta(days=28)) is not None


def test_a_reminder_is_owed_once_for_each_day_and_person(pair: Pair) -> None:
    at = timezone.now()
    session = sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(hours=20),
        minutes=45,
        by=pair.mentee,
        at=at,
    )
    assert reminders.plan_reminders(organization_id=pair.organization.pk, at=at) == 4
    assert (
        reminders.plan_reminders(organization_id=pair.organization.pk, at=at + timedelta(minutes=1))
        == 0
    )
    sessions.move_session(
        session=session,
        starts_at=at + timedelta(hours=47),
        minutes=45,
        by=pair.mentee,
        at=at,
        place="",
        agenda="",
    )
    assert (
        reminders.plan_reminders(organization_id=pair.organization.pk, at=at + timedelta(hours=24))
        == 4
    )
    reminder = Delivery.objects.filter(
        kind="session_reminder", channel="email", recipient=pair.mentee
    ).latest("id")
    reminder = Delivery.objects.select_related("recipient", "organization__settings").get(
        pk=reminder.pk
    )
    message = compose(reminder)
    assert "(America/Chicago)" in message.subject
    assert "There is no agenda yet" in message.body


@pytest.mark.django_db(transaction=True)
def test_two_bookings_of_one_time_at_once_are_one() -> None:
    organization = factories.organization("northwind")
    at = timezone.now()
    with tenant(organization.pk):
        pair = Pair(organization, at)
    start = at + timedelta(days=1)
    results = races.at_once(
        organization.pk,
        lambda: sessions.book_session(
            mentorship=pair.mentorship, starts_at=start, minutes=45, by=pair.mentee, at=at
        ),
    )
    assert sorted(type(each).__name__ for each in results) == ["Session", "TrackingError"]


@pytest.mark.django_db(transaction=True)
def test_two_answers_at_once_are_one() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        pair = Pair(organization, timezone.now())
        ready_for_less(pair)
        proposal = cadence.propose_shift(mentorship=pair.mentorship, at=timezone.now())
    assert proposal is not None
    results = races.at_once(
        organization.pk,
        lambda: shifts.accept_shift(
            proposal=type(proposal).objects.get(pk=proposal.pk), by=pair.mentor, at=timezone.now()
        ),
    )
    assert sorted(type(each).__name__ for each in results) == ["CadenceProposal", "TrackingError"]
    with tenant(organization.pk):
        assert CadenceStage.objects.filter(stage="fortnightly").count() == 1


def test_whoever_moves_a_session_has_accepted_it_and_the_other_is_asked(pair: Pair) -> None:
    session = sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=timezone.now() + timedelta(days=7),
        minutes=45,
        by=pair.mentee,
        at=timezone.now(),
    )
    sessions.move_session(
        session=session,
        starts_at=timezone.now() + timedelta(days=8),
        minutes=45,
        place="",
        agenda="",
        by=pair.mentor,
        at=timezone.now(),
    )
    letter = Delivery.objects.filter(kind="session_moved", channel="email").first()
    assert letter is not None
    [event] = Calendar.from_ical(letter.context["calendar"]).walk("VEVENT")
    answers = {str(address): address.params["PARTSTAT"] for address in event["ATTENDEE"]}
    assert answers == {
        f"mailto:{pair.mentor.email}": "ACCEPTED",
        f"mailto:{pair.mentee.email}": "NEEDS-ACTION",
    }


def test_every_session_can_be_reached_however_many_there_were(pair: Pair) -> None:
    Session.objects.bulk_create(
        Session(
            organization=pair.organization,
            mentorship=pair.mentorship,
            starts_at=timezone.now() - timedelta(days=1, hours=number),
            minutes=30,
            state="held",
            place=f"Room {number:03}",
            logged_at=timezone.now(),
            booked_by=pair.mentor,
        )
        for number in range(45)
    )
    client, address, rooms, pages = factories.client_of(pair.mentee), pair.url("mentorship"), [], 0
    while address:
        html = client.get(address).content.decode()
        rooms += re.findall(r"Room \d{3}", html)
        pages += 1
        older = re.search(r'rel="next" href="([^"#]+)#', html)
        address = pair.url("mentorship") + unescape(older[1]) if older else ""
    assert (len(set(rooms)), len(rooms), pages) == (45, 45, 3)


def test_a_reminder_leaves_only_for_the_moment_that_still_stands(pair: Pair) -> None:
    at = timezone.now()
    session = sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(hours=20),
        minutes=45,
        by=pair.mentee,
        at=at,
    )
    reminders.plan_reminders(organization_id=pair.organization.pk, at=at)
    owed = list(Delivery.objects.filter(kind="session_reminder", channel="email"))
    # One from before messages held the moment says what it said.
    owed[0].context = {"when": "tomorrow"}
    assert sessions_to_come(owed, at) == {each.pk for each in owed}
    Session.objects.filter(pk=session.pk).update(starts_at=at + timedelta(hours=23))
    assert sessions_to_come(owed, at) == {owed[0].pk}
    assert sessions_to_come(owed, at + timedelta(hours=24)) == set()


def test_who_has_left_the_mentorship_is_reminded_of_nothing(pair: Pair) -> None:
    at = timezone.now()
    sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(hours=20),
        minutes=45,
        by=pair.mentee,
        at=at,
    )
    Participant.objects.filter(member=pair.mentor).update(left_at=at)
    assert reminders.plan_reminders(organization_id=pair.organization.pk, at=at) == 2
    told = Delivery.objects.filter(kind="session_reminder").values_list("recipient", flat=True)
    assert set(told) == {pair.mentee.pk}


def test_an_ended_mentorship_is_read_only_and_stays_readable(pair: Pair) -> None:
    client: Client = factories.client_of(pair.mentee)
    assert client.post(pair.url("mentorship-end"), {"state": "ended"}).status_code == 404
    end_quietly(mentorship=pair.mentorship, words="", at=timezone.now())
    assert client.get(pair.url("mentorship")).status_code == 200
    late = client.get(pair.url("session-book"))
    assert (late.status_code, "This mentorship has ended" in late.content.decode()) == (409, True)
    again = client.post(pair.url("mentorship-end"), {"state": "ended"}, follow=True)
    assert "This mentorship has ended already." in again.content.decode()


def test_an_action_item_due_before_its_meeting_is_refused_and_nothing_is_written(
    pair: Pair,
) -> None:
    at = timezone.now()
    session = logs.log_past_session(
        mentorship=pair.mentorship,
        starts_at=at - timedelta(days=1),
        minutes=30,
        by=pair.mentee,
        at=at,
    )
    client = factories.client_of(pair.mentee)
    values = {
        "shared": "We met",
        "items-TOTAL_FORMS": "1",
        "items-INITIAL_FORMS": "0",
        "items-0-text": "Write the outline",
        "items-0-due_on": (at - timedelta(days=9)).date().isoformat(),
        "items-0-owner": str(pair.mentee.pk),
    }
    response = client.post(pair.url("session-log", session.pk), values)
    assert response.status_code == 422
    assert response.context["formset"].forms[0].errors == {
        "due_on": ["Choose a day after the session."]
    }
    assert (ActionItem.objects.count(), Note.objects.count()) == (0, 0)
    assert (
        "optional"
        not in response.content.decode().split("Action items</legend>")[1].split("</fieldset>")[0]
    )


def test_a_meeting_before_the_pair_was_matched_is_refused(pair: Pair) -> None:
    client = factories.client_of(pair.mentee)
    values = {"starts_at": "2001-01-01T10:00", "minutes": "45"}
    response = client.post(pair.url("past-meeting"), values)
    assert response.status_code == 422
    assert "You were matched on" in response.content.decode()
    assert not Session.objects.exists()


def test_a_meeting_at_the_end_of_time_is_refused(pair: Pair) -> None:
    response = factories.client_of(pair.mentee).post(
        pair.url("session-book"), {"starts_at": "9999-12-31T23:50", "minutes": "480"}
    )
    assert response.status_code == 422
    assert response.context["form"].errors["starts_at"][0].startswith("Choose a day between")
    assert not Session.objects.exists()


def test_the_bookers_own_calendar_gets_the_entry_too(pair: Pair) -> None:
    at = timezone.now()
    session = sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(days=3),
        minutes=30,
        by=pair.mentee,
        at=at,
    )
    letters = Delivery.objects.filter(kind="session_booked", channel="email")
    for letter in letters.select_related("recipient", "organization__settings"):
        message = compose(letter).message()
        parts = {part.get_content_type(): part for part in message.walk()}
        [alternative] = [
            part for part in message.walk() if part.get_content_type() == "multipart/alternative"
        ]
        kinds = [part.get_content_type() for part in alternative.get_payload()]
        assert kinds == ["text/plain", "text/html", "text/calendar"]
        inside = alternative.get_payload()[2]
        assert inside.get_param("method") == "REQUEST"
        assert inside.get_filename() is None
        [event] = Calendar.from_ical(inside.get_payload(decode=True)).walk("VEVENT")
        assert str(event["ORGANIZER"]) not in {
            f"mailto:{person.email}" for person in (pair.mentor, pair.mentee)
        }
        answers = {str(address): address.params["PARTSTAT"] for address in event["ATTENDEE"]}
        assert answers == {
            f"mailto:{pair.mentee.email}": "ACCEPTED",
            f"mailto:{pair.mentor.email}": "NEEDS-ACTION",
        }
        assert parts["text/calendar"] is not None
    assert session.booked_by_id == pair.mentee.pk


@pytest.mark.parametrize(
    "signs",
    ["a\nb", 'He said "no"; and, so', "\u2028", "x\r\nATTENDEE:mailto:y@z.example"],
    ids=ascii,
)
def test_no_word_of_an_agenda_breaks_out_of_its_line(pair: Pair, signs: str) -> None:
    at = timezone.now()
    sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(days=3),
        minutes=30,
        by=pair.mentee,
        at=at,
        place=signs,
        agenda=signs,
    )
    text = Delivery.objects.filter(kind="session_booked").first().context["calendar"]
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert len(event["ATTENDEE"]) == 2


def missed(pair: Pair, *, days_ago: int) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    session = sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at,
        minutes=30,
        by=pair.mentee,
        at=at - timedelta(days=1),
    )
    sessions.close_session(
        session=session, state="missed", by=pair.mentee, at=at + timedelta(hours=1)
    )


def test_two_missed_sessions_move_a_pair_once(pair: Pair) -> None:
    at = timezone.now()
    pulse.move_to_stage(
        mentorship=pair.mentorship,
        stage="monthly",
        on=(at - timedelta(days=20)).date(),
        reason="r",
        by=pair.mentor,
    )
    missed(pair, days_ago=5)
    missed(pair, days_ago=2)
    proposal = cadence.propose_shift(mentorship=pair.mentorship, at=at)
    assert proposal is not None
    assert proposal.to_stage == "fortnightly"
    shifts.accept_shift(proposal=proposal, by=pair.mentee, at=at)
    for days in (0, 1, 5):
        assert (
            cadence.propose_shift(mentorship=pair.mentorship, at=at + timedelta(days=days)) is None
        )


def test_putting_off_one_shift_silences_no_other(pair: Pair) -> None:
    ready_for_less(pair)
    at = timezone.now()
    proposal = cadence.propose_shift(mentorship=pair.mentorship, at=at)
    assert proposal is not None
    shifts.put_off_shift(proposal=proposal, by=pair.mentee, at=at)
    assert cadence.propose_shift(mentorship=pair.mentorship, at=at) is None
    pulse.move_to_stage(
        mentorship=pair.mentorship,
        stage="monthly",
        on=(at - timedelta(days=20)).date(),
        reason="r",
        by=pair.mentor,
    )
    missed(pair, days_ago=2)
    missed(pair, days_ago=1)
    other = cadence.propose_shift(mentorship=pair.mentorship, at=at)
    assert other is not None
    assert other.to_stage == "fortnightly"
