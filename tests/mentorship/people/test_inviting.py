from django.test import Client

from mentorship.tenancy.models import Organization
from tests import factories


def test_after_inviting_the_list_is_filtered_as_before(
    northwind: Organization, admin_client: Client
) -> None:
    person = factories.member(northwind, department="Law")
    values = {"ids": [person.pk], "department": "Law", "state": "not-invited", "q": ""}
    response = admin_client.post("/o/northwind/people/invite/", values)
    assert response["Location"] == "/o/northwind/people/?department=Law&state=not-invited"
    assert (
        admin_client.post("/o/northwind/people/invite/", {})["Location"] == "/o/northwind/people/"
    )
