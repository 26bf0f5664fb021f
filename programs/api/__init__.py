from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer

from mentorship.api.errors import ConflictError
from mentorship.api.fields import IdField, LineField, ProseField, Strict, TextSerializer
from mentorship.api.permissions import HasScope, WritesAsAdmin
from mentorship.api.query import PageQuery
from mentorship.api.views import TenantViewSet
from mentorship.questions.answers import OPTIONS_AT_MOST, TEXT_AT_MOST
from mentorship.questions.forms import read_answers
from mentorship.tenancy.models import Member
from programs import actions, queries
from programs.forms import ApplicationForm, QuestionForm
from programs.models import Enrolment, Program, Question
from programs.queries import program_list


class OfProgramQuery(PageQuery):
    program = serializers.UUIDField(required=False, help_text="those of one program")


class ProgramSerializer(ModelSerializer[Program]):
    class Meta:
        model = Program
        fields = (
            "id",
            "name",
            "summary",
            "kind",
            "focus",
            "state",
            "starts_on",
            "ends_on",
            "mentors",
            "mentees",
            "peers",
        )


class ProgramViewSet(TenantViewSet):
    """The programs that the token's person may see."""

    serializer_class = ProgramSerializer

    def rows(self, member: Member) -> Any:
        return program_list(member)


class QuestionSerializer(TextSerializer):
    """`mentor_text` is the question as mentors read it, where it differs; `options` of a scale are
    the words at its ends.
    """

    options = serializers.ListField(
        child=LineField(max_length=100), required=False, max_length=OPTIONS_AT_MOST
    )

    class Meta:
        model = Question
        fields = (
            "id",
            "program",
            "place",
            "name",
            "text",
            "mentor_text",
            "help",
            "kind",
            "options",
            "audience",
            "is_required",
            "comparison",
            "retired_at",
        )
        read_only_fields = ("place", "retired_at", "program")
        # The names of one program differ; the action says so in words.
        validators: list[Any] = []


class NewQuestionSerializer(QuestionSerializer):
    program = IdField()


class QuestionViewSet(TenantViewSet):
    """What programs ask of those who apply, for their admins; deleting one that was answered lets
    it rest.

    400 names the field that cannot be so, as the browser does.
    """

    serializer_class = QuestionSerializer
    list_query_class = OfProgramQuery
    permission_classes = (HasScope, WritesAsAdmin)

    def rows(self, member: Member) -> Any:
        return queries.questions_seen_by(member, program=self.query.get("program"))

    @extend_schema(request=NewQuestionSerializer, responses={201: QuestionSerializer})
    def create(self, request: ApiRequest) -> Response:
        asked = NewQuestionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        program = get_object_or_404(
            queries.programs_seen_by(self.token.member), pk=values.pop("program")
        )
        made = self._save(program, None, {"audience": "both", **values})
        return Response(QuestionSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=QuestionSerializer(partial=True), responses=QuestionSerializer)
    def partial_update(self, request: ApiRequest, pk: str) -> Response:
        question = self.get_object()
        asked = QuestionSerializer(question, data=request.data, partial=True)
        asked.is_valid(raise_exception=True)
        now = {name: getattr(question, name) for name in QuestionForm.Meta.fields}
        return Response(
            QuestionSerializer(
                self._save(question.program, question, now | asked.validated_data)
            ).data
        )

    @extend_schema(responses={200: QuestionSerializer, 204: None})
    def destroy(self, request: ApiRequest, pk: str) -> Response:
        """204 where it is gone; one that was answered is asked no more, stays readable and comes
        back with its `retired_at`.
        """
        question, at = self.get_object(), timezone.now()
        if actions.retire_question(question=question, by=self.token.member, at=at):
            return Response(status=status.HTTP_204_NO_CONTENT)
        return Response(QuestionSerializer(self.get_object()).data)

    def _save(
        self, program: Program, question: Question | None, values: dict[str, Any]
    ) -> Question:
        """By the form of the page. Raises ValidationError."""
        form = QuestionForm(values, instance=question, program=program)
        if not form.is_valid():
            raise serializers.ValidationError(
                {name: [str(each) for each in words] for name, words in form.errors.items()}
            )
        by, at = self.token.member, timezone.now()
        try:
            return actions.save_question(
                program=program, question=question, by=by, at=at, **form.cleaned_data
            )
        except actions.QuestionError as error:
            raise serializers.ValidationError({error.field: [str(error)]}) from error


class EnrolmentSerializer(ModelSerializer[Enrolment]):
    """`answers` by the ids of the program's questions."""

    class Meta:
        model = Enrolment
        fields = (
            "id",
            "program",
            "member",
            "role",
            "state",
            "capacity",
            "topics",
            "motivation",
            "answers",
            "applied_at",
            "decided_at",
        )


class AnswersSerializer(Strict, serializers.Serializer[Any]):
    topics = serializers.ListField(child=LineField(max_length=160), max_length=100)
    motivation = ProseField(max_length=TEXT_AT_MOST, allow_blank=True)
    answers = serializers.DictField(
        help_text=(
            "by the ids of the questions put to this role: a text, a list of texts, or a number"
            " from 1 to 5"
        )
    )


def _answers(enrolment: Enrolment, given: dict[str, Any]) -> dict[str, Any]:
    """As the form of the page cleans them. Raises ValidationError, by the questions' ids."""
    asked = list(enrolment.program.questions.asked_of(enrolment.role))
    answers, wrong = read_answers(
        asked, given, lambda data: ApplicationForm(data, questions=asked, role=enrolment.role)
    )
    if wrong:
        raise serializers.ValidationError({"answers": wrong})
    return answers


class EnrolmentViewSet(TenantViewSet):
    """Who takes part where, for program admins; for others their own parts."""

    serializer_class = EnrolmentSerializer
    list_query_class = OfProgramQuery

    def rows(self, member: Member) -> Any:
        return queries.enrolments_seen_by(member, program=self.query.get("program"))

    @extend_schema(request=AnswersSerializer, responses=EnrolmentSerializer)
    @action(detail=True, methods=["post"], url_path="answers")
    def answer(self, request: ApiRequest, pk: str) -> Response:
        """Say anew what one's own application says. 400 names the question that is not answered so,
        409 says why it cannot be changed.
        """
        mine = get_object_or_404(
            self.get_queryset().filter(member=self.token.member), pk=self.get_object().pk
        )
        asked = AnswersSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = asked.validated_data | {"answers": _answers(mine, asked.validated_data["answers"])}
        try:
            changed = actions.answer_questions(
                enrolment=mine, by=self.token.member, at=timezone.now(), **values
            )
        except actions.EnrolmentError as error:
            raise ConflictError(str(error)) from error
        return Response(EnrolmentSerializer(changed).data)
