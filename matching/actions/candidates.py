"""Find mentors: name colleagues, ask them, and invite somebody from outside."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from matching import queries
from matching.actions.errors import MatchingError
from matching.enums import Relation
from matching.models import Nomination, Policy
from mentorship.audit.actions import record, record_many
from mentorship.delivery.actions import owe
from mentorship.people.actions import save_person
from mentorship.tenancy.actions import has_left, invite
from mentorship.tenancy.errors import NotAllowedError
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_self
from programs import rules
from programs.actions import enrol_people, lock_open, lock_program
from programs.enums import EnrolmentRole
from programs.models import Program


@transaction.atomic
def nominate(
    *, program: Program, member: Member, by: Member, at: datetime, words: str = ""
) -> Nomination:
    """Say that a colleague would be a good mentor; they are told by whom. Raises MatchingError."""
    if by.is_external or by.organization_id != program.organization_id:
        raise NotAllowedError(_("Only colleagues name somebody as a mentor."))
    _refuse(lock_open(program.pk), member, by, at)
    relation = (
        Relation.MANAGER
        if member.manager_id == by.pk
        else Relation.ADMIN
        if by.is_admin
        else Relation.PEER
    )
    nomination, is_new = Nomination.objects.get_or_create(
        organization_id=program.organization_id,
        program=program,
        member=member,
        by=by,
        defaults={"relation": relation, "words": words, "created_at": at},
    )
    if not is_new:
        raise MatchingError(_("You have named %(member)s already.") % {"member": member})
    record(by=by, action="nomination.made", subject=nomination, at=at)
    _tell(nomination, at=at)
    return nomination


def _refuse(program: Program, member: Member, by: Member, at: datetime) -> None:
    if member.pk == by.pk:
        raise MatchingError(_("To put yourself forward, apply as a mentor."))
    if has_left(member, at=at):
        raise MatchingError(_("%(member)s has left.") % {"member": member})
    if member.is_external:
        raise MatchingError(
            _("%(member)s is from outside: a program admin has to add them.") % {"member": member}
        )
    if not rules.can_enrol(member, program):
        raise MatchingError(_("%(member)s cannot apply for this program now.") % {"member": member})
    if queries.mentor_part(program.pk, member):
        raise MatchingError(
            _("%(member)s has come forward as a mentor already.") % {"member": member}
        )
    if Nomination.objects.filter(
        program=program, member=member, declined_at__isnull=False
    ).exists():
        raise MatchingError(_("%(member)s was asked and cannot this time.") % {"member": member})


def _tell(nomination: Nomination, *, at: datetime) -> None:
    program = nomination.program
    owe(
        kind="mentor_nominated",
        subject=nomination,
        recipients=[nomination.member],
        at=at,
        other=nomination.by.name,
        program=program.name,
        words=nomination.words,
        url=reverse("matching:nomination", args=[program.organization.slug, nomination.pk]),
    )


@transaction.atomic
def ask_people(*, program: Program, people: Sequence[Member], by: Member, at: datetime) -> int:
    """An admin names these people; whoever cannot be named, or was named by them before, is left
    out. Answers how many.
    """
    lock_program(program, by=by)
    asked = 0
    for person in people:
        try:
            with transaction.atomic():
                nominate(program=program, member=person, by=by, at=at)
            asked += 1
        except MatchingError:
            continue
    return asked


@transaction.atomic
def decline_nomination(*, nomination: Nomination, by: Member, at: datetime) -> None:
    """The one who was named says no, to all who named them for this program; those are told. Raises
    MatchingError.
    """
    check_self(by, nomination.member_id)
    lock_open(nomination.program_id)
    member = nomination.member
    if queries.mentor_part(nomination.program_id, member):
        raise MatchingError(
            _("You have applied as a mentor. To step back, withdraw on the program’s page.")
        )
    named = list(
        Nomination.objects.select_for_update(no_key=True, of=("self",))
        .select_related("by", "program__organization")
        .filter(program=nomination.program_id, member=member, declined_at=None)
        .order_by("id")
    )
    if not named:
        raise MatchingError(_("You have answered already."))
    Nomination.objects.filter(pk__in=[each.pk for each in named]).update(declined_at=at)
    record_many(by=member, action="nomination.declined", subjects=named, at=at)
    for each in named:
        owe(
            kind="nomination_declined",
            subject=each,
            recipients=[each.by],
            at=at,
            other=member.name,
            program=each.program.name,
            url=reverse("programs:detail", args=[each.program.organization.slug, each.program_id]),
        )


@transaction.atomic
def save_formula(*, program: Program, weights: Mapping[str, int], by: Member, at: datetime) -> None:
    """What a candidate's score is made of, by the names of `candidates.WEIGHTS`."""
    lock_program(program, by=by)
    Policy.objects.update_or_create(
        organization_id=program.organization_id,
        program=program,
        defaults={"candidate_weights": dict(weights)},
    )
    record(by=by, action="program.candidate_formula", subject=program, at=at)


@transaction.atomic
def invite_mentor(
    *, program: Program, person: Member, capacity: int, by: Member, at: datetime
) -> Member:
    """Somebody from outside becomes a mentor of this program and gets an invitation to sign in.

    `person` is not saved yet. Raises PersonError.
    """
    lock_program(program, by=by)
    person.is_external = True
    save_person(member=person, fields=[], by=by, at=at)
    enrol_people(
        program=program, people=[person], role=EnrolmentRole.MENTOR, capacity=capacity, by=by, at=at
    )
    invite(member=person, by=by, at=at)
    return person
