"""Whom a survey is to be asked now, and what is owed to them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce, Concat, JSONObject, NullIf

from matching.enums import MentorshipState, ParticipantRole
from matching.models import Participant
from mentorship.delivery.kinds import Owed
from mentorship.delivery.queries import about
from mentorship.tenancy.expressions import LocalHour
from mentorship.tenancy.models import Organization, employed
from programs.enums import ProgramState
from tracking.enums import AttendanceState, SessionState
from tracking.models import Attendance
from tracking.queries.nudges import DAYTIME
from tracking.surveys import rules
from tracking.surveys.enums import RequestState, Role, SurveyKind
from tracking.surveys.models import Colleague, Survey, SurveyRequest, SurveyVersion

Row = TypeVar("Row", Participant, Colleague)
# Where somebody could be asked several at once, the first of these.
FIRST = (
    SurveyKind.CLOSING,
    SurveyKind.MIDPOINT,
    SurveyKind.COLLEAGUES,
    SurveyKind.CHECK,
    SurveyKind.OWN,
)
ASKING = (ProgramState.RUNNING, ProgramState.CLOSING)


@dataclass(frozen=True)
class Due:
    """Somebody who is to be asked; `about` is the mentee of whom a colleague is asked."""

    survey: Survey
    version: UUID
    mentorship: UUID
    member: UUID
    role: str
    occasion: str
    about: UUID | None = None


def surveys_on(organization: Organization) -> list[Survey]:
    """Those that are switched on in programs that run, each with its `version_now`."""
    latest = SurveyVersion.objects.filter(survey=OuterRef("pk"), published_at__isnull=False)
    found = Survey.objects.filter(
        organization=organization, is_on=True, program__state__in=ASKING
    ).annotate(version_now=Subquery(latest.order_by("-number").values("pk")[:1]))
    rows = found.filter(version_now__isnull=False).select_related("program").order_by("id")
    return sorted(rows, key=lambda survey: FIRST.index(SurveyKind(survey.kind)))


def due(organization: Organization, *, at: datetime, today: date) -> list[Due]:
    """Everybody whom one survey is to be asked now, each once."""
    found: dict[UUID, Due] = {}
    for survey in surveys_on(organization):
        for each in _due_of(survey, at=at, today=today):
            found.setdefault(each.member, each)
    return list(found.values())


def _due_of(survey: Survey, *, at: datetime, today: date) -> list[Due]:
    if survey.kind == SurveyKind.COLLEAGUES:
        return [*_colleagues(survey, "start", at, today), *_colleagues(survey, "end", at, today)]
    parts, occasion = _parts(survey, at=at, today=today)
    rows = _askable(parts, survey, occasion, at=at, today=today).order_by("member", "-id")
    version: UUID = survey.version_now  # type: ignore[attr-defined]
    return [
        Due(survey, version, mentorship, member, role, occasion)
        for mentorship, member, role in rows.distinct("member").values_list(
            "mentorship", "member", "role"
        )
    ]


def _parts(survey: Survey, *, at: datetime, today: date) -> tuple[QuerySet[Participant], str]:
    """The people for whom its time has come, and the occasion."""
    parts = Participant.objects.present().filter(mentorship__program=survey.program_id)
    if survey.audience == "mentor":
        parts = parts.filter(role=ParticipantRole.MENTOR)
    elif survey.audience == "mentee":
        parts = parts.exclude(role=ParticipantRole.MENTOR)
    running = parts.filter(mentorship__state=MentorshipState.ACTIVE)
    match survey.kind:
        case SurveyKind.CLOSING:
            return parts.filter(_met(at), _is_ending(survey, at=at, today=today)), "closing"
        case SurveyKind.MIDPOINT:
            is_time = rules.halfway(survey.program) <= today <= survey.program.ends_on
            twice = running.alias(met=_times_met(at)).filter(met__gte=2)
            return (twice if is_time else twice.none()), "midpoint"
        case SurveyKind.CHECK:
            lately = _met(at, since=at - rules.MET_LATELY)
            return running.filter(lately), today.isoformat()[:7]
    return running.filter(_met(at)), "once"


def _is_ending(survey: Survey, *, at: datetime, today: date) -> Q:
    has_ended = ~Q(mentorship__state=MentorshipState.ACTIVE) & Q(
        mentorship__ended_at__gt=at - rules.NEAR_THE_END
    )
    is_near = survey.program.ends_on <= today + rules.NEAR_THE_END
    return has_ended | Q(mentorship__state=MentorshipState.ACTIVE) if is_near else has_ended


def _presence(at: datetime) -> QuerySet[Attendance]:
    """The sessions before, at which the participant of the outer query was recorded as present."""
    return Attendance.objects.filter(
        session__starts_at__lte=at,
        session__mentorship=OuterRef("mentorship"),
        session__state=SessionState.HELD,
        member=OuterRef("member"),
        state=AttendanceState.PRESENT,
    )


def _met(at: datetime, *, since: datetime | None = None) -> Exists:
    presence = _presence(at)
    return Exists(presence.filter(session__starts_at__gt=since) if since else presence)


def _times_met(at: datetime) -> Subquery:
    return Subquery(
        _presence(at).order_by().values("member").annotate(times=Count("pk")).values("times")
    )


def _askable(
    rows: QuerySet[Row],
    survey: Survey,
    occasion: str,
    *,
    at: datetime,
    today: date,
    about: str = "",
) -> QuerySet[Row]:
    """Those who work here, have day now, were not asked this before, and nothing this week."""
    mine = SurveyRequest.objects.filter(member=OuterRef("member"))
    same = mine.filter(survey=survey, occasion=occasion)
    if about:
        same = same.filter(about=OuterRef(about))
    zone = Coalesce(
        NullIf(F("member__time_zone"), Value("")), F("organization__settings__time_zone")
    )
    return rows.alias(hour=LocalHour(Value(at, output_field=DateTimeField()), zone)).filter(
        DAYTIME,
        employed(today, "member"),
        ~Exists(same),
        ~Exists(mine.filter(asked_at__gt=at - rules.ASK_EVERY)),
        organization=survey.organization_id,
    )


def _colleagues(survey: Survey, occasion: str, at: datetime, today: date) -> list[Due]:
    rows = Colleague.objects.filter(mentorship__program=survey.program_id, declined_at=None)
    if occasion == "end":
        was_asked = SurveyRequest.objects.filter(
            survey=survey, member=OuterRef("member"), about=OuterRef("about"), occasion="start"
        )
        rows = rows.filter(Exists(was_asked), _is_ending(survey, at=at, today=today))
    else:
        rows = rows.filter(mentorship__state=MentorshipState.ACTIVE)
    asked = _askable(rows, survey, occasion, at=at, today=today, about="about")
    version: UUID = survey.version_now  # type: ignore[attr-defined]
    return [
        Due(survey, version, mentorship, member, Role.COLLEAGUE, occasion, about)
        for mentorship, member, about in asked.order_by("member", "id")
        .distinct("member")
        .values_list("mentorship", "member", "about")
    ]


def messages(rows: QuerySet[SurveyRequest], occurrence: str) -> QuerySet[SurveyRequest, Any]:
    """A row for each request, as `owe_from` takes them."""
    return rows.order_by().values(
        "organization_id",
        subject=F("pk"),
        recipient=F("member_id"),
        occurrence=Value(occurrence, output_field=TextField()),
        context=JSONObject(
            survey=F("survey__name"),
            minutes=F("survey__minutes"),
            program=F("survey__program__name"),
            scope=F("survey__program_id"),
            other=Concat("about__given_name", Value(" "), "about__family_name"),
            url=Concat(
                Value("/o/"),
                F("organization__slug"),
                Value("/feedback/"),
                F("pk"),
                Value("/"),
                output_field=TextField(),
            ),
        ),
    )


def to_name(organization: Organization, *, at: datetime) -> QuerySet[Participant, Any]:
    """The mentees who have met and named nobody, where colleagues are to be asked."""
    on = Survey.objects.filter(
        kind=SurveyKind.COLLEAGUES, is_on=True, program=OuterRef("mentorship__program")
    )
    named = Colleague.objects.filter(mentorship=OuterRef("mentorship"), about=OuterRef("member"))
    rows = Participant.objects.present().filter(
        Exists(on),
        ~Exists(named),
        _met(at),
        organization=organization,
        role=ParticipantRole.MENTEE,
        mentorship__state=MentorshipState.ACTIVE,
        mentorship__program__state=ProgramState.RUNNING,
    )
    return rows.order_by().values(
        "organization_id",
        subject=F("mentorship_id"),
        recipient=F("member_id"),
        occurrence=Value("", output_field=TextField()),
        context=JSONObject(
            program=F("mentorship__program__name"),
            scope=F("mentorship__program_id"),
            url=Concat(
                Value("/o/"),
                F("organization__slug"),
                Value("/feedback/colleagues/"),
                F("mentorship_id"),
                Value("/"),
                output_field=TextField(),
            ),
        ),
    )


def requests_that_wait(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The messages about requests that are open still, of mentorships that run where that is what
    they are about.
    """
    goes_on = Q(mentorship__state=MentorshipState.ACTIVE) | Q(
        survey__kind__in=[SurveyKind.CLOSING, SurveyKind.COLLEAGUES]
    )
    waiting = SurveyRequest.objects.filter(
        goes_on,
        state=RequestState.OPEN,
        closes_on__gte=at.date(),
        survey__program__state__in=ASKING,
    )
    return about(waiting, owed)


def mentees_without_names(owed: Collection[Owed], at: datetime) -> set[UUID]:
    """The messages to mentees who have named nobody yet."""
    named = set(
        Colleague.objects.filter(mentorship__in=[each.subject_id for each in owed]).values_list(
            "mentorship", "about"
        )
    )
    return {each.pk for each in owed if (each.subject_id, each.recipient_id) not in named}
