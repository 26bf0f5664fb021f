from collections.abc import Iterable
from datetime import datetime, timedelta

from matching.enums import MentorshipState, ParticipantRole, RunState
from matching.models import Mentorship, Participant, Run
from programs.enums import ProgramKind, ProgramState
from programs.models import Program

UNDO_MINUTES = 10
CAN_MATCH = (ProgramState.RECRUITING, ProgramState.MATCHING, ProgramState.RUNNING)
CAN_PUBLISH = (ProgramState.MATCHING, ProgramState.RUNNING)


def can_run(program: Program) -> bool:
    return program.state in CAN_MATCH


def can_publish(run: Run, program: Program) -> bool:
    return run.state == RunState.REVIEW and program.state in CAN_PUBLISH


def can_undo(run: Run, *, at: datetime) -> bool:
    """Whether the publication is so fresh that it can be taken back, as far as the clock says."""
    return run.published_at is not None and at - run.published_at < timedelta(minutes=UNDO_MINUTES)


def can_leave(mentorship: Mentorship, part: Participant) -> bool:
    """A mentee can leave a group that runs; a mentor ends it."""
    is_mentee = part.role == ParticipantRole.MENTEE and part.left_at is None
    return can_end(mentorship) and mentorship.program.kind == ProgramKind.GROUP and is_mentee


def is_last(part: Participant, present: Iterable[Participant]) -> bool:
    """Whether no other mentee is there."""
    return not any(each.role == ParticipantRole.MENTEE and each.pk != part.pk for each in present)


def can_end(mentorship: Mentorship) -> bool:
    return mentorship.state == MentorshipState.ACTIVE
