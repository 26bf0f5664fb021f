import pytest
from django.test import Client

from mentorship.tenancy.models import Organization


@pytest.mark.parametrize("page", ["people/", "directory/", "people/blocks/", "programs/"])
def test_a_nul_in_an_address_is_refused_kindly(northwind: Organization, admin_client: Client, page: str) -> None:
    response = admin_client.get(f"/o/northwind/{page}?q=%00")
    assert response.status_code == 400
    assert b"<h1>" in response.content
