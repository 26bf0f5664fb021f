"""A mentorship is called by the names its people have today."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from icalendar import Calendar

from matching.actions.titles import name_mentorships
from matching.models import Mentorship, Participant
from mentorship.delivery.models import Delivery
from mentorship.people.actions import save_person
from mentorship.tenancy.models import Member, Organization
from programs.models import Program
from tests import factories
from tracking.actions import pulse, sessions


def mentorship(organization: Organization, *, kind: str, names: list[str], at: Any) -> Mentorship:
    program = Program.objects.create(
        organization=organization,
        name=kind,
        starts_on=at.date(),
        ends_on=at.date() + timedelta(days=99),
        created_at=at,
        state="running",
        kind=kind,
    )
    made = Mentorship.objects.create(organization=organization, program=program, started_at=at)
    roles = ["peer"] * 9 if kind == "peer" else ["mentor"] + ["mentee"] * 8
    for name, role in zip(names, roles, strict=False):
        given, _, family = name.partition(" ")
        member = factories.member(organization, given_name=given, family_name=family)
        Participant.objects.create(
            organization=organization, mentorship=made, member=member, role=role
        )
    name_mentorships([made])
    return made


def title(made: Mentorship) -> str:
    return Mentorship.objects.get(pk=made.pk).title


CASES = [
    (
        "one_to_one",
        ["Cesar Esparza", "Lena Vogt"],
        "Cesar Esparza & Lena Vogt",
        "Cesar Esparza & Lena Kern",
    ),
    ("group", ["Lena Vogt", "Cesar Esparza"], "Lena Vogt’s group", "Lena Kern’s group"),
    (
        "peer",
        ["Cesar Esparza", "Lena Vogt"],
        "Cesar Esparza and Lena Vogt",
        "Cesar Esparza and Lena Kern",
    ),
    (
        "peer",
        ["Ana", "Cesar X", "Lena Vogt"],
        "Ana, Cesar X and Lena Vogt",
        "Ana, Cesar X and Lena Kern",
    ),
]


@pytest.mark.parametrize(("kind", "names", "before", "after"), CASES)
@pytest.mark.parametrize("door", ["form", "import", "update"])
def test_a_title_follows_a_new_name_whatever_door_it_came_through(
    northwind: Organization,
    owner: Member,
    at: Any,
    kind: str,
    names: list[str],
    before: str,
    after: str,
    door: str,
) -> None:
    made = mentorship(northwind, kind=kind, names=names, at=at)
    assert (made.title, title(made)) == (before, before)
    lena = Member.objects.get(given_name="Lena")
    if door == "form":
        lena.family_name = "Kern"
        save_person(member=lena, fields=["family_name"], by=owner, at=at)
    elif door == "import":
        lena.family_name = "Kern"
        Member.objects.bulk_create(
            [lena],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["given_name", "family_name"],
        )
    else:
        Member.objects.filter(pk=lena.pk).update(family_name="Kern")
    assert title(made) == after


def test_names_too_long_for_a_line_become_family_names(northwind: Organization, at: Any) -> None:
    names = [f"{'A' * 60}{number} Family{number}" for number in range(6)]
    assert mentorship(northwind, kind="peer", names=names, at=at).title.startswith(
        "Family0, Family1"
    )


def test_the_calendar_entry_carries_the_new_name(northwind: Organization, owner: Member) -> None:
    at = timezone.now()
    made = mentorship(
        northwind,
        kind="one_to_one",
        names=["Cesar Esparza", "Lena Vogt"],
        at=at - timedelta(days=9),
    )
    pulse.begin_mentorships(organization=northwind)
    Member.objects.filter(given_name="Lena").update(family_name="Kern")
    cesar = Member.objects.get(given_name="Cesar")
    sessions.book_session(
        mentorship=made, starts_at=at + timedelta(days=2), minutes=30, by=cesar, at=at
    )
    text = Delivery.objects.filter(kind="session_booked").first().context["calendar"]  # type: ignore[union-attr]
    [event] = Calendar.from_ical(text).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Session: Cesar Esparza & Lena Kern"
