"""The facts in tracking that earn badges: for each, who reached how much."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext_noop

from mentorship.tenancy.models import Organization
from tracking.enums import AttendanceState, SessionState
from tracking.models import ActionItem, Attendance


@dataclass(frozen=True)
class Reached:
    member_id: UUID
    number: int


def sessions_held(organization: Organization, threshold: int) -> list[Reached]:
    """Sessions a person was present at."""
    found: Any = (
        Attendance.objects.filter(
            organization=organization,
            session__state=SessionState.HELD,
            state=AttendanceState.PRESENT,
        )
        .values("member")
        .annotate(number=Count("session", distinct=True))
        .filter(number__gte=threshold)
    )
    return [Reached(each["member"], each["number"]) for each in found]


def actions_done(organization: Organization, threshold: int) -> list[Reached]:
    """Action items a person has done."""
    found: Any = (
        ActionItem.objects.filter(Q(done_at__isnull=False), organization=organization)
        .values("owner")
        .annotate(number=Count("id"))
        .filter(number__gte=threshold)
    )
    return [Reached(each["owner"], each["number"]) for each in found]


FACTS: dict[str, Callable[[Organization, int], list[Reached]]] = {
    "sessions_held": sessions_held,
    "actions_done": actions_done,
}

# code, name, icon, fact, threshold
READY_BADGES = [
    ("first-five", gettext_noop("First five sessions"), "award", "sessions_held", 5),
    ("twenty", gettext_noop("Twenty sessions"), "trophy", "sessions_held", 20),
    ("doer", gettext_noop("Ten action items done"), "star", "actions_done", 10),
]
