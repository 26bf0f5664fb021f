"""Proposed cadences over the API, and how an admin sets one."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer
from rest_framework.views import APIView

from mentorship.api.fields import LineField, SaidField, Strict, WholeNumberField
from mentorship.api.permissions import HasScope, WritesAsAdmin
from mentorship.api.query import PageQuery, Queried
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from programs.enums import Stage
from tracking import queries
from tracking.actions import shifts
from tracking.enums import ProposalState
from tracking.models import CadenceProposal, CadenceStage


class ProposalQuery(PageQuery):
    mentorship = serializers.UUIDField(required=False, help_text="those of one mentorship")
    state = serializers.ChoiceField(choices=ProposalState.choices, required=False)


class ProposalSerializer(ModelSerializer[CadenceProposal]):
    """`reason` is theirs who declined it; an accepted one can be objected to until
    `objection_until`.
    """

    reasons = SaidField(read_only=True)

    class Meta:
        model = CadenceProposal
        fields = (
            "id",
            "mentorship",
            "from_stage",
            "to_stage",
            "reasons",
            "state",
            "proposed_at",
            "answer_by",
            "answered_at",
            "answered_by",
            "objection_until",
            "ask_again_at",
            "reason",
        )


@extend_schema_field({"type": "integer", "enum": list(shifts.WEEKS_OFF)})
class WeeksField(WholeNumberField):
    def to_internal_value(self, data: Any) -> int:
        weeks = super().to_internal_value(data)
        if weeks not in shifts.WEEKS_OFF:
            raise serializers.ValidationError("2, 4 or 8.")
        return weeks


class PutOffSerializer(Strict, serializers.Serializer[Any]):
    weeks = WeeksField(default=shifts.USUAL_WEEKS_OFF)


class DeclineSerializer(Strict, serializers.Serializer[Any]):
    reason = LineField(max_length=shifts.REASON_AT_MOST)


class ProposalViewSet(TenantViewSet):
    """Cadences proposed to the mentorships that the token's person may see, latest first; those who
    take part in one answer. 409 says why an answer is not possible as things stand.
    """

    serializer_class = ProposalSerializer
    list_query_class = ProposalQuery

    def rows(self, member: Member) -> Any:
        asked = self.query if self.action == "list" else {}
        return queries.proposals_seen_by(
            member, mentorship=asked.get("mentorship"), state=asked.get("state", "")
        )

    @extend_schema(request=None, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: ApiRequest, pk: str) -> Response:
        """They meet otherwise from now on; the others are told, and may object for three days."""
        return self._do(shifts.accept_shift)

    @extend_schema(request=PutOffSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"], url_path="put-off")
    def put_off(self, request: ApiRequest, pk: str) -> Response:
        return self._do(shifts.put_off_shift, PutOffSerializer)

    @extend_schema(request=DeclineSerializer, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: ApiRequest, pk: str) -> Response:
        """The others read the reason."""
        return self._do(shifts.decline_shift, DeclineSerializer)

    @extend_schema(request=None, responses=ProposalSerializer)
    @action(detail=True, methods=["post"], url_path="object")
    def object_to(self, request: ApiRequest, pk: str) -> Response:
        """By anybody but the one who accepted, within three days: they meet as before."""
        return self._do(shifts.object_to_shift)

    @extend_schema(request=None, responses=ProposalSerializer)
    @action(detail=True, methods=["post"])
    def undo(self, request: ApiRequest, pk: str) -> Response:
        """Take one's own acceptance back, within ten minutes."""
        return self._do(shifts.undo_shift)

    def _do(self, act: Any, kind: type[serializers.Serializer[Any]] | None = None) -> Response:
        """As the token's person, who takes part. Raises Http404 for those who look on."""
        proposal, member = self.get_object(), self.token.member
        queries.get_writable_room(member, proposal.mentorship_id)
        values: dict[str, Any] = {}
        if kind is not None:
            asked = kind(data=self.request.data)
            asked.is_valid(raise_exception=True)
            values = asked.validated_data
        answered = act(proposal=proposal, by=member, at=timezone.now(), **values)
        return Response(ProposalSerializer(answered).data)


class SetSerializer(Strict, serializers.Serializer[Any]):
    stage = serializers.ChoiceField(choices=Stage.choices)
    reason = LineField(max_length=shifts.REASON_AT_MOST)


class MentorshipStageSerializer(ModelSerializer[CadenceStage]):
    reason = SaidField(read_only=True)

    class Meta:
        model = CadenceStage
        fields = ("mentorship", "stage", "from_day", "reason")


class SetCadenceView(Queried, APIView):
    """A program admin sets how often a mentorship meets; its people are told why."""

    permission_classes = (HasScope, WritesAsAdmin)

    @extend_schema(request=SetSerializer, responses=MentorshipStageSerializer)
    def post(self, request: ApiRequest, pk: UUID) -> Response:
        token: Any = request.auth
        room = queries.get_room(token.member, pk)
        asked = SetSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = shifts.set_cadence(
            mentorship=room.mentorship, by=token.member, at=timezone.now(), **asked.validated_data
        )
        return Response(MentorshipStageSerializer(made).data)
