"""Two people, one form: nothing that either wrote is lost without a word."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member, Organization, OrganizationSettings
from mentorship.versions import OvertakenError, marks_of, merge
from programs.models import Enrolment, Guidelines, Program
from tests import factories, world
from tracking.actions.sessions import book_session
from tracking.models import Session

NAMES = ("a", "b", "c")
VALUES = st.fixed_dictionaries(
    {name: st.sampled_from([None, "", "x", "y", 1, 2]) for name in NAMES}
)


@given(VALUES, VALUES, VALUES)
def test_a_merge_keeps_what_each_changed_and_says_what_both_did(
    read: Any, given: Any, stored: Any
) -> None:
    both = {
        n for n in NAMES if read[n] != stored[n] and given[n] != read[n] and given[n] != stored[n]
    }
    if both:
        with pytest.raises(OvertakenError) as caught:
            merge(read=marks_of(read), given=given, stored=stored)
        assert caught.value.stored == {name: stored[name] for name in both}
        return
    merged = merge(read=marks_of(read), given=given, stored=stored)
    for name in NAMES:
        assert merged[name] == (stored[name] if given[name] == read[name] else given[name])


@pytest.mark.parametrize("read", ["", "nonsense", "[]", "5"])
def test_what_carries_no_marks_counts_as_given(read: str) -> None:
    assert merge(read=read, given={"a": 1}, stored={"a": 2}) == {"a": 1}


@pytest.fixture
def place(northwind: Organization) -> world.World:
    return world.build(northwind)


def fields_of(client: Client, page: str) -> dict[str, Any]:
    """What a browser would send back of the page's form, untouched."""
    form = client.get(page).context["form"]
    with timezone.override(ZoneInfo("Europe/Berlin")):
        values = {bound.html_name: bound.value() for bound in form}
    for name, value in values.items():
        if isinstance(value, datetime):
            values[name] = value.strftime("%Y-%m-%dT%H:%M")
    return {name: value for name, value in values.items() if value not in (None, False)}


def booked(place: world.World) -> tuple[Session, str]:
    from matching.models import Mentorship

    at = timezone.now().replace(second=0, microsecond=0)
    session = book_session(
        mentorship=Mentorship.objects.get(pk=place.ids["mentorship"]),
        starts_at=at + timedelta(days=3),
        minutes=30,
        by=place.people["mentee"],
        at=at,
        agenda="",
    )
    return session, reverse("tracking:session-move", args=["northwind", session.pk])


def test_the_mentors_agenda_stays_when_the_mentee_adds_a_room(place: world.World) -> None:
    session, page = booked(place)
    mentee, mentor = (factories.client_of(place.people[role]) for role in ("mentee", "mentor"))
    early, late = fields_of(mentee, page), fields_of(mentor, page)
    assert mentor.post(page, {**late, "agenda": "What I learnt"}).status_code == 302
    assert mentee.post(page, {**early, "place": "Room 4"}).status_code == 302
    session.refresh_from_db()
    assert (session.agenda, session.place) == ("What I learnt", "Room 4")


def test_two_agendas_are_said_and_the_second_is_a_choice(place: world.World) -> None:
    session, page = booked(place)
    mentee, mentor = (factories.client_of(place.people[role]) for role in ("mentee", "mentor"))
    early, late = fields_of(mentee, page), fields_of(mentor, page)
    mentor.post(page, {**late, "agenda": "Theirs"})
    answer = mentee.post(page, {**early, "agenda": "Mine"})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "It says now: Theirs" in text
    assert "Mine</textarea>" in text
    session.refresh_from_db()
    assert session.agenda == "Theirs"
    again = {**early, "agenda": "Mine", "read": answer.context["form"]["read"].value()}
    assert mentee.post(page, again).status_code == 302
    session.refresh_from_db()
    assert session.agenda == "Mine"


def test_saving_without_a_change_mails_nobody(place: world.World) -> None:
    session, page = booked(place)
    before = Delivery.objects.count()
    mentee = factories.client_of(place.people["mentee"])
    assert mentee.post(page, fields_of(mentee, page)).status_code == 302
    assert Delivery.objects.count() == before
    session.refresh_from_db()
    assert session.sequence == 0


@pytest.mark.parametrize(
    ("page", "mine", "theirs"),
    [
        ("programs/{program}/edit/", {"summary": "Mine"}, {"name": "Theirs"}),
        ("programs/{program}/guidelines/", {"agreement": "Mine"}, {"mentor_duties": "Theirs"}),
        ("programs/{program}/cadence/", {"weekly_weeks": "4"}, {"weekly_sessions": "7"}),
        ("programs/{program}/questions/{question}/", {"text": "Mine?"}, {"help": "Theirs"}),
        ("people/{member}/edit/", {"title": "Mine"}, {"department": "Theirs"}),
        ("settings/", {"accent": "#0b6e6e"}, {"time_zone": "Europe/Madrid"}),
    ],
)
def test_an_older_page_takes_nothing_back(
    place: world.World, page: str, mine: Any, theirs: Any
) -> None:
    url = "/o/northwind/" + page.format(**place.ids)
    one, other = (factories.client_of(place.people["owner"]) for _ in range(2))
    early = fields_of(one, url)
    assert other.post(url, {**fields_of(other, url), **theirs}).status_code == 302
    assert one.post(url, {**early, **mine}).status_code == 302
    now = fields_of(one, url)
    assert {name: str(now[name]) for name in (*mine, *theirs)} == mine | theirs
    [name] = theirs
    third = {"time_zone": "Europe/Paris", "weekly_sessions": "3"}.get(name, "Else")
    clash = other.post(url, {**early, name: third})
    assert clash.status_code == 422
    assert f"It says now: {theirs[name]}" in clash.content.decode()
    assert str(fields_of(one, url)[name]) == theirs[name]


def test_guidelines_saved_from_an_older_page_keep_the_owners_addition(place: world.World) -> None:
    url = "/o/northwind/programs/{program}/guidelines/".format(**place.ids)
    admin, owner = (factories.client_of(place.people[role]) for role in ("admin", "owner"))
    early = fields_of(admin, url)
    owner.post(url, {**fields_of(owner, url), "agreement": "a\n\nAnd this too."})
    admin.post(url, {**early, "mentor_duties": "More"})
    latest = Guidelines.objects.latest("version")
    assert (latest.mentor_duties, latest.agreement) == ("More", "a\n\nAnd this too.")


def test_goals_that_somebody_else_changed_are_not_replaced(place: world.World) -> None:
    url = "/o/northwind/programs/{program}/goals/".format(**place.ids)
    client = factories.client_of(place.people["admin"])
    read = client.get(url).context["read"]
    goal = {
        "goals-0-statement": "Pairs meet",
        "goals-0-kpi": "sessions_per_pair",
        "goals-0-baseline": "0",
        "goals-0-target": "2",
        "goals-0-due_on": "2026-12-31",
        "goals-TOTAL_FORMS": "1",
        "goals-INITIAL_FORMS": "0",
    }
    assert client.post(url, {**goal, "read": read}).status_code == 302
    later = client.post(url, {**goal, "goals-0-statement": "Other", "read": read})
    assert later.status_code == 422
    assert "Pairs meet" in later.content.decode()
    assert Program.objects.get(pk=place.ids["program"]).goals.get().statement == "Pairs meet"
    again = {**goal, "goals-0-statement": "Other", "read": later.context["read"]}
    assert client.post(url, again).status_code == 302


def test_a_decision_from_an_older_page_decides_nothing(
    northwind: Organization, admin: Member, owner: Member, at: Any
) -> None:
    program = Program.objects.create(
        organization=northwind,
        name="Compass",
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=99),
        created_at=at,
        state="recruiting",
    )
    mine = Enrolment.objects.create(
        organization=northwind,
        program=program,
        member=factories.member(northwind),
        role="mentee",
        applied_at=at,
    )
    url, seen = f"/o/northwind/programs/{program.pk}/enrolments/decide/", f"{mine.pk}=applied"
    factories.client_of(admin).post(url, {"ids": str(mine.pk), "seen": seen, "state": "approved"})
    answer = factories.client_of(owner).post(
        url, {"ids": str(mine.pk), "seen": seen, "state": "declined"}, follow=True
    )
    assert "Somebody decided about 1 application meanwhile" in answer.content.decode()
    mine.refresh_from_db()
    assert mine.state == "approved"
    assert set(Delivery.objects.filter(subject_id=mine.pk).values_list("kind", flat=True)) == {
        "enrolment_approved"
    }


def test_settings_carry_what_they_read(northwind: Organization, owner_client: Client) -> None:
    page = "/o/northwind/settings/"
    early = fields_of(owner_client, page)
    OrganizationSettings.objects.update(accent="#123456")
    owner_client.post(page, {**early, "name": "Northwind Ltd"})
    assert OrganizationSettings.objects.get().accent == "#123456"
