"""A program: set it up, and move it through its life."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext

from mentorship import versions
from mentorship.audit.actions import record
from mentorship.delivery.actions import announce, owe
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_admin
from mentorship.ui.words import inside
from programs import queries, rules
from programs.actions.errors import NameTakenError, NotReadyError, ProgramError
from programs.actions.locks import lock_program
from programs.course import missing_before
from programs.effects import effects_of
from programs.enums import ProgramState
from programs.kpis import Value
from programs.models import Guidelines, Measurement, Program, ProgramGoal, ProgramTransition

# What the organisation's chat channels hear of a program.
ANNOUNCED = (ProgramState.RECRUITING, ProgramState.RUNNING, ProgramState.CLOSING)


@transaction.atomic
def create_program(*, by: Member, at: datetime, **values: Any) -> Program:
    """A draft, with its first transition. Raises NameTakenError."""
    check_admin(by, by.organization_id)
    program = Program(organization=by.organization, created_at=at, **values)
    _save_named(program)
    ProgramTransition.objects.create(
        organization=by.organization, program=program, to_state=ProgramState.DRAFT, at=at, by=by
    )
    record(by=by, action="program.created", subject=program, at=at)
    return program


@transaction.atomic
def change_program(
    *, program: Program, by: Member, at: datetime, read: str = "", **values: Any
) -> Program:
    """Raises ProgramError, and OvertakenError where somebody else changed the same."""
    locked = lock_program(program, by=by)
    if values.get("kind", locked.kind) != locked.kind and not rules.can_change_kind(locked):
        raise ProgramError(gettext("People apply for this kind already: it stays as it is."))
    stored = {name: getattr(locked, name) for name in values}
    values = versions.merge(read=read, given=values, stored=stored)
    for name, value in values.items():
        setattr(program, name, value)
    if values == stored:
        return program
    _save_named(program, [*values])
    record(by=by, action="program.changed", subject=program, at=at)
    return program


def _save_named(program: Program, fields: Sequence[str] | None = None) -> None:
    try:
        with transaction.atomic():
            program.save(update_fields=fields)
    except IntegrityError as error:
        if "program_name" not in str(error):
            raise
        raise NameTakenError(
            gettext("Another program has this name. Add a year or a place to tell them apart.")
        ) from error


@transaction.atomic
def set_goals(
    *, program: Program, goals: Sequence[dict[str, Any]], by: Member, at: datetime, read: str = ""
) -> None:
    """Replace the program's goals with these: statement, kpi, baseline, target, due_on. Raises
    OvertakenError.
    """
    lock_program(program, by=by)
    versions.merge(
        read=read, given={"goals": list(goals)}, stored={"goals": queries.goal_values(program)}
    )
    _write_goals(program, goals)
    record(by=by, action="program.goals", subject=program, at=at, number=len(goals))


def _write_goals(program: Program, goals: Sequence[dict[str, Any]]) -> None:
    """A goal whose statement stays keeps its row: what people work towards points to it."""
    before = {goal.statement: goal for goal in program.goals.all()}
    for values in goals:
        kept = before.pop(values["statement"], None)
        if kept:
            ProgramGoal.objects.filter(pk=kept.pk).update(**values)
        else:
            ProgramGoal.objects.create(
                organization_id=program.organization_id, program=program, **values
            )
    program.goals.filter(pk__in=[goal.pk for goal in before.values()]).delete()


@transaction.atomic
def publish_guidelines(
    *, program: Program, by: Member, at: datetime, read: str = "", **texts: str
) -> Guidelines:
    """A new version where a text changed, else the one there is. Raises OvertakenError."""
    lock_program(program, by=by)
    current = queries.current_guidelines(program)
    if current:
        texts = versions.merge(
            read=read, given=texts, stored={name: getattr(current, name) for name in texts}
        )
    if current and all(getattr(current, name) == text for name, text in texts.items()):
        return current
    made = Guidelines.objects.create(
        organization_id=program.organization_id,
        program=program,
        version=(current.version if current else 0) + 1,
        published_at=at,
        by=by,
        **texts,
    )
    record(by=by, action="program.guidelines", subject=program, at=at, version=made.version)
    return made


@transaction.atomic
def move_program(*, program: Program, to: str, by: Member, at: datetime) -> int:
    """Take the program to its next state and tell who needs to know; answers how many were told.

    Raises NotReadyError where the state does not follow, or something is missing.
    """
    locked = lock_program(program, by=by)
    if to not in rules.moves(locked):
        raise NotReadyError(
            gettext("The program is %(state)s now. Reload the page.")
            % {"state": inside(locked.get_state_display())}
        )
    if to == ProgramState.RECRUITING:
        missing = [check.words for check in queries.readiness(locked) if not check.is_done]
        if missing:
            raise NotReadyError(
                gettext("Still missing: %(things)s.") % {"things": "; ".join(missing)}
            )
    if words := missing_before(to, locked):
        raise NotReadyError(words)
    Program.objects.filter(pk=program.pk).update(state=to)
    transition = ProgramTransition.objects.create(
        organization_id=program.organization_id,
        program=program,
        from_state=locked.state,
        to_state=to,
        at=at,
        by=by,
    )
    program.state = to
    record(by=by, action=f"program.{to}", subject=program, at=at)
    for effect in effects_of(to):
        effect.does(program=program, by=by, at=at)
    return _tell_of_move(program, transition, to=to, by=by, at=at)


def _tell_of_move(
    program: Program, transition: ProgramTransition, *, to: str, by: Member, at: datetime
) -> int:
    match to:
        case ProgramState.RECRUITING:
            people = list(queries.admins(program.organization).exclude(pk=by.pk))
        case ProgramState.RUNNING | ProgramState.CLOSING:
            people = list(queries.enrolled_people(program))
        case _:
            people = []
    kind, context = f"program_{to}", {"program": program.name, "url": _url(program)}
    owe(kind=kind, subject=transition, recipients=people, at=at, **context)
    if to in ANNOUNCED:
        announce(kind=kind, subject=transition, scope=program.pk, at=at, **context)
    return len(people)


def _url(program: Program) -> str:
    return reverse("programs:detail", args=[program.organization.slug, program.pk])


@transaction.atomic
def measure(
    *, program: Program, kpi: str, on: date, value: Value, by: Member | None = None
) -> None:
    """Write down a KPI's value for a day; the day's later value replaces the earlier."""
    Measurement.objects.update_or_create(
        organization_id=program.organization_id,
        program=program,
        kpi=kpi,
        on=on,
        defaults={
            "value": value.value,
            "people": value.people,
            "have": value.have,
            "have_not": value.have_not,
            "by": by,
        },
    )


@transaction.atomic
def set_weights(*, program: Program, weights: dict[str, int], by: Member, at: datetime) -> Program:
    """Keep what counts in this program for its next matching. Raises ArchivedError."""
    lock_program(program, by=by)
    program.weights = weights
    program.save(update_fields=["weights"])
    record(by=by, action="program.weights", subject=program, at=at, **weights)
    return program
