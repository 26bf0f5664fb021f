"""Proposals and their answers over the API."""

from typing import Any

import pytest
from django.utils import timezone

from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from tests import factories
from tests.pairs import Pair, ready_for_less
from tests.tokens import api
from tracking.actions import cadence
from tracking.models import CadenceProposal, CadenceStage

LIST = "/api/v1/cadence-proposals/"


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


@pytest.fixture
def proposal(pair: Pair) -> CadenceProposal:
    ready_for_less(pair)
    proposal = cadence.propose_shift(mentorship=pair.mentorship, at=timezone.now())
    assert proposal is not None
    return proposal


def act(by: Member, proposal: CadenceProposal, what: str, **sent: Any) -> Any:
    return api(by, scopes=["read", "write"]).post(
        f"{LIST}{proposal.pk}/{what}/", sent, content_type="application/json"
    )


def test_those_who_take_part_list_and_answer(pair: Pair, proposal: CadenceProposal) -> None:
    client = api(pair.mentor, scopes=["read"])
    [row] = client.get(LIST, {"state": "open", "mentorship": str(pair.mentorship.pk)}).json()[
        "results"
    ]
    assert (row["to_stage"], row["state"]) == ("fortnightly", "open")
    assert "2 weekly sessions were held." in row["reasons"]
    assert row["answer_by"] > row["proposed_at"]
    assert client.get(LIST, {"state": "declined"}).json()["results"] == []
    accepted = act(pair.mentor, proposal, "accept")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted")
    assert act(pair.mentor, proposal, "accept").status_code == 409
    assert act(pair.mentor, proposal, "object").status_code == 409
    assert act(pair.mentor, proposal, "undo").json()["state"] == "open"
    act(pair.mentor, proposal, "accept")
    assert act(pair.mentee, proposal, "object").json()["state"] == "objected"


def test_it_is_put_off_and_declined(pair: Pair, proposal: CadenceProposal) -> None:
    assert act(pair.mentee, proposal, "put-off", weeks=3).status_code == 400
    assert act(pair.mentee, proposal, "put-off", weeks=8).json()["state"] == "postponed"
    CadenceProposal.objects.update(state="open")
    assert act(pair.mentee, proposal, "decline").status_code == 400
    assert act(pair.mentee, proposal, "decline", reason=" ").status_code == 400
    declined = act(pair.mentee, proposal, "decline", reason="Not yet")
    assert (declined.json()["state"], declined.json()["reason"]) == ("declined", "Not yet")


def test_others_see_nothing_and_an_admin_only_looks_on(
    pair: Pair, proposal: CadenceProposal, admin: Member, fabrikam: Organization
) -> None:
    stranger = factories.member(pair.organization)
    with tenant(fabrikam.pk):
        elsewhere = factories.member(fabrikam, roles=["owner", "admin"])
        foreign = api(elsewhere, scopes=["read", "write"])
    assert foreign.post(f"{LIST}{proposal.pk}/accept/").status_code == 404
    assert act(stranger, proposal, "accept").status_code == 404
    assert api(stranger, scopes=["read"]).get(LIST).json()["results"] == []
    [row] = api(admin, scopes=["read"]).get(LIST).json()["results"]
    assert row["id"] == str(proposal.pk)
    assert act(admin, proposal, "accept").status_code == 404
    reader = api(pair.mentor, scopes=["read"])
    assert reader.post(f"{LIST}{proposal.pk}/accept/").status_code == 403


def test_an_admin_sets_a_cadence(pair: Pair, admin: Member) -> None:
    path = f"/api/v1/mentorships/{pair.mentorship.pk}/cadence/"
    sent = {"stage": "monthly", "reason": "Parental leave"}
    mentor = api(pair.mentor, scopes=["read", "write"])
    assert mentor.post(path, sent, content_type="application/json").status_code == 403
    client = api(admin, scopes=["read", "write"])
    made = client.post(path, sent, content_type="application/json")
    assert (made.status_code, made.json()["stage"]) == (200, "monthly")
    assert made.json()["reason"] == "Set by a program admin: Parental leave"
    assert client.post(path, sent, content_type="application/json").status_code == 409
    daily = {"stage": "daily", "reason": "r"}
    assert client.post(path, daily, content_type="application/json").status_code == 400
    assert CadenceStage.objects.filter(stage="monthly").count() == 1
