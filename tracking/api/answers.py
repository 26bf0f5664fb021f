"""What those who take part in a session say of it, and its agenda, over the API."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer

from mentorship.api.fields import LineField, ProseField, Strict, WholeNumberField
from mentorship.api.permissions import HasScope, WritesAsAdmin
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from tracking import queries
from tracking.actions import agendas, answers, concerns, confirming, sessions
from tracking.enums import SessionState
from tracking.models import AgendaItem, Attendance, Concern, Session


class AttendanceSerializer(ModelSerializer[Attendance]):
    class Meta:
        model = Attendance
        fields = ("member", "answer", "other_starts_at", "state")


class SessionSerializer(ModelSerializer[Session]):
    """Time, state and who comes; agenda and notes belong to its people."""

    attendance = AttendanceSerializer(many=True, read_only=True)

    class Meta:
        model = Session
        fields = ("id", "mentorship", "starts_at", "minutes", "state", "logged_by", "attendance")


class DeclineSessionSerializer(Strict, serializers.Serializer[Any]):
    reason = LineField(required=False, allow_blank=True, max_length=300)


class TimeSerializer(Strict, serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField()


class RateSerializer(Strict, serializers.Serializer[Any]):
    rating = WholeNumberField(min_value=1, max_value=5)
    independence = WholeNumberField(required=False, min_value=1, max_value=5)


class PointsSerializer(Strict, serializers.Serializer[Any]):
    texts = serializers.ListField(child=LineField(max_length=300), min_length=1, max_length=30)


class AgendaItemSerializer(ModelSerializer[AgendaItem]):
    class Meta:
        model = AgendaItem
        fields = ("id", "text", "added_by", "added_at", "talked_at")


class SessionActs(TenantViewSet):
    """What can be said of a session by those who take part in it."""

    def own(self) -> Session:
        """Raises Http404 for those who look on."""
        session, _room = queries.get_session(self.token.member, self.get_object().pk)
        return session

    def act(
        self, do: Callable[..., Session], kind: type[serializers.Serializer[Any]] | None = None
    ) -> Response:
        session, values = self.own(), self.asked(kind)
        do(session=session, by=self.token.member, at=timezone.now(), **values)
        return Response(SessionSerializer(self.get_object()).data)

    def asked(self, kind: type[serializers.Serializer[Any]] | None) -> dict[str, Any]:
        if kind is None:
            return {}
        sent = kind(data=self.request.data)
        sent.is_valid(raise_exception=True)
        return dict(sent.validated_data)

    @extend_schema(request=None, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: str) -> Response:
        return self.act(answers.accept_session)

    @extend_schema(request=DeclineSessionSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def decline(self, request: Request, pk: str) -> Response:
        """Of two the session is cancelled; a group goes on without."""
        return self.act(answers.decline_session, DeclineSessionSerializer)

    @extend_schema(request=TimeSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, pk: str) -> Response:
        """Ask for another time; until somebody takes it the session stays."""
        return self.act(answers.propose_time, TimeSerializer)

    @extend_schema(request=TimeSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: str) -> Response:
        """Agree to the time that somebody else proposed."""
        return self.act(answers.take_other_time, TimeSerializer)

    @extend_schema(request=None, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """It took place; where somebody has said so before, nothing changes."""
        return self.act(confirming.confirm_session)

    @extend_schema(request=None, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def missed(self, request: Request, pk: str) -> Response:
        """It did not take place."""
        return self.act(_missed)

    @extend_schema(request=None, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Undo, within ten minutes, that it was cancelled or missed."""
        return self.act(sessions.reopen_session)

    @extend_schema(request=RateSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def rate(self, request: Request, pk: str) -> Response:
        values = self.asked(RateSerializer)
        confirming.rate_session(
            session=self.own(), by=self.token.member, at=timezone.now(), **values
        )
        return Response(status=204)

    @extend_schema(
        methods=["post"], request=PointsSerializer, responses=AgendaItemSerializer(many=True)
    )
    @extend_schema(methods=["get"], responses=AgendaItemSerializer(many=True))
    @action(detail=True, methods=["get", "post"], pagination_class=None)
    def agenda(self, request: Request, pk: str) -> Response:
        """The points of the agenda; with POST, after adding some."""
        session = self.own()
        if request.method == "POST":
            values = self.asked(PointsSerializer)
            agendas.add_points(session=session, by=self.token.member, at=timezone.now(), **values)
        points = session.agenda_items.order_by("added_at", "id")
        return Response(AgendaItemSerializer(points, many=True).data)


def _missed(*, session: Session, by: Member, at: datetime) -> Session:
    return sessions.close_session(session=session, state=SessionState.MISSED, by=by, at=at)


class ConcernSerializer(ModelSerializer[Concern]):
    class Meta:
        model = Concern
        fields = ("id", "mentorship", "kind", "raised_by", "words", "raised_at", "answer_by")


class ResolveSerializer(Strict, serializers.Serializer[Any]):
    note = ProseField(required=False, allow_blank=True, max_length=500)


class ReadsAsAdmin(BasePermission):
    """What was told in confidence is for program admins."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return bool(request.auth.member.is_admin)


class ConcernViewSet(TenantViewSet):
    """The mentorships that need a program admin, the earliest promise first."""

    permission_classes = (HasScope, WritesAsAdmin, ReadsAsAdmin)
    page_keys: tuple[str, ...] = ("answer_by", "id")
    serializer_class = ConcernSerializer

    def rows(self, member: Member) -> Any:
        return queries.open_concerns(member)

    @extend_schema(request=ResolveSerializer, responses={204: None})
    @action(detail=True, methods=["post"])
    def resolve(self, request: Request, pk: str) -> Response:
        """Take it off the list; who told of it reads the note."""
        concern = self.get_object()
        sent = ResolveSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        concerns.resolve_concern(
            concern=concern,
            note=sent.validated_data.get("note", ""),
            by=self.token.member,
            at=timezone.now(),
        )
        return Response(status=204)
