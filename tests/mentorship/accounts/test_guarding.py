"""Guessing is slow; nobody is locked out by somebody else."""

import time
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.accounts.actions import TokenError, create_token
from mentorship.accounts.middleware import SEEN
from mentorship.audit.models import Entry
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.actions import invite
from mentorship.tenancy.models import Member, Organization, OrganizationSettings
from tests import factories, letters

LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"


def sign_in(
    member: Member,
    *,
    password: str = factories.PASSWORD,
    client: Client | None = None,
    ip: str = "10.0.0.1",
) -> Client:
    client = client or Client()
    client.post(LOGIN, {"login": member.email, "password": password}, REMOTE_ADDR=ip)
    return client


def is_in(client: Client) -> bool:
    return client.get("/o/northwind/").status_code == 200


def guess(member: Member, *, times: int, ip: str) -> None:
    for _ in range(times):
        sign_in(member, password="wrong wrong wrong", ip=ip)


def test_guessing_closes_the_account_to_the_guesser_alone(colleague: Member) -> None:
    guess(colleague, times=10, ip="10.0.0.66")
    assert not is_in(sign_in(colleague, ip="10.0.0.66"))
    assert is_in(sign_in(colleague, ip="10.0.0.1"))


def test_guessing_from_everywhere_leaves_a_known_device_and_a_reset(colleague: Member) -> None:
    mine = sign_in(colleague)
    mine.post("/accounts/logout/")
    for number in range(10):
        guess(colleague, times=10, ip=f"10.0.1.{number}")
    assert not is_in(sign_in(colleague, ip="10.0.0.9"))
    assert is_in(sign_in(colleague, client=mine))
    Client().post(RESET, {"email": colleague.email})
    client = Client()
    page = client.get(letters.link("account_mail"), follow=True)
    new = {"password1": "a new and long password", "password2": "a new and long password"}
    client.post(page.redirect_chain[-1][0], new)
    assert is_in(sign_in(colleague, password="a new and long password", ip="10.0.0.9"))


def test_a_device_that_somebody_else_signed_in_with_is_not_known(
    colleague: Member, admin: Member
) -> None:
    theirs = sign_in(admin, ip="10.0.0.66")
    theirs.post("/accounts/logout/")
    for _ in range(10):
        sign_in(colleague, password="wrong wrong wrong", client=theirs, ip="10.0.0.66")
    assert not is_in(sign_in(colleague, client=theirs, ip="10.0.0.66"))


def test_a_known_device_is_closed_after_ten_failures_of_its_own(colleague: Member) -> None:
    mine = sign_in(colleague)
    mine.post("/accounts/logout/")
    for _ in range(10):
        sign_in(colleague, password="wrong wrong wrong", client=mine)
    assert not is_in(sign_in(colleague, client=mine))


def test_an_office_signs_in_at_nine(northwind: Organization) -> None:
    people = [factories.member(northwind, sign_in=True) for _ in range(20)]
    answers = [is_in(sign_in(people[number % 20])) for number in range(300)]
    assert all(answers)


def test_the_clients_address_is_the_proxys_word_only_where_a_proxy_is_trusted(
    colleague: Member, settings: Any
) -> None:
    for number in range(11):
        forged = {"login": colleague.email, "password": "wrong wrong wrong"}
        Client().post(
            LOGIN, forged, HTTP_X_FORWARDED_FOR=f"9.9.9.{number}", REMOTE_ADDR="10.0.0.66"
        )
    assert not is_in(sign_in(colleague, ip="10.0.0.66"))
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    right = {"login": colleague.email, "password": factories.PASSWORD}
    behind = Client()
    behind.post(LOGIN, right, HTTP_X_FORWARDED_FOR="9.9.9.1, 10.0.0.7", REMOTE_ADDR="10.0.0.66")
    assert is_in(behind)


def test_links_that_work_are_never_counted_and_guessed_ones_are(
    northwind: Organization, admin: Member
) -> None:
    invite(member=factories.member(northwind), by=admin, at=timezone.now())
    link, client = letters.link("invitation"), Client()
    assert {client.get(link).status_code for _ in range(70)} == {200}
    guessed = [client.get(f"/o/northwind/join/guess{number}/").status_code for number in range(61)]
    assert guessed == [410] * 60 + [429]
    assert client.get(link).status_code == 200


# What the pages say
# ------------------------------------------------------------


def test_a_reset_says_the_same_of_an_address_that_nobody_has(colleague: Member) -> None:
    known = Client().post(RESET, {"email": colleague.email})
    unknown = Client().post(RESET, {"email": "nobody@nowhere.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert [delivery.address for delivery in Delivery.objects.filter(kind="account_mail")] == [
        colleague.email
    ]


@pytest.mark.parametrize("host", ["testserver", "localhost"])
def test_links_lead_to_the_installations_own_address(
    colleague: Member, settings: Any, host: str
) -> None:
    settings.PUBLIC_URL = "https://mentoring.example.org"
    Client().post(RESET, {"email": colleague.email}, HTTP_HOST=host)
    assert "https://mentoring.example.org/accounts/password/reset/key/" in str(
        compose(letters.latest("account_mail")).body
    )


def test_who_was_invited_and_forgot_gets_a_new_invitation(
    northwind: Organization, admin: Member
) -> None:
    person = factories.member(northwind)
    invite(member=person, by=admin, at=timezone.now())
    old = letters.link("invitation")
    Client().post(RESET, {"email": person.email.upper()})
    assert Client().get(old).status_code == 410
    assert Client().get(letters.link("invitation")).status_code == 200


def test_the_secret_of_a_link_stands_in_no_log(
    northwind: Organization, admin: Member, caplog: pytest.LogCaptureFixture
) -> None:
    invite(member=factories.member(northwind), by=admin, at=timezone.now())
    link = letters.link("invitation")
    Client().post(link, {"password": "a good long password"})
    assert Client().get(link).status_code == 410
    assert link.split("/")[-2] not in caplog.text


# Sessions, factors, audit
# ------------------------------------------------------------


def test_a_session_ends_after_idle_time(colleague_client: Client, settings: Any) -> None:
    settings.SESSION_IDLE_SECONDS = 3600
    for idle, lives in ((3000, True), (3700, False)):
        session = colleague_client.session
        session[SEEN] = int(time.time()) - idle
        session.save()
        assert is_in(colleague_client) is lives


def test_role_holders_add_a_second_factor_where_it_is_required(
    northwind: Organization, owner_client: Client, colleague_client: Client, owner: Member
) -> None:
    page = "/o/northwind/settings/"
    stored = OrganizationSettings.objects.get(organization=northwind)
    data = {"name": "Northwind", "time_zone": stored.time_zone, "accent": "", "min_group_size": "5"}
    assert owner_client.post(page, {**data, "requires_second_factor": "on"})["Location"] == page
    assert owner_client.get("/o/northwind/")["Location"] == reverse("mfa_index")
    assert colleague_client.get("/o/northwind/").status_code == 200
    Authenticator.objects.create(user=owner.user, type="totp", data={"secret": "x"})
    assert owner_client.get("/o/northwind/").status_code == 200


def test_sign_ins_failures_and_factors_are_audited(colleague: Member) -> None:
    sign_in(colleague, ip="10.0.0.66", password="wrong wrong wrong")
    sign_in(colleague, ip="10.0.0.1")
    found = Entry.objects.filter(action__startswith="account.").order_by("id")
    assert [(entry.action, entry.details["client"], entry.actor) for entry in found] == [
        ("account.sign_in_failed", "10.0.0.66", None),
        ("account.signed_in", "10.0.0.1", colleague),
    ]


@pytest.mark.parametrize("days", [0, -1, 366, 36500])
def test_a_token_works_for_a_year_at_most(admin: Member, days: int) -> None:
    at = factories.START
    with pytest.raises(TokenError):
        create_token(
            member=admin,
            name="x",
            scopes=["read"],
            expires_at=at + timedelta(days=days, seconds=-1 if days < 1 else 1),
            by=admin,
            at=at,
        )
