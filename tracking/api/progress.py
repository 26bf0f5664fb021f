"""What people wrote of their progress, over the API: for the people of the mentorship alone."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer
from rest_framework.views import APIView

from mentorship.api.fields import LineField, Strict
from mentorship.api.query import PageQuery, Queried
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from tracking.actions.written import change_observation, delete_observation, write_observation
from tracking.enums import ObservationKind
from tracking.models import Observation
from tracking.queries import get_observation, get_room, get_writable_room, observations


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


class ChangedObservationSerializer(Strict, serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=ObservationKind.choices, required=False)
    text = LineField(max_length=300, required=False)


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
    def create(self, request: Request, pk: UUID) -> Response:
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


class ObservationView(Queried, APIView):
    """One's own achievement or thing to improve; what it said before is kept."""

    @property
    def _member(self) -> Member:
        token: Any = self.request.auth
        member: Member = token.member
        return member

    @extend_schema(request=ChangedObservationSerializer, responses=ObservationSerializer)
    def patch(self, request: Request, pk: UUID) -> Response:
        row, _room = get_observation(self._member, pk)
        asked = ChangedObservationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = {"kind": row.kind, "text": row.text, **asked.validated_data}
        by, at = self._member, timezone.now()
        changed = change_observation(observation=row, by=by, at=at, **values)
        return Response(ObservationSerializer(changed).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """With its history."""
        row, _room = get_observation(self._member, pk)
        delete_observation(observation=row, by=self._member, at=timezone.now())
        return Response(status=204)
