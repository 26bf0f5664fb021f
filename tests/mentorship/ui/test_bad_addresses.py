import pytest
from django.test import Client

from mentorship.tenancy.models import Organization


@pytest.mark.parametrize("page", ["people/", "directory/", "people/blocks/", "programs/"])
def test_a_nul_in_an_address_is_left_out(
    northwind: Organization, admin_client: Client, page: str
) -> None:
    response = admin_client.get(f"/o/northwind/{page}?q=A%00da")
    assert response.status_code == 200
    assert b"\x00" not in response.content
    assert b"</main>" in response.content
