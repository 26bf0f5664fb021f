from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.delivery.actions import claim
from mentorship.delivery.models import ChatHook, Delivery
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from recognition.actions import ConsentError, award_badges, set_consent
from recognition.models import Award
from recognition.queries import shown_still
from tests import factories, races
from tests.pairs import Pair


def after_meetings(organization: Organization, number: int) -> Pair:
    at = timezone.now()
    pair = Pair(organization, at)
    for n in range(number):
        pair.met(at - timedelta(days=n + 1))
    return pair


def test_five_meetings_earn_the_badge_once(northwind: Organization) -> None:
    pair = after_meetings(northwind, 4)
    assert award_badges(organization=northwind, at=timezone.now()) == 0
    pair.met(timezone.now() - timedelta(days=9))
    assert award_badges(organization=northwind, at=timezone.now()) == 2
    assert award_badges(organization=northwind, at=timezone.now()) == 0
    awards = Award.objects.select_related("rule", "badge")
    assert {each.member_id for each in awards} == {pair.mentor.pk, pair.mentee.pk}
    assert {(a.badge.code, str(a.evidence), a.rule.version) for a in awards} == {
        ("first-five", "5 sessions held", 1)
    }
    assert Delivery.objects.filter(kind="badge_awarded", channel="email").count() == 2


def test_the_wall_shows_it_only_with_consent(
    northwind: Organization, colleague_client: Client
) -> None:
    pair = after_meetings(northwind, 5)
    # A name as short as "Tom" may stand in a token of the page by chance.
    pair.mentee.family_name = "Featherstonehaugh"
    pair.mentee.save(update_fields=["family_name"])
    award_badges(organization=northwind, at=timezone.now())
    wall = reverse("recognition:wall", args=["northwind"])
    assert "The wall is empty" in colleague_client.get(wall).content.decode()
    award = Award.objects.get(member=pair.mentee)
    url = reverse("recognition:consent", args=["northwind", award.pk])
    assert colleague_client.post(url, {"show": "1"}).status_code == 404
    with pytest.raises(ConsentError):
        set_consent(award=award, consents=True, by=pair.mentor, at=timezone.now())
    client = factories.client_of(pair.mentee)
    client.post(url, {"show": "1"})
    assert str(pair.mentee) in colleague_client.get(wall).content.decode()
    client.post(url, {"show": "0"})
    assert str(pair.mentee) not in colleague_client.get(wall).content.decode()


def test_chat_hears_of_a_badge_only_while_its_person_consents(northwind: Organization) -> None:
    pair, at = after_meetings(northwind, 5), timezone.now()
    award_badges(organization=northwind, at=at)
    ChatHook.objects.create(
        organization=northwind,
        name="#badges",
        service="slack",
        sealed=b"",
        categories=["recognition"],
        created_at=at,
    )
    award = Award.objects.get(member=pair.mentee)
    set_consent(award=award, consents=True, by=pair.mentee, at=at)
    [owed] = Delivery.objects.filter(kind="badge_shown")
    assert shown_still([owed], at) == {owed.pk}
    set_consent(award=award, consents=False, by=pair.mentee, at=at)
    claim(organization_id=northwind.pk, at=timezone.now(), limit=50)
    owed.refresh_from_db()
    assert owed.state == "dropped"


@pytest.mark.django_db(transaction=True)
def test_two_rounds_at_once_award_once() -> None:
    organization = factories.organization("northwind")
    with tenant(organization.pk):
        after_meetings(organization, 5)
    races.at_once(
        organization.pk, lambda: award_badges(organization=organization, at=timezone.now())
    )
    with tenant(organization.pk):
        assert Award.objects.count() == 2
        assert Member.objects.filter(awards__isnull=False).distinct().count() == 2
