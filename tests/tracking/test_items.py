"""Action items of one or of all, in figures, put off, dropped, and looked back at."""

from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.delivery.models import Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from tests import factories, races
from tests.pairs import Pair
from tracking import queries
from tracking.actions import goals, items, nudges, sessions
from tracking.actions.errors import TrackingError
from tracking.actions.items import Item, Review
from tracking.models import ActionItem, Pulse, Revision

TODAY = timezone.localdate


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def add(pair: Pair, text: str = "Call Ana", by: Member | None = None, **values: Any) -> ActionItem:
    item = Item(text, values.pop("owner", pair.mentee), **values)
    [row] = items.add_items(
        mentorship=pair.mentorship, items=[item], by=by or pair.mentee, at=timezone.now()
    )
    return row


def overdue(pair: Pair, **values: Any) -> ActionItem:
    return add(pair, due_on=TODAY() - timedelta(days=3), **values)


def rows_of(page: Any, **values: str) -> dict[str, str]:
    """What a page with rows for action items would send, with these in the first."""
    formset = page.context["formset"]
    sent = {field.html_name: field.value() for field in formset.management_form}
    sent |= {field.html_name: field.value() for field in formset.forms[0]}
    sent |= {f"items-0-{name}": value for name, value in values.items()}
    return {name: str(value) for name, value in sent.items() if value is not None}


def test_items_are_written_between_two_sessions(pair: Pair) -> None:
    client, url = factories.client_of(pair.mentor), pair.url("items-add")
    page = client.get(pair.url("mentorship"))
    assert f'action="{url}"' in page.content.decode()
    due = TODAY() + timedelta(days=7)
    sent = rows_of(
        page,
        text="Rehearse twice",
        baseline="0",
        target="2",
        unit="rehearsals",
        owner="all",
        due_on=due.isoformat(),
    )
    assert client.post(url, sent).status_code == 302
    row = ActionItem.objects.get()
    assert (row.text, row.baseline, row.target, row.unit) == ("Rehearse twice", 0, 2, "rehearsals")
    assert (row.is_shared, row.session, row.written_by, row.due_on) == (
        True,
        None,
        pair.mentor,
        due,
    )
    assert Pulse.objects.get().open_actions == 1
    [told] = Delivery.objects.filter(kind="items_added")
    assert (told.recipient, told.channel) == (pair.mentee, "in_app")
    html = client.get(pair.url("mentorship")).content.decode()
    assert "Maya and Tom" in html
    assert "from 0 to 2 rehearsals" in html
    wrong = client.post(url, rows_of(page, measure="Nobody knows what"))
    assert wrong.status_code == 422
    assert "Say what will be done" in wrong.content.decode()
    assert client.post(url, rows_of(page)).status_code == 302
    assert ActionItem.objects.count() == 1


def test_an_item_of_both_is_seen_changed_and_done_by_either(pair: Pair) -> None:
    row = add(pair, is_shared=True)
    for member in (pair.mentor, pair.mentee):
        home = factories.client_of(member).get("/o/northwind/").content.decode()
        assert "Call Ana" in home
    client = factories.client_of(pair.mentor)
    assert client.get(pair.url("item-edit", row.pk)).status_code == 200
    items.set_done(item=row, is_done=True, by=pair.mentor, at=timezone.now())
    assert queries.my_open_items(pair.mentee, queries.mine(pair.mentee)) == []


def test_an_item_of_both_is_named_to_both_before_it_is_due(northwind: Organization) -> None:
    # Ten in Berlin, three in the afternoon there for who is in Chicago.
    at = datetime.combine(TODAY() + timedelta(days=1), time(15), UTC)
    pair = Pair(northwind, at)
    add(pair, is_shared=True, due_on=at.date() + timedelta(days=1))
    add(pair, "Only mine", due_on=at.date() + timedelta(days=1))
    Pulse.objects.update(last_held_at=at)
    nudges.plan_nudges(organization=northwind, at=at)
    told = Delivery.objects.filter(kind="item_due", channel="email").select_related("recipient")
    found = sorted((row.recipient.given_name, row.context["text"]) for row in told if row.recipient)
    assert found == [("Maya", "Call Ana"), ("Tom", "Call Ana"), ("Tom", "Only mine")]


def test_it_is_changed_to_one_person_and_back(pair: Pair) -> None:
    row = add(pair)
    client, page = factories.client_of(pair.mentee), pair.url("item-edit", row.pk)
    form = client.get(page).context["form"]
    sent = {field.html_name: field.value() for field in form if field.value() is not None}
    assert client.post(page, {**sent, "owner": "all", "target": "3"}).status_code == 302
    row.refresh_from_db()
    assert (row.is_shared, row.target, row.owner) == (True, 3, pair.mentee)
    items.change_item(item=row, by=pair.mentor, at=timezone.now(), owner=str(pair.mentor.pk))
    row.refresh_from_db()
    assert (row.is_shared, row.owner) == (False, pair.mentor)
    history = list(Revision.objects.order_by("id").values_list("text", flat=True))
    assert history == ["Call Ana", "Call Ana\n3"]


def test_what_is_overdue_is_asked_about_and_gets_a_day_or_a_reason(pair: Pair) -> None:
    row, other = overdue(pair), overdue(pair, text="Write it")
    client, page = factories.client_of(pair.mentee), pair.url("item-review", row.pk)
    for url in ("/o/northwind/", pair.url("mentorship")):
        assert "Still right?" in client.get(url).content.decode()
    assert client.get(page).status_code == 200
    for sent in ({"answer": "later"}, {"answer": "later", "due_on": "2020-01-01"}):
        assert client.post(page, sent).status_code == 422
    day = TODAY() + timedelta(days=5)
    assert client.post(page, {"answer": "later", "due_on": day.isoformat()}).status_code == 302
    row.refresh_from_db()
    assert row.due_on == day
    page = pair.url("item-review", other.pk)
    assert client.post(page, {"answer": "drop"}).status_code == 422
    answer = client.post(page, {"answer": "drop", "reason": "Ana left", "from": "home"})
    assert answer["Location"] == "/o/northwind/"
    other.refresh_from_db()
    assert (other.drop_reason, other.done_at) == ("Ana left", None)
    assert Pulse.objects.get().open_actions == 1
    assert "Still right?" not in client.get("/o/northwind/").content.decode()
    with pytest.raises(TrackingError, match="dropped"):
        items.postpone_item(item=other, due_on=day, by=pair.mentee, at=timezone.now())
    items.set_done(item=other, is_done=True, by=pair.mentee, at=timezone.now())
    other.refresh_from_db()
    assert other.done_at is None


def test_who_neither_wrote_it_nor_does_it_does_not_drop_it(pair: Pair) -> None:
    row = overdue(pair)
    client = factories.client_of(pair.mentor)
    assert client.post(pair.url("item-review", row.pk), {"answer": "done"}).status_code == 404
    with pytest.raises(TrackingError, match="Only who wrote it"):
        items.drop_item(item=row, reason="x", by=pair.mentor, at=timezone.now())


def _log(pair: Pair, by: Member, **sent: str) -> Any:
    at = timezone.now()
    session = sessions.create(
        pair.mentorship,
        [pair.mentor, pair.mentee],
        starts_at=at - timedelta(hours=1),
        minutes=30,
        by=pair.mentee,
    )
    client, page = factories.client_of(by), pair.url("session-log", session.pk)
    rows = rows_of(client.get(page))
    return client.post(page, {**rows, "shared": "We talked", **sent})


def test_a_log_says_what_became_of_what_was_open(pair: Pair) -> None:
    done, kept, later, dropped = (
        overdue(pair, text=text) for text in ("Done", "Kept", "Later", "Dropped")
    )
    day = TODAY() + timedelta(days=9)
    sent = {
        f"review-{done.pk}-answer": "done",
        f"review-{kept.pk}-answer": "",
        f"review-{later.pk}-answer": "later",
        f"review-{later.pk}-due_on": day.isoformat(),
        f"review-{dropped.pk}-answer": "drop",
        f"review-{dropped.pk}-reason": "",
    }
    wrong = _log(pair, pair.mentee, **sent)
    assert wrong.status_code == 422
    assert "Say in a line why." in wrong.content.decode()
    sent[f"review-{dropped.pk}-reason"] = "Not needed"
    assert _log(pair, pair.mentee, **sent).status_code == 302
    for row in (done, kept, later, dropped):
        row.refresh_from_db()
    assert done.done_at is not None
    assert (kept.is_open, kept.due_on) == (True, TODAY() - timedelta(days=3))
    assert later.due_on == day
    assert dropped.drop_reason == "Not needed"


def test_the_other_side_can_only_say_that_it_is_done(pair: Pair) -> None:
    mine = overdue(pair)
    answer = _log(pair, pair.mentor, **{f"review-{mine.pk}-answer": "drop"})
    assert answer.status_code == 422
    assert _log(pair, pair.mentor, **{f"review-{mine.pk}-answer": "done"}).status_code == 302
    mine.refresh_from_db()
    assert mine.done_at is not None


def test_what_somebody_else_closed_meanwhile_stays_closed(pair: Pair) -> None:
    row = overdue(pair)
    review = Review(item=row, drop_reason="Late")
    items.set_done(item=row, is_done=True, by=pair.mentor, at=timezone.now())
    items.review_items(
        mentorship=pair.mentorship, reviews=[review], by=pair.mentee, at=timezone.now()
    )
    row.refresh_from_db()
    assert (row.drop_reason, row.dropped_at) == ("", None)


def test_goals_and_people_are_those_of_the_mentorship(pair: Pair) -> None:
    stranger = factories.member(pair.organization)
    with pytest.raises(TrackingError, match="no part"):
        add(pair, owner=stranger)
    goal = goals.propose_goal(
        mentorship=pair.mentorship,
        statement="Lead",
        due_on=TODAY() + timedelta(days=9),
        by=pair.mentee,
        at=timezone.now(),
    )
    assert add(pair, goal_id=goal.pk).goal == goal
    with pytest.raises(TrackingError, match="none of this mentorship"):
        add(pair, goal_id=pair.mentorship.pk)


def test_hints_ask_for_no_day_that_stands_in_the_words(pair: Pair) -> None:
    client: Client = factories.client_of(pair.mentee)
    url = reverse("tracking:item-hints", args=["northwind"])
    html = client.get(url, {"items-0-text": "Call 5 customers by Friday"}).content.decode()
    assert "By which day?" not in html
    assert "How will both of you see" not in html
    assert "What makes it doable" in html


@pytest.mark.django_db(transaction=True)
def test_done_and_dropped_at_once_is_one_of_them() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        pair = Pair(organization, timezone.now())
        row = add(pair)
    turns = iter(["done", "drop"])

    def act() -> Any:
        item, at = ActionItem.objects.select_related("mentorship").get(pk=row.pk), timezone.now()
        if next(turns) == "done":
            return items.set_done(item=item, is_done=True, by=pair.mentee, at=at)
        return items.drop_item(item=item, reason="x", by=pair.mentee, at=at)

    races.at_once(organization.pk, act)
    with tenant(organization.pk):
        row.refresh_from_db()
        assert (row.done_at is None) != (row.dropped_at is None)


def test_figures_are_kept_as_they_were_typed(pair: Pair) -> None:
    row = add(pair, baseline=Decimal("1.5"), target=Decimal("2.25"), unit="hours")
    row.refresh_from_db()
    assert (row.baseline, row.target) == (Decimal("1.50"), Decimal("2.25"))
