"""Two sample organisations with a year of history, written by the product's own actions."""

import csv
import multiprocessing
import os
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import connection, connections
from django.db.models import F

from mentorship.accounts.actions import create_user
from mentorship.delivery.enums import State
from mentorship.delivery.models import Delivery
from mentorship.local.story import Chapter, Story, chapters
from mentorship.people.actions import apply_import, save_mapping, upload_import
from mentorship.people.importing.mapping import guess
from mentorship.people.importing.reading import Sheet, read_file
from mentorship.people.rules import hidden_fields
from mentorship.tenancy.actions import change_roles, change_settings, create_organization
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization, OrganizationSettings

PASSWORD = "mentoring-demo-2026"  # noqa: S105 - printed by the demo for everybody
PEOPLE = Path(__file__).parent / "data" / "people.csv"
FABRIKAM_SIZE = 60
MOST_TELLERS = 4
# account: given name, family name, title, department, level, roles, e-mail
CRAFT = {
    "mentor": [
        "leading engineers",
        "presenting to executives",
        "hiring",
        "from prototype to product",
    ],
    "mentee": ["Python", "customer interviews", "writing clearly"],
    "guest": ["negotiating", "key accounts", "growing people"],
}
NORTHWIND_CAST = {
    "admin": ("Amara", "Okafor", "Learning and Development Lead", "Human Resources", 4, ["admin"]),
    "hr": ("Henrik", "Solberg", "People Analyst", "Human Resources", 3, ["hr"]),
    "mentor": ("Maya", "Lindqvist", "Director of Engineering", "Research & Development", 4, []),
    "mentee": ("Tomás", "Ferreira", "Software Engineer", "Sales", 2, []),
}


class SeedError(Exception):
    pass


def seed(
    *, now: datetime, say: Callable[[str], None], slugs: Sequence[str] = ("northwind", "fabrikam")
) -> None:
    """Make these organisations. What the year's messages were counts as sent. Raises SeedError."""
    for slug in slugs:
        name, make_cast = slug.title(), _northwind if slug == "northwind" else _fabrikam
        organization, owner = _organization(slug, name, now)
        with _fast_tenant(organization):
            cast = {"owner": owner, **make_cast(organization, owner, now)}
        story = Story(organization=organization, now=now, cast=cast, random=random.Random(slug))
        for chapter in chapters():
            _tell(chapter, story)
        with _fast_tenant(organization):
            _settle_messages(organization, now)
        say(f"{name}: members, programs and a year of sessions are there.")


@contextmanager
def _fast_tenant(organization: Organization) -> Iterator[None]:
    with tenant(organization.pk), connection.cursor() as cursor:
        # The demo's data can be made again; its start should not wait for the disk.
        cursor.execute("SET LOCAL synchronous_commit = off")
        # The tables grow faster than statistics follow; without them the planner reads tables
        # whole.
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield


def _tell(chapter: Chapter, story: Story) -> None:
    if not chapter.is_shared:
        _tell_alone(chapter, story)
    # macOS's libraries do not bear forks.
    elif sys.platform == "darwin":
        _tell_alone(chapter, story, 0, 1)
    else:
        _tell_together(chapter, story, min(os.cpu_count() or 1, MOST_TELLERS))


def _tell_alone(chapter: Chapter, story: Story, *share: int) -> None:
    with _fast_tenant(story.organization):
        chapter.tell(story, *share)


def _tell_together(chapter: Chapter, story: Story, shares: int) -> None:
    # A fork has the story as it stands; a connection cannot be shared with it.
    connections.close_all()
    context = multiprocessing.get_context("fork")
    tellers = [
        context.Process(target=_tell_alone, args=(chapter, story, share, shares))
        for share in range(shares)
    ]
    for teller in tellers:
        teller.start()
    for teller in tellers:
        teller.join()
    if any(teller.exitcode for teller in tellers):
        raise SeedError(
            f"The sample data could not be made: {chapter.name} failed; what it said is above."
        )


def _organization(slug: str, name: str, now: datetime) -> tuple[Organization, Member]:
    user = create_user(email=f"owner@{slug}.example", password=PASSWORD)
    owner = create_organization(
        name=name,
        slug=slug,
        owner_email=user.email,
        owner_name="Olivia Brandt" if slug == "northwind" else "Farid Rahimi",
        user=user,
        at=now.replace(year=now.year - 1),
        time_zone="Europe/Berlin",
    )
    return owner.organization, owner


def _northwind(organization: Organization, owner: Member, now: datetime) -> dict[str, Member]:
    settings = OrganizationSettings.objects.get(organization=organization)
    change_settings(
        settings=settings,
        name=organization.name,
        by=owner,
        at=now.replace(year=now.year - 1),
        collects_gender=True,
    )
    _import_people(read_file(PEOPLE.read_bytes(), PEOPLE.name), owner, now)
    cast = {
        account: _person(organization, account, "northwind.example", *values)
        for account, values in NORTHWIND_CAST.items()
    }
    for account in ("admin", "hr"):
        change_roles(member=cast[account], roles=NORTHWIND_CAST[account][5], by=owner, at=now)
    cast["guest"] = _person(
        organization,
        "guest",
        "partner.example",
        "Grace",
        "Nakamura",
        "Partner",
        "",
        5,
        [],
        is_external=True,
    )
    return cast


def _fabrikam(organization: Organization, owner: Member, now: datetime) -> dict[str, Member]:
    with PEOPLE.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    mail, manager = header.index("Work Email"), header.index("Reports To")
    chosen = [row for row in rows if not row[header.index("Termination Date")]][:FABRIKAM_SIZE]
    for row in chosen:
        row[mail] = row[mail].replace("northwind", "fabrikam")
        row[manager] = ""
    _import_people(Sheet(header=header, rows=chosen), owner, now)
    return {
        "mentee": _person(
            organization, "mentee", "fabrikam.example", "Lena", "Vogt", "Analyst", "Sales", 1, []
        )
    }


def _import_people(sheet: Sheet, owner: Member, now: datetime) -> None:
    at = now.replace(year=now.year - 1)
    file = upload_import(name=PEOPLE.name, sheet=sheet, by=owner, at=at)
    hidden = hidden_fields(OrganizationSettings.objects.get(organization=owner.organization_id))
    save_mapping(
        file=file,
        mapping=guess(sheet.header, {}, hidden=hidden),
        order=None,
        clear_empty=False,
        by=owner,
        at=at,
    )
    apply_import(file=file, by=owner, at=at)


def _person(
    organization: Organization,
    account: str,
    domain: str,
    given: str,
    family: str,
    title: str,
    department: str,
    level: int,
    roles: list[str],
    *,
    is_external: bool = False,
) -> Member:
    email = f"{account}@{domain}"
    return Member.objects.create(
        organization=organization,
        user=create_user(email=email, password=PASSWORD),
        email=email,
        given_name=given,
        family_name=family,
        title=title,
        department=department,
        level=level,
        languages=["English"],
        skills=CRAFT.get(account, ["public speaking", "project planning"]),
        time_zone="Europe/Berlin",
        location="Berlin",
        is_external=is_external,
    )


def _settle_messages(organization: Organization, now: datetime) -> None:
    """The year's e-mails have left and its notifications were read; today's are new."""
    past = Delivery.objects.filter(
        organization=organization, created_at__lt=now.replace(hour=0, minute=0)
    )
    past.filter(state=State.OWED).update(state=State.SENT, sent_at=F("created_at"))
    past.filter(channel="in_app").update(read_at=F("created_at"))
