"""The sample data of the demo, on the small organisation."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from matching.models import Mentorship
from matching.queries import participants
from mentorship.delivery.models import Delivery
from mentorship.local.seed import seed
from mentorship.tenancy.context import tenant
from mentorship.tenancy.models import Member, Organization
from programs.models import Enrolment
from tracking.models import Note, Pulse, Session
from tracking.surveys.models import AnonymousAnswer, SurveyRequest


@pytest.mark.django_db(transaction=True)
def test_a_year_of_history_stands_in_the_organisation() -> None:
    now, said = timezone.now(), []
    seed(now=now, say=said.append, slugs=["fabrikam"])
    assert said == ["Fabrikam: members, programs and a year of sessions are there."]
    with tenant(Organization.objects.get(slug="fabrikam").pk):
        # Nine of the twelve mentees at least have a mentor, and each pair has met.
        pairs = list(Mentorship.objects.values_list("id", flat=True))
        met = Counter(
            Session.objects.filter(state="held", starts_at__lt=now).values_list(
                "mentorship_id", flat=True
            )
        )
        assert len(pairs) >= 9
        assert set(met) == set(pairs)
        assert Session.objects.filter(state="held").earliest(
            "starts_at"
        ).starts_at < now - timedelta(days=120)
        assert not Delivery.objects.filter(
            state="owed", created_at__lt=now - timedelta(days=1)
        ).exists()
        assert _share_in_working_hours() > 0.9
        assert all(each.topics for each in Enrolment.objects.all())
        # Some need attention, most are well.
        health = Counter(Pulse.objects.values_list("health", flat=True))
        assert 0.5 <= health["on_track"] / health.total() < 1, health
        # They were asked over months and answered differently; something waits for the account.
        values = Counter(
            AnonymousAnswer.objects.filter(question__kind="scale").values_list("value", flat=True)
        )
        assert set(values) >= {2, 3, 4, 5}
        assert AnonymousAnswer.objects.values("period").distinct().count() > 2
        states = Counter(SurveyRequest.objects.values_list("state", flat=True))
        assert states["answered"] > states["declined"] > 0
        account = Member.objects.get(email="mentee@fabrikam.example")
        assert SurveyRequest.objects.filter(member=account, state="open").exists()
        # Notes differ.
        shared = list(Note.objects.filter(is_private=False).values_list("text", flat=True))
        assert Counter(shared).most_common(1)[0][1] < len(shared) / 8


def _share_in_working_hours() -> float:
    """Of the sessions of pairs who could meet between eight and six, those in which both do."""
    fine = possible = 0
    for session in Session.objects.select_related("mentorship"):
        zones = [
            ZoneInfo(each.member.time_zone or "Europe/Berlin")
            for each in participants(session.mentorship)
        ]
        day = [session.starts_at.replace(hour=hour, minute=0) for hour in range(24)]
        if any(_at_work(at, zones) for at in day):
            possible += 1
            fine += _at_work(session.starts_at, zones)
    assert possible > 20
    return fine / possible


def _at_work(at: datetime, zones: list[ZoneInfo]) -> bool:
    local = [at.astimezone(zone) for zone in zones]
    return all(8 <= each.hour < 18 and each.weekday() < 5 for each in local)
