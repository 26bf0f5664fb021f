"""Surveys, their versions, whom they ask, and what was answered.

Nothing here holds the moment of an answer, and what is anonymous holds no way back to a person
(ADR 21).
"""

from datetime import date
from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from matching.models import Mentorship
from mentorship.questions.models import AbstractQuestion
from mentorship.tenancy.fields import TenantForeignKey
from mentorship.tenancy.models import Member, TenantModel
from programs.models import Program
from tracking.surveys.enums import (
    AskedRole,
    Reply,
    RequestState,
    Role,
    SeenBy,
    SurveyAudience,
    SurveyKind,
)


class Survey(TenantModel):
    """What a program asks its people again and again. `minutes` is how long it takes, 0 less than
    one.
    """

    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12, choices=SurveyKind)
    name = models.CharField(max_length=80)
    intro = models.TextField(max_length=1000, blank=True)
    audience = models.CharField(max_length=12, choices=SurveyAudience, default=SurveyAudience.BOTH)
    minutes = models.PositiveSmallIntegerField(default=2)
    is_on = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "program", "name"], name="survey_name"),
            models.CheckConstraint(
                condition=Q(kind="colleagues", audience="colleagues")
                | (~Q(kind="colleagues") & ~Q(audience="colleagues")),
                name="survey_of_colleagues",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SurveyVersion(TenantModel):
    """The questions of a survey at one time: a draft until it is published, and then as it is."""

    survey = TenantForeignKey(Survey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField(null=True)
    published_by = TenantForeignKey(
        Member, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "survey", "number"], name="survey_version"
            ),
            models.UniqueConstraint(
                fields=["organization", "survey"],
                condition=Q(published_at=None),
                name="survey_one_draft",
            ),
        ]

    @property
    def is_draft(self) -> bool:
        return self.published_at is None


class SurveyQuestionQuerySet(models.QuerySet["SurveyQuestion"]):
    def in_order(self) -> Self:
        return self.order_by("place", "id")

    def asked_of(self, role: str) -> Self:
        return self.in_order().filter(role__in=[role, AskedRole.BOTH])


class SurveyQuestion(AbstractQuestion):
    version = TenantForeignKey(SurveyVersion, on_delete=models.CASCADE, related_name="questions")
    role = models.CharField(max_length=8, choices=AskedRole, default=AskedRole.BOTH)
    seen_by = models.CharField(max_length=10, choices=SeenBy, default=SeenBy.ANONYMOUS)

    objects = SurveyQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "version", "name"], name="survey_question_name"
            ),
            models.CheckConstraint(
                condition=~Q(kind="number") | ~Q(seen_by="anonymous"),
                name="survey_no_anonymous_number",
            ),
        ]


class SurveyRequest(TenantModel):
    """Somebody is asked once on an occasion: `2026-11`, `midpoint`, `closing`, `once`; colleagues
    at the `start` and the `end` `about` a mentee. It has no time of answering.
    """

    survey = TenantForeignKey(Survey, on_delete=models.CASCADE, related_name="requests")
    version = TenantForeignKey(SurveyVersion, on_delete=models.PROTECT, related_name="requests")
    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="+")
    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    about = TenantForeignKey(Member, on_delete=models.CASCADE, null=True, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    occasion = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    closes_on = models.DateField()
    state = models.CharField(max_length=8, choices=RequestState, default=RequestState.OPEN)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "survey", "member", "occasion"],
                condition=Q(about=None),
                name="survey_asked_once",
            ),
            models.UniqueConstraint(
                fields=["organization", "survey", "member", "occasion", "about"],
                condition=Q(about__isnull=False),
                name="survey_asked_once_about",
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "member", "-asked_at"], name="survey_request_of_member"
            )
        ]

    def __str__(self) -> str:
        return str(self.survey)

    def is_open(self, today: date) -> bool:
        return self.state == RequestState.OPEN and today <= self.closes_on


class Answer(TenantModel):
    """An answer that is not anonymous. Its key is random: the moment stands nowhere."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = TenantForeignKey(SurveyRequest, on_delete=models.CASCADE, related_name="answers")
    question = TenantForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="+")
    value = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "request", "question"], name="survey_answer_once"
            )
        ]


class AnonymousAnswer(TenantModel):
    """What somebody of this role answered in this month (`2026-11`): no person, mentorship, request
    or moment, and a key that holds none. `mix_answers` writes a month's rows anew every night.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    question = TenantForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="+")
    program = TenantForeignKey(Program, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=Role)
    period = models.CharField(max_length=7)
    value = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["organization", "period"], name="survey_answers_of_month")]


class Colleague(TenantModel):
    """Somebody whom a mentee names to be asked what they see change, at the start and the end; who
    has declined is not asked again.
    """

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="+")
    about = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    member = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    named_at = models.DateTimeField()
    declined_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "mentorship", "about", "member"], name="colleague_once"
            ),
            models.CheckConstraint(condition=~Q(about=F("member")), name="colleague_is_another"),
        ]


class ColleagueAnswer(TenantModel):
    """What one of a mentee's colleagues answered, without saying which of them."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    question = TenantForeignKey(SurveyQuestion, on_delete=models.CASCADE, related_name="+")
    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="+")
    about = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    occasion = models.CharField(max_length=10)
    period = models.CharField(max_length=7)
    value = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "period"], name="colleague_answers_of_month")
        ]


class GivenFeedback(TenantModel):
    """What one of a mentorship tells another: the situation, what they did, what it caused, what
    next. It is sealed; only the two can read it.
    """

    mentorship = TenantForeignKey(Mentorship, on_delete=models.CASCADE, related_name="+")
    author = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    receiver = TenantForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    sealed = models.BinaryField()
    given_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=6, choices=Reply, default=Reply.NONE, blank=True)
    replied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(author=F("receiver")), name="feedback_to_another")
        ]
        indexes = [
            models.Index(
                fields=["organization", "receiver", "-given_at"], name="feedback_of_receiver"
            )
        ]
