"""Who takes part in a program, from the application to the day they leave."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext

from mentorship.audit.actions import record, record_many
from mentorship.delivery.actions import Message, owe_all
from mentorship.questions.answers import answers_fit
from mentorship.tenancy.models import Member
from mentorship.tenancy.rules import check_self, check_self_or_admin
from mentorship.ui.words import inside
from mentorship.wording import said
from programs import rules
from programs.actions.errors import EnrolmentError
from programs.actions.locks import in_order, lock_open, lock_program
from programs.enums import EnrolmentRole, EnrolmentState
from programs.models import Enrolment, Guidelines, Program, Signature


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
    answers: dict[str, Any] | None = None,
) -> Enrolment:
    """Apply for a part in the program; `answers` by the keys of its questions. Raises
    EnrolmentError.
    """
    check_self_or_admin(by, member)
    program = lock_open(program.pk)
    if not rules.can_enrol(member, program):
        raise EnrolmentError(gettext("This program takes no applications now."))
    if role not in rules.roles_of(program):
        raise EnrolmentError(gettext("Nobody takes part in this program like that."))
    existing = Enrolment.objects.filter(program=program, member=member, role=role).first()
    if existing and existing.state != EnrolmentState.WITHDRAWN:
        raise EnrolmentError(
            gettext("You have applied as %(role)s already.")
            % {"role": inside(existing.get_role_display())}
        )
    _refuse_unfit(program, role, answers or {})
    enrolment, _ = Enrolment.objects.update_or_create(
        organization_id=program.organization_id,
        program=program,
        member=member,
        role=role,
        defaults={
            "state": EnrolmentState.APPLIED,
            "capacity": capacity if role == EnrolmentRole.MENTOR else 1,
            "topics": list(topics),
            "motivation": motivation,
            "answers": answers or {},
            "applied_at": at,
            "decided_at": None,
            "decided_by": None,
        },
    )
    record(by=by, action="enrolment.applied", subject=enrolment, at=at)
    return enrolment


def _refuse_unfit(program: Program, role: str, answers: dict[str, Any]) -> None:
    if not answers_fit(list(program.questions.asked_of(role)), answers):
        raise EnrolmentError(
            gettext(
                "The questions have changed meanwhile. Look through your answers, and send"
                " them again."
            )
        )


@transaction.atomic
def answer_questions(
    *,
    enrolment: Enrolment,
    topics: Sequence[str],
    motivation: str,
    answers: dict[str, Any],
    by: Member,
    at: datetime,
) -> Enrolment:
    """Change what an application says; answers to retired questions stay. Raises EnrolmentError."""
    check_self(by, enrolment.member_id)
    program, locked = _lock(enrolment)
    if not rules.can_answer(locked, program):
        raise EnrolmentError(gettext("This application cannot be changed any more."))
    _refuse_unfit(program, locked.role, answers)
    asked = {each.key for each in program.questions.asked_of(locked.role)}
    before = {key: answer for key, answer in locked.answers.items() if key not in asked}
    locked.topics, locked.motivation, locked.answers = list(topics), motivation, before | answers
    locked.save(update_fields=["topics", "motivation", "answers"])
    record(by=by, action="enrolment.answered", subject=locked, at=at)
    return locked


@transaction.atomic
def enrol_people(
    *,
    program: Program,
    people: Iterable[Member],
    role: str,
    capacity: int,
    by: Member,
    at: datetime,
) -> int:
    """An admin gives these people an approved part; answers how many had none before. Raises
    EnrolmentError.
    """
    lock_program(program, by=by)
    if role not in rules.roles_of(program):
        raise EnrolmentError(gettext("Nobody takes part in this program like that."))
    rows = [
        Enrolment(
            organization_id=program.organization_id,
            program=program,
            member=person,
            role=role,
            state=EnrolmentState.APPROVED,
            capacity=capacity if role == EnrolmentRole.MENTOR else 1,
            topics=person.skills,
            applied_at=at,
            decided_at=at,
            decided_by=by,
        )
        for person in people
    ]
    before = Enrolment.objects.filter(program=program, role=role).count()
    Enrolment.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    added = list(
        Enrolment.objects.filter(pk__in=[row.pk for row in rows]).select_related(
            "member", "program"
        )
    )
    record_many(by=by, action="enrolment.added", subjects=added, at=at)
    _tell_decisions(added, at=at)
    return Enrolment.objects.filter(program=program, role=role).count() - before


class Decided(NamedTuple):
    """How many applications changed, and how many somebody else had decided since they were looked
    at.
    """

    changed: int
    overtaken: int


@transaction.atomic
def decide_enrolments(
    *,
    program: Program,
    ids: Sequence[UUID],
    state: str,
    by: Member,
    at: datetime,
    seen: Mapping[UUID, str] | None = None,
) -> Decided:
    """Approve, decline or put on the waiting list. Withdrawn ones stay so.

    `seen` are the states as they were when `by` looked: what changed since is left alone. Raises
    EnrolmentError.
    """
    lock_program(program, by=by)
    here = Enrolment.objects.select_related("member", "program")
    found = list(
        in_order(here.filter(program=program, pk__in=ids, state__in=rules.states_before(state)))
    )
    chosen = [each for each in found if (seen or {}).get(each.pk, each.state) == each.state]
    for each in chosen:
        each.state, each.decided_at, each.decided_by = state, at, by
    Enrolment.objects.bulk_update(chosen, ["state", "decided_at", "decided_by"], batch_size=1000)
    record_many(by=by, action=f"enrolment.{state}", subjects=chosen, at=at)
    _tell_decisions(chosen, at=at)
    return Decided(len(chosen), len(found) - len(chosen))


def _tell_decisions(enrolments: Iterable[Enrolment], *, at: datetime) -> None:
    """Each hears what became of their application; they are all of one program."""
    found = list(enrolments)
    if not found:
        return
    program = found[0].program
    url = reverse("programs:detail", args=[program.organization.slug, program.pk])
    to_sign = Guidelines.objects.filter(program=program).exists()
    owe_all(
        [
            Message(
                f"enrolment_{each.state}",
                each,
                [each.member],
                {
                    "program": program.name,
                    "role": said(f"role.{each.role}"),
                    "url": url,
                    "acts": ["agreement.sign"]
                    if to_sign and each.state == EnrolmentState.APPROVED
                    else [],
                },
                occurrence=at.isoformat(timespec="seconds"),
            )
            for each in found
        ],
        at=at,
    )


def _lock(enrolment: Enrolment) -> tuple[Program, Enrolment]:
    """The enrolment as it stands, and its program, which is held first. Raises ArchivedError."""
    program = lock_open(enrolment.program_id)
    return program, Enrolment.objects.select_for_update(no_key=True).get(pk=enrolment.pk)


@transaction.atomic
def withdraw(*, enrolment: Enrolment, by: Member, at: datetime) -> Enrolment:
    """Raises EnrolmentError where there is nothing to take back."""
    check_self(by, enrolment.member_id)
    _, locked = _lock(enrolment)
    if not rules.can_withdraw(locked):
        raise EnrolmentError(gettext("There is nothing to take back."))
    locked.state, locked.decided_at, locked.decided_by = EnrolmentState.WITHDRAWN, at, by
    locked.save(update_fields=["state", "decided_at", "decided_by"])
    record(by=by, action="enrolment.withdrawn", subject=locked, at=at)
    return locked


@transaction.atomic
def set_availability(
    *, enrolment: Enrolment, until: date | None, by: Member, at: datetime
) -> Enrolment:
    """Be unavailable until a day, or there again (None), which also ends a pause."""
    check_self(by, enrolment.member_id)
    _lock(enrolment)
    enrolment.unavailable_until, enrolment.paused_at = until, None
    enrolment.save(update_fields=["unavailable_until", "paused_at"])
    record(
        by=by,
        action="enrolment.availability",
        subject=enrolment,
        at=at,
        until=until.isoformat() if until else "",
    )
    return enrolment


@transaction.atomic
def set_capacity(
    *, program: Program, ids: Sequence[UUID], capacity: int, by: Member, at: datetime
) -> int:
    """How many mentees these mentors take from now on; returns for how many it changed. Running
    mentorships go on.

    Raises EnrolmentError.
    """
    lock_program(program, by=by)
    if not 1 <= capacity <= rules.MAX_CAPACITY:
        raise EnrolmentError(
            gettext("A mentor takes from 1 to %(max_capacity)s mentees.")
            % {"max_capacity": rules.MAX_CAPACITY}
        )
    found = Enrolment.objects.filter(
        program=program, pk__in=ids, role=EnrolmentRole.MENTOR
    ).exclude(capacity=capacity)
    changed = list(in_order(found))
    Enrolment.objects.filter(pk__in=[enrolment.pk for enrolment in changed]).update(
        capacity=capacity
    )
    record_many(by=by, action="enrolment.capacity", subjects=changed, at=at, capacity=capacity)
    return len(changed)


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
    return (
        Enrolment.objects.filter(pk__in=enrolments, queued_at=None).approved().update(queued_at=at)
    )


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
    parts = Enrolment.objects.select_related("member", "program")
    found = list(in_order(parts.filter(member__in=members, state__in=open_states)))
    Enrolment.objects.filter(pk__in=[each.pk for each in found]).update(
        state=EnrolmentState.WITHDRAWN, decided_at=at
    )
    record_many(by=None, action="enrolment.left", subjects=found, at=at)
    return len(found)


@transaction.atomic
def sign_agreement(*, guidelines: Guidelines, member: Member, at: datetime) -> Signature:
    """Sign once; again changes nothing. Raises EnrolmentError for who takes no part."""
    lock_open(guidelines.program_id)
    parts = Enrolment.objects.filter(program=guidelines.program_id, member=member)
    if not parts.exclude(state__in=[EnrolmentState.WITHDRAWN, EnrolmentState.DECLINED]).exists():
        raise EnrolmentError(gettext("Only who takes part in the program signs its agreement."))
    signature, is_new = Signature.objects.get_or_create(
        organization_id=member.organization_id,
        guidelines=guidelines,
        member=member,
        defaults={"signed_at": at},
    )
    if is_new:
        record(
            by=member,
            action="agreement.signed",
            subject=signature,
            at=at,
            version=guidelines.version,
        )
    return signature
