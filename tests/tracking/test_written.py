"""What people write of their progress, how they change it, and what an admin logs for them."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mentorship.audit.models import Entry
from mentorship.delivery.models import Delivery
from mentorship.tenancy.errors import NotAllowedError
from mentorship.tenancy.models import Member, Organization
from tests import factories
from tests.pairs import Pair
from tests.tokens import api
from tracking.actions import items, logs, written
from tracking.actions.errors import TrackingError
from tracking.metrics import session_rating
from tracking.models import ActionItem, Feedback, Note, Observation, Revision, Session


@pytest.fixture
def at() -> datetime:
    return timezone.now().replace(second=0, microsecond=0)


@pytest.fixture
def pair(northwind: Organization, at: datetime) -> Pair:
    return Pair(northwind, at)


@pytest.fixture
def session(pair: Pair, at: datetime) -> Session:
    return pair.met(at - timedelta(days=2))


def log(**values: str) -> dict[str, str]:
    return {"items-TOTAL_FORMS": "0", "items-INITIAL_FORMS": "0", **values}


LINES = {
    "remarks-TOTAL_FORMS": "3",
    "remarks-INITIAL_FORMS": "0",
    "remarks-0-kind": "achievement",
    "remarks-0-text": "Said no, kindly",
    "remarks-1-kind": "improvement",
    "remarks-1-text": "Prepare the numbers",
    "remarks-2-kind": "achievement",
    "remarks-2-text": "",
}


def page(pair: Pair, member: Any, name: str = "mentorship", pk: Any = None) -> str:
    return factories.client_of(member).get(pair.url(name, pk)).content.decode()


def test_lines_of_progress_are_gathered_for_both(pair: Pair, session: Session) -> None:
    client, url = factories.client_of(pair.mentee), pair.url("session-log", session.pk)
    for _ in range(2):
        assert client.post(url, log(**LINES)).status_code == 302
    rows = Observation.objects.order_by("kind").values_list("kind", "text", "author", "session")
    assert list(rows) == [
        ("achievement", "Said no, kindly", pair.mentee.pk, session.pk),
        ("improvement", "Prepare the numbers", pair.mentee.pk, session.pk),
    ]
    for name in ("mentorship", "progress"):
        html = page(pair, pair.mentor, name)
        assert ("Said no, kindly" in html, "Prepare the numbers" in html) == (True, True)
    only = factories.client_of(pair.mentor).get(pair.url("progress"), {"kind": "improvement"})
    assert "Said no" not in only.content.decode()
    admin = factories.member(pair.organization, roles=["admin"], sign_in=True)
    assert "Said no" not in page(pair, admin)
    assert factories.client_of(admin).get(pair.url("progress")).status_code == 404


def test_the_card_holds_the_latest_five_of_each_kind(pair: Pair, at: datetime) -> None:
    for number in range(7):
        written.write_observation(
            mentorship=pair.mentorship,
            kind="achievement",
            text=f"Step {number}",
            by=pair.mentee,
            at=at + timedelta(minutes=number),
        )
    html = page(pair, pair.mentee)
    shown = [number for number in range(7) if f"Step {number}" in html]
    assert shown == [2, 3, 4, 5, 6]
    assert html.index("Step 6") < html.index("Step 2")
    assert all(f"Step {number}" in page(pair, pair.mentee, "progress") for number in range(7))


def test_the_page_of_progress_costs_the_same_at_1_and_3_rows(pair: Pair, at: datetime) -> None:
    client, costs = factories.client_of(pair.mentor), []
    for number in range(3):
        written.write_observation(
            mentorship=pair.mentorship, kind="achievement", text=str(number), by=pair.mentee, at=at
        )
        with CaptureQueriesContext(connection) as captured:
            assert client.get(pair.url("progress")).status_code == 200
        found = (each["sql"] for each in captured.captured_queries)
        costs.append(sum(not sql.startswith(("SAVEPOINT", "RELEASE")) for sql in found))
    assert costs == [6, 6, 6]


def test_an_observation_is_changed_by_its_writer_with_its_history(pair: Pair, at: datetime) -> None:
    row = written.write_observation(
        mentorship=pair.mentorship, kind="achievement", text="First", by=pair.mentee, at=at
    )
    url, mine = pair.url("observation-edit", row.pk), factories.client_of(pair.mentee)
    theirs = factories.client_of(pair.mentor)
    assert theirs.get(url).status_code == 404
    with pytest.raises(TrackingError, match="Only who wrote it"):
        written.change_observation(
            observation=row, kind="achievement", text="Theirs", by=pair.mentor, at=at
        )
    read = mine.get(url).context["form"]["read"].value()
    data = {"kind": "achievement", "text": "Second", "read": read}
    assert mine.post(url, data).status_code == 302
    late = mine.post(url, {**data, "text": "Third"})
    assert (late.status_code, "It says now: Second" in late.content.decode()) == (422, True)
    for member in (pair.mentee, pair.mentor):
        assert "show earlier" in page(pair, member)
        history = page(pair, member, "history", row.pk)
        assert ("First" in history, "Tom" in history) == (True, True)
    stranger = factories.member(pair.organization, roles=["admin"], sign_in=True)
    assert factories.client_of(stranger).get(pair.url("history", row.pk)).status_code == 404
    assert theirs.post(pair.url("observation-delete", row.pk)).status_code == 404
    assert mine.post(pair.url("observation-delete", row.pk)).status_code == 302
    assert (Observation.objects.count(), Revision.objects.count()) == (0, 0)
    assert mine.get(pair.url("history", row.pk)).status_code == 404


def test_a_shared_note_keeps_what_it_said_and_a_private_one_does_not(
    pair: Pair, session: Session, at: datetime
) -> None:
    for text in ("Before", "After"):
        logs.log_session(
            session=session, by=pair.mentee, at=at, shared=text, private=f"{text} in private"
        )
    note = Note.objects.get(is_private=False)
    assert (note.text, note.edited_at, Revision.objects.get().text) == ("After", at, "Before")
    html = page(pair, pair.mentor)
    assert ("edited" in html, "show earlier" in html, "Before" in html) == (True, True, False)
    assert "Before" in page(pair, pair.mentor, "history", note.pk)
    logs.log_session(session=session, by=pair.mentee, at=at)
    assert (Note.objects.count(), Revision.objects.count()) == (0, 0)


def test_an_item_is_changed_and_deleted_by_its_writer_or_owner(
    pair: Pair, session: Session, at: datetime
) -> None:
    mine = logs.Item(text="Mine", owner=pair.mentee)
    theirs = logs.Item(text="Theirs", owner=pair.mentor, measure="Sent")
    logs.log_session(session=session, by=pair.mentee, at=at, items=[mine, theirs])
    rows = {item.text: item for item in ActionItem.objects.all()}
    with pytest.raises(TrackingError, match="Only who wrote it"):
        items.delete_item(item=rows["Mine"], by=pair.mentor, at=at)
    values = {"measure": "", "achievable": "", "goal": "", "due_on": None}
    items.change_item(
        item=rows["Theirs"], by=pair.mentor, at=at, text="New", owner=str(pair.mentor.pk), **values
    )
    assert Revision.objects.get().text == "Theirs\nSent"
    assert "Theirs" in page(pair, pair.mentee, "history", rows["Theirs"].pk)
    client = factories.client_of(pair.mentee)
    assert client.post(pair.url("item-delete", rows["Theirs"].pk)).status_code == 302
    assert [item.text for item in ActionItem.objects.all()] == ["Mine"]
    assert Entry.objects.filter(action="action.deleted").count() == 1


def test_a_mood_is_its_writers_alone_and_counts_in_nothing(
    pair: Pair, session: Session, at: datetime
) -> None:
    url = pair.url("session-log", session.pk)
    assert factories.client_of(pair.mentee).post(url, log(mood="2")).status_code == 302
    said = Feedback.objects.get()
    assert (said.mood, said.rating, said.author) == (2, None, pair.mentee)
    forms = {
        member: factories.client_of(member).get(url).context["form"]
        for member in (pair.mentee, pair.mentor)
    }
    assert [form["mood"].value() for form in forms.values()] == [2, None]
    assert session_rating(pair.program.pk, timezone.localdate()) is None
    assert factories.client_of(pair.mentee).post(url, log(rating="4")).status_code == 302
    assert list(Feedback.objects.values_list("mood", "rating")) == [(2, 4)]


@pytest.fixture
def eva(pair: Pair) -> Member:
    return factories.member(
        pair.organization, given_name="Eva", family_name="Admin", roles=["admin"], sign_in=True
    )


def test_an_admin_logs_for_people_and_is_named(pair: Pair, eva: Member, at: datetime) -> None:
    client, url = factories.client_of(eva), pair.url("log-for-others")
    when = f"{timezone.localtime(at - timedelta(days=2)):%Y-%m-%dT%H:%M}"
    few = client.post(url, {"starts_at": when, "minutes": "30", "present": str(pair.mentor.pk)})
    assert (few.status_code, "At least two" in few.content.decode()) == (422, True)
    people = [str(pair.mentor.pk), str(pair.mentee.pk)]
    data = {"starts_at": when, "minutes": "30", "present": people}
    for _ in range(2):
        assert client.post(url, data).status_code == 302
    session = Session.objects.get()
    assert (session.logged_by, session.is_logged_for_them, session.state) == (eva, True, "held")
    assert "Logged by Eva Admin for them" in page(pair, eva)
    assert "Logged by Eva Admin for you" in page(pair, pair.mentee)
    told = Delivery.objects.filter(kind="session_confirmed").values_list("recipient", flat=True)
    assert set(told) == {pair.mentor.pk, pair.mentee.pk}
    with pytest.raises(NotAllowedError):
        logs.log_for_others(
            mentorship=pair.mentorship,
            starts_at=at - timedelta(days=3),
            minutes=30,
            present=[pair.mentor, pair.mentee],
            by=pair.mentor,
            at=at,
        )


def test_an_admin_leaves_what_is_logged_as_it_is(
    pair: Pair, session: Session, eva: Member, at: datetime
) -> None:
    again = logs.log_for_others(
        mentorship=pair.mentorship,
        starts_at=session.starts_at,
        minutes=30,
        present=[pair.mentor, pair.mentee],
        by=eva,
        at=at,
    )
    assert (again.pk, again.logged_by, again.is_logged_for_them) == (session.pk, pair.mentee, False)


def test_the_api_gives_progress_to_its_people_alone(
    pair: Pair, session: Session, eva: Member, at: datetime
) -> None:
    url = f"/api/v1/mentorships/{pair.mentorship.pk}/observations/"
    mentee = api(pair.mentee, scopes=["read", "write"])
    sent = {"kind": "achievement", "text": "Spoke up"}
    made = mentee.post(url, sent, content_type="application/json")
    assert (made.status_code, made.json()["author"]) == (201, str(pair.mentee.pk))
    wrong = mentee.post(url, {"kind": "pride", "text": "x"}, content_type="application/json")
    assert wrong.status_code == 400
    [row] = api(pair.mentor).get(url, {"kind": "achievement"}).json()["results"]
    assert (row["text"], row["session"], row["edited_at"]) == ("Spoke up", None, None)
    assert api(pair.mentor).get(url, {"kind": "improvement"}).json()["results"] == []
    assert api(eva).get(url).json()["results"] == []
    colleague = factories.member(pair.organization, sign_in=True)
    assert api(colleague).get(url).status_code == 404
