from typing import Any

from rest_framework.serializers import ModelSerializer

from matching import queries
from matching.models import Pair, Request, Run
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member


class RunSerializer(ModelSerializer[Run]):
    class Meta:
        model = Run
        fields = (
            "id", "program", "state", "objective", "weights", "rules", "inputs_hash", "figures", "created_at",
            "published_at",
        )  # fmt: skip


class RunViewSet(TenantViewSet):
    """The matchings of all programs, for program admins; `figures` holds what was proven."""

    serializer_class = RunSerializer

    def rows(self, member: Member) -> Any:
        return queries.runs_seen_by(member)


class PairSerializer(ModelSerializer[Pair]):
    """`mentor` and `mentee` are members; scores and points of 10,000."""

    class Meta:
        model = Pair
        fields = (
            "id", "run", "mentor", "mentee", "score", "points", "rank", "feasible", "alternatives", "is_approved",
            "is_pinned", "is_removed",
        )  # fmt: skip

    def to_representation(self, instance: Pair) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {**shown, "mentor": str(instance.mentor.member_id), "mentee": str(instance.mentee.member_id)}


class PairViewSet(TenantViewSet):
    """The pairs of those matchings; `?run=` leaves those of one."""

    serializer_class = PairSerializer

    def rows(self, member: Member) -> Any:
        return queries.pairs_seen_by(member, run=self.request.query_params.get("run", ""))


class RequestSerializer(ModelSerializer[Request]):
    class Meta:
        model = Request
        fields = ("id", "program", "message", "rank", "state", "asked_at", "expires_at", "answered_at", "reason")


class RequestViewSet(TenantViewSet):
    """What the token's person has asked mentors, and was asked as one."""

    serializer_class = RequestSerializer

    def rows(self, member: Member) -> Any:
        return queries.requests_between(member)
