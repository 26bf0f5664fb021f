from datetime import datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext

from mentorship.people.actions import apply_import, save_mapping, upload_import
from mentorship.people.importing.reading import Sheet
from mentorship.tenancy.models import Member, Organization
from tests import factories


def changed(owner: Member, number: int, at: datetime) -> int:
    """How many queries it costs to give so many people another title and address."""
    for n in range(number):
        email = f"p{number}-{n}@northwind.example"
        factories.member(
            owner.organization, number=f"{number}-{n}", given_name=f"P{n}", email=email
        )
    rows = [[f"{number}-{n}", f"q{number}-{n}@northwind.example", "Clerk"] for n in range(number)]
    sheet = Sheet(header=["Employee number", "Email", "Title"], rows=rows)
    file = upload_import(name="p.csv", sheet=sheet, by=owner, at=at)
    save_mapping(
        file=file,
        mapping=["number", "email", "title"],
        order=None,
        clear_empty=False,
        by=owner,
        at=at,
    )
    with CaptureQueriesContext(connection) as queries:
        report = apply_import(file=file, by=owner, at=at)
    assert report.counts["changed"] == number
    return len(queries)


def test_applying_costs_as_many_queries_for_one_person_as_for_many(
    northwind: Organization, owner: Member, at: datetime
) -> None:
    assert changed(owner, 1, at) == changed(owner, 30, at)
