"""Goals of a mentorship over the API: what its people agree on, and how far they are."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer

from mentorship.api.fields import IdField, LineField, Strict
from mentorship.api.query import PageQuery
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from tracking import queries
from tracking.actions import goals, reports
from tracking.enums import GoalState, MeasureKind
from tracking.models import Goal, GoalProgress
from tracking.models.plans import DIGITS, PLACES
from tracking.suggestions import Suggestion

AMOUNT = r"^-?[0-9]{1,9}(\.[0-9]{1,2})?$"


@extend_schema_field({"type": "string", "format": "decimal", "pattern": AMOUNT})
class AmountField(serializers.DecimalField):
    """A figure as text, as it comes back, so that no digit is lost on its way."""

    default_error_messages = {"invalid": _("Give a number as text, such as “2.5”.")}

    def to_internal_value(self, data: Any) -> Decimal:
        if not isinstance(data, str) or not re.fullmatch(AMOUNT, data, re.ASCII):
            self.fail("invalid")
        return Decimal(super().to_internal_value(data))


def amount(**kwargs: Any) -> AmountField:
    return AmountField(max_digits=DIGITS, decimal_places=PLACES, **kwargs)


class GoalSerializer(ModelSerializer[Goal]):
    class Meta:
        model = Goal
        fields = (
            "id",
            "mentorship",
            "statement",
            "why",
            "due_on",
            "measure_kind",
            "unit",
            "baseline",
            "target",
            "current",
            "progress_percent",
            "topic",
            "program_goal",
            "carried_from",
            "state",
            "proposed_by",
            "proposed_at",
            "agreed_by",
            "agreed_at",
            "achieved_at",
            "closed_by",
            "closed_at",
            "closed_reason",
        )


class GoalTermsSerializer(Strict, serializers.Serializer[Any]):
    """What both agree to. `baseline` and `target` belong to a number, a percentage or a scale."""

    statement = LineField(max_length=200)
    why = LineField(max_length=300, required=False, allow_blank=True)
    due_on = serializers.DateField()
    measure_kind = serializers.ChoiceField(
        MeasureKind.choices, required=False, allow_blank=True, help_text="empty: percent done"
    )
    unit = LineField(max_length=40, required=False, allow_blank=True)
    baseline = amount(required=False, allow_null=True)
    target = amount(required=False, allow_null=True)
    topic = LineField(max_length=160, required=False, allow_blank=True)
    program_goal = IdField(required=False, allow_null=True)


class GoalProposalSerializer(GoalTermsSerializer):
    mentorship = IdField()


class WhySerializer(Strict, serializers.Serializer[Any]):
    reason = LineField(max_length=300)


class BringSerializer(Strict, serializers.Serializer[Any]):
    mentorship = IdField(help_text="where it comes along to")


class NewReportSerializer(Strict, serializers.Serializer[Any]):
    value = amount(help_text="in the goal's unit; in percent where it has no measure")
    note = LineField(max_length=300, required=False, allow_blank=True)


class ReportSerializer(ModelSerializer[GoalProgress]):
    class Meta:
        model = GoalProgress
        fields = ("id", "measure_kind", "value", "percent", "note", "by", "at")


class ChangeOfGoalSerializer(serializers.Serializer[Any]):
    """A field that was changed since both agreed, in words."""

    field = serializers.CharField(source="label")
    old = serializers.CharField()
    new = serializers.CharField()


class SuggestionSerializer(serializers.Serializer[Any]):
    """A goal to begin from; `days` is how long it usually takes."""

    statement = serializers.CharField()
    why = serializers.CharField()
    measure_kind = serializers.CharField()
    unit = serializers.CharField()
    baseline = amount(allow_null=True)
    target = amount(allow_null=True)
    days = serializers.IntegerField()
    topic = serializers.CharField()


def suggestion_values(suggestion: Suggestion) -> dict[str, Any]:
    measure = suggestion.measure
    return {
        "statement": str(suggestion.statement),
        "why": str(suggestion.why),
        "measure_kind": measure.kind,
        "unit": str(suggestion.unit),
        "baseline": measure.baseline,
        "target": measure.target,
        "days": suggestion.days,
        "topic": suggestion.topic,
    }


class GoalQuery(PageQuery):
    mentorship = IdField(required=False)
    state = serializers.ChoiceField(GoalState.choices, required=False)


class GoalViewSet(TenantViewSet):
    """The goals of one's own mentorships, latest first. Only who takes part writes; 409 says why it
    is not possible.
    """

    serializer_class = GoalSerializer
    list_query_class = GoalQuery

    def rows(self, member: Member) -> Any:
        asked = {name: self.query[name] for name in ("mentorship", "state") if name in self.query}
        return queries.goals_of(member).filter(**asked)

    def own(self) -> Goal:
        """Raises Http404, and EndedError where the mentorship has ended."""
        goal: Goal = self.get_object()
        goal.mentorship = queries.get_writable_room(
            self.token.member, goal.mentorship_id
        ).mentorship
        return goal

    def act(
        self, do: Callable[..., Goal], kind: type[serializers.Serializer[Any]] | None = None
    ) -> Response:
        values = self.asked(kind) if kind else {}
        made = do(goal=self.own(), by=self.token.member, at=timezone.now(), **values)
        return Response(GoalSerializer(made).data)

    def asked(
        self, kind: type[serializers.Serializer[Any]], *, partial: bool = False
    ) -> dict[str, Any]:
        sent = kind(data=self.request.data, partial=partial)
        sent.is_valid(raise_exception=True)
        return dict(sent.validated_data)

    @extend_schema(request=GoalProposalSerializer, responses={201: GoalSerializer})
    def create(self, request: Request) -> Response:
        """Propose a goal; it counts once the other side has agreed."""
        values, by = self.asked(GoalProposalSerializer), self.token.member
        room = queries.get_writable_room(by, values.pop("mentorship"))
        made = goals.propose_goal(mentorship=room.mentorship, by=by, at=timezone.now(), **values)
        return Response(GoalSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=GoalTermsSerializer, responses=GoalSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change it, which asks the other side again; what is left out stays."""
        values = self.asked(GoalTermsSerializer, partial=True)
        made = goals.change_goal(goal=self.own(), by=self.token.member, at=timezone.now(), **values)
        return Response(GoalSerializer(made).data)

    @extend_schema(request=None, responses=GoalSerializer)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, pk: str) -> Response:
        return self.act(goals.agree_goal)

    @extend_schema(request=WhySerializer, responses=GoalSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """A change is taken back; a goal that nobody had agreed to waits to be changed."""
        return self.act(goals.decline_goal, WhySerializer)

    @extend_schema(request=WhySerializer, responses=GoalSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        return self.act(goals.drop_goal, WhySerializer)

    @extend_schema(request=None, responses=GoalSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        return self.act(goals.reopen_goal)

    @extend_schema(request=None, responses=GoalSerializer)
    @action(detail=True, methods=["post"])
    def achieve(self, request: Request, pk: str) -> Response:
        """Reached, also short of its target."""
        return self.act(reports.achieve_goal)

    @extend_schema(responses=ChangeOfGoalSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def changes(self, request: Request, pk: str) -> Response:
        """What waits for agreement, beside what both had agreed to."""
        goal = self.get_object()
        found = queries.changes_of([goal]).get(goal.pk, [])
        return Response(ChangeOfGoalSerializer(found, many=True).data)

    @extend_schema(methods=["post"], request=NewReportSerializer, responses=GoalSerializer)
    @extend_schema(methods=["get"], responses=ReportSerializer(many=True))
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def progress(self, request: Request, pk: str) -> Response:
        """What was reported, the earliest first; with POST, report how far it is."""
        if request.method == "POST":
            return self.act(reports.report_progress, NewReportSerializer)
        return Response(ReportSerializer(queries.reports_of(self.get_object()), many=True).data)

    @extend_schema(request=BringSerializer, responses={201: GoalSerializer})
    @action(detail=True, methods=["post"])
    def bring(self, request: Request, pk: str) -> Response:
        """Propose an open goal of an ended mentorship in the next one."""
        by, values = self.token.member, self.asked(BringSerializer)
        found = Goal.objects.select_related("mentorship")
        goal = get_object_or_404(found, pk=self.get_object().pk)
        room = queries.get_writable_room(by, values["mentorship"])
        made = goals.carry_goal(goal=goal, mentorship=room.mentorship, by=by, at=timezone.now())
        return Response(GoalSerializer(made).data, status=status.HTTP_201_CREATED)
