from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse

from mentorship.audit.actions import record, record_many
from mentorship.delivery.actions import owe
from mentorship.tenancy.models import Member
from programs import queries, rules
from programs.enums import EnrolmentRole, EnrolmentState, ProgramState
from programs.models import (
    CadencePolicy,
    Enrolment,
    Guidelines,
    Measurement,
    Program,
    ProgramGoal,
    ProgramTransition,
    Signature,
)


class NameTakenError(Exception):
    """The organisation has a program of this name."""


class NotReadyError(Exception):
    """The program cannot move there; the text names what is missing."""


class EnrolmentError(Exception):
    """The enrolment cannot be made or changed; the text says why."""


@transaction.atomic
def create_program(*, by: Member, at: datetime, **values: Any) -> Program:
    """A draft, with its first transition. Raises NameTakenError."""
    program = Program(organization=by.organization, created_at=at, **values)
    _save_named(program)
    ProgramTransition.objects.create(
        organization=by.organization, program=program, to_state=ProgramState.DRAFT, at=at, by=by
    )
    record(by=by, action="program.created", subject=program, at=at)
    return program


@transaction.atomic
def change_program(*, program: Program, by: Member, at: datetime, **values: Any) -> Program:
    """Raises NameTakenError."""
    for name, value in values.items():
        setattr(program, name, value)
    _save_named(program)
    record(by=by, action="program.changed", subject=program, at=at)
    return program


def _save_named(program: Program) -> None:
    try:
        with transaction.atomic():
            program.save()
    except IntegrityError as error:
        if "program_name" not in str(error):
            raise
        raise NameTakenError("Another program has this name. Add a year or a place to tell them apart.") from error


@transaction.atomic
def set_goals(*, program: Program, goals: Sequence[dict[str, Any]], by: Member, at: datetime) -> None:
    """Replace the program's goals with these: statement, kpi, baseline, target, due_on."""
    program.goals.all().delete()
    ProgramGoal.objects.bulk_create(
        ProgramGoal(organization_id=program.organization_id, program=program, **goal) for goal in goals
    )
    record(by=by, action="program.goals", subject=program, at=at, number=len(goals))


@transaction.atomic
def publish_guidelines(*, program: Program, by: Member, at: datetime, **texts: str) -> Guidelines:
    """A new version where a text changed, else the one there is."""
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    current = queries.current_guidelines(program)
    if current and all(getattr(current, name) == text for name, text in texts.items()):
        return current
    made = Guidelines.objects.create(
        organization_id=program.organization_id, program=program, version=(current.version if current else 0) + 1,
        published_at=at, by=by, **texts,
    )  # fmt: skip
    record(by=by, action="program.guidelines", subject=program, at=at, version=made.version)
    return made


@transaction.atomic
def set_cadence_policy(*, program: Program, by: Member, at: datetime, **values: Any) -> CadencePolicy:
    policy, _ = CadencePolicy.objects.update_or_create(
        organization_id=program.organization_id, program=program, defaults=values
    )
    record(by=by, action="program.cadence", subject=program, at=at)
    return policy


@transaction.atomic
def move_program(*, program: Program, to: str, by: Member, at: datetime) -> int:
    """Take the program to its next state and tell who needs to know; answers how many were told.

    Raises NotReadyError where the state does not follow, or something is missing.
    """
    locked = Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    if to not in rules.moves(locked):
        raise NotReadyError(f"The program is {locked.get_state_display().lower()} now. Reload the page.")
    if to == ProgramState.RECRUITING:
        missing = [check.words for check in queries.readiness(locked) if not check.is_done]
        if missing:
            raise NotReadyError("Still missing: " + "; ".join(missing) + ".")
    if to == ProgramState.RUNNING and not locked.runs.filter(state="published").exists():
        raise NotReadyError("Publish a matching first.")
    Program.objects.filter(pk=program.pk).update(state=to)
    transition = ProgramTransition.objects.create(
        organization_id=program.organization_id, program=program, from_state=locked.state, to_state=to, at=at, by=by
    )
    program.state = to
    record(by=by, action=f"program.{to}", subject=program, at=at)
    return _tell_of_move(program, transition, to=to, by=by, at=at)


def _tell_of_move(program: Program, transition: ProgramTransition, *, to: str, by: Member, at: datetime) -> int:
    match to:
        case ProgramState.RECRUITING:
            people = list(queries.admins(program.organization).exclude(pk=by.pk))
        case ProgramState.RUNNING | ProgramState.CLOSING:
            people = list(queries.enrolled_people(program))
        case _:
            people = []
    owe(
        kind=f"program_{to}", subject=transition, recipients=people, at=at, program=program.name,
        url=reverse("programs:detail", args=[program.organization.slug, program.pk]),
    )  # fmt: skip
    return len(people)


@transaction.atomic
def enrol(
    *,
    program: Program,
    member: Member,
    role: str,
    by: Member,
    at: datetime,
    capacity: int = 1,
    topics: Sequence[str] = (),
    motivation: str = "",
) -> Enrolment:
    """Apply for a part in the program. Raises EnrolmentError."""  # fmt: skip
    Program.objects.select_for_update(no_key=True).get(pk=program.pk)
    program.refresh_from_db(fields=["state"])
    if not rules.can_enrol(member, program):
        raise EnrolmentError("This program takes no applications now.")
    existing = Enrolment.objects.filter(program=program, member=member, role=role).first()
    if existing and existing.state != EnrolmentState.WITHDRAWN:
        raise EnrolmentError(f"You have applied as {existing.get_role_display().lower()} already.")
    enrolment, _ = Enrolment.objects.update_or_create(
        organization_id=program.organization_id, program=program, member=member, role=role,
        defaults={
            "state": EnrolmentState.APPLIED, "capacity": capacity if role == EnrolmentRole.MENTOR else 1,
            "topics": list(topics), "motivation": motivation, "applied_at": at, "decided_at": None, "decided_by": None,
        },
    )  # fmt: skip
    record(by=by, action="enrolment.applied", subject=enrolment, at=at)
    return enrolment


@transaction.atomic
def enrol_people(
    *, program: Program, people: Iterable[Member], role: str, capacity: int, by: Member, at: datetime
) -> int:
    """An admin gives these people an approved part; answers how many had none before."""
    rows = [
        Enrolment(
            organization_id=program.organization_id, program=program, member=person, role=role,
            state=EnrolmentState.APPROVED, capacity=capacity if role == EnrolmentRole.MENTOR else 1,
            topics=person.skills, applied_at=at, decided_at=at, decided_by=by,
        )
        for person in people
    ]  # fmt: skip
    before = Enrolment.objects.filter(program=program, role=role).count()
    Enrolment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    added = list(Enrolment.objects.filter(pk__in=[row.pk for row in rows]).select_related("member", "program"))
    record_many(by=by, action="enrolment.added", subjects=added, at=at)
    for each in added:
        _tell_decision(each, at=at)
    return Enrolment.objects.filter(program=program, role=role).count() - before


@transaction.atomic
def decide_enrolments(*, program: Program, ids: Sequence[UUID], state: str, by: Member, at: datetime) -> int:
    """Approve, decline or put on the waiting list; answers how many changed. Withdrawn ones stay so."""
    chosen = list(
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("member", "program")
        .filter(program=program, pk__in=ids)
        .exclude(state__in=[state, EnrolmentState.WITHDRAWN])
    )
    for each in chosen:
        each.state, each.decided_at, each.decided_by = state, at, by
    Enrolment.objects.bulk_update(chosen, ["state", "decided_at", "decided_by"], batch_size=1000)
    record_many(by=by, action=f"enrolment.{state}", subjects=chosen, at=at)
    for each in chosen:
        _tell_decision(each, at=at)
    return len(chosen)


def _tell_decision(enrolment: Enrolment, *, at: datetime) -> None:
    program = enrolment.program
    owe(
        kind=f"enrolment_{enrolment.state}", subject=enrolment, recipients=[enrolment.member], at=at,
        occurrence=at.isoformat(timespec="seconds"), program=program.name, role=enrolment.get_role_display().lower(),
        url=reverse("programs:detail", args=[program.organization.slug, program.pk]),
    )  # fmt: skip


@transaction.atomic
def withdraw(*, enrolment: Enrolment, by: Member, at: datetime) -> Enrolment:
    """Raises EnrolmentError where there is nothing to take back."""
    locked = Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)
    if not rules.can_withdraw(locked):
        raise EnrolmentError("There is nothing to take back.")
    locked.state, locked.decided_at, locked.decided_by = EnrolmentState.WITHDRAWN, at, by
    locked.save(update_fields=["state", "decided_at", "decided_by"])
    record(by=by, action="enrolment.withdrawn", subject=locked, at=at)
    return locked


@transaction.atomic
def set_availability(*, enrolment: Enrolment, until: date | None, by: Member, at: datetime) -> Enrolment:
    """Take on nobody new until a day, or be there again (None), which also ends a pause."""
    enrolment.unavailable_until, enrolment.paused_at = until, None
    enrolment.save(update_fields=["unavailable_until", "paused_at"])
    record(by=by, action="enrolment.availability", subject=enrolment, at=at, until=until.isoformat() if until else "")
    return enrolment


@transaction.atomic
def pause(*, enrolment: Enrolment, at: datetime) -> Enrolment:
    """Take a mentor out of sight who does not answer, until they say that they are there."""
    enrolment.paused_at = at
    enrolment.save(update_fields=["paused_at"])
    record(by=None, action="enrolment.paused", subject=enrolment, at=at)
    return enrolment


@transaction.atomic
def queue_again(*, enrolments: Sequence[Any], at: datetime) -> int:
    """Put mentees who lost their mentor before the others of their program's next matching."""
    return Enrolment.objects.filter(pk__in=enrolments, queued_at=None).approved().update(queued_at=at)


def lock_parts(*, mentors: Iterable[Any], mentees: Iterable[Any]) -> None:
    """Hold these enrolments till the end of the transaction: seats are given away under this lock alone.

    Mentors before mentees, each by id, so that no two transactions wait for each other.
    """
    for ids in (mentors, mentees):
        held = Enrolment.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=list(ids)).order_by("pk")
        list(held.values_list("pk", flat=True))


def leave_queue(*, enrolments: Sequence[Any]) -> list[str]:
    """They have a mentor again; answers the ids of those who stood in the queue."""
    queued = Enrolment.objects.filter(pk__in=enrolments).exclude(queued_at=None)
    ids = [str(pk) for pk in queued.values_list("pk", flat=True)]
    queued.update(queued_at=None)
    return ids


@transaction.atomic
def release(*, members: Sequence[Member], at: datetime) -> int:
    """End the parts in programs of people who have left; answers how many."""
    open_states = [EnrolmentState.APPLIED, EnrolmentState.APPROVED, EnrolmentState.WAITLISTED]
    found = list(
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("member", "program")
        .filter(member__in=members, state__in=open_states)
    )
    Enrolment.objects.filter(pk__in=[each.pk for each in found]).update(state=EnrolmentState.WITHDRAWN, decided_at=at)
    record_many(by=None, action="enrolment.left", subjects=found, at=at)
    return len(found)


@transaction.atomic
def sign_agreement(*, guidelines: Guidelines, member: Member, at: datetime) -> Signature:
    """Sign once; signing again changes nothing."""
    signature, is_new = Signature.objects.get_or_create(
        organization_id=member.organization_id, guidelines=guidelines, member=member, defaults={"signed_at": at}
    )
    if is_new:
        record(by=member, action="agreement.signed", subject=signature, at=at, version=guidelines.version)
    return signature


@transaction.atomic
def measure(*, program: Program, kpi: str, on: date, value: Decimal, people: int, by: Member | None = None) -> None:
    """Write down a KPI's value for a day; the day's later value replaces the earlier."""
    Measurement.objects.update_or_create(
        organization_id=program.organization_id, program=program, kpi=kpi, on=on,
        defaults={"value": value, "people": people, "by": by},
    )  # fmt: skip


@transaction.atomic
def set_weights(*, program: Program, weights: dict[str, int], by: Member, at: datetime) -> Program:
    """Keep what counts in this program for its next matching."""
    program.weights = weights
    program.save(update_fields=["weights"])
    record(by=by, action="program.weights", subject=program, at=at, **weights)
    return program
