"""Answers. What is anonymous is written without its writer, and no log says that it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mentorship.questions.answers import answers_fit
from mentorship.tenancy.models import Member
from mentorship.tenancy.zones import today_in
from programs.rules import can_edit
from tracking.surveys import queries, rules
from tracking.surveys.actions.errors import SurveyError
from tracking.surveys.enums import RequestState, SeenBy
from tracking.surveys.models import (
    AnonymousAnswer,
    Answer,
    Colleague,
    ColleagueAnswer,
    SurveyQuestion,
    SurveyRequest,
)

Kept = Answer | AnonymousAnswer | ColleagueAnswer


@transaction.atomic
def answer_request(
    *, request: SurveyRequest, answers: Mapping[str, Any], by: Member, at: datetime
) -> SurveyRequest:
    """Answer once, by the questions' keys; it can be neither changed nor taken back. Raises
    SurveyError where it has closed, or is not theirs.
    """
    locked = _lock(request, by, at)
    questions = queries.asked_in(locked)
    if not answers_fit(questions, answers):
        raise SurveyError(_("Look through your answers, and send them again."))
    _close(locked, RequestState.ANSWERED)
    period = today_in(by.organization, at=at).isoformat()[:7]
    rows = [
        _row(locked, question, answers[question.key], period)
        for question in questions
        if question.key in answers
    ]
    Answer.objects.bulk_create(row for row in rows if isinstance(row, Answer))
    AnonymousAnswer.objects.bulk_create(row for row in rows if isinstance(row, AnonymousAnswer))
    ColleagueAnswer.objects.bulk_create(row for row in rows if isinstance(row, ColleagueAnswer))
    return locked


def _row(request: SurveyRequest, question: SurveyQuestion, value: Any, period: str) -> Kept:
    common: dict[str, Any] = {
        "organization_id": request.organization_id,
        "question": question,
        "value": value,
    }
    if question.seen_by == SeenBy.ANONYMOUS:
        return AnonymousAnswer(
            program_id=request.survey.program_id, role=request.role, period=period, **common
        )
    if question.seen_by == SeenBy.AVERAGE and request.about_id:
        return ColleagueAnswer(
            mentorship_id=request.mentorship_id,
            about_id=request.about_id,
            occasion=request.occasion,
            period=period,
            **common,
        )
    return Answer(request=request, **common)


@transaction.atomic
def decline_request(*, request: SurveyRequest, by: Member, at: datetime) -> SurveyRequest:
    """Say no; a colleague who does is not asked about this mentee again. Raises SurveyError."""
    locked = _lock(request, by, at)
    _close(locked, RequestState.DECLINED)
    if locked.about_id:
        Colleague.objects.filter(
            mentorship=locked.mentorship_id, about=locked.about_id, member=by
        ).update(declined_at=at)
    return locked


def _lock(request: SurveyRequest, by: Member, at: datetime) -> SurveyRequest:
    """The request, locked for its person alone, while it is open."""
    rows = SurveyRequest.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.select_related("survey__program").get(pk=request.pk)
    if locked.member_id != by.pk:
        raise SurveyError(_("This was asked of somebody else."))
    if not can_edit(locked.survey.program):
        raise SurveyError(_("This program is archived: nothing changes in it any more."))
    if locked.state == RequestState.ANSWERED:
        raise SurveyError(_("You have answered this already. Thank you."))
    if not rules.can_answer(locked, today=today_in(by.organization, at=at)):
        raise SurveyError(_("This has closed. There is nothing you need to do."))
    return locked


def _close(request: SurveyRequest, state: RequestState) -> None:
    request.state = state
    request.save(update_fields=["state"])
