"""Health, and what is written to people about it, over the API."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from mentorship.api.fields import IdField, ProseField, Strict, WholeNumberField
from mentorship.api.permissions import HasScope, WritesAsAdmin
from mentorship.api.query import Queried
from mentorship.tenancy.models import Member
from programs.models import Program
from programs.queries import programs_seen_by
from tracking import queries, rules
from tracking.actions import health, letters
from tracking.actions.errors import TrackingError
from tracking.health import SIGNALS, WEIGHTS


class WeightsSerializer(Strict, serializers.Serializer[Any]):
    """What each kind of sign counts: 0 not at all, 1 as it is, 2 twice."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {
            name: WholeNumberField(min_value=WEIGHTS[0], max_value=WEIGHTS[-1]) for name in SIGNALS
        }


class LetterSerializer(Strict, serializers.Serializer[Any]):
    to = serializers.ListField(child=IdField(), min_length=1, max_length=letters.LETTERS_A_DAY)
    text = ProseField(max_length=letters.LETTER_AT_MOST)


class MemberView(Queried, APIView):
    permission_classes: tuple[type[BasePermission], ...] = (HasScope,)

    @property
    def member(self) -> Member:
        token: Any = self.request.auth
        member: Member = token.member
        return member


class HealthPolicyView(MemberView):
    """How health is read in a program; admins change it."""

    permission_classes = (HasScope, WritesAsAdmin)

    def _program(self, pk: UUID) -> Program:
        program: Program = get_object_or_404(programs_seen_by(self.member), pk=pk)
        return program

    @extend_schema(responses=WeightsSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        return Response(queries.weights_of(self._program(pk)))

    @extend_schema(request=WeightsSerializer, responses=WeightsSerializer)
    def put(self, request: Request, pk: UUID) -> Response:
        program, sent = self._program(pk), WeightsSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        weights = sent.validated_data
        health.set_health_policy(
            program=program, weights=weights, by=self.member, at=timezone.now()
        )
        return Response(queries.weights_of(program))


class NudgeView(MemberView):
    """As a program admin, ask the people of a mentorship how it goes; once a week at most."""

    permission_classes = (HasScope, WritesAsAdmin)

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request, pk: UUID) -> Response:
        room = queries.get_room(self.member, pk)
        health.nudge_mentorship(mentorship=room.mentorship, by=self.member, at=timezone.now())
        return Response(status=204)


class LetterView(MemberView):
    """Write to people of a mentorship by e-mail; it is kept nowhere."""

    @extend_schema(request=LetterSerializer, responses={204: None})
    def post(self, request: Request, pk: UUID) -> Response:
        room = queries.get_room(self.member, pk)
        if not rules.can_write_letter(self.member, room.mentorship, room.participants):
            raise NotFound
        sent = LetterSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        chosen = set(sent.validated_data["to"])
        people = [person for person in room.others() if person.pk in chosen]
        if len(people) < len(chosen):
            raise TrackingError(_("Choose people of this mentorship."))
        letters.write_letter(
            mentorship=room.mentorship,
            to=people,
            text=sent.validated_data["text"],
            by=self.member,
            at=timezone.now(),
        )
        return Response(status=204)
