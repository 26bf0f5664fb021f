"""Who may do what with a program, and how its states follow each other."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from mentorship.questions.enums import QuestionKind
from mentorship.tenancy.models import Member
from programs.enums import Comparison, EnrolmentRole, EnrolmentState, ProgramKind, ProgramState
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
MAX_CAPACITY = 10

QUESTIONS_AT_MOST = 30
# By kind of question how its answers can be compared.
COMPARISONS = {
    QuestionKind.CHOICE: (Comparison.SAME, Comparison.DIFFERENT),
    QuestionKind.SEVERAL: (Comparison.COVERED, Comparison.SHARED),
    QuestionKind.SCALE: (Comparison.CLOSE, Comparison.ABOVE),
    QuestionKind.TEXT: (Comparison.SIMILAR,),
}

EFFECTS = {
    ProgramState.RECRUITING: [
        _("Everyone in the organisation can see the program and apply."),
        _("Applications wait for your approval."),
        _("The other program admins and owners are told."),
    ],
    ProgramState.MATCHING: [
        _("Applications close; those that wait can still be approved."),
        _("You can run the matching. Nobody hears of a match before you publish it."),
    ],
    ProgramState.RUNNING: [
        _("Whoever is matched meets, plans and logs."),
        _("Everyone who is approved is told that the program has begun."),
    ],
    ProgramState.CLOSING: [
        _("No new mentorships. Those that run go on until you archive the program."),
        _("Everyone who is approved is told that the program comes to its end."),
    ],
    ProgramState.ARCHIVED: [_("The program becomes read-only. Figures and history stay.")],
}


@dataclass(frozen=True)
class Check:
    """One line of the readiness checklist; `view` is the page that settles it."""

    words: str
    is_done: bool
    view: str


# From each state of an enrolment the states that may follow; who has withdrawn applies anew.
ENROLMENT_MOVES = {
    EnrolmentState.APPLIED: {
        EnrolmentState.APPROVED,
        EnrolmentState.DECLINED,
        EnrolmentState.WAITLISTED,
        EnrolmentState.WITHDRAWN,
    },
    EnrolmentState.WAITLISTED: {
        EnrolmentState.APPROVED,
        EnrolmentState.DECLINED,
        EnrolmentState.WITHDRAWN,
    },
    EnrolmentState.APPROVED: {
        EnrolmentState.DECLINED,
        EnrolmentState.WAITLISTED,
        EnrolmentState.WITHDRAWN,
    },
    EnrolmentState.DECLINED: {EnrolmentState.APPROVED, EnrolmentState.WAITLISTED},
    EnrolmentState.WITHDRAWN: {EnrolmentState.APPLIED},
}


def states_before(state: str) -> list[str]:
    """The states from which an enrolment can come to this one."""
    return [before for before, after in ENROLMENT_MOVES.items() if state in after]


def can_enrol(member: Member, program: Program) -> bool:
    return program.state == ProgramState.RECRUITING and not member.is_external


def can_withdraw(enrolment: Enrolment) -> bool:
    return EnrolmentState.WITHDRAWN in ENROLMENT_MOVES[EnrolmentState(enrolment.state)]


def is_asking(program: Program) -> bool:
    """Whether answers still make a difference in this program."""
    return program.state not in (ProgramState.CLOSING, ProgramState.ARCHIVED)


def can_answer(enrolment: Enrolment, program: Program) -> bool:
    """Whether what somebody said in their application can still be changed by them."""
    return can_withdraw(enrolment) and is_asking(program)


def can_edit(program: Program) -> bool:
    return program.state != ProgramState.ARCHIVED


def can_change_kind(program: Program) -> bool:
    """People apply for the one or the other, so it is settled before they can."""
    return program.state == ProgramState.DRAFT


def roles_of(program: Program) -> list[EnrolmentRole]:
    """As what people take part."""
    if program.kind == ProgramKind.PEER:
        return [EnrolmentRole.PEER]
    return [EnrolmentRole.MENTOR, EnrolmentRole.MENTEE]


def has_enough(program: Program) -> bool:
    """Whether there is anybody to match with anybody."""
    return (
        program.peers > 1
        if program.kind == ProgramKind.PEER
        else bool(program.mentors and program.mentees)
    )


def usual_capacity(program: Program) -> int:
    """How many mentees a mentor takes, where nobody has said."""
    return GROUP_SIZE if program.kind == ProgramKind.GROUP else 1


def moves(program: Program) -> list[str]:
    """The states a program can go to from its own, the usual one first."""
    state = ProgramState(program.state)
    return [target for target in (NEXT.get(state), BACK.get(state)) if target]
