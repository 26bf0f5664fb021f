"""A matching from its start to its publication over the API, and who may not."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from matching.actions import publication, runs
from matching.models import Mentorship, Pair, Run
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from programs.models import Program
from tests import factories
from tests.matching.pools import circles, named_pool, solved
from tests.mentorship.api.test_api import api

RUNS = "/api/v1/runs/"


def post(client: Client, path: str, **content: Any) -> Any:
    return client.post(f"{RUNS}{path}", content, content_type="application/json")


@pytest.fixture
def client_of_admin(admin: Member) -> Client:
    return api(admin, scopes=["read", "write"])


def test_a_matching_is_started_reviewed_published_and_taken_back(
    admin: Member, client_of_admin: Client, at: Any
) -> None:
    program, _ = named_pool(admin, at)
    started = post(client_of_admin, "", program=str(program.pk))
    assert (started.status_code, started.json()["state"]) == (201, "running")
    run = runs.solve_run(
        run=Run.objects.get(pk=started.json()["id"]), tell=lambda *_: None, on=date(2026, 4, 1)
    )
    first, second, third = client_of_admin.get("/api/v1/pairs/", {"run": run.pk}).json()["results"]
    # Words, as the browser has them, and no codes.
    rested_on = {point["criterion"]: point["evidence"] for point in first["points"]}
    assert rested_on["level"] == "2 levels above"
    assert all(isinstance(words, str) and words for words in rested_on.values())
    one = f"{run.pk}/"

    assert post(
        client_of_admin, one + "mark/", mark="approve", pairs=[first["id"], second["id"]]
    ).json() == {"changed": 2}
    assert post(client_of_admin, one + "mark/", mark="remove", pairs=[third["id"]]).json() == {
        "changed": 1
    }
    assert Pair.objects.get(pk=third["id"]).is_removed
    assert post(client_of_admin, one + "publish/", only_approved=True).json() == {"changed": 2}
    assert Mentorship.objects.count() == 2

    again = post(client_of_admin, one + "publish/")
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "This matching is published already.",
    )
    assert post(client_of_admin, one + "undo/").json() == {"changed": 2}
    assert not Mentorship.objects.exists()
    discarded = post(client_of_admin, one + "discard/")
    assert discarded.json()["state"] == "discarded"
    assert post(client_of_admin, one + "discard/").status_code == 409


def test_a_run_again_keeps_what_was_decided(
    admin: Member, client_of_admin: Client, at: Any
) -> None:
    program, _ = named_pool(admin, at)
    run = solved(program, admin, at)
    started = post(client_of_admin, "", program=str(program.pk), follows=str(run.pk))
    assert Run.objects.get(pk=started.json()["id"]).parent == run
    waits = post(client_of_admin, "", program=str(program.pk))
    assert (waits.status_code, waits.json()["title"]) == (409, "Conflict")
    other = Program.objects.create(
        organization=admin.organization,
        name="Other",
        starts_on=at.date(),
        ends_on=date(2027, 1, 1),
        created_at=at,
    )
    refused = post(client_of_admin, "", program=str(other.pk), follows=str(run.pk))
    assert refused.json()["errors"] == {"follows": ["That is a run of another program."]}


def test_what_cannot_be_read_is_named_and_changes_nothing(
    admin: Member, client_of_admin: Client, at: Any
) -> None:
    run = solved(named_pool(admin, at)[0], admin, at)
    pair = str(run.pairs.values_list("pk", flat=True)[0])
    for content, field in (
        ({"mark": "like", "pairs": [pair]}, "mark"),
        ({"mark": "approve", "pairs": []}, "pairs"),
        ({"mark": "approve", "pairs": ["x"]}, "pairs"),
        ({"mark": "approve", "pairs": [True]}, "pairs"),
        ({"mark": "approve", "pairs": [7]}, "pairs"),
        ({"pairs": [pair]}, "mark"),
    ):
        refused = post(client_of_admin, f"{run.pk}/mark/", **content)
        assert (refused.status_code, list(refused.json()["errors"])) == (400, [field])
    assert not run.pairs.filter(is_approved=True).exists()
    foreign = {"mark": "approve", "pairs": [str(uuid4())]}
    assert post(client_of_admin, f"{run.pk}/mark/", **foreign).json() == {"changed": 0}


def test_the_groups_of_a_run_and_then_their_people(admin: Member, client_of_admin: Client) -> None:
    at = timezone.now()
    run = solved(circles(admin, at), admin, at)
    groups = client_of_admin.get(f"{RUNS}{run.pk}/groups/").json()
    assert sorted((group["size"], group["there"], group["seats"]) for group in groups) == [
        (3, 0, 4),
        (4, 0, 4),
    ]
    mentors = {str(pair.mentor.member_id) for pair in run.pairs.select_related("mentor")}
    assert {group["mentor"] for group in groups} == mentors
    publication.publish_run(run=run, by=admin, at=at)
    found = client_of_admin.get("/api/v1/mentorships/").json()["results"]
    assert sorted(len(row["people"]) for row in found) == [4, 5]
    assert {
        part["member"] for row in found for part in row["people"] if part["role"] == "mentor"
    } == mentors
    pairs_alone = solved(named_pool(admin, at)[0], admin, at)
    assert client_of_admin.get(f"{RUNS}{pairs_alone.pk}/groups/").json() == []


@pytest.mark.parametrize("body", ["[" * 50_000, "{", "[1]", "null"])
def test_what_is_no_object_of_json_is_said_to_be_none(client_of_admin: Client, body: str) -> None:
    refused = client_of_admin.post(RUNS, body, content_type="application/json")
    assert refused.status_code == 400
    assert refused.headers["Content-Type"].startswith("application/problem+json")


def test_a_matching_under_way_says_that_it_is(
    admin: Member, client_of_admin: Client, at: Any
) -> None:
    program, _ = named_pool(admin, at)
    started = post(client_of_admin, "", program=str(program.pk)).json()["id"]
    for path, content in (("mark", {"mark": "approve", "pairs": [str(uuid4())]}), ("publish", {})):
        refused = post(client_of_admin, f"{started}/{path}/", **content)
        assert (refused.status_code, refused.json()["detail"]) == (
            409,
            "This matching is under way still. Wait for it.",
        )


def test_others_than_admins_with_the_scope_change_nothing(
    northwind: Organization, admin: Member, colleague: Member, hr: Member, at: Any
) -> None:
    run = solved(named_pool(admin, at)[0], admin, at)
    pair = str(run.pairs.values_list("pk", flat=True)[0])
    other = factories.organization("fabrikam")
    with tenant(other.pk):
        foreign = api(factories.member(other, roles=["admin"]), scopes=["read", "write"])
    write = ["read", "write"]
    for client, expected in (
        (api(admin, scopes=["read"]), 403),
        (api(colleague, scopes=write), 403),
        (api(hr, scopes=write), 403),
        (foreign, 404),
        (Client(), 401),
    ):
        assert post(client, "", program=str(run.program_id)).status_code == expected
        assert post(client, f"{run.pk}/mark/", mark="approve", pairs=[pair]).status_code == expected
        for step in ("publish", "undo", "discard"):
            assert post(client, f"{run.pk}/{step}/").status_code == expected
    run.refresh_from_db()
    assert run.state == "review"
    assert not run.pairs.filter(is_approved=True).exists()
