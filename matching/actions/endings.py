"""How a mentorship ends, and what follows for those who are left."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import product

from django.db import transaction
from django.urls import reverse

from matching import queries, rules
from matching.actions.errors import MatchingError
from matching.actions.pairs import block_people
from matching.enums import MentorshipState, ParticipantRole
from matching.models import Mentorship, Participant
from mentorship.audit.actions import record
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member, Organization
from programs.actions import queue_again, release
from programs.queries import admins


@transaction.atomic
def end_mentorship(
    *, mentorship: Mentorship, state: str, reason: str, by: Member, at: datetime, rematch: bool = False,
    never: bool = False,
) -> Mentorship:  # fmt: skip
    """Close it, completed or early, and tell the others in it. Raises MatchingError where it is closed already.

    With `rematch` the mentees of one that ends early come first in the program's next matching; with `never`
    these people are not matched with each other again.
    """
    locked = _close(mentorship, state=state, reason=reason, by=by, at=at)
    parts = queries.participants(locked)
    _tell(locked, [part for part in parts if part.member_id != by.pk], kind="mentorship_ended", by=by.name, at=at)
    if rematch and locked.state == MentorshipState.ENDED:
        queue_again(enrolments=_mentees(parts), at=at)
    if never:
        mentors = [part for part in parts if part.role == ParticipantRole.MENTOR]
        mentees = [part for part in parts if part.role == ParticipantRole.MENTEE]
        for mentor, mentee in product(mentors, mentees):
            block_people(mentor=mentor.member, mentee=mentee.member, reason=reason, by=by, at=at)
    return locked


def _close(mentorship: Mentorship, *, state: str, reason: str, by: Member | None, at: datetime) -> Mentorship:
    locked = (
        Mentorship.objects.select_for_update(no_key=True, of=("self",))
        .select_related("program__organization")
        .get(pk=mentorship.pk)
    )
    if not rules.can_end(locked):
        raise MatchingError("This mentorship has ended already.")
    locked.state, locked.end_reason, locked.ended_at = MentorshipState(state), reason, at
    locked.save(update_fields=["state", "end_reason", "ended_at"])
    record(by=by, action=f"mentorship.{state}", subject=locked, at=at)
    return locked


def _mentees(parts: Iterable[Participant]) -> list[object]:
    return [part.enrolment_id for part in parts if part.role == ParticipantRole.MENTEE]


def _tell(mentorship: Mentorship, parts: Iterable[Participant], *, kind: str, by: str, at: datetime) -> None:
    program = mentorship.program
    for part in parts:
        owe(
            kind=kind, subject=mentorship, recipients=[part.member], at=at, other=by, program=program.name,
            role=part.role, url=reverse("tracking:mentorship", args=[program.organization.slug, mentorship.pk]),
        )  # fmt: skip


def _tell_admins(organization: Organization, found: dict[Mentorship, list[Member]], *, at: datetime) -> None:
    """One notice for each program: who has left, and where to find the others somebody else."""
    for program in {mentorship.program for mentorship in found}:
        here = {each.name for mentorship, left in found.items() if mentorship.program == program for each in left}
        owe(
            kind="leavers_closed", subject=program, recipients=admins(organization), at=at, channels=["in_app"],
            occurrence=at.isoformat(), names=", ".join(sorted(here)), program=program.name,
            url=reverse("programs:detail", args=[organization.slug, program.pk]),
        )  # fmt: skip


@transaction.atomic
def close_leavers(*, organization: Organization, on: date, at: datetime) -> int:
    """End the mentorships of everybody who has left by the day; answers how many.

    Who stays is told, a mentee who lost their mentor is matched first next time, and the leaver's own part in
    the programs ends.
    """
    found = queries.of_leavers(organization, on=on)
    for mentorship, leavers in found.items():
        names = " and ".join(each.name for each in leavers)
        try:
            locked = _close(
                mentorship, state=MentorshipState.ENDED, reason=f"{names} has left {organization.name}.", by=None, at=at
            )
        except MatchingError:
            # Somebody ended it meanwhile, and has told the others.
            continue
        staying = [part for part in queries.participants(locked) if part.member not in leavers]
        _tell(locked, staying, kind="partner_left", by=names, at=at)
        queue_again(enrolments=_mentees(staying), at=at)
    _tell_admins(organization, found, at=at)
    release(members=[each for leavers in found.values() for each in leavers], at=at)
    return len(found)
