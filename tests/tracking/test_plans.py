"""Goals and action items can be changed, and say while they are written what they lack."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Organization
from tests import factories, world
from tracking.actions import goals, items, reports
from tracking.actions.errors import TrackingError
from tracking.models import ActionItem, Goal


@pytest.fixture
def place(northwind: Organization) -> world.World:
    return world.build(northwind)


@pytest.fixture
def mentee(place: world.World) -> Client:
    return factories.client_of(place.people["mentee"])


def url(name: str, *args: Any) -> str:
    return reverse(f"tracking:{name}", args=["northwind", *args])


def hints_of(client: Client, **values: str) -> str:
    return client.get(
        url("item-hints"), {f"items-3-{name}": value for name, value in values.items()}
    ).content.decode()


def test_hints_come_while_a_line_is_written(mentee: Client) -> None:
    assert hints_of(mentee, text="").strip() == ""
    assert "Say what exactly you will do" in hints_of(mentee, text="Get good at Python")
    assert "How will both of you see" in hints_of(
        mentee, text="Send the report to Ana", measure="n/a"
    )
    due = (timezone.localdate() + timedelta(days=9)).isoformat()
    full = {
        "text": "Send the report to Ana",
        "measure": "Report sent",
        "achievable": "Friday is free",
        "goal": "x",
    }
    assert "By which day?" in hints_of(mentee, **full)
    assert "Nothing is missing" in hints_of(mentee, **full, due_on=due)
    assert "By which day?" in hints_of(mentee, **full, due_on="2026-99-99")


def test_an_item_is_changed_by_who_wrote_it_or_does_it_and_not_once_it_is_done(
    place: world.World, mentee: Client
) -> None:
    item = ActionItem.objects.get(pk=place.ids["item"])
    page = url("item-edit", item.pk)
    form = mentee.get(page).context["form"]
    sent = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    due = timezone.localdate() + timedelta(days=20)
    values = {
        **sent,
        "text": "Send it twice",
        "due_on": due.isoformat(),
        "owner": str(place.people["mentor"].pk),
    }
    assert mentee.post(page, values).status_code == 302
    item.refresh_from_db()
    assert (item.text, item.due_on, item.owner) == ("Send it twice", due, place.people["mentor"])
    late = factories.client_of(place.people["mentor"]).post(page, {**sent, "text": "Mine"})
    assert late.status_code == 422
    assert "It says now: Send it twice" in late.content.decode()
    # Who neither wrote it nor does it any more leaves it as it is.
    assert mentee.post(page, values).status_code == 404
    mentor = factories.client_of(place.people["mentor"])
    assert mentor.post(page, {**values, "text": " "}).status_code == 422
    items.set_done(item=item, is_done=True, by=place.people["mentee"], at=timezone.now())
    assert "is done" in mentor.post(page, values | {"text": "Other"}).content.decode()


def test_an_item_goes_to_nobody_from_outside_the_mentorship(place: world.World) -> None:
    item = ActionItem.objects.get(pk=place.ids["item"])
    values = {"text": "x", "measure": "", "achievable": "", "goal": "", "due_on": None}
    with pytest.raises(TrackingError, match="no part"):
        items.change_item(
            item=item,
            by=place.people["mentee"],
            at=timezone.now(),
            owner=str(place.people["hr"].pk),
            **values,
        )
    with pytest.raises(TrackingError):
        items.change_item(
            item=item,
            by=place.people["colleague"],
            at=timezone.now(),
            owner=str(place.people["mentee"].pk),
            **values,
        )


def test_a_changed_goal_is_agreed_to_again(place: world.World, mentee: Client) -> None:
    goal = Goal.objects.get(pk=place.ids["goal"])
    if goal.state == "proposed":
        other = place.people["mentor" if goal.proposed_by == place.people["mentee"] else "mentee"]
        goals.agree_goal(goal=goal, by=other, at=timezone.now())
    Delivery.objects.filter(kind="goal_proposed").delete()
    page = url("goal-edit", goal.pk)
    values = {"statement": "Lead a team of four", "why": "", "due_on": goal.due_on.isoformat()}
    assert mentee.post(page, values).status_code == 302
    goal.refresh_from_db()
    assert (goal.statement, goal.state, goal.agreed_by) == ("Lead a team of four", "proposed", None)
    told = Delivery.objects.filter(kind="goal_changed", channel="email").values_list(
        "recipient", flat=True
    )
    assert list(told) == [place.people["mentor"].pk]
    assert mentee.post(page, values).status_code == 302
    assert Delivery.objects.filter(kind="goal_changed", channel="email").count() == 1
    goals.agree_goal(goal=goal, by=place.people["mentor"], at=timezone.now())
    reports.report_progress(
        goal=goal, value=Decimal(100), by=place.people["mentee"], at=timezone.now()
    )
    assert "achieved" in mentee.post(page, values | {"statement": "More"}).content.decode()
