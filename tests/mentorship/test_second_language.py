"""What rows hold reads in the language of whoever reads it, after they chose another one."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mentorship.audit.actions import record
from mentorship.delivery.email import compose
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member, Organization
from tests import factories
from tests.language import second_language
from tests.pairs import Pair, ready_for_less
from tracking.actions import cadence, figures
from tracking.models import FigureSnapshot, Pulse


@pytest.fixture
def other_language(tmp_path: Path) -> Iterator[str]:
    with second_language(tmp_path) as code:
        yield code


def choose(client: Client, organization: Organization, code: str) -> None:
    page = reverse("delivery:preferences", args=[organization.slug])
    form = client.get(page).context["form"]
    values = {field.html_name: field.value() for field in form if field.value() is not None}
    assert client.post(page, {**values, "locale": code}).status_code == 302


def test_without_a_second_language_nobody_is_asked(
    colleague_client: Client, northwind: Organization
) -> None:
    page = colleague_client.get(reverse("delivery:preferences", args=[northwind.slug]))
    assert "locale" not in page.context["form"].fields


def test_reasons_and_notices_change_with_the_reader(
    northwind: Organization, other_language: str
) -> None:
    pair = Pair(northwind, timezone.now())
    ready_for_less(pair)
    assert cadence.propose_shift(mentorship=pair.mentorship, at=timezone.now()) is not None
    Pulse.objects.update(health="attention", health_reason={"code": "health.quiet", "days": 12})
    mine, theirs = factories.client_of(pair.mentee), factories.client_of(pair.mentor)
    choose(mine, northwind, other_language)

    page = mine.get(pair.url("mentorship", pair.mentorship.pk)).content.decode()
    assert "⟦2 weekly sessions were held.⟧" in page
    assert "⟦The last session was 12 days ago, and none is booked soon.⟧" in page
    notices = mine.get(reverse("delivery:notifications", args=[northwind.slug])).content.decode()
    assert "⟦Time to meet ⟦fortnightly⟧?⟧" in notices

    page = theirs.get(pair.url("mentorship", pair.mentorship.pk)).content.decode()
    assert "2 weekly sessions were held." in page
    assert "⟦" not in page


def test_an_email_speaks_the_language_of_who_gets_it(
    northwind: Organization, other_language: str
) -> None:
    pair = Pair(northwind, timezone.now())
    ready_for_less(pair)
    cadence.propose_shift(mentorship=pair.mentorship, at=timezone.now())
    Member.objects.filter(pk=pair.mentee.pk).update(locale=other_language)
    letters = {
        row.recipient.given_name: compose(row)
        for row in Delivery.objects.filter(kind="cadence_proposed", channel="email").select_related(
            "recipient", "organization__settings"
        )
        if row.recipient
    }
    assert letters["Tom"].subject == "⟦Time to meet ⟦fortnightly⟧?⟧"
    assert "- ⟦2 weekly sessions were held.⟧" in letters["Tom"].body
    assert letters["Maya"].subject == "Time to meet fortnightly?"
    assert "⟦" not in letters["Maya"].body


def test_the_audit_log_and_the_figures_do_too(
    owner_client: Client, owner: Member, northwind: Organization, other_language: str
) -> None:
    at = timezone.now()
    pair = Pair(northwind, at - timedelta(days=1))
    record(by=owner, action="goal.agreed", subject=pair.mentorship, at=at)
    figures.count_figures(organization=northwind, at=at)
    steps = [c["label"] for c in FigureSnapshot.objects.get(program=None).cells][:4]
    assert steps == ["applied", "approved", "matched", "met"]
    owner.roles = ["owner", "hr"]
    owner.save(update_fields=["roles"])
    choose(owner_client, northwind, other_language)

    log = owner_client.get(reverse("audit:entries", args=[northwind.slug])).content.decode()
    assert "⟦Goal agreed⟧" in log
    page = owner_client.get(reverse("tracking:insights", args=[northwind.slug])).content.decode()
    assert "⟦Applied⟧" in page
    assert "⟦From application to first session⟧" in page
