"""Who may do what with a program, and how its states follow each other."""

from dataclasses import dataclass

from mentorship.tenancy.models import Member
from programs.enums import EnrolmentState, ProgramKind, ProgramState
from programs.models import Enrolment, Program

NEXT = {
    ProgramState.DRAFT: ProgramState.RECRUITING,
    ProgramState.RECRUITING: ProgramState.MATCHING,
    ProgramState.MATCHING: ProgramState.RUNNING,
    ProgramState.RUNNING: ProgramState.CLOSING,
    ProgramState.CLOSING: ProgramState.ARCHIVED,
}
BACK = {ProgramState.MATCHING: ProgramState.RECRUITING, ProgramState.CLOSING: ProgramState.RUNNING}

GROUP_SIZE = 6

EFFECTS = {
    ProgramState.RECRUITING: [
        "Everyone in the organisation can see the program and apply as mentor or mentee.",
        "Applications wait for your approval.",
        "The other program admins and owners are told.",
    ],
    ProgramState.MATCHING: [
        "Applications close; those that wait can still be approved.",
        "You can run the matching. Nobody hears of a pair before you publish it.",
    ],
    ProgramState.RUNNING: [
        "The published pairs meet, plan and log.",
        "Everyone who is approved is told that the program has begun.",
    ],
    ProgramState.CLOSING: [
        "No new pairs. Those that run are asked for closing feedback.",
        "Everyone who is approved is told that the program comes to its end.",
    ],
    ProgramState.ARCHIVED: ["The program becomes read-only. Figures and history stay."],
}


@dataclass(frozen=True)
class Check:
    """One line of the readiness checklist; `view` is the page that settles it."""

    words: str
    is_done: bool
    view: str


def can_see_program(member: Member, program: Program, *, is_enrolled: bool) -> bool:
    if member.is_admin or is_enrolled:
        return True
    return not member.is_external and program.state not in (ProgramState.DRAFT, ProgramState.ARCHIVED)


def can_enrol(member: Member, program: Program) -> bool:
    return program.state == ProgramState.RECRUITING and not member.is_external


def can_withdraw(enrolment: Enrolment) -> bool:
    return enrolment.state in (EnrolmentState.APPLIED, EnrolmentState.APPROVED, EnrolmentState.WAITLISTED)


def can_edit(program: Program) -> bool:
    return program.state != ProgramState.ARCHIVED


def can_change_kind(program: Program) -> bool:
    """People apply for the one or the other, so it is settled before they can."""
    return program.state == ProgramState.DRAFT


def usual_capacity(program: Program) -> int:
    """How many mentees a mentor takes, where nobody has said."""
    return GROUP_SIZE if program.kind == ProgramKind.GROUP else 1


def moves(program: Program) -> list[str]:
    """The states a program can go to from its own, the usual one first."""
    state = ProgramState(program.state)
    return [target for target in (NEXT.get(state), BACK.get(state)) if target]
