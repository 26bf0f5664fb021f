import hashlib
import re
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import get_default_password_validators
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.accounts.models import User
from mentorship.accounts.passwords import LongOrSecondFactor
from mentorship.accounts.throttle import allow
from mentorship.tenancy.actions import (
    InvitationError,
    LastOwnerError,
    accept_invitation,
    change_roles,
    has_left,
    invite,
)
from mentorship.tenancy.models import Invitation, Member, Organization, OrganizationSettings
from tests import factories, letters

LOGIN = "/accounts/login/"


def test_a_member_signs_in_and_lands_in_their_organisation(colleague: Member) -> None:
    client = Client()
    data = {"login": colleague.email.upper(), "password": factories.PASSWORD}
    response = client.post(LOGIN, data)
    assert response.status_code == 302
    assert client.get("/")["Location"] == "/o/northwind/"


def test_attempts_are_counted_by_window(db: None) -> None:
    at, minute = timezone.now(), timedelta(minutes=1)
    results = [allow(what="x", who="A@b", limit=2, window=minute, at=at) for _ in range(3)]
    assert results == [True, True, False]
    assert not allow(what="x", who="a@B", limit=2, window=minute, at=at)
    assert allow(what="x", who="a@b", limit=2, window=minute, at=at + minute)
    assert allow(what="y", who="a@b", limit=2, window=minute, at=at)


def test_a_short_password_needs_a_second_factor(colleague: Member) -> None:
    rule = LongOrSecondFactor()
    rule.validate("fifteen letters", colleague.user)
    with pytest.raises(ValidationError, match="at least 15"):
        rule.validate("eight888", colleague.user)
    Authenticator.objects.create(user=colleague.user, type="totp", data={"secret": "x"})
    rule.validate("eight888", colleague.user)
    with pytest.raises(ValidationError):
        rule.validate("seven77", colleague.user)


def test_nobody_signs_up_without_an_invitation(db: None) -> None:
    assert "/accounts/signup/" not in Client().get(LOGIN).content.decode()
    Client().post("/accounts/signup/", {"email": "a@b.example", "password1": "x" * 20})
    assert User.objects.count() == 0


def test_an_invitation_joins_a_new_user_to_the_member_once(
    northwind: Organization, admin: Member
) -> None:
    person = factories.member(northwind, given_name="New")
    invite(member=person, by=admin, at=timezone.now())
    url = letters.link("invitation")
    client = Client()
    assert "Welcome, New" in client.get(url).content.decode()
    assert "at least 15" in client.post(url, {"password": "short"}).content.decode()
    assert "too similar" in client.post(url, {"password": person.email}).content.decode()
    assert client.post(url, {"password": "a good long password"})["Location"] == "/o/northwind/"
    person.refresh_from_db()
    assert person.user is not None
    assert person.user.email == person.email
    assert client.get("/o/northwind/").status_code == 200
    again = Client().get(url)
    assert (again.status_code, b"used already" in again.content) == (410, True)


def test_a_new_invitation_ends_the_old_one_and_an_old_one_ends_itself(
    northwind: Organization, admin: Member
) -> None:
    person, at = factories.member(northwind), timezone.now()
    invite(member=person, by=admin, at=at - timedelta(days=1))
    old = letters.link("invitation")
    invite(member=person, by=admin, at=at)
    assert b"newer link" in Client().get(old).content
    assert Client().get(letters.link("invitation")).status_code == 200
    Invitation.objects.update(expires_at=at)
    assert b"too old" in Client().get(letters.link("invitation")).content


def test_somebody_with_an_account_joins_after_signing_in(
    northwind: Organization, admin: Member
) -> None:
    known = factories.member(northwind, sign_in=True)
    other = factories.organization("contoso")
    from mentorship.tenancy.context import tenant

    with tenant(other.pk):
        person = factories.member(other, email=known.email, roles=["owner"])
        invitation = invite(member=person, by=person, at=timezone.now())
        url = letters.link("invitation")
    assert Client().get(url)["Location"] == f"{LOGIN}?next={url}"
    client = factories.client_of(known)
    assert client.post(url)["Location"] == "/o/contoso/"
    names = re.findall(r"Northwind|Contoso", client.get("/").content.decode())
    assert set(names) == {"Northwind", "Contoso"}
    with tenant(other.pk), pytest.raises(InvitationError):
        accept_invitation(invitation=invitation, user=known.user, at=timezone.now())


def test_a_forgotten_password_is_reset_by_mail(colleague: Member) -> None:
    Client().post("/accounts/password/reset/", {"email": colleague.email})
    client = Client()
    page = client.get(letters.link("account_mail"), follow=True)
    form = {"password1": "a new and long password", "password2": "a new and long password"}
    client.post(page.redirect_chain[-1][0], form)
    assert colleague.user is not None
    colleague.user.refresh_from_db()
    assert colleague.user.check_password("a new and long password")


def test_a_member_who_left_is_no_member(colleague: Member, colleague_client: Client) -> None:
    assert colleague_client.get("/o/northwind/").status_code == 200
    Member.objects.filter(pk=colleague.pk).update(terminated_on=timezone.localdate())
    assert colleague_client.get("/o/northwind/").status_code == 404


def test_an_organisation_keeps_an_owner(owner: Member) -> None:
    with pytest.raises(LastOwnerError):
        change_roles(member=owner, roles=["admin"], by=owner, at=timezone.now())
    second = factories.member(owner.organization, roles=["owner"])
    change_roles(member=owner, roles=["hr"], by=owner, at=timezone.now())
    owner.refresh_from_db()
    assert (owner.roles, second.is_owner) == (["hr"], True)


def test_the_first_visitor_makes_the_first_organisation_and_nobody_the_second(db: None) -> None:
    client = Client()
    assert client.get("/")["Location"] == reverse("first-owner")
    data = {
        "organization": "Contoso Ltd",
        "name": "Ann Lee",
        "email": "ann@contoso.example",
        "time_zone": "Europe/Madrid",
    }
    assert b"at least 15" in client.post("/welcome/", {**data, "password": "short"}).content
    assert User.objects.count() == 0
    assert (
        client.post("/welcome/", {**data, "password": "a good long password"})["Location"]
        == "/o/contoso-ltd/"
    )
    assert client.get("/o/contoso-ltd/").status_code == 200
    assert Client().get("/welcome/").status_code == 404


def test_headers_are_strict_on_every_answer(colleague_client: Client) -> None:
    for client, path in (
        (Client(), LOGIN),
        (colleague_client, "/o/northwind/"),
        (Client(), "/o/nobody/"),
    ):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
        assert "no-store" in headers["Cache-Control"]


class _Breaches(BaseHTTPRequestHandler):
    """Answers as Have I Been Pwned does, knowing one password; `status` is set by the test."""

    known, status, asked = "a password from a breach", 200, [""]

    def do_GET(self) -> None:
        digest = hashlib.sha1(self.known.encode(), usedforsecurity=False).hexdigest().upper()
        self.asked.append(self.path)
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(f"{'0' * 35}:0\r\n{digest[5:]}:1,204\r\n".encode())

    def log_message(self, *_args: object) -> None:
        """The test's output stays empty."""


@pytest.fixture
def breaches(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[type[_Breaches]]:
    monkeypatch.setattr(_Breaches, "status", 200)
    monkeypatch.setattr(_Breaches, "asked", [])
    with ThreadingHTTPServer(("127.0.0.1", 0), _Breaches) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.BREACHED_PASSWORDS_URL = f"http://127.0.0.1:{server.server_port}/range/"
        get_default_password_validators.cache_clear()
        yield _Breaches
        server.shutdown()
    get_default_password_validators.cache_clear()


def test_a_password_from_a_breach_is_refused_and_never_sent(
    northwind: Organization, admin: Member, breaches: type[_Breaches]
) -> None:
    person = factories.member(northwind)
    invite(member=person, by=admin, at=timezone.now())
    url, client = letters.link("invitation"), Client()
    refused = client.post(url, {"password": breaches.known})
    assert "known from a data breach elsewhere" in refused.content.decode()
    assert User.objects.filter(email=person.email).count() == 0
    digest = hashlib.sha1(breaches.known.encode(), usedforsecurity=False).hexdigest().upper()
    assert breaches.asked == [f"/range/{digest[:5]}"]
    assert client.post(url, {"password": "another, not in the list"})["Location"] == "/o/northwind/"


def test_a_list_of_breaches_that_does_not_answer_keeps_nobody_out(
    northwind: Organization,
    admin: Member,
    breaches: type[_Breaches],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(breaches, "status", 503)
    person = factories.member(northwind)
    invite(member=person, by=admin, at=timezone.now())
    assert (
        Client().post(letters.link("invitation"), {"password": breaches.known})["Location"]
        == "/o/northwind/"
    )
    assert len(breaches.asked) == 1


@pytest.mark.parametrize(
    ("zone", "is_there"), [("Pacific/Kiritimati", False), ("Pacific/Pago_Pago", True)]
)
def test_who_has_left_is_asked_by_the_organisation_s_day(
    northwind: Organization, zone: str, is_there: bool
) -> None:
    OrganizationSettings.objects.filter(organization=northwind).update(time_zone=zone)
    # Noon of the 20th in UTC is the 21st in Kiritimati already, and still the 20th in Pago Pago.
    noon = datetime(2026, 5, 20, 12, tzinfo=UTC)
    person = factories.member(
        Organization.objects.get(pk=northwind.pk), terminated_on=date(2026, 5, 21)
    )
    assert has_left(person, at=noon) is not is_there
