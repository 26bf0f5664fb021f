"""A program's surveys, as its admins set them up: a draft is changed, and published once."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from mentorship import versions
from mentorship.audit.actions import record
from mentorship.questions.enums import QuestionKind
from mentorship.tenancy.models import Member
from mentorship.ui.forms import as_read
from programs.actions.locks import lock_program
from programs.models import Program
from tracking.surveys import queries, rules
from tracking.surveys.actions.errors import SurveyError
from tracking.surveys.enums import SeenBy, SurveyAudience, SurveyKind
from tracking.surveys.models import Survey, SurveyQuestion, SurveyVersion
from tracking.surveys.ready import ready_surveys

# What a draft takes over from the version before.
COPIED = (
    "place",
    "name",
    "text",
    "help",
    "kind",
    "options",
    "is_required",
    "role",
    "seen_by",
    "organization_id",
)


@transaction.atomic
def copy_ready(*, program: Program, ready: str, by: Member, at: datetime) -> Survey:
    """A survey of the table in `ready.py`, published and switched off. Raises SurveyError for one
    that the program has, or that there is not.
    """
    lock_program(program, by=by)
    template = ready_surveys().get(ready)
    if template is None:
        raise SurveyError(_("There is no ready survey of this name."))
    values = {name: template[name] for name in ("kind", "name", "intro", "audience", "minutes")}
    survey = _add(program, values, by=by, at=at)
    version = survey.versions.get()
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(
            organization_id=survey.organization_id, version=version, place=place, **question
        )
        for place, question in enumerate(template["questions"], start=1)
    )
    _publish(version, by=by, at=at)
    return survey


@transaction.atomic
def add_survey(*, program: Program, by: Member, at: datetime, **values: Any) -> Survey:
    """One of the admin's own, with an empty draft. Raises SurveyError."""
    lock_program(program, by=by)
    _check_audience(values["kind"], values["audience"])
    return _add(program, values, by=by, at=at)


def _add(program: Program, values: dict[str, Any], *, by: Member, at: datetime) -> Survey:
    survey = Survey(
        organization_id=program.organization_id, program=program, created_at=at, **values
    )
    _check_name(survey)
    survey.save()
    SurveyVersion.objects.create(organization_id=survey.organization_id, survey=survey, number=1)
    record(by=by, action="survey.added", subject=survey, at=at)
    return survey


def _check_name(survey: Survey) -> None:
    others = Survey.objects.filter(program=survey.program_id).exclude(pk=survey.pk)
    if as_read(survey.name) in map(as_read, others.values_list("name", flat=True)):
        raise SurveyError(_("Another survey of this program has this name."), field="name")


def _check_audience(kind: str, audience: str) -> None:
    """Colleagues are asked what colleagues are asked, and nobody else is."""
    is_of_colleagues = kind == SurveyKind.COLLEAGUES
    if is_of_colleagues != (audience == SurveyAudience.COLLEAGUES):
        raise SurveyError(_("Only the survey for colleagues asks colleagues."), field="audience")


@transaction.atomic
def change_survey(
    *, survey: Survey, by: Member, at: datetime, read: str = "", **values: Any
) -> Survey:
    """Name, intro, minutes and whom it asks. Raises SurveyError, and OvertakenError."""
    locked = _lock(survey, by)
    stored = {name: getattr(locked, name) for name in values}
    values = versions.merge(read=read, given=values, stored=stored)
    for name, value in values.items():
        setattr(locked, name, value)
    _check_name(locked)
    _check_audience(locked.kind, locked.audience)
    locked.save(update_fields=list(values))
    record(by=by, action="survey.changed", subject=locked, at=at)
    return locked


@transaction.atomic
def switch_survey(*, survey: Survey, is_on: bool, by: Member, at: datetime) -> Survey:
    """Ask from the next hour on, or ask nobody new; who is asked already can answer. Raises
    SurveyError for one that has nothing published.
    """
    locked = _lock(survey, by)
    if is_on and not locked.versions.filter(published_at__isnull=False).exists():
        raise SurveyError(_("Publish its questions first."))
    if locked.is_on == is_on:
        return locked
    locked.is_on = is_on
    locked.save(update_fields=["is_on"])
    action = "survey.switched_on" if is_on else "survey.switched_off"
    record(by=by, action=action, subject=locked, at=at)
    return locked


@transaction.atomic
def begin_draft(*, survey: Survey, by: Member, at: datetime) -> SurveyVersion:
    """The draft, with the questions that are asked now; the one that is there, where there is."""
    locked = _lock(survey, by)
    last = locked.versions.order_by("-number").first()
    if last is not None and last.is_draft:
        return last
    draft = SurveyVersion.objects.create(
        organization_id=locked.organization_id, survey=locked, number=last.number + 1 if last else 1
    )
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(version=draft, **{name: getattr(question, name) for name in COPIED})
        for question in queries.questions_of(last)
    )
    record(by=by, action="survey.drafted", subject=locked, at=at, number=draft.number)
    return draft


@transaction.atomic
def drop_draft(*, survey: Survey, by: Member, at: datetime) -> None:
    """What is asked now stays as it is. Raises SurveyError where nothing else is left."""
    locked = _lock(survey, by)
    draft = _draft(locked)
    if not locked.versions.filter(published_at__isnull=False).exists():
        raise SurveyError(_("This survey has only its draft. Change its questions instead."))
    record(by=by, action="survey.dropped", subject=locked, at=at, number=draft.number)
    draft.delete()


@transaction.atomic
def publish_draft(*, survey: Survey, by: Member, at: datetime) -> SurveyVersion:
    """Ask the draft's questions from now on; answers to the ones before stay with them. Raises
    SurveyError for a draft without questions.
    """
    locked = _lock(survey, by)
    draft = _draft(locked)
    if not draft.questions.exists():
        raise SurveyError(_("Add a question first."))
    return _publish(draft, by=by, at=at)


def _publish(version: SurveyVersion, *, by: Member, at: datetime) -> SurveyVersion:
    version.published_at, version.published_by = at, by
    version.save(update_fields=["published_at", "published_by"])
    record(by=by, action="survey.published", subject=version.survey, at=at, number=version.number)
    return version


@transaction.atomic
def save_question(
    *,
    survey: Survey,
    by: Member,
    at: datetime,
    question: SurveyQuestion | None = None,
    read: str = "",
    **values: Any,
) -> SurveyQuestion:
    """A new question at the end of the draft, or a changed one. Raises SurveyError, and
    OvertakenError.
    """
    locked = _lock(survey, by)
    draft = _draft(locked)
    added = question is None
    row = _new(draft) if question is None else _in_draft(question, draft)
    if not added:
        stored = {name: getattr(row, name) for name in values}
        values = versions.merge(read=read, given=values, stored=stored)
    for name, value in values.items():
        setattr(row, name, value)
    _check_question(row, locked)
    row.save()
    action = "survey.question_added" if added else "survey.question_changed"
    record(by=by, action=action, subject=locked, at=at, question=row.name)
    return row


def _new(draft: SurveyVersion) -> SurveyQuestion:
    if draft.questions.count() >= rules.QUESTIONS_AT_MOST:
        words = _("%(number)s questions are the most there can be. Who would answer more?")
        raise SurveyError(words % {"number": rules.QUESTIONS_AT_MOST}, field="name")
    last = draft.questions.aggregate(last=Max("place"))["last"] or 0
    return SurveyQuestion(organization_id=draft.organization_id, version=draft, place=last + 1)


def _check_question(question: SurveyQuestion, survey: Survey) -> None:
    others = SurveyQuestion.objects.filter(version=question.version_id).exclude(pk=question.pk)
    if as_read(question.name) in map(as_read, others.values_list("name", flat=True)):
        raise SurveyError(_("Another question of this survey has this name."), field="name")
    if question.seen_by not in rules.who_may_see(survey):
        raise SurveyError(_("That cannot be chosen in this survey."), field="seen_by")
    if question.kind not in rules.kinds_of(survey):
        raise SurveyError(_("That cannot be chosen in this survey."), field="kind")
    if question.kind == QuestionKind.NUMBER and question.seen_by == SeenBy.ANONYMOUS:
        raise SurveyError(_("A number that can be anything shows whose it is."), field="seen_by")


@transaction.atomic
def move_question(*, question: SurveyQuestion, up: bool, by: Member, at: datetime) -> None:
    """Let it change places with the one before or after it; at the ends nothing happens."""
    locked = _lock(question.version.survey, by)
    draft = _draft(locked)
    row = _in_draft(question, draft)
    rows = queries.questions_of(draft)
    place = next(number for number, each in enumerate(rows) if each.pk == row.pk)
    other = place + (-1 if up else 1)
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for number, each in enumerate(rows, start=1):
        each.place = number
    SurveyQuestion.objects.bulk_update(rows, ["place"])
    record(by=by, action="survey.question_moved", subject=locked, at=at, question=row.name)


@transaction.atomic
def remove_question(*, question: SurveyQuestion, by: Member, at: datetime) -> None:
    """Take it out of the draft; the version that is asked now, and its answers, keep it."""
    locked = _lock(question.version.survey, by)
    row = _in_draft(question, _draft(locked))
    record(by=by, action="survey.question_removed", subject=locked, at=at, question=row.name)
    row.delete()


def _lock(survey: Survey, by: Member) -> Survey:
    """The survey as it stands, under the lock of its program, for an admin. Raises NotAllowedError
    and ArchivedError.
    """
    program = lock_program(
        Program(pk=survey.program_id, organization_id=survey.organization_id), by=by
    )
    locked = Survey.objects.get(pk=survey.pk)
    locked.program = program
    return locked


def _draft(survey: Survey) -> SurveyVersion:
    draft = survey.versions.filter(published_at=None).first()
    if draft is None:
        raise SurveyError(_("What is published stays as it is. Begin a new version first."))
    draft.survey = survey
    return draft


def _in_draft(question: SurveyQuestion, draft: SurveyVersion) -> SurveyQuestion:
    row = SurveyQuestion.objects.filter(pk=question.pk, version=draft).first()
    if row is None:
        raise SurveyError(_("This question is published, or was removed meanwhile."))
    return row
