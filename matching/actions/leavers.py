"""What becomes of the mentorships of people who leave the organisation, or their program."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from matching import queries, rules
from matching.actions.endings import close, hosts_in, leave_part, lock_mentorship, mentees_in, tell
from matching.actions.errors import MatchingError
from matching.enums import EndCause, MentorshipState
from matching.models import Mentorship
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member, Organization
from mentorship.ui.words import joined
from mentorship.wording import Said, said
from programs.actions import queue_again, release
from programs.queries import admins


def _tell_admins(
    organization: Organization, found: dict[Mentorship, list[Member]], *, at: datetime
) -> None:
    """One notice for each program: who has left, and where to find the others somebody else."""
    for program in {mentorship.program for mentorship in found}:
        here = {
            each.name
            for mentorship, left in found.items()
            if mentorship.program == program
            for each in left
        }
        owe(
            kind="leavers_closed",
            subject=program,
            recipients=admins(organization),
            at=at,
            channels=["in_app"],
            occurrence=at.isoformat(),
            names=", ".join(sorted(here)),
            program=program.name,
            url=reverse("programs:detail", args=[organization.slug, program.pk]),
        )


@dataclass(frozen=True)
class _Leaving:
    """Who goes from a mentorship, and what is said of it."""

    people: list[Member]
    on: date

    @property
    def names(self) -> str:
        return joined([each.name for each in self.people])

    def reason(self, organization: Organization) -> Said:
        """What the others are told, and the log keeps."""
        code = "out" if any(person.is_employed(self.on) for person in self.people) else "left"
        return said(
            f"leaving.{code}",
            number=len(self.people),
            names=self.names,
            organization=organization.name,
        )


def _go_on_without(
    mentorship: Mentorship, leaving: _Leaving, *, reason: Said, at: datetime
) -> bool:
    """Whether only mentees or peers of a group have left, and enough are still there: their parts
    end alone.
    """
    locked = lock_mentorship(mentorship.pk)
    parts = queries.participants(locked)
    gone = [part for part in parts if part.member in leaving.people]
    staying = [part for part in parts if part.member not in leaving.people]
    if not all(
        rules.can_leave(locked, part, [part, *staying]) and not rules.is_last(part, staying)
        for part in gone
    ):
        return False
    for part in gone:
        leave_part(part, reason=str(reason), by=None, at=at)
        hosts = hosts_in(staying, besides=part)
        tell(locked, hosts, kind="group_left", by=part.member.name, at=at, occurrence=str(part.pk))
    return True


@transaction.atomic
def close_leavers(*, organization: Organization, on: date, at: datetime) -> int:
    """End the mentorships of everybody who has left by the day, or has no part in the program now;
    answers how many they took part in.

    Who stays is told, a mentee who lost their mentor is matched first next time, and the other
    parts in programs of who left the organisation end. A group goes on without a mentee.
    """
    found, ended = queries.of_leavers(organization, on=on), {}
    for mentorship, people in found.items():
        leaving = _Leaving(people, on)
        reason = leaving.reason(organization)
        if _go_on_without(mentorship, leaving, reason=reason, at=at):
            continue
        try:
            locked = close(
                mentorship,
                state=MentorshipState.ENDED,
                cause=EndCause.LEFT,
                reason=str(reason),
                by=None,
                at=at,
            )
        except MatchingError:
            # Somebody ended it meanwhile, and has told the others.
            continue
        ended[mentorship] = people
        staying = [part for part in queries.participants(locked) if part.member not in people]
        tell(locked, staying, kind="partner_left", by=leaving.names, at=at, what=reason)
        queue_again(enrolments=mentees_in(staying), at=at)
    _tell_admins(organization, ended, at=at)
    gone = [each for people in found.values() for each in people if not each.is_employed(on)]
    release(members=gone, at=at)
    return len(found)
