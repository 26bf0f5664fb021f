"""How a mentorship ends, and what follows for those who are left."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from matching import queries, rules
from matching.actions.errors import MatchingError
from matching.actions.pairs import keep_apart
from matching.actions.titles import name_mentorships
from matching.enums import EndCause, MentorshipState, ParticipantRole
from matching.models import Mentorship, Participant
from mentorship.audit.actions import record, record_many
from mentorship.delivery.actions import Message, owe, owe_all
from mentorship.tenancy.errors import NotAllowedError
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_admin
from mentorship.ui.addresses import address_of
from mentorship.ui.words import joined
from programs.actions import leave_queue, queue_again
from programs.enums import ProgramState
from programs.models import Program

SIDES = {ParticipantRole.MENTOR, ParticipantRole.MENTEE}
RESUMED_WITHIN = timedelta(days=30)


@transaction.atomic
def end_mentorship(
    *,
    mentorship: Mentorship,
    state: str,
    reason: str,
    by: Member,
    at: datetime,
    rematch: bool = False,
    never: bool = False,
) -> Mentorship:
    """As a program admin, close it, completed or early, and tell its people why; they themselves
    leave it or wrap it up. Raises MatchingError where it is closed already, and NotAllowedError.

    With `rematch` the mentees of one that ends early come first in the program's next matching;
    with `never` these people are not matched with each other again.
    """
    check_admin(by, mentorship.organization_id)
    parts = queries.participants(lock_mentorship(mentorship.pk))
    return _end(
        mentorship, parts, state=state, reason=reason, by=by, at=at, rematch=rematch, never=never
    )


@transaction.atomic
def end_quietly(*, mentorship: Mentorship, words: str, at: datetime) -> Mentorship:
    """End it since one of its people has left. Nothing says which: all get the same message, none
    is named in the log, and the same follows whoever it was. `words` is what the leaver wants the
    others to read. The caller has asked who may. Raises MatchingError where it has ended already.
    """
    locked = close(
        mentorship, state=MentorshipState.ENDED, cause=EndCause.PEOPLE, reason="", by=None, at=at
    )
    parts = queries.participants(locked)
    _tell_each(locked, parts, kind="mentorship_closed", at=at, words=words)
    queue_again(enrolments=mentees_in(parts), at=at)
    for mentor, mentee in _pairs_in(parts):
        keep_apart(mentor=mentor, mentee=mentee, reason="", by=None, at=at)
    return locked


@transaction.atomic
def wrap_up(*, mentorship: Mentorship, at: datetime) -> Mentorship:
    """Complete it as its people have planned. The caller has asked whether all of them are ready.
    Raises MatchingError where it has ended already.
    """
    locked = close(
        mentorship, state=MentorshipState.COMPLETED, cause=EndCause.PLAN, reason="", by=None, at=at
    )
    _tell_each(locked, queries.participants(locked), kind="mentorship_wrapped_up", at=at)
    return locked


@transaction.atomic
def resume(*, mentorship: Mentorship, by: Member | None, at: datetime) -> Mentorship:
    """Let one that has ended go on, for RESUMED_WITHIN; its people are told. The caller has asked
    who may. Raises MatchingError where it runs, where that was too long ago, and where the program
    is archived.
    """
    locked = lock_mentorship(mentorship.pk)
    if locked.ended_at is None:
        raise MatchingError(_("This mentorship goes on already."))
    if at - locked.ended_at > RESUMED_WITHIN:
        raise MatchingError(_("It ended more than 30 days ago. Match them anew instead."))
    if locked.program.state == ProgramState.ARCHIVED:
        raise MatchingError(_("The program is archived: nothing goes on in it."))
    locked.state, locked.ended_at = MentorshipState.ACTIVE, None
    locked.end_cause, locked.end_reason = "", ""
    locked.save(update_fields=["state", "ended_at", "end_cause", "end_reason"])
    record(by=by, action="mentorship.resumed", subject=locked, at=at)
    parts = queries.participants(locked)
    leave_queue(enrolments=mentees_in(parts))
    _tell_each(locked, parts, kind="mentorship_resumed", at=at)
    return locked


def _tell_each(
    mentorship: Mentorship, parts: Sequence[Participant], *, kind: str, at: datetime, **words: Any
) -> None:
    """The same to everybody, each with the names of the others."""
    for part in parts:
        others = [each.member.name for each in parts if each.pk != part.pk]
        tell(
            mentorship,
            [part],
            kind=kind,
            by=joined(others),
            at=at,
            occurrence=at.isoformat(),
            **words,
        )


def _end(
    mentorship: Mentorship,
    parts: Sequence[Participant],
    *,
    state: str,
    reason: str,
    by: Member,
    at: datetime,
    rematch: bool,
    never: bool,
) -> Mentorship:
    locked = close(mentorship, state=state, cause=EndCause.ADMIN, reason=reason, by=by, at=at)
    others, is_queued = (
        [part for part in parts if part.member_id != by.pk],
        rematch and state == MentorshipState.ENDED,
    )
    tell(
        locked,
        others,
        kind="mentorship_ended",
        by=by.name,
        at=at,
        occurrence=at.isoformat(),
        reason=reason,
        queued="1" if is_queued else "",
    )
    if rematch and locked.state == MentorshipState.ENDED:
        queue_again(enrolments=mentees_in(parts), at=at)
    if never:
        _keep_apart(_pairs_in(parts), reason=reason, by=by, at=at)
    return locked


def _pairs_in(parts: Sequence[Participant]) -> Iterator[tuple[Member, Member]]:
    """Each two who were matched with each other: mentor and mentee, or peers."""
    for one, other in combinations(parts, 2):
        if one.role == other.role == ParticipantRole.PEER or {one.role, other.role} == SIDES:
            first, second = (one, other) if other.role != ParticipantRole.MENTOR else (other, one)
            yield first.member, second.member


@transaction.atomic
def leave_group(
    *,
    part: Participant,
    reason: str,
    by: Member,
    at: datetime,
    rematch: bool = False,
    never: bool = False,
) -> Mentorship:
    """A mentee's or a peer's part ends and the others go on; where too few would be left it ends
    for all. Who is concerned is told.

    Raises MatchingError where the part has ended already, or is not one that can: a group ends with
    its mentor.
    """
    locked = lock_mentorship(part.mentorship_id)
    parts = queries.participants(locked)
    mine = next((each for each in parts if each.pk == part.pk), None)
    is_peer = mine is not None and mine.role == ParticipantRole.PEER
    if mine is None or not (is_peer or rules.can_leave(locked, mine, parts)):
        raise MatchingError(_("They are not a mentee of this group any more."))
    if not rules.may_take_out(by, locked, mine, parts):
        raise NotAllowedError(_("Only they, their mentor and program admins may do that."))
    is_own = mine.member_id == by.pk
    if rules.is_last(mine, parts):
        return end_quietly(mentorship=locked, words="", at=at)
    # Who leaves is seen to be gone; that it was their own wish is nobody's business.
    leave_part(mine, reason="" if is_own else reason, by=None if is_own else by, at=at)
    hosts = hosts_in(parts, besides=mine)
    if mine.member_id != by.pk:
        tell(locked, [mine], kind="mentorship_ended", by=by.name, at=at)
    there = [each for each in hosts if each.member_id != by.pk]
    tell(locked, there, kind="group_left", by=mine.member.name, at=at, occurrence=str(mine.pk))
    if rematch:
        queue_again(enrolments=[mine.enrolment_id], at=at)
    if never:
        apart = [(host.member, mine.member) for host in hosts]
        _keep_apart(apart, reason="" if is_own else reason, by=None if is_own else by, at=at)
    return locked


def hosts_in(parts: Iterable[Participant], *, besides: Participant) -> list[Participant]:
    """Who hears that somebody leaves: the mentors of a group, all others of a pod."""
    return [each for each in parts if each.role != ParticipantRole.MENTEE and each.pk != besides.pk]


def leave_part(part: Participant, *, reason: str, by: Member | None, at: datetime) -> None:
    part.left_at = at
    part.save(update_fields=["left_at"])
    if part.role == ParticipantRole.PEER:
        name_mentorships([part.mentorship])
    record(
        by=by,
        action="group.left",
        subject=part.mentorship,
        at=at,
        member=str(part.member_id),
        reason=reason,
    )


def lock_mentorship(pk: Any) -> Mentorship:
    return (
        Mentorship.objects.select_for_update(no_key=True, of=("self",))
        .select_related("program__organization")
        .get(pk=pk)
    )


def _keep_apart(
    pairs: Iterable[tuple[Member, Member]], *, reason: str, by: Member | None, at: datetime
) -> None:
    for mentor, mentee in pairs:
        keep_apart(mentor=mentor, mentee=mentee, reason=reason, by=by, at=at)


def close(
    mentorship: Mentorship,
    *,
    state: str,
    cause: EndCause,
    reason: str,
    by: Member | None,
    at: datetime,
) -> Mentorship:
    locked = lock_mentorship(mentorship.pk)
    if not rules.can_end(locked):
        raise MatchingError(_("This mentorship has ended already."))
    locked.state, locked.end_cause, locked.end_reason, locked.ended_at = (
        MentorshipState(state),
        cause,
        reason,
        at,
    )
    locked.save(update_fields=["state", "end_cause", "end_reason", "ended_at"])
    record(by=by, action=f"mentorship.{state}", subject=locked, at=at)
    return locked


@transaction.atomic
def complete_mentorships(*, program: Program, by: Member, at: datetime) -> None:
    """The program is archived: what still runs in it is complete, and its people are told. Raises
    NotAllowedError.
    """
    check_admin(by, program.organization_id)
    running = list(
        Mentorship.objects.select_for_update(no_key=True, of=("self",))
        .active()
        .filter(program=program)
        .order_by("pk")
    )
    Mentorship.objects.filter(pk__in=[each.pk for each in running]).update(
        state=MentorshipState.COMPLETED, end_cause=EndCause.PROGRAM, ended_at=at
    )
    record_many(by=by, action="mentorship.completed", subjects=running, at=at)
    parts = (
        Participant.objects.present()
        .filter(mentorship__in=running)
        .select_related("member", "mentorship")
    )
    organization = program.organization
    owe_all(
        [
            Message(
                "mentorship_completed",
                part.mentorship,
                [part.member],
                {
                    "program": program.name,
                    "url": address_of("mentorship", organization.slug, part.mentorship_id),
                },
            )
            for part in parts
        ],
        at=at,
    )


def mentees_in(parts: Iterable[Participant]) -> list[object]:
    """Who is to be matched again: mentees, and peers."""
    return [part.enrolment_id for part in parts if part.role != ParticipantRole.MENTOR]


def tell(
    mentorship: Mentorship,
    parts: Iterable[Participant],
    *,
    kind: str,
    by: str,
    at: datetime,
    occurrence: str = "",
    **words: Any,
) -> None:
    program = mentorship.program
    for part in parts:
        owe(
            kind=kind,
            subject=mentorship,
            recipients=[part.member],
            at=at,
            occurrence=occurrence,
            other=by,
            program=program.name,
            role=part.role,
            url=address_of("mentorship", program.organization.slug, mentorship.pk),
            **words,
        )
