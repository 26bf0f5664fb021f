"""Polls of groups and pods, over the API."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer

from mentorship.api.fields import IdField, LineField, Strict, WholeNumberField
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from tracking import rules
from tracking.actions import polls
from tracking.api.answers import SessionSerializer
from tracking.enums import PollAnswer
from tracking.models import Poll, PollOption
from tracking.queries import get_writable_room
from tracking.queries.polls import get_option, get_poll, polls_of


class OptionSerializer(ModelSerializer[PollOption]):
    """A time with how many of its people can, and may."""

    yes = serializers.IntegerField(read_only=True)
    maybe = serializers.IntegerField(read_only=True)

    class Meta:
        model = PollOption
        fields = ("id", "starts_at", "yes", "maybe")


class PollSerializer(ModelSerializer[Poll]):
    options = OptionSerializer(many=True, read_only=True)

    class Meta:
        model = Poll
        fields = (
            "id",
            "mentorship",
            "minutes",
            "place",
            "opened_by",
            "opened_at",
            "closed_at",
            "session",
            "options",
        )


class NewPollSerializer(Strict, serializers.Serializer[Any]):
    starts = serializers.ListField(
        child=serializers.DateTimeField(), min_length=polls.FEWEST, max_length=polls.MOST
    )
    minutes = WholeNumberField(min_value=5, max_value=480)
    place = LineField(required=False, allow_blank=True, max_length=200, default="")


class VoteSerializer(Strict, serializers.Serializer[Any]):
    answers = serializers.DictField(
        child=serializers.ChoiceField(PollAnswer.choices), help_text="by the id of the option"
    )

    def validate_answers(self, value: dict[str, str]) -> dict[UUID, str]:
        return {serializers.UUIDField().run_validation(key): each for key, each in value.items()}


class OptionIdSerializer(Strict, serializers.Serializer[Any]):
    option = IdField()


class MentorshipPollsViewSet(TenantViewSet):
    """The polls of one's own mentorship, the latest first."""

    page_keys: tuple[str, ...] = ("-opened_at", "-id")
    serializer_class = PollSerializer

    def rows(self, member: Member) -> Any:
        get_writable_room(member, self.kwargs["pk"])
        return polls_of(member).filter(mentorship=self.kwargs["pk"])

    @extend_schema(request=NewPollSerializer, responses={201: PollSerializer})
    def create(self, request: Request, pk: UUID) -> Response:
        """Ask everybody which of three to six times suit; 409 where one is open already."""
        room = get_writable_room(self.token.member, pk)
        asked = NewPollSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = polls.open_poll(
            mentorship=room.mentorship,
            by=self.token.member,
            at=timezone.now(),
            **asked.validated_data,
        )
        return Response(PollSerializer(self.get_queryset().get(pk=made.pk)).data, status=201)


class PollViewSet(TenantViewSet):
    """The polls of one's own mentorships, the latest first."""

    page_keys: tuple[str, ...] = ("-opened_at", "-id")
    serializer_class = PollSerializer

    def rows(self, member: Member) -> Any:
        return polls_of(member)

    @extend_schema(request=VoteSerializer, responses=PollSerializer)
    @action(detail=True, methods=["post"])
    def vote(self, request: Request, pk: str) -> Response:
        """Say which times suit; what is said again replaces what was."""
        poll, _room = get_poll(self.token.member, self.get_object().pk)
        asked = VoteSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        polls.vote(poll=poll, by=self.token.member, at=timezone.now(), **asked.validated_data)
        return Response(PollSerializer(self.get_object()).data)

    @extend_schema(request=OptionIdSerializer, responses={201: SessionSerializer})
    @action(detail=True, methods=["post"])
    def book(self, request: Request, pk: str) -> Response:
        """Book one of its times, which closes it."""
        poll = self._closable()
        asked = OptionIdSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        option, _room = get_option(self.token.member, asked.validated_data["option"])
        if option.poll_id != poll.pk:
            raise NotFound
        session = polls.book_option(option=option, by=self.token.member, at=timezone.now())
        return Response(SessionSerializer(session).data, status=201)

    @extend_schema(request=None, responses=PollSerializer)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, pk: str) -> Response:
        """Close it and book nothing."""
        polls.drop_poll(poll=self._closable(), by=self.token.member, at=timezone.now())
        return Response(PollSerializer(self.get_object()).data)

    def _closable(self) -> Poll:
        """Raises NotFound for those who neither opened it nor are the mentor."""
        poll, room = get_poll(self.token.member, self.get_object().pk)
        if not rules.can_close_poll(self.token.member, poll, room.participants):
            raise NotFound
        return poll
