"""What somebody finds in a mentorship that others began before them, or have left."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from matching.actions import endings, publication
from matching.models import Participant
from mentorship.tenancy.models import Member
from tests import factories
from tests.matching.pools import solved
from tests.matching.test_groups import client_of, group_with_seat, newcomer, parts, published, url
from tracking.actions import logs
from tracking.models import Session


@pytest.fixture
def joined(admin: Member) -> tuple[Any, Any]:
    """A group with one session behind it, and the part of somebody who has just come."""
    at = timezone.now()
    first = published(admin, at - timedelta(days=20))
    group = group_with_seat()
    mentor, old = parts(group, "mentor")[0].member, parts(group)[0].member
    past = logs.log_past_session(
        mentorship=group, starts_at=at - timedelta(days=5), minutes=60, by=mentor, at=at
    )
    items = [logs.Item(text="Finish the draft", owner=old)]
    missing = [parts(group)[1].member]
    logs.log_session(
        session=past,
        by=old,
        at=at,
        shared="Between us alone",
        private="",
        items=items,
        absent=missing,
    )
    new = newcomer(first.program, admin, at)
    publication.publish_run(run=solved(first.program, admin, at), by=admin, at=at)
    return group, Participant.objects.select_related("member").get(enrolment=new)


def page(group: Any, member: Member) -> str:
    member.refresh_from_db()
    client = factories.client_of(member) if member.user else client_of(member)
    html: str = client.get(url("tracking:mentorship", group.pk)).content.decode()
    return html


def test_who_joins_reads_what_was_said_since_then(joined: tuple[Any, Any]) -> None:
    group, part = joined
    assert part.joined_at is not None
    [old, absent, *_] = parts(group)
    seen = {who: page(group, member) for who, member in (("old", old.member), ("new", part.member))}
    assert {who: "Between us alone" in html for who, html in seen.items()} == {
        "old": True,
        "new": False,
    }
    # Three times as an open item, with what can be done with it, and once under its session; who
    # neither wrote nor does it cannot change it.
    assert [html.count("Finish the draft") for html in seen.values()] == [4, 2]
    assert f"missing: {absent.member.name}" in seen["old"]
    at = timezone.now()
    now = logs.log_past_session(
        mentorship=group,
        starts_at=at + timedelta(seconds=1),
        minutes=30,
        by=old.member,
        at=at + timedelta(hours=1),
    )
    logs.log_session(
        session=now,
        by=old.member,
        at=at + timedelta(hours=1),
        shared="Said to all",
        private="",
        items=[],
    )
    html = page(group, part.member)
    assert "Said to all" in html
    # A session from before is not theirs to correct or take back.
    past = Session.objects.get(notes__text="Between us alone")
    client = factories.client_of(part.member)
    for name in ("session-log", "session-correct"):
        address = url(f"tracking:{name}", past.pk)
        assert (client.get(address).status_code, address in html) == (404, False)
    assert client.post(url("tracking:session-take-back", past.pk)).status_code == 404
    assert url("tracking:session-correct", now.pk) in html


def test_a_log_that_is_sent_twice_promises_nothing_twice(joined: tuple[Any, Any]) -> None:
    group, _ = joined
    old = parts(group)[0].member
    past = Session.objects.get(notes__text="Between us alone")
    again = [logs.Item(text="Finish the draft", owner=old), logs.Item(text="Ask Maya", owner=old)]
    logs.log_session(
        session=past, by=old, at=timezone.now(), shared="Between us alone", private="", items=again
    )
    assert sorted(past.action_items.values_list("text", flat=True)) == [
        "Ask Maya",
        "Finish the draft",
    ]


def test_nothing_is_offered_to_be_done_in_what_has_ended(joined: tuple[Any, Any]) -> None:
    group, _ = joined
    old = parts(group)[0].member
    assert "Done: Finish the draft" in page(group, old)
    endings.wrap_up(mentorship=group, at=timezone.now())
    html = page(group, old)
    assert ("Finish the draft" in html, "Done: Finish the draft" in html) == (True, False)


def test_what_somebody_who_left_had_to_do_is_not_open_any_more(joined: tuple[Any, Any]) -> None:
    group, _ = joined
    old = parts(group)[0]
    endings.leave_group(part=old, reason="", by=old.member, at=timezone.now())
    mentor = parts(group, "mentor")[0].member
    html = page(group, mentor)
    # In the thread of sessions it stays.
    assert html.count("Finish the draft") == 1
    assert "Nothing open." in html
