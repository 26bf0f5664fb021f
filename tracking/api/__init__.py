from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import CharField, ModelSerializer

from matching.models import Mentorship, Participant
from mentorship.api.fields import IdField, LineField, ProseField, Strict, WholeNumberField
from mentorship.api.query import Query
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from mentorship.ui.forms import in_reach
from tracking.actions.logs import log_for_others
from tracking.actions.series import book_repeating, end_series
from tracking.actions.sessions import close_session, move_session
from tracking.api.answers import SessionActs, SessionSerializer
from tracking.api.goals import SuggestionSerializer, suggestion_values
from tracking.enums import SessionState
from tracking.queries import get_writable_room, mentorship_list, sessions, suggestions_for
from tracking.queries.series import active_series
from tracking.queries.slots import offer, usual_terms
from tracking.recurrence import RULES


class PartSerializer(ModelSerializer[Participant]):
    class Meta:
        model = Participant
        fields = ("member", "role")


class MentorshipSerializer(ModelSerializer[Mentorship]):
    stage = CharField(source="pulse.stage", read_only=True, default=None, allow_null=True)
    health = CharField(source="pulse.health", read_only=True, default=None, allow_null=True)
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


class SlotsQuery(Query):
    minutes = WholeNumberField(
        required=False, min_value=5, max_value=480, help_text="left out: as they usually meet"
    )


class SlotSerializer(serializers.Serializer[Any]):
    """`words` say the moment in the zones of everybody, one's own first."""

    starts_at = serializers.DateTimeField()
    words = serializers.CharField()


class OfferSerializer(serializers.Serializer[Any]):
    """Times that suit everybody, the best first; where there is none, `reason` says why."""

    minutes = serializers.IntegerField()
    place = serializers.CharField()
    reason = serializers.CharField()
    slots = SlotSerializer(many=True)


class LogForOthersSerializer(Strict, serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField()
    minutes = WholeNumberField(min_value=5, max_value=480)
    present = serializers.ListField(child=IdField(), min_length=2, max_length=50)


class MentorshipViewSet(TenantViewSet):
    """The mentorships that the token's person may see."""

    serializer_class = MentorshipSerializer

    def get_query_class(self) -> type[Query]:
        return SlotsQuery if self.action == "slots" else super().get_query_class()

    @extend_schema(responses=OfferSerializer)
    @action(detail=True, url_path="slots")
    def slots(self, request: Request, pk: str) -> Response:
        """When the people of one's own mentorship can meet next."""
        member = self.token.member
        room = get_writable_room(member, self.get_object().pk)
        found = offer(room, member, at=timezone.now(), minutes=self.query.get("minutes"))
        return Response(OfferSerializer(found).data)

    @extend_schema(responses=SuggestionSerializer(many=True))
    @action(detail=True, url_path="goal-suggestions", pagination_class=None)
    def goal_suggestions(self, request: Request, pk: str) -> Response:
        """Goals to begin from, by the program, the mentee's topics and how far they have come."""
        room = get_writable_room(self.token.member, self.get_object().pk)
        found = suggestions_for(room, on=timezone.localdate())
        rows = [suggestion_values(suggestion) for suggestion in found]
        return Response(SuggestionSerializer(rows, many=True).data)

    @extend_schema(request=None, responses={204: None})
    @action(detail=True, methods=["post"], url_path="cancel-following")
    def cancel_following(self, request: Request, pk: str) -> Response:
        """Cancel the sessions that repeat, the next included."""
        room = get_writable_room(self.token.member, self.get_object().pk)
        series = active_series(room.mentorship)
        if series is None:
            raise NotFound
        series.mentorship = room.mentorship
        end_series(series=series, by=self.token.member, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(request=LogForOthersSerializer, responses={201: SessionSerializer})
    @action(detail=True, methods=["post"], url_path="log-for-others")
    def log_for_others(self, request: Request, pk: str) -> Response:
        """As a program admin, log a session that its people did not; one that is logged in the same
        span is left as it is.
        """
        mentorship, by = self.get_object(), self.token.member
        asked = LogForOthersSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values = dict(asked.validated_data)
        people = Member.objects.filter(organization=by.organization, pk__in=values.pop("present"))
        session = log_for_others(
            mentorship=mentorship, present=list(people), by=by, at=timezone.now(), **values
        )
        return Response(SessionSerializer(session).data, status=status.HTTP_201_CREATED)

    def rows(self, member: Member) -> Any:
        people = Participant.objects.present().order_by("role", "pk")
        return mentorship_list(member).prefetch_related(
            Prefetch("participants", queryset=people, to_attr="present")
        )


class ChangeSerializer(Strict, serializers.Serializer[Any]):
    starts_at = serializers.DateTimeField()
    minutes = WholeNumberField(required=False, min_value=5, max_value=480)
    place = LineField(required=False, allow_blank=True, max_length=200)
    agenda = ProseField(required=False, allow_blank=True, max_length=2000)

    def validate_starts_at(self, value: datetime) -> datetime:
        try:
            in_reach(value.date(), back=1, ahead=1)
        except ValidationError as error:
            raise serializers.ValidationError(error.messages) from error
        return value


class BookingSerializer(ChangeSerializer):
    """What is left out is as they usually meet."""

    mentorship = IdField()
    repeat = serializers.ChoiceField(
        list(RULES), required=False, help_text="left out: it takes place once"
    )


class SessionViewSet(SessionActs):
    """The sessions of those mentorships, latest first. Only who takes part writes; 409 says why it
    is not possible.
    """

    page_keys: tuple[str, ...] = ("-starts_at", "id")
    serializer_class = SessionSerializer

    def rows(self, member: Member) -> Any:
        return sessions(member).prefetch_related("attendance")

    @extend_schema(request=BookingSerializer, responses={201: SessionSerializer})
    def create(self, request: Request) -> Response:
        """Book a session; everybody gets an invitation."""
        asked = BookingSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        values, by, at = dict(asked.validated_data), self.token.member, timezone.now()
        room = get_writable_room(by, values.pop("mentorship"))
        values = {**usual_terms(room, at=at), "repeat": "", **values}
        made = book_repeating(mentorship=room.mentorship, by=by, at=at, **values)
        return Response(SessionSerializer(made).data, status=status.HTTP_201_CREATED)

    @extend_schema(request=ChangeSerializer, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Move a booked session; what is left out stays."""
        session, by = self.own(), self.token.member
        asked = ChangeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        now = {name: getattr(session, name) for name in ("minutes", "place", "agenda")}
        values = {**now, **asked.validated_data}
        moved = move_session(session=session, by=by, at=timezone.now(), **values)
        return Response(SessionSerializer(moved).data)

    @extend_schema(request=None, responses=SessionSerializer)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: str) -> Response:
        """Cancel a booked session; calendars follow."""
        state, at = SessionState.CANCELLED, timezone.now()
        closed = close_session(session=self.own(), state=state, by=self.token.member, at=at)
        return Response(SessionSerializer(closed).data)
