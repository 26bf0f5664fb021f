"""Polls of groups: who is asked, how answers count, who books."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from matching.models import Mentorship
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tests import factories, races, world
from tracking.actions import polls
from tracking.actions.errors import TrackingError
from tracking.models import Poll, PollOption, PollVote, Session
from tracking.queries.polls import polls_that_wait


@pytest.fixture
def place(northwind: Organization) -> world.World:
    return world.build(northwind)


def url(name: str, pk: Any) -> str:
    return reverse(f"tracking:{name}", args=["northwind", pk])


def the_poll() -> Poll:
    return Poll.objects.select_related("mentorship").get()


def test_a_group_proposes_answers_and_books(place: world.World) -> None:
    polls.drop_poll(poll=the_poll(), by=place.people["mentor"], at=timezone.now())
    Poll.objects.all().delete()
    Delivery.objects.filter(kind="poll_opened").delete()
    mentor = factories.client_of(place.people["mentor"])
    book = mentor.get(url("session-book", place.ids["group"])).content.decode()
    assert url("poll-new", place.ids["group"]) in book
    page = mentor.get(url("poll-new", place.ids["group"]))
    starts = [page.context["form"][f"start_{n}"].initial for n in range(1, 6)]
    assert all(starts)
    data = {f"start_{n}": start.isoformat() for n, start in enumerate(starts[:3], start=1)}
    answer = mentor.post(
        url("poll-new", place.ids["group"]), {**data, "minutes": "30", "place": "Hall"}
    )
    poll = the_poll()
    assert (answer.status_code, answer["Location"]) == (302, url("poll", poll.pk))
    asked = Delivery.objects.filter(kind="poll_opened", channel="email")
    assert {each.recipient for each in asked} == {place.people["mentee"], place.people["hr"]}
    letter = compose(asked.select_related("recipient", "organization__settings")[0])
    assert url("poll", poll.pk) in letter.body
    options = list(poll.options.order_by("starts_at"))
    for role, answers in (
        ("mentee", ["no", "yes", "maybe"]),
        ("hr", ["yes", "yes", ""]),
        ("mentor", ["maybe", "yes", "no"]),
    ):
        client = factories.client_of(place.people[role])
        votes = {option.pk.hex: value for option, value in zip(options, answers, strict=True)}
        assert client.post(url("poll", poll.pk), votes).status_code == 302
    shown = factories.client_of(place.people["hr"]).get(url("poll", poll.pk))
    rows = [row for row, _ in shown.context["rows"]]
    assert [(row.can, row.maybe, row.is_best) for row in rows] == [
        ("1 of 3 can", 1, False),
        ("3 of 3 can", 0, True),
        ("0 of 3 can", 1, False),
    ]
    assert "Book it" not in shown.content.decode()
    assert mentor.post(url("poll-book", options[1].pk)).status_code == 302
    session = Session.objects.get(mentorship=place.ids["group"])
    assert (session.starts_at, session.minutes, session.place) == (options[1].starts_at, 30, "Hall")
    assert Delivery.objects.filter(kind="session_booked", subject_id=session.pk).exists()
    poll.refresh_from_db()
    assert (poll.session, poll.closed_at is not None) == (session, True)
    assert polls_that_wait(list(asked), timezone.now()) == set()


def test_an_answer_can_be_changed_until_the_poll_is_closed(place: world.World) -> None:
    by, at, option = place.people["hr"], timezone.now(), PollOption.objects.earliest("starts_at")
    for answer in ("no", "yes"):
        polls.vote(poll=the_poll(), answers={option.pk: answer}, by=by, at=at)
    assert PollVote.objects.get(option=option, member=by).answer == "yes"
    polls.drop_poll(poll=the_poll(), by=place.people["mentor"], at=at)
    with pytest.raises(TrackingError, match="closed"):
        polls.vote(poll=the_poll(), answers={option.pk: "no"}, by=by, at=at)


@pytest.mark.parametrize(
    ("days", "words"),
    [([3, 4], "three to six"), ([3, 3, 4], "three to six"), ([-1, 3, 4], "has passed")],
)
def test_times_that_cannot_be_are_refused(place: world.World, days: list[int], words: str) -> None:
    Poll.objects.all().delete()
    group, at = Mentorship.objects.get(pk=place.ids["group"]), timezone.now()
    starts = [at + timedelta(days=n) for n in days]
    with pytest.raises(TrackingError, match=words):
        polls.open_poll(
            mentorship=group, starts=starts, minutes=45, place="", by=place.people["hr"], at=at
        )


def test_a_pair_has_no_poll_and_a_group_one_at_a_time(place: world.World) -> None:
    mentor, at = place.people["mentor"], timezone.now()
    assert factories.client_of(mentor).get(
        url("poll-new", place.ids["mentorship"])
    ).status_code == (404)
    values: dict[str, Any] = {"minutes": 45, "place": "", "by": mentor, "at": at}
    starts = [at + timedelta(days=n) for n in (3, 4, 5)]
    for key, words in (("mentorship", "more than two"), ("group", "open already")):
        with pytest.raises(TrackingError, match=words):
            polls.open_poll(
                mentorship=Mentorship.objects.get(pk=place.ids[key]), starts=starts, **values
            )


def test_only_who_opened_it_and_the_mentor_book(place: world.World) -> None:
    option = PollOption.objects.select_related("poll__mentorship").earliest("starts_at")
    with pytest.raises(TrackingError, match="Only who opened"):
        polls.book_option(option=option, by=place.people["hr"], at=timezone.now())
    assert the_poll().closed_at is None


@pytest.mark.django_db(transaction=True)
def test_a_time_is_booked_once_however_often_it_is_clicked(transactional_db: None) -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        place = world.build(organization)
        option = PollOption.objects.select_related("poll__mentorship").earliest("starts_at")
    at: datetime = timezone.now()

    def book() -> Session:
        return polls.book_option(option=option, by=place.people["mentor"], at=at)

    results = races.at_once(organization.pk, book)
    assert sorted(type(each).__name__ for each in results) == ["Session", "TrackingError"]
    with tenant(organization.pk):
        assert Session.objects.filter(mentorship=place.ids["group"]).count() == 1
