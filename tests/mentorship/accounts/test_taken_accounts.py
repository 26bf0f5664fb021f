"""Nobody comes by somebody else's account: each test plays who tries."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.accounts.models import User
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.people.actions import PersonError, save_person
from mentorship.tenancy.actions import change_roles, invite
from mentorship.tenancy.context import tenant
from mentorship.tenancy.errors import NotAllowedError
from mentorship.tenancy.models import Member, Organization
from tests import factories, letters

LOGIN, RESET = "/accounts/login/", "/accounts/password/reset/"
NEW_PASSWORD = {"password1": "a new and long password", "password2": "a new and long password"}


def readdress(member: Member, email: str, by: Member) -> None:
    member = Member.objects.get(pk=member.pk)
    member.email = email
    save_person(member=member, fields=["email"], by=by, at=timezone.now())


def told(kind: str) -> set[str]:
    """The addresses that messages of this kind go to."""
    found = Delivery.objects.filter(kind=kind, channel="email").select_related("recipient")
    return {delivery.address or delivery.recipient.email for delivery in found}


def choose_password(link: str, client: Client | None = None) -> Any:
    client = client or Client()
    page = client.get(link, follow=True)
    return client.post(page.redirect_chain[-1][0], NEW_PASSWORD, follow=True)


def test_an_organisation_cannot_take_the_address_of_another_ones_person(
    fabrikam: Organization, admin: Member
) -> None:
    victim = "victim@northwind.example"
    with tenant(fabrikam.pk):
        thief = Member.objects.get(roles__contains=["owner"])
        puppet = factories.member(fabrikam, email="mine@thief.example")
        invite(member=puppet, by=thief, at=timezone.now())
        link = letters.link("invitation")
        readdress(puppet, victim, thief)
    answer = Client().post(link, {"password": "a good long password"})
    assert answer.status_code == 410
    assert "changed since" in answer.content.decode()
    assert not User.objects.filter(email=victim).exists()
    assert not EmailAddress.objects.filter(email=victim).exists()
    person = factories.member(admin.organization, email=victim)
    invite(member=person, by=admin, at=timezone.now())
    assert "Choose a password" in Client().get(letters.link("invitation")).content.decode()


def test_an_account_that_only_entered_an_address_is_not_found_by_it(colleague: Member) -> None:
    thief = factories.client_of(colleague)
    thief.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    thief.post(reverse("account_email"), {"action_add": "", "email": "victim@northwind.example"})
    assert EmailAddress.objects.filter(email="victim@northwind.example", verified=False).exists()
    assert told("account_mail") == {"victim@northwind.example"}
    assert told("address_entered") == {colleague.email}
    Client().post(RESET, {"email": "victim@northwind.example"})
    assert Delivery.objects.filter(kind="account_mail").count() == 1
    answer = Client().post(
        LOGIN, {"login": "victim@northwind.example", "password": factories.PASSWORD}
    )
    assert "not correct" in answer.content.decode()


def test_a_new_address_is_asked_for_only_after_the_password(
    colleague: Member, colleague_client: Client
) -> None:
    answer = colleague_client.post(
        reverse("account_email"), {"action_add": "", "email": "x@y.example"}
    )
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert EmailAddress.objects.filter(user=colleague.user).count() == 1


def test_a_proven_new_address_replaces_the_old_one_and_both_are_told(colleague: Member) -> None:
    client, former = factories.client_of(colleague), colleague.email
    client.post(reverse("account_reauthenticate"), {"password": factories.PASSWORD})
    client.post(reverse("account_email"), {"action_add": "", "email": "cole@home.example"})
    client.post(letters.link("account_mail"))
    assert list(
        EmailAddress.objects.filter(user=colleague.user).values_list("email", "verified", "primary")
    ) == [("cole@home.example", True, True)]
    assert told("account_changed") == {former, "cole@home.example"}
    Client().post(RESET, {"email": former})
    assert told("account_mail") == {"cole@home.example"}


def test_a_reset_drops_what_was_never_proven_and_tells_every_address(colleague: Member) -> None:
    EmailAddress.objects.create(
        user=colleague.user, email="thief@elsewhere.example", verified=False
    )
    Client().post(RESET, {"email": colleague.email})
    assert told("account_mail") == {colleague.email}
    choose_password(letters.link("account_mail"))
    assert list(
        EmailAddress.objects.filter(user=colleague.user).values_list("email", flat=True)
    ) == [colleague.email]
    assert told("account_changed") == {colleague.email}
    assert "was reset" in str(compose(letters.latest("account_changed")).body)


@pytest.mark.parametrize("way", ["address", "departure", "used", "replaced"])
def test_an_old_invitation_answers_gone_in_words(
    northwind: Organization, admin: Member, way: str
) -> None:
    person = factories.member(northwind, email="tia.tpyo@gmial.example")
    invite(member=person, by=admin, at=timezone.now())
    link = letters.link("invitation")
    if way == "address":
        readdress(person, "tia.typo@northwind.example", admin)
    elif way == "departure":
        person.terminated_on = timezone.localdate()
        save_person(member=person, fields=["terminated_on"], by=admin, at=timezone.now())
    elif way == "used":
        Client().post(link, {"password": "a good long password"})
    else:
        invite(member=person, by=admin, at=timezone.now())
    for answer in (Client().get(link), Client().post(link, {"password": "another long password"})):
        assert answer.status_code == 410
        words = answer.content.decode()
        assert "This link does not work" in words
        assert ("A newer link was sent" in words) == (way == "replaced")


def test_a_corrected_address_gets_the_next_invitation_and_a_waiting_one_never_leaves(
    northwind: Organization, admin: Member
) -> None:
    person = factories.member(northwind, email="tia.tpyo@gmial.example")
    invite(member=person, by=admin, at=timezone.now())
    readdress(person, "tia.typo@northwind.example", admin)
    assert not Delivery.objects.filter(kind="invitation").exists()
    invite(member=person, by=admin, at=timezone.now())
    assert told("invitation") == {"tia.typo@northwind.example"}
    Client().post(letters.link("invitation"), {"password": "a good long password"})
    person.refresh_from_db()
    assert person.user is not None
    assert person.user.email == "tia.typo@northwind.example"


def test_an_invitation_goes_where_it_was_meant_for_whatever_the_address_is_by_then(
    northwind: Organization, admin: Member
) -> None:
    person = factories.member(northwind, email="first@northwind.example")
    invite(member=person, by=admin, at=timezone.now())
    Member.objects.filter(pk=person.pk).update(email="second@northwind.example")
    assert compose(letters.latest("invitation")).to[0].endswith("<first@northwind.example>")


def test_a_stored_invitation_opens_nothing(northwind: Organization, admin: Member) -> None:
    invite(member=factories.member(northwind), by=admin, at=timezone.now())
    secret = letters.link("invitation").split("/")[-2]
    delivery = Delivery.objects.get(kind="invitation")
    assert secret not in str(delivery.context)
    assert secret.encode() not in bytes(delivery.sealed)


# A changed work e-mail and the sign-in
# ------------------------------------------------------------


def test_who_is_signed_in_takes_the_new_address_along(colleague: Member, admin: Member) -> None:
    former = colleague.email
    readdress(colleague, "lena.kern@northwind.example", admin)
    assert told("address_corrected") == {former}
    assert told("address_confirmation") == {"lena.kern@northwind.example"}
    client, link = factories.client_of(colleague), letters.link("address_confirmation")
    assert former in client.get(link).content.decode()
    assert client.post(link)["Location"] == "/o/northwind/"
    user = User.objects.get(pk=colleague.user_id)
    assert user.email == "lena.kern@northwind.example"
    assert user.check_password(factories.PASSWORD)
    Client().post(RESET, {"email": "lena.kern@northwind.example"})
    assert told("account_mail") == {"lena.kern@northwind.example"}


def test_the_page_of_a_new_address_leads_to_the_sign_in_that_is_there(
    colleague: Member, admin: Member, admin_client: Client
) -> None:
    page = reverse("people:detail", args=["northwind", colleague.pk])
    assert "the former address signs in" not in admin_client.get(page).content.decode()
    readdress(colleague, "lena.kern@northwind.example", admin)
    assert "the former address signs in" in admin_client.get(page).content.decode()
    assert "Send the link again" in admin_client.get(page).content.decode()
    link = letters.link("address_confirmation")
    stranger = Client().get(link).content.decode()
    assert "Sign in as before and confirm" in stranger
    assert "Join" not in stranger.split("<main")[1]
    admin_client.post(reverse("people:invite", args=["northwind", colleague.pk]))
    assert "A newer link was sent" in Client().get(link).content.decode()
    factories.client_of(colleague).post(letters.link("address_confirmation"))
    assert "the former address signs in" not in admin_client.get(page).content.decode()


def test_a_sign_in_that_ended_says_so_in_words(colleague: Member, admin: Member) -> None:
    former = colleague.email
    readdress(colleague, "lena.kern@northwind.example", admin)
    Client().post(letters.link("address_confirmation"), {"password": "a good long password"})
    form = {"login": former, "password": factories.PASSWORD}
    page = Client().post(LOGIN, form, follow=True).content.decode()
    assert "This sign-in has ended" in page


def test_who_lost_mailbox_and_password_gets_in_by_the_new_address(
    colleague: Member, admin: Member
) -> None:
    former = colleague.email
    readdress(colleague, "lena.kern@northwind.example", admin)
    Client().post(RESET, {"email": "lena.kern@northwind.example"})
    assert told("address_confirmation") == {"lena.kern@northwind.example"}
    answer = Client().post(
        letters.link("address_confirmation"), {"password": "a good long password"}
    )
    assert answer["Location"] == "/o/northwind/"
    client = Client()
    client.post(LOGIN, {"login": "lena.kern@northwind.example", "password": "a good long password"})
    assert client.get("/o/northwind/").status_code == 200
    old = Client()
    old.post(LOGIN, {"login": former, "password": factories.PASSWORD})
    assert old.get("/o/northwind/").status_code == 302


def test_an_account_that_serves_two_organisations_is_never_touched_by_one(
    fabrikam: Organization, colleague: Member
) -> None:
    with tenant(fabrikam.pk):
        thief = Member.objects.get(roles__contains=["owner"])
        guest = factories.member(fabrikam, email=colleague.email, user=colleague.user)
        readdress(guest, "mine@thief.example", thief)
        link = letters.link("address_confirmation")
    Client().post(link, {"password": "a good long password"})
    user = User.objects.get(pk=colleague.user_id)
    assert (user.email, user.is_active) == (colleague.email, True)
    assert user.check_password(factories.PASSWORD)
    thief_client = Client()
    thief_client.post(LOGIN, {"login": "mine@thief.example", "password": "a good long password"})
    assert thief_client.get("/o/fabrikam/").status_code == 200
    assert thief_client.get("/o/northwind/").status_code == 404


def test_an_address_that_has_an_account_is_joined_by_that_account_alone(
    northwind: Organization, admin: Member, colleague: Member
) -> None:
    other = factories.organization("contoso")
    with tenant(other.pk):
        boss = factories.member(other, roles=["owner"])
        invite(member=factories.member(other, email=colleague.email), by=boss, at=timezone.now())
        link = letters.link("invitation")
    stranger = factories.client_of(admin)
    assert stranger.post(link, {"password": "a good long password"})["Location"].startswith(LOGIN)
    assert factories.client_of(colleague).post(link)["Location"] == "/o/contoso/"


# Roles
# ------------------------------------------------------------


@pytest.mark.parametrize("role", ["owner", "hr"])
def test_an_admin_cannot_come_by_a_role_through_somebodys_address(
    northwind: Organization, admin: Member, admin_client: Client, role: str
) -> None:
    person = factories.member(northwind, roles=[role])
    with pytest.raises(PersonError, match="Only an owner"):
        readdress(person, "mine@thief.example", admin)
    with pytest.raises(NotAllowedError):
        invite(member=person, by=admin, at=timezone.now())
    page = f"/o/northwind/people/{person.pk}/"
    fields = {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "email": "mine@thief.example",
    }
    answer = admin_client.post(page + "edit/", fields)
    assert answer.status_code == 422
    assert "Only an owner may change them" in answer.content.decode()
    admin_client.post(page + "invite/")
    assert not Delivery.objects.filter(kind="invitation").exists()
    person.refresh_from_db()
    assert person.email != "mine@thief.example"


def test_an_equal_may_and_the_person_and_the_owners_are_told(
    northwind: Organization, owner: Member, admin: Member
) -> None:
    second = factories.member(northwind, roles=["admin"])
    former = second.email
    readdress(second, "second@northwind.example", admin)
    assert told("role_holder_changed") == {owner.email, "second@northwind.example"}
    body = str(compose(letters.latest("role_holder_changed")).body)
    assert former in body
    assert "second@northwind.example" in body


def test_only_an_owner_gives_roles_and_those_concerned_hear_of_it(
    northwind: Organization, owner: Member, admin: Member
) -> None:
    with pytest.raises(NotAllowedError):
        change_roles(member=admin, roles=["admin", "owner"], by=admin, at=timezone.now())
    second = factories.member(northwind, roles=["owner"])
    change_roles(member=admin, roles=["admin", "hr"], by=owner, at=timezone.now())
    assert told("roles_changed") == {admin.email, second.email}
    change_roles(member=admin, roles=["hr", "admin"], by=owner, at=timezone.now())
    assert Delivery.objects.filter(kind="roles_changed", channel="email").count() == 2


def test_saving_without_a_change_tells_nobody(
    northwind: Organization, owner: Member, admin: Member
) -> None:
    before = Delivery.objects.count()
    save_person(
        member=Member.objects.get(pk=owner.pk),
        fields=["email", "title"],
        by=owner,
        at=timezone.now(),
    )
    assert Delivery.objects.count() == before
