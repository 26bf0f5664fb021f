"""Who comes to what is booked, where a group has grown or somebody has left it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from matching.enums import MentorshipState
from matching.models import Mentorship, Participant
from matching.queries import participants
from mentorship.tenancy.actions import has_left
from mentorship.tenancy.models import Member, Organization
from tracking.actions.sessions import invite
from tracking.enums import SessionState
from tracking.models import Attendance, Session


@transaction.atomic
def settle_guests(*, organization: Organization, at: datetime) -> int:
    """Invite new people to the sessions that their group has booked, and take those who left out of
    them, also in the calendars; answers how many people were written to.
    """
    booked = Session.objects.filter(
        organization=organization,
        state=SessionState.BOOKED,
        starts_at__gt=at,
        mentorship__state=MentorshipState.ACTIVE,
    )
    invited = Attendance.objects.filter(session=OuterRef("pk"))
    there = Participant.objects.present().filter(mentorship=OuterRef("mentorship"))
    is_invited = Exists(
        Attendance.objects.filter(session=OuterRef(OuterRef("pk")), member=OuterRef("member"))
    )
    is_there = Exists(
        Participant.objects.present().filter(
            mentorship=OuterRef(OuterRef("mentorship")), member=OuterRef("member")
        )
    )
    changed = booked.filter(Exists(there.exclude(is_invited)) | Exists(invited.exclude(is_there)))
    number = 0
    groups = Mentorship.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "organization"
    )
    for group in groups.filter(pk__in=changed.values("mentorship")).order_by("pk"):
        people = [part.member for part in participants(group)]
        for session in booked.filter(mentorship=group).select_related("booked_by"):
            session.mentorship = group
            number += _settle(session, people, at=at)
    return number


def _settle(session: Session, people: list[Member], *, at: datetime) -> int:
    invited = {each.member_id: each.member for each in session.attendance.select_related("member")}
    new = [person for person in people if person.pk not in invited]
    gone = [member for member in invited.values() if member not in people]
    if not new and not gone:
        return 0
    # Calendars take what has a higher number, and who comes back is invited anew.
    session.sequence += 1
    session.save(update_fields=["sequence"])
    Attendance.objects.bulk_create(
        Attendance(organization_id=session.organization_id, session=session, member=person)
        for person in new
    )
    invite(session, people, kind="session_booked", at=at, to=new)
    still = [person for person in gone if not has_left(person, at=at)]
    invite(session, [*people, *still], kind="session_left", at=at, method="CANCEL", to=still)
    # Now only: their part knows from where they were invited.
    Attendance.objects.filter(session=session, member__in=gone).delete()
    return len(new) + len(still)
