from matching.enums import MentorshipState, RunState
from matching.models import Mentorship, Run
from programs.enums import ProgramState
from programs.models import Program

CAN_MATCH = (ProgramState.RECRUITING, ProgramState.MATCHING, ProgramState.RUNNING)
CAN_PUBLISH = (ProgramState.MATCHING, ProgramState.RUNNING)


def can_run(program: Program) -> bool:
    return program.state in CAN_MATCH


def can_publish(run: Run, program: Program) -> bool:
    return run.state == RunState.REVIEW and program.state in CAN_PUBLISH


def can_end(mentorship: Mentorship) -> bool:
    return mentorship.state == MentorshipState.ACTIVE
