"""Surveys over the API: for those who are asked, and for those who read what came of it."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer

from mentorship.api.fields import Strict, TruthField
from mentorship.api.permissions import HasScope, WritesAsAdmin
from mentorship.api.query import PageQuery
from mentorship.api.views import TenantViewSet
from mentorship.questions.forms import read_answers
from mentorship.tenancy.models import Member
from mentorship.tenancy.zones import today_in
from tracking.disclosure import Cell
from tracking.surveys import actions, queries
from tracking.surveys.forms import RequestForm
from tracking.surveys.models import Survey, SurveyQuestion, SurveyRequest
from tracking.surveys.queries.results import Figure, Named, results


class OfProgramQuery(PageQuery):
    program = serializers.UUIDField(required=False, help_text="those of one program")


class SurveySerializer(ModelSerializer[Survey]):
    """`minutes` is how long it takes, 0 less than one."""

    class Meta:
        model = Survey
        fields = ("id", "program", "kind", "name", "intro", "audience", "minutes", "is_on")


class SwitchSerializer(Strict, serializers.Serializer[Any]):
    is_on = TruthField()


class AnswerCountSerializer(serializers.Serializer[Cell]):
    """How many gave this answer; null where so few are withheld."""

    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.FloatField(allow_null=True)


class FigureSerializer(serializers.Serializer[Figure]):
    """`months` that are over, as `2026-11`; none where answers have a name. `percent` is the share
    of those asked who answered the survey; `mean` is null where it is withheld or has no sense.
    """

    who = serializers.CharField()
    months = serializers.ListField(child=serializers.CharField())
    answers = serializers.IntegerField()
    percent = serializers.IntegerField(source="rate.percent", allow_null=True)
    mean = serializers.FloatField(allow_null=True)
    parts = AnswerCountSerializer(many=True)
    texts = serializers.ListField(child=serializers.CharField())


class NamedSerializer(serializers.Serializer[Named]):
    member = serializers.CharField()
    mentorship = serializers.CharField()
    words = serializers.CharField()


class SurveyQuestionSerializer(ModelSerializer[SurveyQuestion]):
    """`seen_by` says who reads the answer."""

    class Meta:
        model = SurveyQuestion
        fields = ("id", "name", "text", "help", "kind", "options", "is_required", "seen_by")


class ResultSerializer(serializers.Serializer[Any]):
    question = SurveyQuestionSerializer()
    figures = FigureSerializer(many=True)
    named = NamedSerializer(many=True)


class SurveyViewSet(TenantViewSet):
    """A program's surveys, for program admins and those who read figures; none for others."""

    serializer_class = SurveySerializer
    list_query_class = OfProgramQuery
    permission_classes: tuple[type[BasePermission], ...] = (HasScope, WritesAsAdmin)

    def rows(self, member: Member) -> Any:
        return queries.surveys_seen_by(member, program=self.query.get("program"))

    @extend_schema(responses=ResultSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def results(self, request: Request, pk: str) -> Response:
        """What was answered to the version that is asked now, as the page shows it: anonymous
        answers by whole months of enough people.
        """
        survey, member = self.get_object(), self.token.member
        version = next((each for each in queries.versions_of(survey) if not each.is_draft), None)
        today = today_in(member.organization, at=timezone.now())
        found = results(version, reader=member, today=today) if version else []
        return Response(ResultSerializer(found, many=True).data)

    @extend_schema(request=SwitchSerializer, responses=SurveySerializer)
    @action(detail=True, methods=["post"])
    def switch(self, request: Request, pk: str) -> Response:
        """On or off. 409 where nothing of it is published."""
        survey = self.get_object()
        asked = SwitchSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        changed = actions.switch_survey(
            survey=survey, by=self.token.member, at=timezone.now(), **asked.validated_data
        )
        return Response(SurveySerializer(changed).data)


class SurveyRequestSerializer(ModelSerializer[SurveyRequest]):
    """`about` is the mentee of whom a colleague is asked."""

    class Meta:
        model = SurveyRequest
        fields = (
            "id",
            "survey",
            "mentorship",
            "about",
            "role",
            "occasion",
            "asked_at",
            "closes_on",
            "state",
        )


class SurveyAnswersSerializer(Strict, serializers.Serializer[Any]):
    answers = serializers.DictField(
        help_text=(
            "by the ids of the questions: a text, a list of texts, a number, or true or false. An"
            " answer that is kept without a name can be neither changed nor withdrawn."
        )
    )


class SurveyRequestViewSet(TenantViewSet):
    """What the token's person is or was asked."""

    serializer_class = SurveyRequestSerializer

    def rows(self, member: Member) -> Any:
        return queries.requests_of(member)

    @extend_schema(responses=SurveyQuestionSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def questions(self, request: Request, pk: str) -> Response:
        """What is asked, and who will read each answer."""
        found = queries.asked_in(self.get_object())
        return Response(SurveyQuestionSerializer(found, many=True).data)

    @extend_schema(request=SurveyAnswersSerializer, responses=SurveyRequestSerializer)
    @action(detail=True, methods=["post"])
    def answer(self, request: Request, pk: str) -> Response:
        """Once. 400 names the question that is not answered so, 409 says why it is too late."""
        mine = self.get_object()
        asked = SurveyAnswersSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        questions = queries.asked_in(mine)
        answers, wrong = read_answers(
            questions,
            asked.validated_data["answers"],
            lambda data: RequestForm(data, questions=questions),
        )
        if wrong:
            raise serializers.ValidationError({"answers": wrong})
        return self._act(actions.answer_request, mine, answers=answers)

    @extend_schema(request=None, responses=SurveyRequestSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Say no; 409 where it was answered or has closed."""
        return self._act(actions.decline_request, self.get_object())

    def _act(
        self, do: Callable[..., SurveyRequest], mine: SurveyRequest, **values: Any
    ) -> Response:
        changed = do(request=mine, by=self.token.member, at=timezone.now(), **values)
        return Response(SurveyRequestSerializer(changed).data)
