"""What was booked in mentorships that have ended meanwhile."""

from datetime import datetime

from django.db import transaction

from matching.enums import MentorshipState
from mentorship.audit.actions import record
from mentorship.delivery.actions import take_back
from mentorship.tenancy.actions import has_left
from mentorship.tenancy.models import Member, Organization
from programs.models import Program
from tracking.actions.pulse import refresh_pulse
from tracking.actions.sessions import invite
from tracking.enums import ProposalState, SessionState
from tracking.models import CadenceProposal, Session


@transaction.atomic
def cancel_orphans(*, organization: Organization, at: datetime) -> int:
    """Cancel what is booked in mentorships that have ended, also in the calendars; answers how
    many.
    """
    orphans = (
        Session.objects.select_for_update(no_key=True, of=("self",), skip_locked=True)
        .select_related("mentorship__program", "mentorship__organization", "booked_by")
        .filter(organization=organization, state=SessionState.BOOKED)
        .exclude(mentorship__state=MentorshipState.ACTIVE)
    )
    for session in orphans:
        session.state, session.sequence = SessionState.CANCELLED, session.sequence + 1
        session.save(update_fields=["state", "sequence"])
        record(
            by=None,
            action="session.cancelled",
            subject=session.mentorship,
            at=at,
            session=str(session.pk),
        )
        # Whoever was invited, also who left a group just before it ended.
        people = [
            each.member for each in session.attendance.select_related("member").order_by("pk")
        ]
        staying = [each for each in people if not has_left(each, at=at)]
        invite(session, people, kind="session_cancelled", at=at, method="CANCEL", to=staying)
        refresh_pulse(mentorship=session.mentorship, at=at)
    return len(orphans)


@transaction.atomic
def cancel_of_archived(*, program: Program, by: Member, at: datetime) -> None:
    """The program is archived and its mentorships have ended: what is booked is cancelled, what is
    proposed is dropped.
    """
    open_ones = CadenceProposal.objects.filter(
        mentorship__program=program, state=ProposalState.OPEN
    )
    take_back(kind="cadence_proposed", subjects=list(open_ones.values_list("pk", flat=True)))
    open_ones.delete()
    cancel_orphans(organization=program.organization, at=at)
