from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mentorship.tenancy.models import Member, Organization
from tests import factories
from tests.pairs import Pair
from tests.tokens import api
from tracking.models import ActionItem, Goal

GOALS, ITEMS = "/api/v1/goals/", "/api/v1/action-items/"
DUE = (timezone.localdate() + timedelta(days=60)).isoformat()


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


def send(by: Member, path: str, method: str = "post", **sent: Any) -> Any:
    client = api(by, scopes=["read", "write"])
    return getattr(client, method)(path, sent, content_type="application/json")


def proposed(pair: Pair, **values: Any) -> str:
    terms = {
        "mentorship": str(pair.mentorship.pk),
        "statement": "Speak up",
        "due_on": DUE,
        "measure_kind": "number",
        "unit": "talks",
        "baseline": "0",
        "target": "4",
    }
    made = send(pair.mentee, GOALS, **(terms | values))
    assert made.status_code == 201, made.content
    return f"{GOALS}{made.json()['id']}/"


def test_a_goal_goes_its_whole_way(pair: Pair) -> None:
    goal = proposed(pair)
    declined = send(pair.mentor, f"{goal}decline/", reason="Rather three")
    assert (declined.json()["state"], declined.json()["closed_reason"]) == (
        "declined",
        "Rather three",
    )
    changed = send(pair.mentee, goal, "patch", target="3")
    assert (changed.json()["state"], changed.json()["target"]) == ("proposed", "3.00")
    shown = api(pair.mentor).get(f"{goal}changes/").json()
    assert shown == [{"field": "Target", "old": "4", "new": "3"}]
    assert send(pair.mentee, f"{goal}agree/").status_code == 409
    assert send(pair.mentor, f"{goal}agree/").json()["state"] == "agreed"
    told = send(pair.mentee, f"{goal}progress/", value="2", note="All hands")
    assert (told.json()["current"], told.json()["progress_percent"]) == ("2.00", 66)
    [report] = api(pair.mentor).get(f"{goal}progress/").json()
    assert (report["value"], report["note"], report["by"]) == (
        "2.00",
        "All hands",
        str(pair.mentee.pk),
    )
    assert send(pair.mentee, f"{goal}achieve/").json()["state"] == "achieved"
    assert send(pair.mentee, f"{goal}reopen/").json()["state"] == "agreed"
    dropped = send(pair.mentee, f"{goal}drop/", reason="New job")
    assert dropped.json()["state"] == "dropped"
    listed = api(pair.mentor).get(GOALS, {"state": "dropped"}).json()["results"]
    assert [row["statement"] for row in listed] == ["Speak up"]
    assert api(pair.mentor).get(GOALS, {"state": "agreed"}).json()["results"] == []


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"target": "0"}, 409),
        ({"measure_kind": "scale", "baseline": "0"}, 409),
        ({"measure_kind": "mood"}, 400),
        ({"target": "many"}, 400),
        ({"statement": " "}, 400),
        ({"colour": "red"}, 400),
    ],
)
def test_what_leads_nowhere_is_refused(pair: Pair, values: dict[str, str], status: int) -> None:
    terms = {
        "mentorship": str(pair.mentorship.pk),
        "statement": "Speak up",
        "due_on": DUE,
        "measure_kind": "number",
        "baseline": "0",
        "target": "4",
    }
    assert send(pair.mentee, GOALS, **(terms | values)).status_code == status
    assert not Goal.objects.exists()


def test_suggestions_can_be_proposed_as_they_are(pair: Pair) -> None:
    path = f"/api/v1/mentorships/{pair.mentorship.pk}/goal-suggestions/"
    found = api(pair.mentee).get(path).json()
    assert len(found) >= 5
    terms = {name: value for name, value in found[-1].items() if name != "days"}
    proposed(pair, **{name: value for name, value in terms.items() if value is not None})
    assert Goal.objects.get().statement == found[-1]["statement"]


def test_items_are_written_changed_put_off_dropped_done_and_deleted(pair: Pair) -> None:
    made = send(
        pair.mentor,
        ITEMS,
        mentorship=str(pair.mentorship.pk),
        owner=str(pair.mentee.pk),
        text="Call 5 customers by Friday",
        target="5",
        unit="customers",
    )
    assert made.status_code == 201, made.content
    row, item = made.json(), f"{ITEMS}{made.json()['id']}/"
    assert (row["owner"], row["is_shared"], row["target"]) == (str(pair.mentee.pk), False, "5.00")
    assert len(row["hints"]) == 2
    changed = send(pair.mentee, item, "patch", is_shared=True, text="Call 6 customers")
    assert (changed.json()["is_shared"], changed.json()["text"]) == (True, "Call 6 customers")
    assert changed.json()["unit"] == "customers"
    assert send(pair.mentor, f"{item}postpone/", due_on=DUE).json()["due_on"] == DUE
    assert send(pair.mentor, f"{item}done/").json()["done_at"] is not None
    assert api(pair.mentee).get(ITEMS, {"open": "true"}).json()["results"] == []
    assert send(pair.mentor, f"{item}drop/", reason="x").status_code == 409
    assert send(pair.mentor, f"{item}reopen/").json()["done_at"] is None
    assert send(pair.mentor, f"{item}drop/", reason="Sold").json()["drop_reason"] == "Sold"
    assert send(pair.mentor, item, "delete").status_code == 204
    assert not ActionItem.objects.exists()


def test_those_who_look_on_find_nothing(pair: Pair) -> None:
    goal = proposed(pair)
    admin = factories.member(pair.organization, roles=["admin"])
    assert api(admin).get(GOALS).json()["results"] == []
    for path in (goal, f"{goal}progress/", f"{goal}changes/"):
        assert api(admin).get(path).status_code == 404
    assert send(admin, f"{goal}agree/").status_code == 404
    mine = str(pair.mentorship.pk)
    assert send(admin, ITEMS, mentorship=mine, text="T").status_code == 404
    stranger = {"mentorship": mine, "text": "T", "owner": str(admin.pk)}
    assert send(pair.mentee, ITEMS, **stranger).status_code == 400
    assert api(pair.mentor, scopes=["read"]).post(f"{goal}agree/").status_code == 403
