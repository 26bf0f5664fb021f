import pytest
from django.test import Client
from django.urls import reverse

from mentorship.tenancy.models import Member
from tests.factories import PASSWORD


@pytest.mark.parametrize(
    "name",
    [
        "usersessions_list",
        "mfa_index",
        "account_change_password",
        "account_email",
        "mfa_list_webauthn",
        "account_reauthenticate",
    ],
)
def test_every_page_of_the_account_opens(colleague_client: Client, name: str) -> None:
    response = colleague_client.get(reverse(name), follow=True)
    assert response.status_code == 200
    assert "</main>" in response.content.decode()


def test_the_list_of_sign_ins_names_them(colleague: Member) -> None:
    client = Client()
    client.post(reverse("account_login"), {"login": colleague.email, "password": PASSWORD})
    assert "127.0.0.1" in client.get(reverse("usersessions_list")).content.decode()
