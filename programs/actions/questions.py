"""What a program's application asks."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from mentorship import versions
from mentorship.audit.actions import record
from mentorship.delivery.actions import Message, owe_all
from mentorship.delivery.models import Delivery
from mentorship.questions.answers import CHOSEN_FROM
from mentorship.questions.enums import QuestionKind
from mentorship.tenancy.models import Member
from mentorship.tenancy.zones import today_in
from mentorship.ui.forms import as_read
from mentorship.wording import said
from programs import queries, rules
from programs.actions.errors import QuestionError
from programs.actions.locks import lock_program
from programs.models import Program, Question


@transaction.atomic
def save_question(
    *,
    program: Program,
    by: Member,
    at: datetime,
    question: Question | None = None,
    read: str = "",
    **values: Any,
) -> Question:
    """A new question at the end, or a changed one at its place. Answers that were given stay valid.

    Raises QuestionError, and OvertakenError where somebody else changed the same.
    """
    # Applications wait for this too, so that nobody answers what has just been changed.
    lock_program(program, by=by)
    if question is None:
        question = _new(program)
    else:
        question.refresh_from_db()
        stored = {name: getattr(question, name) for name in values}
        values = versions.merge(read=read, given=values, stored=stored)
        _refuse_what_breaks_answers(question, values)
    for name, value in values.items():
        setattr(question, name, value)
    others = program.questions.exclude(pk=question.pk).values_list("name", flat=True)
    if as_read(question.name) in map(as_read, others):
        raise QuestionError("name", _("Another question of this program has this name."))
    action = "question.added" if question._state.adding else "question.changed"
    question.save()
    record(by=by, action=action, subject=question, at=at)
    return question


def _new(program: Program) -> Question:
    if program.questions.asked().count() >= rules.QUESTIONS_AT_MOST:
        words = _(
            "%(questions_at_most)s questions are the most there can be. Who would answer more?"
        ) % {"questions_at_most": rules.QUESTIONS_AT_MOST}
        raise QuestionError("name", words)
    last = program.questions.aggregate(last=Max("place"))["last"] or 0
    return Question(organization_id=program.organization_id, program=program, place=last + 1)


def _refuse_what_breaks_answers(question: Question, values: dict[str, Any]) -> None:
    given = queries.answers_to(question)
    if not given:
        return
    if values.get("kind", question.kind) != question.kind:
        raise QuestionError(
            "kind",
            _("People have answered: it stays as it is. Stop asking it, and add another one."),
        )
    kept = values.get("options", question.options)
    if (
        question.kind == QuestionKind.SCALE
        and kept == question.options[::-1]
        and kept != question.options
    ):
        raise QuestionError(
            "options",
            _(
                "%(number)s people have answered with 1 and 5 as they are. They would be"
                " turned round."
            )
            % {"number": len(given)},
        )
    for option in question.options if question.kind in CHOSEN_FROM else ():
        number = sum(
            option in (answer if isinstance(answer, list) else [answer]) for answer in given
        )
        if number and option not in kept:
            raise QuestionError(
                "options",
                _("“%(option)s” was answered already, %(number)s times. It has to stay.")
                % {"option": option, "number": number},
            )


@transaction.atomic
def move_question(*, question: Question, up: bool, by: Member, at: datetime) -> None:
    """Let it change places with the one before or after it; at the ends nothing happens."""
    lock_program(question.program, by=by)
    asked = list(question.program.questions.asked())
    place = next((n for n, each in enumerate(asked) if each.pk == question.pk), None)
    if place is None or not 0 <= (other := place + (-1 if up else 1)) < len(asked):
        return
    asked[place], asked[other] = asked[other], asked[place]
    for number, each in enumerate(asked, start=1):
        each.place = number
    Question.objects.bulk_update(asked, ["place"])
    record(by=by, action="question.moved", subject=question, at=at)


@transaction.atomic
def retire_question(*, question: Question, by: Member, at: datetime) -> bool:
    """Ask it no more; answers stay and can be read. One that nobody has answered is gone: answers
    whether it is.
    """
    lock_program(question.program, by=by)
    if queries.answers_to(question):
        Question.objects.filter(pk=question.pk, retired_at=None).update(retired_at=at)
        record(by=by, action="question.retired", subject=question, at=at)
        return False
    record(by=by, action="question.removed", subject=question, at=at)
    question.delete()
    return True


@transaction.atomic
def restore_question(*, question: Question, by: Member, at: datetime) -> None:
    """Ask it again, at the end."""
    lock_program(question.program, by=by)
    last = question.program.questions.aggregate(last=Max("place"))["last"] or 0
    Question.objects.filter(pk=question.pk).update(retired_at=None, place=last + 1)
    record(by=by, action="question.restored", subject=question, at=at)


@transaction.atomic
def ask_for_answers(*, program: Program, by: Member, at: datetime) -> int:
    """Write to everybody who takes part and has not answered what counts, once a day at most;
    answers to how many.

    Raises QuestionError where answers make no difference any more.
    """
    locked = lock_program(program, by=by)
    if not rules.is_asking(locked):
        raise QuestionError(
            "program", _("This program comes to its end: answers change nothing any more.")
        )
    today = today_in(locked.organization, at=at).isoformat()
    asked = Delivery.objects.filter(
        organization=program.organization_id, kind="answers_wanted", occurrence=today
    )
    unanswered = queries.unanswered(program, program.questions.asked())
    found = list(unanswered.exclude(pk__in=asked.values("subject_id")).select_related("member"))
    messages = [
        Message(
            "answers_wanted",
            each,
            [each.member],
            {
                "program": program.name,
                "role": said(f"role.{each.role}"),
                "url": reverse(
                    "programs:answers", args=[program.organization.slug, program.pk, each.pk]
                ),
            },
            occurrence=today,
        )
        for each in found
    ]
    owe_all(messages, at=at)
    record(by=by, action="question.asked_again", subject=program, at=at, people=len(found))
    return len(found)
