from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from matching.enums import MentorshipState, ParticipantRole, RunState
from matching.models import Mentorship, Participant, Run
from mentorship.tenancy.models import Member
from programs.enums import ProgramKind, ProgramState
from programs.models import Program

UNDO_MINUTES, PEERS_LEAST = 10, 2
CAN_MATCH = (ProgramState.RECRUITING, ProgramState.MATCHING, ProgramState.RUNNING)
CAN_PUBLISH = (ProgramState.MATCHING, ProgramState.RUNNING)


def can_run(program: Program) -> bool:
    return program.state in CAN_MATCH


def can_publish(run: Run, program: Program) -> bool:
    return run.state == RunState.REVIEW and program.state in CAN_PUBLISH


def can_undo(run: Run, *, at: datetime) -> bool:
    """Whether the publication is so fresh that it can be taken back, as far as the clock says."""
    return run.published_at is not None and at - run.published_at < timedelta(minutes=UNDO_MINUTES)


def can_leave(mentorship: Mentorship, part: Participant, present: Sequence[Participant]) -> bool:
    """A mentee can leave a group that runs; a mentor ends it. A peer can leave while two others
    stay.
    """
    if not can_end(mentorship) or part.left_at is not None:
        return False
    if part.role == ParticipantRole.PEER:
        return not is_last(part, present)
    return mentorship.program.kind == ProgramKind.GROUP and part.role == ParticipantRole.MENTEE


def is_last(part: Participant, present: Iterable[Participant]) -> bool:
    """Whether the others alone are too few to go on: no mentee is among them, or fewer than two
    peers.
    """
    staying = [each.role for each in present if each.pk != part.pk]
    return (
        ParticipantRole.MENTEE not in staying and staying.count(ParticipantRole.PEER) < PEERS_LEAST
    )


def part_of(member: Member, participants: Iterable[Participant]) -> Participant | None:
    return next((each for each in participants if each.member_id == member.pk), None)


def may_take_out(
    member: Member, mentorship: Mentorship, part: Participant, participants: Sequence[Participant]
) -> bool:
    """A mentee's part in a group ends by the mentee, the mentor or an admin; a peer's by themselves
    or an admin.
    """
    mine = part_of(member, participants)
    is_theirs = mine is not None and (mine == part or mine.role == ParticipantRole.MENTOR)
    return is_theirs or is_admin_of(member, mentorship)


def is_admin_of(member: Member, mentorship: Mentorship) -> bool:
    return member.is_admin and member.organization_id == mentorship.organization_id


def can_end(mentorship: Mentorship) -> bool:
    return mentorship.state == MentorshipState.ACTIVE
