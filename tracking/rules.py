from datetime import datetime

from matching.enums import MentorshipState, ParticipantRole
from matching.models import Mentorship, Participant
from matching.rules import can_leave, is_admin_of, may_take_out, part_of
from mentorship.tenancy.models import Member
from tracking.enums import AttendanceState, GoalState, SessionState
from tracking.models import ActionItem, Goal, Observation, Poll, Session

# What can be done to a goal, and in which of its states.
GOAL_MOVES: dict[str, frozenset[str]] = {
    "change": frozenset((GoalState.PROPOSED, GoalState.AGREED, GoalState.DECLINED)),
    "drop": frozenset((GoalState.PROPOSED, GoalState.AGREED)),
    "reopen": frozenset((GoalState.ACHIEVED, GoalState.DROPPED)),
    "achieve": frozenset((GoalState.AGREED,)),
    "progress": frozenset((GoalState.AGREED, GoalState.ACHIEVED)),
}
# More than two people are a group, whatever their program.
PAIR = 2


def can_take_part(member: Member, mentorship: Mentorship, participants: list[Participant]) -> bool:
    """Write in it: book, log, agree. Only its people, while it runs."""
    return mentorship.state == MentorshipState.ACTIVE and part_of(member, participants) is not None


def can_read_notes(member: Member, participants: list[Participant]) -> bool:
    """What a pair writes down is for the pair; a program admin sees cadence and health,
    not notes.
    """
    return part_of(member, participants) is not None


def can_write_letter(
    member: Member, mentorship: Mentorship, participants: list[Participant]
) -> bool:
    """Who takes part while it runs, and program admins."""
    is_theirs = part_of(member, participants) is not None
    is_running = mentorship.state == MentorshipState.ACTIVE
    return (is_theirs and is_running) or is_admin_of(member, mentorship)


def can_take_out(
    member: Member, mentorship: Mentorship, part: Participant, participants: list[Participant]
) -> bool:
    return may_take_out(member, mentorship, part, participants) and can_leave(
        mentorship, part, participants
    )


def can_close_poll(member: Member, poll: Poll, participants: list[Participant]) -> bool:
    """Book one of its times, or close it without: who opened it, and the mentor."""
    mine = part_of(member, participants)
    return mine is not None and (
        mine.role == ParticipantRole.MENTOR or poll.opened_by_id == member.pk
    )


def can_move(session: Session) -> bool:
    return session.state == SessionState.BOOKED


def can_answer(session: Session, *, at: datetime) -> bool:
    return can_move(session) and not session.is_over(at)


def has_agenda(session: Session) -> bool:
    return session.state in {SessionState.BOOKED, SessionState.HELD}


def can_confirm(session: Session, *, at: datetime) -> bool:
    """Say whether it took place."""
    return can_move(session) and session.starts_at <= at


def was_present(member: Member, session: Session) -> bool:
    return session.attendance.filter(member=member, state=AttendanceState.PRESENT).exists()


def can_reopen(session: Session, *, at: datetime) -> bool:
    """Undo that it was cancelled or missed."""
    return session.is_reopenable(at)


def is_own_act(member: Member, session: Session) -> bool:
    """It was they who cancelled it, or said that it did not take place."""
    return session.closed_by_id == member.pk


def can_correct(session: Session) -> bool:
    return session.state == SessionState.HELD


def is_taken_back(session: Session) -> bool:
    """It was logged as held, and then said not to have taken place."""
    return session.state == SessionState.CANCELLED and session.logged_at is not None


def can_agree(member: Member, goal: Goal, participants: list[Participant]) -> bool:
    """The other side agrees, not the one who proposed; in a group neither does another mentee.
    Among peers any other.
    """
    mine = part_of(member, participants)
    proposer = next((each for each in participants if each.member_id == goal.proposed_by_id), None)
    is_other = mine is not None and (
        proposer is None or proposer.role != mine.role or _are_two_peers(mine, proposer)
    )
    return goal.state == GoalState.PROPOSED and is_other


def can_move_goal(move: str, goal: Goal) -> bool:
    return goal.state in GOAL_MOVES[move]


def _are_two_peers(one: Participant, other: Participant) -> bool:
    return one.pk != other.pk and one.role == other.role == ParticipantRole.PEER


def can_change(member: Member, observation: Observation) -> bool:
    """What somebody wrote is changed and taken back by them alone."""
    return observation.author_id == member.pk


def can_change_item(member: Member, item: ActionItem) -> bool:
    """By who wrote it and who does it; by any of its people where all of them do it, or where it is
    not known who wrote it.
    """
    is_anybodys = item.is_shared or item.written_by_id is None
    return is_anybodys or member.pk in {item.written_by_id, item.owner_id}
