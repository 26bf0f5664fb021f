"""How a mentorship ends."""

from datetime import datetime

from django.db import transaction

from matching import rules
from matching.actions.errors import MatchingError
from matching.enums import MentorshipState
from matching.models import Mentorship
from mentorship.audit.actions import record
from mentorship.tenancy.models import Member


@transaction.atomic
def end_mentorship(*, mentorship: Mentorship, state: str, reason: str, by: Member, at: datetime) -> Mentorship:
    """Close it, completed or early. Raises MatchingError where it is closed already."""
    locked = Mentorship.objects.select_for_update(no_key=True).get(pk=mentorship.pk)
    if not rules.can_end(locked):
        raise MatchingError("This mentorship has ended already.")
    locked.state, locked.end_reason, locked.ended_at = MentorshipState(state), reason, at
    locked.save(update_fields=["state", "end_reason", "ended_at"])
    record(by=by, action=f"mentorship.{state}", subject=locked, at=at)
    return locked
