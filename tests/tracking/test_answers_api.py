from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from mentorship.tenancy.models import Member, Organization
from tests import factories, world
from tests.pairs import Pair
from tests.tokens import api
from tracking.actions import concerns, sessions
from tracking.models import Concern, Feedback, Poll, Session

SESSIONS = "/api/v1/sessions/"
CONCERNS = "/api/v1/concerns/"


@pytest.fixture
def pair(northwind: Organization) -> Pair:
    return Pair(northwind, timezone.now())


@pytest.fixture
def session(pair: Pair) -> Session:
    at = timezone.now()
    return sessions.book_session(
        mentorship=pair.mentorship,
        starts_at=at + timedelta(days=3),
        minutes=45,
        by=pair.mentee,
        at=at,
    )


def act(by: Member, session: Session, what: str, **sent: Any) -> Any:
    return api(by, scopes=["read", "write"]).post(
        f"{SESSIONS}{session.pk}/{what}/", sent, content_type="application/json"
    )


def answers(response: Any) -> dict[str, str]:
    return {row["member"]: row["answer"] for row in response.json()["attendance"]}


def test_it_is_accepted_moved_by_agreement_cancelled_and_put_back(
    pair: Pair, session: Session
) -> None:
    mentor, mentee = str(pair.mentor.pk), str(pair.mentee.pk)
    assert answers(act(pair.mentor, session, "accept")) == {mentor: "accepted", mentee: "accepted"}
    other = (session.starts_at + timedelta(hours=2)).isoformat()
    assert answers(act(pair.mentor, session, "propose", starts_at=other))[mentor] == "other_time"
    assert act(pair.mentee, session, "take", starts_at=session.starts_at).status_code == 409
    moved = act(pair.mentee, session, "take", starts_at=other)
    assert answers(moved) == {mentor: "accepted", mentee: "accepted"}
    declined = act(pair.mentor, session, "decline", reason="Ill")
    assert declined.json()["state"] == "cancelled"
    assert act(pair.mentee, session, "reopen").status_code == 409
    assert act(pair.mentor, session, "reopen").json()["state"] == "booked"


def test_it_is_confirmed_and_rated_by_who_was_there(pair: Pair, session: Session) -> None:
    assert act(pair.mentor, session, "confirm").status_code == 409
    Session.objects.update(starts_at=timezone.now() - timedelta(hours=2))
    confirmed = act(pair.mentor, session, "confirm")
    assert (confirmed.json()["state"], confirmed.json()["logged_by"]) == (
        "held",
        str(pair.mentor.pk),
    )
    assert act(pair.mentee, session, "rate", rating=6).status_code == 400
    assert act(pair.mentee, session, "rate", rating=4, independence=3).status_code == 204
    assert Feedback.objects.get().rating == 4


def test_only_those_who_take_part_answer(pair: Pair, session: Session) -> None:
    admin = factories.member(pair.organization, roles=["admin"])
    for what in ("accept", "decline", "confirm", "agenda"):
        assert act(admin, session, what, texts=["x"]).status_code in {400, 404}
    read_only = api(pair.mentor, scopes=["read"]).post(f"{SESSIONS}{session.pk}/accept/")
    assert read_only.status_code == 403


def test_the_agenda_is_read_and_added_to(pair: Pair, session: Session) -> None:
    added = act(pair.mentor, session, "agenda", texts=["Budget", "Budget", "Travel"])
    assert [row["text"] for row in added.json()] == ["Budget", "Travel"]
    read = api(pair.mentee).get(f"{SESSIONS}{session.pk}/agenda/")
    assert [row["added_by"] for row in read.json()] == [str(pair.mentor.pk)] * 2


def test_concerns_are_for_program_admins(pair: Pair) -> None:
    admin = factories.member(pair.organization, roles=["admin"])
    concerns.raise_concern(
        mentorship=pair.mentorship, by=pair.mentee, at=timezone.now(), words="He never answers"
    )
    assert api(pair.mentor).get(CONCERNS).status_code == 403
    assert api(pair.mentee).get(CONCERNS).status_code == 403
    client = api(admin, scopes=["read", "write"])
    [row] = client.get(CONCERNS).json()["results"]
    assert row["words"] == "He never answers"
    resolved = client.post(f"{CONCERNS}{row['id']}/resolve/", {"note": "Talked"})
    assert resolved.status_code in {204, 415}
    client.post(
        f"{CONCERNS}{row['id']}/resolve/", {"note": "Talked"}, content_type="application/json"
    )
    assert Concern.objects.get().note == "Talked"


def test_a_group_polls_and_books_what_suits_most(northwind: Organization) -> None:
    place = world.build(northwind)
    Poll.objects.all().delete()
    at, group = timezone.now(), place.ids["group"]
    mentor, member = (
        api(place.people[who], scopes=["read", "write"]) for who in ("mentor", "mentee")
    )
    starts = [(at + timedelta(days=n)).isoformat() for n in (3, 4, 5)]
    opened = mentor.post(
        f"/api/v1/mentorships/{group}/polls/",
        {"starts": starts, "minutes": 30},
        content_type="application/json",
    )
    assert opened.status_code == 201
    poll, options = opened.json()["id"], [each["id"] for each in opened.json()["options"]]
    voted = member.post(
        f"/api/v1/polls/{poll}/vote/",
        {"answers": {options[0]: "no", options[1]: "yes", options[2]: "maybe"}},
        content_type="application/json",
    )
    assert [(row["yes"], row["maybe"]) for row in voted.json()["options"]] == [
        (1, 0),
        (2, 0),
        (1, 1),
    ]
    refused = member.post(
        f"/api/v1/polls/{poll}/book/", {"option": options[1]}, content_type="application/json"
    )
    assert refused.status_code == 404
    booked = mentor.post(
        f"/api/v1/polls/{poll}/book/", {"option": options[1]}, content_type="application/json"
    )
    assert (booked.status_code, booked.json()["minutes"]) == (201, 30)
    [row] = mentor.get(f"/api/v1/mentorships/{group}/polls/").json()["results"]
    assert (row["id"], row["session"]) == (poll, booked.json()["id"])
    again = mentor.post(f"/api/v1/polls/{poll}/drop/")
    assert again.status_code == 409


def test_what_was_written_is_changed_and_deleted_by_its_writer(pair: Pair) -> None:
    mine, other = (api(who, scopes=["read", "write"]) for who in (pair.mentee, pair.mentor))
    path = f"/api/v1/mentorships/{pair.mentorship.pk}/observations/"
    sent = {"kind": "achievement", "text": "Led the retro"}
    made = mine.post(path, sent, content_type="application/json").json()
    row = f"/api/v1/observations/{made['id']}/"
    changed = mine.patch(row, {"text": "Led two retros"}, content_type="application/json")
    assert (changed.json()["text"], changed.json()["kind"]) == ("Led two retros", "achievement")
    assert other.patch(row, {"text": "x"}, content_type="application/json").status_code == 404
    assert other.delete(row).status_code == 404
    assert mine.delete(row).status_code == 204
    assert mine.get(path).json()["results"] == []


def test_an_admin_logs_for_those_who_did_not(pair: Pair) -> None:
    admin = factories.member(pair.organization, roles=["admin"])
    path = f"/api/v1/mentorships/{pair.mentorship.pk}/log-for-others/"
    sent = {
        "starts_at": (timezone.now() - timedelta(days=1)).isoformat(),
        "minutes": 40,
        "present": [str(pair.mentor.pk), str(pair.mentee.pk)],
    }
    for who in (pair.mentee, pair.mentor):
        refused = api(who, scopes=["read", "write"]).post(
            path, sent, content_type="application/json"
        )
        assert refused.status_code == 403
    logged = api(admin, scopes=["read", "write"]).post(path, sent, content_type="application/json")
    assert (logged.status_code, logged.json()["state"]) == (201, "held")
    assert Session.objects.get().is_logged_for_them
