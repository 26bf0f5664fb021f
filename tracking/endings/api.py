"""How a mentorship ends, over the API: for its people, as on its page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import ModelSerializer
from rest_framework.views import APIView

from mentorship.api.fields import ProseField, Strict
from mentorship.api.permissions import HasScope
from mentorship.api.query import Queried
from mentorship.tenancy.models import Member
from tracking.endings import actions, queries, rules
from tracking.endings.enums import Next
from tracking.endings.models import THANKS_AT_MOST, WORDS_AT_MOST, Reflection
from tracking.queries import Room, get_room


class ReflectionSerializer(ModelSerializer[Reflection]):
    class Meta:
        model = Reflection
        fields = ("author", "takes_along", "thanks", "next_step", "written_at")


class EndingSerializer(serializers.Serializer[Any]):
    """`asked_on` is the later day that somebody asks for. The others' reflections are there once
    all have written, or it is over; `leaves_on` is the reader's own wish and nobody else's.
    """

    ends_on = serializers.DateField()
    asked_on = serializers.DateField(allow_null=True)
    asked_by = serializers.UUIDField(allow_null=True)
    reflections = ReflectionSerializer(many=True)
    leaves_on = serializers.DateField(allow_null=True)


class EndDaySerializer(Strict, serializers.Serializer[Any]):
    day = serializers.DateField()


class AgreeSerializer(Strict, serializers.Serializer[Any]):
    agree = serializers.BooleanField()


class NewReflectionSerializer(Strict, serializers.Serializer[Any]):
    takes_along = ProseField(max_length=WORDS_AT_MOST)
    thanks = ProseField(max_length=THANKS_AT_MOST, required=False, allow_blank=True, default="")
    next_step = serializers.ChoiceField(Next.choices, required=False, default=Next.NOTHING)


class LeaveSerializer(Strict, serializers.Serializer[Any]):
    words = ProseField(max_length=300, required=False, allow_blank=True, default="")


class EndingView(Queried, APIView):
    """Its plan, and what its people take along."""

    permission_classes: tuple[type[BasePermission], ...] = (HasScope,)

    @property
    def member(self) -> Member:
        token: Any = self.request.auth
        member: Member = token.member
        return member

    def room(self, pk: UUID) -> Room:
        """Raises NotFound for those who take no part, and where it ended long ago."""
        room = get_room(self.member, pk)
        may = rules.can_reflect(self.member, room.mentorship, room.participants, at=timezone.now())
        if not may:
            raise NotFound
        return room

    def act(
        self,
        pk: UUID,
        do: Callable[..., Any],
        kind: type[serializers.Serializer[Any]],
        **names: str,
    ) -> Response:
        """`names` are those of the action, by the names of what is sent."""
        room, sent = self.room(pk), kind(data=self.request.data)
        sent.is_valid(raise_exception=True)
        values = {names.get(name, name): value for name, value in sent.validated_data.items()}
        do(mentorship=room.mentorship, by=self.member, at=timezone.now(), **values)
        return self.shown(pk)

    def shown(self, pk: UUID) -> Response:
        wrap = queries.wrap_of(self.room(pk), self.member)
        mine = [wrap.mine] if wrap.mine else []
        values = {
            "ends_on": wrap.ends_on,
            "asked_on": wrap.asked_on,
            "asked_by": wrap.asked_by.pk if wrap.asked_by else None,
            "reflections": [*mine, *wrap.theirs],
            "leaves_on": wrap.my_exit.leaves_on if wrap.my_exit else None,
        }
        return Response(EndingSerializer(values).data)

    @extend_schema(responses=EndingSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return self.shown(pk)

    @extend_schema(request=EndDaySerializer, responses=EndingSerializer)
    def put(self, request: Request, pk: UUID) -> Response:
        """Plan the day on which it ends, not later than now."""
        return self.act(pk, actions.plan_end, EndDaySerializer, day="ends_on")


class ExtensionView(EndingView):
    """A longer mentorship, asked by one and agreed by another."""

    http_method_names = ["post", "put"]

    @extend_schema(request=EndDaySerializer, responses=EndingSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask to go on until a day."""
        return self.act(pk, actions.ask_extension, EndDaySerializer, day="until")

    @extend_schema(request=AgreeSerializer, responses=EndingSerializer)
    def put(self, request: Request, pk: UUID) -> Response:
        """Agree to what another asks for, or not."""
        sent = AgreeSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        agrees = sent.validated_data["agree"]
        act = actions.agree_extension if agrees else actions.decline_extension
        act(mentorship=self.room(pk).mentorship, by=self.member, at=timezone.now())
        return self.shown(pk)


class ReflectionView(EndingView):
    """What one takes along."""

    http_method_names = ["put"]

    @extend_schema(request=NewReflectionSerializer, responses=EndingSerializer)
    def put(self, request: Request, pk: UUID) -> Response:
        return self.act(pk, actions.write_reflection, NewReflectionSerializer)


class LeavingView(EndingView):
    """Leave without blame, on a day drawn by chance; nothing tells anybody who left."""

    http_method_names = ["post", "delete"]

    @extend_schema(request=LeaveSerializer, responses=EndingSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        return self.act(pk, actions.leave, LeaveSerializer)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Stay after all."""
        room = self.room(pk)
        actions.take_back_exit(mentorship=room.mentorship, by=self.member, at=timezone.now())
        return Response(status=204)


class CompletionView(EndingView):
    """Complete it, once all of its people have written what they take along."""

    http_method_names = ["post"]

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: UUID) -> Response:
        room = self.room(pk)
        actions.finish(mentorship=room.mentorship, by=self.member, at=timezone.now())
        return Response(status=204)
