from typing import Any

from django.db.models import Prefetch
from rest_framework.serializers import CharField, ModelSerializer

from matching.models import Mentorship, Participant
from mentorship.api.views import TenantViewSet
from mentorship.tenancy.models import Member
from tracking.models import Session
from tracking.queries import mentorship_list, sessions


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
