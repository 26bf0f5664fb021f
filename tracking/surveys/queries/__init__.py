"""Surveys as admins set them up, and what somebody is asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from matching.enums import ParticipantRole
from matching.models import Mentorship, Participant
from mentorship.tenancy.models import Member
from mentorship.tenancy.zones import today_in
from programs.models import Program
from tracking.enums import AttendanceState, SessionState
from tracking.models import Attendance, Feedback
from tracking.surveys.enums import RequestState, SeenBy, SurveyKind
from tracking.surveys.models import Answer, Survey, SurveyQuestion, SurveyRequest, SurveyVersion

SHOWN = 50


@dataclass(frozen=True)
class Rate:
    """How many of those who were asked have answered."""

    answered: int
    asked: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.answered / self.asked) if self.asked else None


@dataclass(frozen=True)
class Line:
    """A survey in the list of a program's."""

    survey: Survey
    rate: Rate
    has_version: bool
    has_draft: bool


def surveys_seen_by(member: Member, *, program: UUID | None = None) -> QuerySet[Survey]:
    """For those who read figures; none for others."""
    found = Survey.objects.filter(organization=member.organization_id).select_related("program")
    found = found.filter(program=program) if program else found
    return (found if member.is_hr else found.none()).order_by("-id")


def survey_lines(program: Program) -> list[Line]:
    """The surveys of a program, those that are on first."""
    answered = Count("requests", filter=Q(requests__state=RequestState.ANSWERED), distinct=True)
    versions = SurveyVersion.objects.filter(survey=OuterRef("pk"))
    rows = Survey.objects.filter(program=program).annotate(
        asked=Count("requests", distinct=True),
        answered=answered,
        has_version=Exists(versions.filter(published_at__isnull=False)),
        has_draft=Exists(versions.filter(published_at=None)),
    )
    return [
        Line(row, Rate(row.answered, row.asked), row.has_version, row.has_draft)
        for row in rows.order_by("-is_on", "name")
    ]


def rate_after_sessions(program: Program) -> Rate:
    """Of those who were present at sessions held, how many have rated them."""
    present = Attendance.objects.filter(
        session__mentorship__program=program,
        session__state=SessionState.HELD,
        state=AttendanceState.PRESENT,
    )
    said = Feedback.objects.filter(
        session=OuterRef("session"), author=OuterRef("member"), rating__isnull=False
    )
    counted = present.aggregate(asked=Count("pk"), answered=Count("pk", filter=Exists(said)))
    return Rate(counted["answered"], counted["asked"])


def get_survey(member: Member, program: UUID, pk: UUID) -> Survey:
    """Raises Http404."""
    return get_object_or_404(surveys_seen_by(member, program=program), pk=pk)


def versions_of(survey: Survey) -> list[SurveyVersion]:
    """The latest first, a draft before all."""
    return list(survey.versions.order_by("-number"))


def questions_of(version: SurveyVersion | None) -> list[SurveyQuestion]:
    return list(version.questions.in_order()) if version else []


def asked_in(request: SurveyRequest) -> list[SurveyQuestion]:
    """What is asked of whoever got this request."""
    return list(SurveyQuestion.objects.filter(version=request.version_id).asked_of(request.role))


def requests_of(member: Member) -> QuerySet[SurveyRequest]:
    """What this person is or was asked, the latest first."""
    found = SurveyRequest.objects.filter(organization=member.organization_id, member=member)
    return found.select_related("survey__program", "mentorship", "about").order_by("-id")


def open_requests(member: Member, *, at: datetime) -> QuerySet[SurveyRequest]:
    today = today_in(member.organization, at=at)
    return requests_of(member).filter(
        state=RequestState.OPEN,
        closes_on__gte=today,
        survey__program__state__in=["running", "closing"],
    )


def get_request(member: Member, pk: UUID) -> SurveyRequest:
    """One's own. Raises Http404."""
    return get_object_or_404(requests_of(member), pk=pk)


def my_answers(request: SurveyRequest) -> list[tuple[SurveyQuestion, Any]]:
    """What was answered and is not anonymous, by question; anonymous ones are nowhere to be
    found.
    """
    given = dict(Answer.objects.filter(request=request).values_list("question", "value"))
    return [(each, given.get(each.pk)) for each in asked_in(request)]


def shown_to(member: Member) -> list[Answer]:
    """What the others in the member's mentorships chose to show, the latest first."""
    mine = Participant.objects.present().filter(
        mentorship=OuterRef("request__mentorship"), member=member
    )
    found = Answer.objects.filter(
        Exists(mine), organization=member.organization_id, question__seen_by=SeenBy.PAIR
    ).exclude(request__member=member)
    rows = found.select_related("question", "request__member", "request__survey")
    return list(rows.order_by("-request__asked_at", "question__place", "id")[:SHOWN])


@dataclass(frozen=True)
class Own:
    """A mentorship that runs, in which the member can give feedback; `may_name` where they are the
    mentee and colleagues are asked.
    """

    pk: UUID
    title: str
    may_name: bool


def own_mentorships(member: Member) -> list[Own]:
    on = Survey.objects.filter(kind=SurveyKind.COLLEAGUES, is_on=True, program=OuterRef("program"))
    mine = Participant.objects.present().filter(mentorship=OuterRef("pk"), member=member)
    is_mentee = Exists(mine.filter(role=ParticipantRole.MENTEE))
    may_name = ExpressionWrapper(Exists(on) & is_mentee, output_field=BooleanField())
    rows = Mentorship.objects.of(member.organization).active().filter(Exists(mine))
    found = rows.order_by("-id").values_list("pk", "title", may_name)
    return [Own(*row) for row in found[:SHOWN]]
