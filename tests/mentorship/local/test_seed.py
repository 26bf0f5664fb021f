"""The sample data of the demo, on the small organisation."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from matching.models import Mentorship
from mentorship.delivery.models import Delivery
from mentorship.local.seed import seed
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Organization
from tracking.models import Session


@pytest.mark.django_db(transaction=True)
def test_a_year_of_history_stands_in_the_organisation() -> None:
    now, said = timezone.now(), []
    seed(now=now, say=said.append, slugs=["fabrikam"])
    assert said == ["Fabrikam: members, programs and a year of meetings are there."]
    with tenant(Organization.objects.get(slug="fabrikam").pk):
        # Nine of the twelve mentees at least have a mentor, and each pair has met.
        pairs = list(Mentorship.objects.values_list("id", flat=True))
        met = Counter(Session.objects.filter(state="held", starts_at__lt=now).values_list("mentorship_id", flat=True))
        assert len(pairs) >= 9
        assert set(met) == set(pairs)
        assert Session.objects.filter(state="held").earliest("starts_at").starts_at < now - timedelta(days=120)
        assert not Delivery.objects.filter(state="owed", created_at__lt=now - timedelta(days=1)).exists()
