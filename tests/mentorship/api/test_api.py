from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from mentorship.accounts.actions import create_token, revoke_token
from mentorship.accounts.models import ApiToken, User
from mentorship.api.throttling import PerToken
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from programs.models import Program
from tests import factories, world

PATHS = (
    "programs",
    "members",
    "mentorships",
    "sessions",
    "runs",
    "pairs",
    "nominations",
    "questions",
    "enrolments",
)


def api(member: Member, **values: Any) -> Client:
    at = timezone.now()
    values = {"scopes": ["read"], "expires_at": at + timedelta(days=1), **values}
    _, text = create_token(member=member, name="t", by=member, at=at, **values)
    return Client(headers={"Authorization": f"Bearer {text}"})


@pytest.fixture
def place(northwind: Organization) -> world.World:
    made = world.build(northwind)
    other = factories.organization("fabrikam")
    with tenant(other.pk):
        world.build(other)
    return made


def test_an_admin_reads_their_organisation_and_no_other(place: world.World) -> None:
    client = api(place.people["admin"])
    for path in PATHS:
        body = client.get(f"/api/v1/{path}/").json()
        ids = {row["id"] for row in body["results"]}
        assert ids, path
        assert "fabrikam" not in str(body).lower()
    members = client.get("/api/v1/members/").json()["results"]
    assert {row["family_name"] for row in members} == {"Northwind"}
    assert all(row["email"].endswith("@northwind.example") for row in members)


def test_a_mentee_reads_what_the_browser_shows_them(place: world.World) -> None:
    client = api(place.people["mentee"])
    members = client.get("/api/v1/members/").json()["results"]
    assert all("email" not in row and "level" not in row for row in members)
    assert len(client.get("/api/v1/mentorships/").json()["results"]) == 2
    [row] = (client.get(f"/api/v1/mentorships/{place.ids['mentorship']}/"),)
    assert row.json()["stage"] == "weekly"
    colleague = api(place.people["colleague"])
    assert colleague.get("/api/v1/mentorships/").json()["results"] == []
    assert colleague.get(f"/api/v1/mentorships/{place.ids['mentorship']}/").status_code == 404
    assert colleague.get("/api/v1/sessions/").json()["results"] == []
    external = api(place.people["external"])
    assert external.get("/api/v1/members/").status_code == 403


def test_pages_follow_each_other_without_gap_or_repeat(place: world.World) -> None:
    client, seen, after = api(place.people["admin"]), [], ""
    while True:
        body = client.get("/api/v1/members/", {"limit": 2, "after": after}).json()
        seen += [row["id"] for row in body["results"]]
        after = body["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == Member.objects.count()


@pytest.mark.parametrize(
    "kind",
    [
        "none",
        "garbage",
        "expired",
        "revoked",
        "left",
        "account closed",
        "no scope",
        "other organisation",
    ],
)
def test_a_token_that_does_not_hold_opens_nothing(place: world.World, kind: str) -> None:
    admin, expected = place.people["admin"], 401
    client = api(admin)
    match kind:
        case "none":
            client = Client()
        case "garbage":
            client = Client(headers={"Authorization": "Bearer tl_nonsense"})
        case "expired":
            client = api(admin)
            ApiToken.objects.update(expires_at=timezone.now())
        case "revoked":
            revoke_token(token=ApiToken.objects.latest("id"), by=admin, at=timezone.now())
        case "left":
            Member.objects.filter(pk=admin.pk).update(terminated_on=timezone.localdate())
        case "account closed":
            User.objects.filter(pk=admin.user_id).update(is_active=False)
        case "no scope":
            client, expected = api(admin, scopes=["write"]), 403
        case "other organisation":
            _, text = create_token(
                member=admin,
                name="t",
                scopes=["read"],
                by=admin,
                at=timezone.now(),
                expires_at=timezone.now() + timedelta(days=1),
            )
            fabrikam = Organization.objects.get(slug="fabrikam")
            forged = text.replace(admin.organization_id.hex, fabrikam.pk.hex)
            client = Client(headers={"Authorization": f"Bearer {forged}"})
    response = client.get("/api/v1/programs/")
    assert response.status_code == expected
    assert response.headers["Content-Type"].startswith("application/problem+json")
    assert set(response.json()) == {"type", "status", "title", "detail"}


def test_the_api_is_read_only(place: world.World) -> None:
    client = api(place.people["admin"], scopes=["read", "write"])
    assert client.post("/api/v1/programs/", {}, content_type="application/json").status_code == 405
    assert client.delete(f"/api/v1/programs/{place.ids['program']}/").status_code == 405


def test_who_takes_part_books_moves_and_cancels(place: world.World) -> None:
    mentee = api(place.people["mentee"], scopes=["read", "write"])
    mentorship = f"/api/v1/mentorships/{place.ids['mentorship']}/slots/"
    found = mentee.get(mentorship, {"minutes": "30"}).json()
    assert (found["minutes"], found["reason"], len(found["slots"])) == (30, "", 5)
    asked = {
        "mentorship": str(place.ids["mentorship"]),
        "starts_at": found["slots"][0]["starts_at"],
    }
    json = {"content_type": "application/json"}
    made = mentee.post("/api/v1/sessions/", asked, **json)
    assert (made.status_code, made.json()["minutes"]) == (201, 45)
    assert made.json()["starts_at"] == asked["starts_at"]
    assert mentee.post("/api/v1/sessions/", asked, **json).status_code == 409
    url = f"/api/v1/sessions/{made.json()['id']}"
    later = {"starts_at": found["slots"][1]["starts_at"]}
    assert mentee.post(f"{url}/move/", later, **json).json()["starts_at"] == later["starts_at"]
    far = mentee.post(f"{url}/move/", {"starts_at": "9999-12-31T23:50:00Z"}, **json)
    assert (far.status_code, list(far.json()["errors"])) == (400, ["starts_at"])
    for role, scopes, status in (
        ("colleague", ["read", "write"], 404),
        ("admin", ["read", "write"], 404),
        ("mentee", ["read"], 403),
    ):
        client = api(place.people[role], scopes=scopes)
        assert client.post(f"{url}/cancel/").status_code == status
        assert client.post("/api/v1/sessions/", asked, **json).status_code == status
    assert mentee.post(f"{url}/cancel/").json()["state"] == "cancelled"
    assert mentee.post(f"{url}/cancel/").status_code == 409
    series = f"/api/v1/mentorships/{place.ids['mentorship']}/cancel-following/"
    twice = mentee.post("/api/v1/sessions/", {**asked, "repeat": "weekly"}, **json)
    assert (twice.status_code, "repeat already" in twice.json()["detail"]) == (409, True)
    assert [mentee.post(series).status_code for _ in range(2)] == [204, 404]
    again = mentee.post("/api/v1/sessions/", {**asked, "repeat": "monthly"}, **json)
    assert again.status_code == 201


def test_the_command_prints_a_token_that_works(place: world.World) -> None:
    out = StringIO()
    email = place.people["admin"].email
    call_command("api_token", "--org", "northwind", "--email", email, "--scope", "read", stdout=out)
    client = Client(headers={"Authorization": f"Bearer {out.getvalue().strip()}"})
    assert client.get("/api/v1/programs/").status_code == 200
    token = ApiToken.objects.latest("id")
    assert token.last_used_on == timezone.localdate()
    assert out.getvalue().strip().encode() not in bytes(token.secret_hash)
    with pytest.raises(CommandError, match="Nobody in Northwind"):
        call_command(
            "api_token", "--org", "northwind", "--email", "no@x.example", "--scope", "read"
        )


def test_the_schema_describes_every_endpoint_and_its_token(client: Client, db: None) -> None:
    text = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).content.decode()
    for path in PATHS:
        assert f"/api/v1/{path}/" in text
    assert "bearer" in text
    assert client.get("/api/v1/docs/").status_code == 200
    paths = client.get("/api/v1/schema/", headers={"Accept": "application/json"}).json()["paths"]
    assert {"401", "403", "404"} <= set(paths["/api/v1/runs/{id}/"]["get"]["responses"])
    assert {"400", "409"} <= set(paths["/api/v1/runs/{id}/mark/"]["post"]["responses"])


@pytest.mark.parametrize(
    "path", ["runs/no-id/", "nothing/at/all/", "members/7/", "runs/no-id/groups/"]
)
def test_what_is_not_there_is_said_as_a_problem(place: world.World, path: str) -> None:
    refused = api(place.people["admin"]).get(f"/api/v1/{path}")
    assert refused.status_code == 404
    assert refused.headers["Content-Type"].startswith("application/problem+json")


def test_only_admins_read_matchings_and_only_the_two_their_request(place: world.World) -> None:
    admin = api(place.people["admin"])
    [pair] = admin.get("/api/v1/pairs/", {"run": place.ids["run"]}).json()["results"]
    people = {str(place.people[role].pk) for role in ("mentor", "mentee")}
    assert {pair["mentor"], pair["mentee"]} == people
    assert sum(point["points"] for point in pair["points"]) == pair["score"]
    assert list(admin.get("/api/v1/pairs/", {"run": "no id"}).json()["errors"]) == ["run"]
    mentee, mentor, colleague = (
        api(place.people[role]) for role in ("mentee", "mentor", "colleague")
    )
    for path in ("runs", "pairs"):
        assert mentee.get(f"/api/v1/{path}/").json()["results"] == []
    for client, number in ((mentor, 1), (colleague, 1), (mentee, 0), (admin, 0)):
        assert len(client.get("/api/v1/requests/").json()["results"]) == number


def test_gaps_and_candidates_are_the_admins(place: world.World) -> None:
    admin, mentee = api(place.people["admin"]), api(place.people["mentee"])
    program = f"/api/v1/programs/{place.ids['program']}"
    gaps = admin.get(f"{program}/gaps/").json()
    assert set(gaps) == {"topic", "department", "zone"}
    assert set(gaps["zone"][0]) == {"name", "wanted", "mentors", "seats", "missing"}
    board = admin.get(f"{program}/candidates/").json()
    assert [each["score"] for each in board] == [
        sum(part["points"] for part in each["parts"]) for each in board
    ]
    assert str(place.people["mentor"].pk) not in {each["member"] for each in board}
    assert {
        each["state"] for each in board if each["member"] == str(place.people["colleague"].pk)
    } == {"named"}
    assert len(admin.get(f"{program}/candidates/", {"limit": "1"}).json()) == 1
    other = Organization.objects.get(slug="fabrikam")
    with tenant(other.pk):
        foreign = Program.objects.filter(organization=other).values_list("pk", flat=True)[0]
    for path in ("gaps", "candidates"):
        assert mentee.get(f"{program}/{path}/").status_code == 403
        assert admin.get(f"/api/v1/programs/{foreign}/{path}/").status_code == 404
        assert Client().get(f"{program}/{path}/").status_code == 401
    assert mentee.get("/api/v1/nominations/").json()["results"] == []
    assert len(api(place.people["colleague"]).get("/api/v1/nominations/").json()["results"]) == 1


def test_a_token_that_asks_too_often_waits(
    place: world.World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PerToken, "THROTTLE_RATES", {"token": "3/min"})
    client = api(place.people["admin"])
    answers = [client.get("/api/v1/programs/") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["status"] == 429
    assert api(place.people["admin"]).get("/api/v1/programs/").status_code == 200


def test_who_has_left_is_listed_only_where_an_admin_asks(place: world.World) -> None:
    gone = place.people["colleague"]
    Member.objects.filter(pk=gone.pk).update(terminated_on=timezone.localdate())

    def listed(role: str, query: str = "") -> bool:
        rows = api(place.people[role]).get(f"/api/v1/members/{query}").json()["results"]
        return str(gone.pk) in {row["id"] for row in rows}

    assert not listed("admin")
    assert listed("admin", "?state=all")
    assert listed("admin", "?state=left")
    assert not listed("mentee", "?state=all")
    assert api(place.people["admin"]).get(f"/api/v1/members/{gone.pk}/").status_code == 404
