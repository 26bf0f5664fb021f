from typing import Any
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.serializers import CharField, ModelSerializer

from matching.models import Mentorship, Participant
from mentorship.api.fields import LineField, Strict
from mentorship.api.query import PageQuery
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from tracking.actions.written import write_observation
from tracking.enums import ObservationKind
from tracking.models import Observation, Session
from tracking.queries import get_room, get_writable_room, mentorship_list, observations, sessions


class PartSerializer(ModelSerializer[Participant]):
    class Meta:
        model = Participant
        fields = ("member", "role")


class MentorshipSerializer(ModelSerializer[Mentorship]):
    stage = CharField(source="pulse.stage", read_only=True, default=None)
    health = CharField(source="pulse.health", read_only=True, default=None)
    people = PartSerializer(source="present", many=True, read_only=True)

    class Meta:
        model = Mentorship
        fields = (
            "id",
            "title",
            "program",
            "state",
            "started_at",
            "ended_at",
            "stage",
            "health",
            "people",
        )


class MentorshipViewSet(TenantViewSet):
    """The mentorships that the token's person may see."""

    serializer_class = MentorshipSerializer

    def rows(self, member: Member) -> Any:
        people = Participant.objects.present().order_by("role", "pk")
        return mentorship_list(member).prefetch_related(
            Prefetch("participants", queryset=people, to_attr="present")
        )


class SessionSerializer(ModelSerializer[Session]):
    """Time and state; agenda and notes belong to the pair."""

    class Meta:
        model = Session
        fields = ("id", "mentorship", "starts_at", "minutes", "state")


class SessionViewSet(TenantViewSet):
    """The sessions of those mentorships, latest first."""

    page_keys: tuple[str, ...] = ("-starts_at", "id")
    serializer_class = SessionSerializer

    def rows(self, member: Member) -> Any:
        return sessions(member)


class ObservationSerializer(ModelSerializer[Observation]):
    class Meta:
        model = Observation
        fields = (
            "id",
            "mentorship",
            "session",
            "kind",
            "text",
            "author",
            "written_at",
            "edited_at",
        )


class NewObservationSerializer(Strict, serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=ObservationKind.choices)
    text = LineField(max_length=300)


class ObservationQuery(PageQuery):
    kind = serializers.ChoiceField(choices=ObservationKind.choices, required=False)


class ObservationViewSet(TenantViewSet):
    """What was achieved in a mentorship and what to improve, latest first: for its people alone."""

    page_keys: tuple[str, ...] = ("-written_at", "-id")
    serializer_class = ObservationSerializer
    list_query_class = ObservationQuery

    def rows(self, member: Member) -> Any:
        found = observations(get_room(member, self.kwargs["pk"]), member)
        kind = self.query.get("kind")
        return found.filter(kind=kind) if kind else found

    @extend_schema(request=NewObservationSerializer, responses={201: ObservationSerializer})
    def create(self, request: ApiRequest, pk: UUID) -> Response:
        room = get_writable_room(self.token.member, pk)
        asked = NewObservationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        written = write_observation(
            mentorship=room.mentorship,
            by=self.token.member,
            at=timezone.now(),
            **asked.validated_data,
        )
        return Response(ObservationSerializer(written).data, status=201)
