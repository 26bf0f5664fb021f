"""What people are reminded of, and the ladder that ends on an admin's list: planned by the
thousand, each message once.
"""

from datetime import datetime

from django.db import transaction

from matching.enums import ParticipantRole
from mentorship.delivery.actions import owe_from
from mentorship.tenancy.models import Organization
from tracking import queries
from tracking.actions.concerns import list_silent
from tracking.queries.nudges import DRIVERS

EVERYBODY = [ParticipantRole.MENTOR, ParticipantRole.MENTEE, ParticipantRole.PEER]
# The steps of the ladder: what is sent, to whom.
LADDER = (
    ("nudge", "session_unbooked", DRIVERS),
    ("other", "session_unbooked_other", [ParticipantRole.MENTOR]),
    ("ask", "mentorship_silent", EVERYBODY),
)


@transaction.atomic
def plan_nudges(*, organization: Organization, at: datetime) -> int:
    """Owe what is due by now in this organisation, and put on the admins' list what nobody has
    answered; returns how many messages are new.
    """
    pk = organization.pk
    rows = {"session_check": queries.to_check(pk, at=at), "item_due": queries.items_due(pk, at=at)}
    for step, kind, roles in LADDER:
        rows[kind] = queries.to_nudge(pk, step=step, roles=roles, at=at)
    number = sum(
        owe_from(kind=kind, rows=found, organization_id=pk, at=at) for kind, found in rows.items()
    )
    list_silent(organization=organization, at=at)
    return number
