"""What an organisation has to say that it collects: offered, read and shown only then, and deleted
after.
"""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from mentorship.audit.models import Entry
from mentorship.people.actions import apply_import
from mentorship.people.models import ImportFile
from mentorship.people.queries import plan_of
from mentorship.tenancy.actions import change_settings
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization, OrganizationSettings
from tests import factories, races
from tests.mentorship.people.test_import_views import read

FILE = "First Name,Work Email,Gender\nAna,ana@northwind.example,Female\n"
SETTINGS = {"name": "Northwind", "time_zone": "Europe/Berlin", "accent": "", "min_group_size": 5}


@pytest.fixture
def collects(northwind: Organization) -> None:
    OrganizationSettings.objects.filter(organization=northwind).update(collects_gender=True)


def mapping_page(client: Client) -> Any:
    return client.get(read(client, FILE))


def take_as_guessed(client: Client) -> ImportFile:
    page = mapping_page(client)
    client.post(
        page.request["PATH_INFO"],
        {field.html_name: field.value() for _, _, field in page.context["form"].columns()},
    )
    return ImportFile.objects.latest("id")


def test_an_import_offers_it_only_where_it_is_collected(
    northwind: Organization, admin_client: Client
) -> None:
    page = mapping_page(admin_client)
    assert ">Gender</option>" not in page.content.decode()
    forged = {"column_0": "given_name", "column_1": "email", "column_2": "gender"}
    assert admin_client.post(page.request["PATH_INFO"], forged).status_code == 422
    assert take_as_guessed(admin_client).mapping == ["given_name", "email", ""]

    OrganizationSettings.objects.filter(organization=northwind).update(collects_gender=True)

    file = take_as_guessed(admin_client)
    assert file.mapping == ["given_name", "email", "gender"]
    assert [
        line.values["gender"] for line in plan_of(file, by=file.by, at=file.created_at).lines
    ] == ["Female"]


@pytest.mark.usefixtures("collects")
def test_turned_off_it_is_deleted_here_alone_and_a_file_on_its_way_does_not_bring_it_back(
    northwind: Organization, fabrikam: Organization, admin_client: Client, owner_client: Client
) -> None:
    file = take_as_guessed(admin_client)
    here = factories.member(northwind, gender="Female")
    with tenant(fabrikam.id):
        there = factories.member(fabrikam, gender="Female")

    assert owner_client.post("/o/northwind/settings/", SETTINGS).status_code == 302

    here.refresh_from_db()
    assert here.gender == ""
    assert "gender" not in plan_of(file, by=file.by, at=file.created_at).lines[0].values
    with tenant(fabrikam.id):
        assert Member.objects.filter(pk=there.pk, gender="Female").exists()
    assert Entry.objects.latest("id").details["changed"]["collects_gender"] == ["True", "False"]


def test_a_persons_form_asks_for_it_only_where_it_is_collected(
    northwind: Organization, admin_client: Client
) -> None:
    person = factories.member(northwind, given_name="Mara", email="mara@northwind.example")
    edit = f"/o/northwind/people/{person.pk}/edit/"
    values = {"given_name": "Mara", "email": "mara@northwind.example", "gender": "Non-binary"}
    assert "gender" not in admin_client.get(edit).context["form"].fields
    assert admin_client.post(edit, values).status_code == 302
    person.refresh_from_db()
    assert person.gender == ""

    OrganizationSettings.objects.filter(organization=northwind).update(collects_gender=True)
    assert admin_client.post(edit, values).status_code == 302

    person.refresh_from_db()
    assert person.gender == "Non-binary"


@pytest.mark.usefixtures("collects")
def test_colleagues_and_the_persons_page_never_show_it(
    northwind: Organization, admin: Member, admin_client: Client, colleague_client: Client
) -> None:
    person = factories.member(northwind, given_name="Mara", gender="Eigengeschlecht")
    for client in (admin_client, colleague_client):
        for page in (f"/o/northwind/people/{person.pk}/", "/o/northwind/people/?q=mara"):
            assert "Eigengeschlecht" not in client.get(page).content.decode()


@pytest.mark.django_db(transaction=True)
def test_turned_off_while_an_import_writes_it_is_deleted_after() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        by = factories.member(organization, roles=["owner"])
        settings = OrganizationSettings.objects.get(organization=organization)
        OrganizationSettings.objects.filter(pk=settings.pk).update(collects_gender=True)
        file = ImportFile.objects.create(
            organization=organization,
            name="people.csv",
            header=["Name", "Mail", "Gender"],
            by=by,
            rows=[["Ana", "ana@northwind.example", "Female"]],
            mapping=["given_name", "email", "gender"],
            created_at=timezone.now(),
        )
    turns, acts, compared = iter(("import", "settings")), threading.Lock(), threading.Event()

    def tell(*_: object) -> None:
        """The import has the lock; it goes on as soon as the other one waits for it."""
        compared.set()
        wait_until(is_somebody_waiting)

    def act() -> str:
        with acts:
            turn = next(turns)
        if turn == "import":
            apply_import(file=file, by=by, at=timezone.now(), tell=tell)
        else:
            assert compared.wait(20)
            values = {
                "time_zone": "UTC",
                "accent": "",
                "min_group_size": 5,
                "collects_gender": False,
            }
            change_settings(settings=settings, name="Northwind", by=by, at=timezone.now(), **values)
        return turn

    assert sorted(races.at_once(organization.pk, act)) == ["import", "settings"]
    with tenant(organization.pk):
        assert Member.objects.get(email="ana@northwind.example").gender == ""


def is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
        return bool(cursor.fetchone()[0])


def wait_until(is_so: Callable[[], bool]) -> None:
    ends = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < ends
        time.sleep(0.01)
