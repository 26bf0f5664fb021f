"""Who may plan the end of a mentorship, leave it, and let it go on."""

from collections.abc import Sequence
from datetime import datetime

from matching.actions.endings import RESUMED_WITHIN
from matching.enums import MentorshipState
from matching.models import Mentorship, Participant
from matching.rules import can_leave, is_admin_of, part_of
from mentorship.tenancy.models import Member
from programs.enums import ProgramState


def can_plan(member: Member, mentorship: Mentorship, participants: Sequence[Participant]) -> bool:
    """Its people, while it runs; in a group its mentor."""
    mine = part_of(member, participants)
    is_running = mentorship.state == MentorshipState.ACTIVE
    return is_running and mine is not None and not can_leave(mentorship, mine, participants)


def can_reflect(
    member: Member, mentorship: Mentorship, participants: Sequence[Participant], *, at: datetime
) -> bool:
    """Everybody in it, also for some time after its end."""
    return part_of(member, participants) is not None and is_open(mentorship, at=at)


def can_go_on(
    member: Member, mentorship: Mentorship, participants: Sequence[Participant], *, at: datetime
) -> bool:
    """Ask for a longer mentorship, and agree to it; one that has ended begins again by it."""
    return can_reflect(member, mentorship, participants, at=at)


def can_resume(member: Member, mentorship: Mentorship, *, at: datetime) -> bool:
    """As a program admin. Where one of its people has left, they have to agree among each other."""
    is_quiet = mentorship.end_cause == "people"
    has_ended = mentorship.ended_at is not None and is_open(mentorship, at=at)
    return is_admin_of(member, mentorship) and has_ended and not is_quiet


def is_open(mentorship: Mentorship, *, at: datetime) -> bool:
    """It runs, or can go on still."""
    if mentorship.program.state == ProgramState.ARCHIVED:
        return False
    return mentorship.ended_at is None or at - mentorship.ended_at <= RESUMED_WITHIN
