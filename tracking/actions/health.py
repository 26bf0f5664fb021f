"""What a program counts as a sign of trouble, and what an admin does about one."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from matching.models import Mentorship
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.delivery.models import Delivery
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_admin
from programs.enums import ProgramState
from programs.models import Program
from tracking.actions.errors import TrackingError
from tracking.actions.sessions import lock_active, url_of
from tracking.health import SIGNALS, WEIGHTS
from tracking.models import HealthPolicy

NUDGED_AGAIN_AFTER = timedelta(days=7)


@transaction.atomic
def set_health_policy(
    *, program: Program, weights: Mapping[str, int], by: Member, at: datetime
) -> HealthPolicy:
    """Say what each kind of sign counts; the next round reads every mentorship by it. Raises
    NotAllowedError, and TrackingError for a program that is archived or an unknown sign.
    """
    check_admin(by, program.organization_id)
    locked = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if locked.state == ProgramState.ARCHIVED:
        raise TrackingError(_("This program is archived: nothing can be changed in it any more."))
    if set(weights) - set(SIGNALS) or set(weights.values()) - set(WEIGHTS):
        raise TrackingError(_("That is none of the signs that can be counted."))
    policy, _is_new = HealthPolicy.objects.update_or_create(
        organization_id=locked.organization_id, program=locked, defaults={"weights": dict(weights)}
    )
    record(by=by, action="health.weighed", subject=locked, at=at, weights=dict(weights))
    return policy


@transaction.atomic
def nudge_mentorship(*, mentorship: Mentorship, by: Member, at: datetime) -> int:
    """Ask its people how it goes, with a way to book, to go on or to end; returns how many are
    asked. Raises NotAllowedError, and TrackingError where it has ended or they were asked within
    the week.
    """
    check_admin(by, mentorship.organization_id)
    locked, people = lock_active(mentorship)
    asked = Delivery.objects.filter(
        organization_id=locked.organization_id, kind="admin_nudge", subject_id=locked.pk
    )
    if asked.filter(created_at__gt=at - NUDGED_AGAIN_AFTER).exists():
        raise TrackingError(_("They were asked within the last seven days. Give them time."))
    others = [person for person in people if person != by]
    owe(
        kind="admin_nudge",
        subject=locked,
        recipients=others,
        at=at,
        occurrence=at.date().isoformat(),
        admin=by.name,
        title_of=locked.title,
        url=url_of(locked),
    )
    record(by=by, action="mentorship.nudged", subject=locked, at=at)
    return len(others)
