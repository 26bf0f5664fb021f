"""The program is archived while mentorships run: it says what ends, ends it, and
nothing goes on.
"""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from matching.models import Mentorship
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Organization
from programs.models import Enrolment, Program
from tests import factories, world
from tracking.actions import goals, items, logs, reports, sessions, shifts
from tracking.actions.errors import TrackingError
from tracking.models import ActionItem, CadenceProposal, Goal, Session


@pytest.fixture
def place(northwind: Organization) -> world.World:
    made = world.build(northwind)
    at = timezone.now()
    mentorship = Mentorship.objects.get(pk=made.ids["mentorship"])
    sessions.book_session(
        mentorship=mentorship,
        starts_at=at + timedelta(days=30),
        minutes=30,
        by=made.people["mentee"],
        at=at,
    )
    return made


@pytest.fixture
def client(place: world.World) -> Client:
    return factories.client_of(place.people["admin"])


def move(client: Client, place: world.World, to: str) -> Any:
    return client.post(f"/o/northwind/programs/{place.ids['program']}/move/{to}/", follow=True)


def test_the_confirmation_counts_what_ends(client: Client, place: world.World) -> None:
    move(client, place, "closing")
    page = client.get(
        f"/o/northwind/programs/{place.ids['program']}/move/archived/"
    ).content.decode()
    booked = Session.objects.filter(state="booked", mentorship=place.ids["mentorship"]).count()
    assert "1 mentorship ends, and everybody in them is told." in page
    assert f"{booked} booked session" in page
    assert (
        "closing feedback"
        not in client.get(f"/o/northwind/programs/{place.ids['program']}/").content.decode()
    )


def test_archiving_ends_what_runs_with_letters_and_cancellations(
    client: Client, place: world.World
) -> None:
    move(client, place, "closing")
    assert "archived" in move(client, place, "archived").content.decode()
    mentorship = Mentorship.objects.get(pk=place.ids["mentorship"])
    assert (mentorship.state, mentorship.end_cause) == ("completed", "program")
    told = Delivery.objects.filter(kind="mentorship_completed", channel="email").values_list(
        "recipient", flat=True
    )
    assert set(told) == {place.people["mentor"].pk, place.people["mentee"].pk}
    assert not Session.objects.filter(mentorship=mentorship, state="booked").exists()
    letters = Delivery.objects.filter(kind="session_cancelled", channel="email")
    assert letters.exists()
    for letter in letters:
        assert Calendar.from_ical(letter.context["calendar"])["METHOD"] == "CANCEL"
    assert not CadenceProposal.objects.filter(mentorship=mentorship, state="open").exists()
    group = Mentorship.objects.get(pk=place.ids["group"])
    assert group.state == "active"


def test_afterwards_nothing_is_booked_logged_proposed_or_shifted(
    client: Client, place: world.World
) -> None:
    mentorship = Mentorship.objects.get(pk=place.ids["mentorship"])
    proposal = CadenceProposal.objects.filter(mentorship=mentorship, state="open").first()
    session, goal = (
        Session.objects.filter(mentorship=mentorship).first(),
        Goal.objects.filter(mentorship=mentorship).first(),
    )
    item = ActionItem.objects.filter(mentorship=mentorship).first()
    assert None not in (session, goal, item, proposal)
    move(client, place, "closing")
    move(client, place, "archived")
    at, by = timezone.now(), place.people["mentee"]
    acts: list[Any] = [
        lambda: sessions.book_session(
            mentorship=mentorship, starts_at=at + timedelta(days=9), minutes=30, by=by, at=at
        ),
        lambda: logs.log_past_session(
            mentorship=mentorship, starts_at=at - timedelta(days=1), minutes=30, by=by, at=at
        ),
        lambda: logs.log_session(session=session, by=by, at=at),
        lambda: goals.propose_goal(
            mentorship=mentorship, statement="x", due_on=at.date(), by=by, at=at
        ),
        lambda: goals.agree_goal(goal=goal, by=place.people["mentor"], at=at),
        lambda: reports.report_progress(goal=goal, value=Decimal(10), by=by, at=at),
        lambda: items.set_done(item=item, is_done=True, by=by, at=at),
        lambda: shifts.accept_shift(proposal=proposal, by=by, at=at),
    ]
    for act in acts:
        with pytest.raises(TrackingError):
            act()


@pytest.mark.parametrize(
    "page", ["session-book", "past-meeting", "goal-new", "session-log", "session-move"]
)
def test_a_page_opened_before_says_that_the_program_is_archived(
    client: Client, place: world.World, page: str
) -> None:
    pk = place.ids["session" if page in ("session-log", "session-move") else "mentorship"]
    url = reverse(f"tracking:{page}", args=["northwind", pk])
    mentee = factories.client_of(place.people["mentee"])
    assert mentee.get(url).status_code == 200
    move(client, place, "closing")
    move(client, place, "archived")
    for answer in (mentee.get(url), mentee.post(url, {"shared": "What we said"})):
        assert answer.status_code == 409
        assert "is archived: nothing can be changed" in answer.content.decode()
    assert factories.client_of(place.people["colleague"]).get(url).status_code == 404


def test_an_archived_program_offers_nothing_that_it_refuses(
    client: Client, place: world.World
) -> None:
    enrolment = Enrolment.objects.filter(program=place.ids["program"], role="mentor").first()
    assert enrolment is not None
    o = partial(reverse, args=["northwind", place.ids["program"]])
    pages = [
        o("programs:detail"),
        o("programs:enrolments"),
        reverse("programs:enrolment", args=["northwind", place.ids["program"], enrolment.pk]),
    ]
    offers = ["Add people", ">Approve<", ">Decline<", "Sign the agreement", "Withdraw as", ">Set<"]
    mentee = factories.client_of(place.people["mentee"])

    def offered() -> set[str]:
        shown = [client.get(page) for page in pages] + [mentee.get(pages[0])]
        text = " ".join(page.content.decode() for page in shown)
        return {offer for offer in offers if offer in text}

    assert len(offered()) > 3
    move(client, place, "closing")
    move(client, place, "archived")
    assert offered() == set()


def test_what_ended_looks_ended_and_says_why(client: Client, place: world.World) -> None:
    move(client, place, "closing")
    move(client, place, "archived")
    mentee = factories.client_of(place.people["mentee"])
    page = mentee.get(f"/o/northwind/mentorships/{place.ids['mentorship']}/").content.decode()
    assert "The program has ended. What was written" in page
    assert "Book a session" not in page
    assert "Put it off" not in page
    home = mentee.get("/o/northwind/").content.decode()
    assert "· The program has ended" in home
    assert "Completed" in home


def test_a_stranger_writes_into_no_mentorship(place: world.World) -> None:
    at, by = timezone.now(), place.people["colleague"]
    goal = (
        Goal.objects.filter(mentorship=place.ids["mentorship"], state="agreed").first()
        or Goal.objects.first()
    )
    item = ActionItem.objects.first()
    assert None not in (goal, item)
    for act in (
        lambda: reports.report_progress(goal=goal, value=Decimal(10), by=by, at=at),
        lambda: items.set_done(item=item, is_done=True, by=by, at=at),
    ):
        with pytest.raises(TrackingError):
            act()


def test_a_session_after_the_programs_last_day_is_warned_about(place: world.World) -> None:
    Program.objects.filter(pk=place.ids["program"]).update(
        ends_on=timezone.localdate() + timedelta(days=5)
    )
    mentee = factories.client_of(place.people["mentee"])
    when = (timezone.now() + timedelta(days=60)).strftime("%Y-%m-%dT10:00")
    url = f"/o/northwind/mentorships/{place.ids['mentorship']}/sessions/book/"
    answer = mentee.post(url, {"starts_at": when, "minutes": "30"}, follow=True)
    assert "after the program’s last day" in answer.content.decode()
