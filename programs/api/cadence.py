"""A program's cadence over the API: its rules, and whom a change of them would move."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request as ApiRequest
from rest_framework.response import Response
from rest_framework.views import APIView

from mentorship.api.fields import Strict, WholeNumberField
from mentorship.api.permissions import HasScope, WritesAsAdmin
from mentorship.api.query import Queried
from mentorship.tenancy.rules import check_admin
from programs import actions, queries
from programs.cadence import BACK_LIMITS, LIMITS, STAGES, Rules, faults, rules_in, stored_steps
from programs.enums import Stage
from programs.models import Program
from programs.previews import preview_of
from programs.words.cadence import FAULTS, policy_words


def _asked(limits: tuple[int, int]) -> WholeNumberField:
    low, high = limits
    return WholeNumberField(
        allow_null=True, default=None, min_value=low, max_value=high, help_text="null: not asked"
    )


class StepSerializer(Strict, serializers.Serializer[Any]):
    """A stage, and what is asked before it is left for fewer sessions."""

    stage = serializers.ChoiceField(choices=Stage.choices)
    sessions = _asked(LIMITS["sessions"])
    weeks = _asked(LIMITS["weeks"])
    on_time_percent = _asked(LIMITS["on_time_percent"])
    goal_percent = _asked(LIMITS["goal_percent"])
    mentee_independence = _asked(LIMITS["mentee_independence"])
    mentor_independence = _asked(LIMITS["mentor_independence"])


class BackSerializer(Strict, serializers.Serializer[Any]):
    """What sends a mentorship back to more sessions; any one of these is enough."""

    missed = _asked(BACK_LIMITS["missed"])
    independence = _asked(BACK_LIMITS["independence"])
    on_time_percent = _asked(BACK_LIMITS["on_time_percent"])


class RulesSerializer(Strict, serializers.Serializer[Any]):
    """Stages from the most sessions to the fewest; what the last one asks counts for nothing."""

    first_stage = serializers.ChoiceField(choices=Stage.choices)
    stages = serializers.ListField(child=StepSerializer(), min_length=1, max_length=len(STAGES))
    back = BackSerializer()
    sentences = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="the same as one would say it"
    )


class MovedSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    url = serializers.CharField()
    stage = serializers.CharField()
    by_saved = serializers.CharField(allow_blank=True)
    by_new = serializers.CharField(allow_blank=True)


class PreviewSerializer(serializers.Serializer[Any]):
    """Whom the saved rules and the new ones would ask to meet otherwise today; up to fifty rows."""

    looked_at = serializers.IntegerField()
    by_saved = serializers.IntegerField()
    by_new = serializers.IntegerField()
    asked = serializers.IntegerField(help_text="by one of the two at least")
    differ = serializers.IntegerField()
    rows = MovedSerializer(many=True)


class _OfProgram(Queried, APIView):
    permission_classes = (HasScope, WritesAsAdmin)

    def program(self, pk: UUID) -> Program:
        """For program admins."""
        member = self.token.member
        program = queries.get_program(member, pk)
        check_admin(member, program.organization_id)
        return program

    @property
    def token(self) -> Any:
        return self.request.auth

    def rules(self) -> Rules:
        """What was sent. Raises ValidationError by the stage and name of what cannot be so."""
        sent = RulesSerializer(data=self.request.data)
        sent.is_valid(raise_exception=True)
        values = sent.validated_data
        given = [step["stage"] for step in values["stages"]]
        if given != [stage for stage in STAGES if stage in given]:
            raise serializers.ValidationError({"stages": [str(FAULTS["order"])]})
        rules = rules_in(values["first_stage"], values["stages"], values["back"])
        if found := faults(rules):
            raise serializers.ValidationError(
                {name: [str(FAULTS[code])] for name, code in found.items()}
            )
        return rules


class CadenceView(_OfProgram):
    """How often a program's mentorships meet, and what they are asked before that changes."""

    @extend_schema(responses=RulesSerializer)
    def get(self, request: ApiRequest, pk: UUID) -> Response:
        rules, _is_stored = queries.cadence_of(self.program(pk))
        return _answer(rules)

    @extend_schema(request=RulesSerializer, responses=RulesSerializer)
    def put(self, request: ApiRequest, pk: UUID) -> Response:
        """400 names the stage and the condition that cannot be so, 409 says that nothing changes in
        the program any more.
        """
        program, rules = self.program(pk), self.rules()
        policy = actions.set_cadence_policy(
            program=program, rules=rules, by=self.token.member, at=timezone.now()
        )
        return _answer(policy.rules)


class CadencePreviewView(_OfProgram):
    """Try rules on the mentorships that run; nothing is saved."""

    @extend_schema(request=RulesSerializer, responses=PreviewSerializer)
    def post(self, request: ApiRequest, pk: UUID) -> Response:
        preview = preview_of(self.program(pk), self.rules(), at=timezone.now())
        return Response(PreviewSerializer(preview).data)


def _answer(rules: Rules) -> Response:
    values = {
        "first_stage": rules.first_stage,
        "stages": stored_steps(rules),
        "back": asdict(rules.back),
        "sentences": policy_words(rules),
    }
    return Response(RulesSerializer(values).data)
