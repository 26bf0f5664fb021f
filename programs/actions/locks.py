"""How the actions of programs hold what they change: a program before its enrolments."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Case, When

from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_admin
from programs import rules
from programs.actions.errors import ArchivedError
from programs.enums import EnrolmentRole
from programs.models import Enrolment, Program


def lock_program(program: Program, *, by: Member) -> Program:
    """The program as it stands, for a change by an admin. Raises NotAllowedError and
    ArchivedError.
    """
    check_admin(by, program.organization_id)
    return lock_open(program.pk)


def lock_open(pk: Any) -> Program:
    """The program as it stands, whoever asks. Raises ArchivedError."""
    programs = Program.objects.select_related("organization")
    locked = programs.select_for_update(no_key=True, of=("self",)).get(pk=pk)
    if not rules.can_edit(locked):
        raise ArchivedError
    return locked


def in_order(enrolments: Any) -> Any:
    """Enrolments of a QuerySet held till the end of the transaction, mentors before others, each by
    id: so no two transactions wait for each other.
    """
    side = Case(When(role=EnrolmentRole.MENTOR, then=0), default=1)
    return enrolments.select_for_update(no_key=True, of=("self",)).order_by(side, "pk")


def lock_enrolments(ids: Iterable[Any]) -> None:
    """Seats are given away under this lock alone."""
    held = in_order(Enrolment.objects.filter(pk__in=list(ids)))
    list(held.values_list("pk", flat=True))
